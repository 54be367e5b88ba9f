"""An installation whose answers a language model writes, for tests: it needs no embedding model."""

from pathlib import Path

from index.build import NoProgress as SilentIndex
from ingest.outcome import NoProgress as SilentCrawl
from service.ask import Asker
from service.settings import LlmSettings, Settings, SiteSettings
from service.sync import crawl_site, index_sites
from service.wiring import Workspace
from tests.llm_server import LlmServer

PAGES = {
    "support.md": (
        "# Support\n\n## Enterprise Support\n\n"
        "Enterprise Support has a direct WhatsApp channel."
        " Tickets are answered within 4 hours on working days.\n\n"
        "## Basic Support\n\nBasic Support answers tickets by e-mail within 24 hours.\n"
    ),
    "upgrade.md": (
        "# Upgrade\n\n## Upgrade the support plan\n\nOpen Billing, choose Plans and press Upgrade support."
        " The WhatsApp channel of the support plan is not available before the invoice is paid.\n"
    ),
    "keys.md": "# Keys\n\n## Rotate an API key\n\nOpen the console and press Rotate beside the API key.\n",
}
QUESTION = "Which support plan has a direct WhatsApp channel?"


def installed(folder: Path, pages: dict[str, str] = PAGES) -> Path:
    """The data folder of an installation that has synced these pages."""
    docs, data = folder / "docs", folder / "data"
    docs.mkdir()
    for name, text in pages.items():
        (docs / name).parent.mkdir(parents=True, exist_ok=True)
        (docs / name).write_text(text, encoding="utf-8")
    workspace = Workspace(_settings(data))
    crawl_site(workspace, SiteSettings(location=str(docs)), SilentCrawl())
    index_sites(workspace, SilentIndex())
    return data


def asker_with(data: Path, server: LlmServer, timeout: float = 5.0, context_tokens: int = 3000) -> Asker:
    """What answers with the server's model."""
    llm = LlmSettings(
        base_url=server.url, model="tiny", timeout=timeout, max_tokens=100, context_tokens=context_tokens
    )
    return Workspace(_settings(data, llm)).asker()


def quoting(data: Path) -> Asker:
    """What answers without a model."""
    return Workspace(_settings(data)).asker()


def _settings(data: Path, llm: LlmSettings | None = None) -> Settings:
    return Settings(data=data, embedders={}, multilingual="hashing", llm=llm)
