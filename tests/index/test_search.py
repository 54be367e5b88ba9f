"""Search over a small index, with an embedder that needs no model."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.build import Builder, Content, NoProgress
from index.cache import EmbeddingCache
from index.embedders.hashing import HashingEmbedder
from index.models import Embedders
from index.search import Query, search
from index.store import Generation
from index.stores.local import LocalStore
from ingest.page import Alternate, Page
from ingest.split import split

PAGES = {
    "/en/groups": ("en", "# Groups\n\nA group gives its members access to agents.", ()),
    "/en/budget": ("en", "# Budget\n\nA budget limits the monthly spending in dollars.", ()),
    "/tickets": ("pt", "# Tickets\n\nO ticket fica com o status Ativo.", ()),
    "/grupos": (
        "pt",
        "# Grupos\n\nUm grupo gives its members access to agents.",
        (Alternate("en", "/en/groups"),),
    ),
    "/mais": (
        "pt",
        '## Ticket status\n\n{% content-ref url="x.md" %}\n[x.md](x.md)\n{% endcontent-ref %}',
        (),
    ),
}


def pages(texts: Mapping[str, tuple[str, str, Sequence[Alternate]]]) -> list[Page]:
    """Pages at these paths."""
    return [
        Page(
            url=path,
            path=path,
            title=markdown.split("\n")[0].lstrip("# "),
            description="",
            language=language,
            markdown=markdown,
            fetched_at=datetime(2026, 11, 1, tzinfo=UTC),
            alternates=tuple(alternates),
        )
        for path, (language, markdown, alternates) in texts.items()
    ]


@pytest.fixture
def embedders() -> Embedders:
    """One embedder for everything."""
    return Embedders(lambda _: HashingEmbedder(), "hashing")


@pytest.fixture
def builder(tmp_path: Path, embedders: Embedders) -> Builder:
    """Builds in a folder of the test's own."""
    return Builder(LocalStore(tmp_path / "index"), embedders, EmbeddingCache(tmp_path / "cache.db"))


def built(builder: Builder, documents: Sequence[Page]) -> Generation:
    """The live generation of these pages."""
    passages = [passage for page in documents for passage in split(page)]
    builder.build(Content("test", documents, passages), NoProgress())
    live = builder.store.live()
    assert live
    return live


def test_best_passage_comes_first_with_its_evidence(builder: Builder, embedders: Embedders) -> None:
    """Both retrievers speak for the page on budgets, and say how much."""
    generation = built(builder, pages(PAGES))
    hits = search(generation, embedders, Query("monthly spending limits", "en"), 5)
    assert hits[0].passage.page_url == "/en/budget"
    assert hits[0].score == pytest.approx(1)
    assert hits[0].evidence.lexical is not None
    assert hits[0].evidence.lexical > 0
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_question_in_a_language_without_pages_finds_those_of_others(
    builder: Builder, embedders: Embedders
) -> None:
    """Nobody is sent away for the language they ask in."""
    generation = built(builder, pages(PAGES))
    hits = search(generation, embedders, Query("status Ativo ticket", "es"), 1)
    assert hits[0].passage.page_url == "/tickets"
    assert hits[0].evidence.lexical is None


def test_page_with_a_twin_in_the_question_language_is_left_out(
    builder: Builder, embedders: Embedders
) -> None:
    """The same page is not found twice, in two languages."""
    generation = built(builder, pages(PAGES))
    hits = search(generation, embedders, Query("group members access to agents", "en"), 10)
    assert hits[0].passage.page_url == "/en/groups"
    assert "/grupos" not in {hit.passage.page_url for hit in hits}


def test_passage_that_only_points_elsewhere_is_never_found(builder: Builder, embedders: Embedders) -> None:
    """A heading over links answers nothing, however well its words match."""
    generation = built(builder, pages(PAGES))
    hits = search(generation, embedders, Query("Ticket status", "pt"), 10)
    assert hits
    assert "/mais" not in {hit.passage.page_url for hit in hits}


def test_page_asked_from_weighs_a_little_more(builder: Builder, embedders: Embedders) -> None:
    """A hint, not a filter: of two equal pages that one wins from which the question comes."""
    twin = "# Notes\n\nSettings are saved at once."
    generation = built(builder, pages({f"/{name}": ("en", twin, ()) for name in "ab"}))
    for name in "ab":
        hits = search(generation, embedders, Query("settings saved", "en", page=f"/{name}"), 5)
        assert hits[0].passage.page_url == f"/{name}"
        assert len(hits) == 2
