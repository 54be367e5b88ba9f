"""A small site in two languages, served without a model, for tests of the doors of the site."""

from pathlib import Path

from fastapi import FastAPI

from index.build import NoProgress as SilentIndex
from ingest.outcome import NoProgress as SilentCrawl
from service.app import create_app
from service.settings import Settings, SiteSettings
from service.sync import crawl_site, index_sites
from service.wiring import Workspace

QUESTION = "Which support plan has a direct WhatsApp channel?"
UNANSWERABLE = "Who painted zebras of glass in Mongolia?"
SUPPORT = "/en/billing/support"

PAGES = {
    "README.md": "---\ndescription: O que é a Acme.\n---\n\n# Acme\n\nA Acme responde a perguntas.\n",
    "faturamento/suporte.md": (
        "# Suporte\n\n## Suporte Enterprise\n\nO Suporte Enterprise tem um canal direto no WhatsApp."
        " Os chamados são respondidos em quatro horas.\n"
    ),
    "en/README.md": "# Acme\n\nAcme answers questions.\n",
    "en/billing/support.md": (
        "---\ndescription: >-\n  The plans,\n  and what they cost.\n---\n\n# Support [plans]\n\n"
        "## Enterprise Support\n\n* **Channel:** Enterprise Support has a direct WhatsApp channel.\n"
        "* **Response time:** Enterprise Support answers tickets within four hours on working days.\n\n"
        "## Basic Support\n\nBasic Support answers tickets by e-mail within twenty-four hours.\n"
    ),
    "en/billing/upgrade.md": (
        "# Upgrade\n\n## Upgrade the support plan\n\nOpen Billing, choose Plans and press Upgrade support."
        " The WhatsApp channel of the support plan opens when the invoice is paid.\n"
    ),
    "en/keys.md": "# Keys\n\n## Rotate an API key\n\nOpen the console and press Rotate beside the API key.\n",
}


def installed(folder: Path, pages: dict[str, str] = PAGES, base_url: str = "") -> Workspace:
    """An installation in this folder that has synced these pages, published at `base_url`."""
    workspace = Workspace(Settings(data=folder / "data", embedders={}, multilingual="hashing"))
    synced(workspace, folder / "docs", pages, base_url)
    return workspace


def synced(workspace: Workspace, docs: Path, pages: dict[str, str], base_url: str = "") -> None:
    """Bring an installation up to date with a folder that holds these pages and no others."""
    for stale in docs.rglob("*.md"):
        stale.unlink()
    for name, text in pages.items():
        (docs / name).parent.mkdir(parents=True, exist_ok=True)
        (docs / name).write_text(text, encoding="utf-8")
    site = SiteSettings(location=str(docs), base_url=base_url)
    crawl_site(workspace, site, SilentCrawl(), accept_shrink=True)
    index_sites(workspace, SilentIndex())


def application(workspace: Workspace, public_url: str = "") -> FastAPI:
    """The service over it."""
    return create_app(workspace.asker(), public_url, moves=workspace.moves())
