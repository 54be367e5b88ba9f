"""Which language a question is taken to be in, where its words do not tell."""

from pathlib import Path

import pytest

from index.build import NoProgress as SilentIndex
from ingest.outcome import NoProgress as SilentCrawl
from service.ask import Asker
from service.questions.language import QuestionLanguage
from service.questions.question import Question
from service.settings import Settings, SiteSettings
from service.sync import crawl_site, index_sites
from service.wiring import Workspace


@pytest.fixture
def asker(tmp_path: Path) -> Asker:
    """Most pages are English; one Portuguese page has an address that names no language."""
    docs = tmp_path / "docs"
    (docs / "pt").mkdir(parents=True)
    (docs / "pt" / "guia.md").write_text("# Guia\n\nO conector OpenAPI chama qualquer API.\n")
    for name in ("a", "b", "c"):
        (docs / f"{name}.md").write_text("# Page\n\nThe connector calls any API of the customer.\n")
    data = tmp_path / "data"
    workspace = Workspace(
        Settings(
            data=data, embedders={}, multilingual="hashing",
            site=[
                SiteSettings(name="first", location=str(docs), exclude=["/pt/**"]),
                SiteSettings(name="second", location=str(docs), include=["/pt/**"]),
            ],
        )
    )  # fmt: skip
    for site in workspace.sites:
        crawl_site(workspace, site, SilentCrawl())
    index_sites(workspace, SilentIndex())
    return workspace.asker()


def test_page_that_is_asked_from_tells_its_language(asker: Asker) -> None:
    """`/second/pt/guia` is Portuguese, whatever the first segment of its address."""
    assert asker.ask(Question("2026?", page="/second/pt/guia")).language == "pt"
    assert asker.ask(Question("2026?", page="/a")).language == "en"
    assert asker.ask(Question("2026?", page="/pt/no/such/page")).language == "pt"
    assert asker.ask(Question("2026?")).language == "en"


def test_words_that_two_languages_share_are_told_by_how_questions_begin(asker: Asker) -> None:
    """`o`, `que` and `a` are Spanish words too; `o que é` begins a question in Portuguese only."""
    among = QuestionLanguage(("es", "pt"))
    assert among.tell(Question("O que é a Superteam Brasil?"), asker.generation()) == "pt"
