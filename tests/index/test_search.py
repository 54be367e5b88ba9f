"""Search over a small index, with an embedder that needs no model."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.build import Builder, Content, NoProgress
from index.cache import EmbeddingCache
from index.embedders.hashing import HashingEmbedder
from index.fusion import convex, min_max
from index.hit import Hit
from index.late import late_scores, question_tokens
from index.models import Embedders
from index.ranker import UNFITTED
from index.rerank import by_features, by_late, rank_features
from index.rerankers.overlap import OverlapReranker
from index.search import CROSS_READ, RERANKED, Query, search
from index.stage import Stage
from index.store import Generation, Scored
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


ALL = 100
"""More than there are passages."""


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
    return Builder(LocalStore(tmp_path / "index"), embedders, EmbeddingCache.at(tmp_path / "cache.db"))


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


@pytest.mark.parametrize(
    ("stage", "seen"),
    [
        (Stage.DENSE, {"lexical", "late"}),
        (Stage.LEXICAL, {"dense", "late"}),
        (Stage.LATE, {"dense", "lexical"}),
        (Stage.FEATURES, {"dense", "lexical", "late"}),
    ],
)
def test_a_stage_that_is_left_out_says_nothing(
    builder: Builder, embedders: Embedders, stage: Stage, seen: set[str]
) -> None:
    """Evidence is of the other stages only."""
    generation = built(builder, pages(PAGES))
    query = Query("monthly spending limits", "en")
    hits = search(generation, embedders, query, ALL, frozenset({stage}))
    said = {
        name
        for hit in hits
        for name in ("dense", "lexical", "late")
        if getattr(hit.evidence, name) is not None
    }
    assert hits[0].passage.page_url == "/en/budget"
    assert said == seen


def found_by(hits: Sequence[Hit], stage: str) -> list[Scored]:
    """What a retriever said of the hits."""
    said = [(hit.number, getattr(hit.evidence, stage)) for hit in hits]
    return [Scored(number, score) for number, score in said if score is not None]


@pytest.mark.parametrize("without", [None, *Stage])
def test_scores_are_made_of_the_evidence(
    builder: Builder, embedders: Embedders, without: Stage | None
) -> None:
    """Fused, read token by token and ranked by all features, but for the stage that is left out."""
    texts = {f"/{n}": ("en", f"# Key {n}\n\nKeys {'and keys ' * n}rotate.", ()) for n in range(9)}
    generation = built(builder, pages({**texts, "/budget": PAGES["/en/budget"]}))
    query = Query("How do I rotate key 3?", "en")
    hits = search(generation, embedders, query, ALL, frozenset({without} if without else ()))
    dense, lexical = (min_max(found_by(hits, stage)) for stage in ("dense", "lexical"))
    late = {hit.number: hit.evidence.late for hit in hits if hit.evidence.late}
    order = convex(dense, lexical)
    if without == Stage.FEATURES:
        order = by_late(order, late)
    elif without != Stage.LATE:
        order = by_features(order, rank_features(dense, lexical, late), UNFITTED)
    assert [hit.number for hit in hits] == [scored.passage for scored in order]
    assert [hit.score for hit in hits] == pytest.approx([scored.score / order[0].score for scored in order])


def test_only_the_first_passages_are_read_token_by_token(builder: Builder, embedders: Embedders) -> None:
    """The others stay behind them."""
    texts = {f"/{n}": ("en", f"# Key {n}\n\nKeys rotate {n} times.", ()) for n in range(RERANKED + 8)}
    generation = built(builder, pages(texts))
    hits = search(generation, embedders, Query("How often do keys rotate?", "en"), ALL)
    assert len(hits) > RERANKED
    assert [hit.evidence.late is not None for hit in hits] == [place < RERANKED for place in range(len(hits))]


class LongestFirst:
    """A reranker that likes long texts."""

    identity = "longest first"

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:  # noqa: ARG002 - it does not matter
        """Each text's length."""
        return [float(len(text)) for text in texts]


def test_cross_encoder_puts_the_first_passages_in_order(builder: Builder, embedders: Embedders) -> None:
    """Those are the ranker's first ones; their scores stay in their range, the others are left alone."""
    texts = {
        f"/{n}": ("en", f"# Key {n}\n\nKeys {'and keys ' * n}rotate.", ()) for n in range(CROSS_READ + 5)
    }
    generation, query = built(builder, pages(texts)), Query("How do I rotate key 3?", "en")
    before = search(generation, embedders, query, ALL)
    hits = search(generation, embedders, query, ALL, reranker=LongestFirst())
    first, others = hits[:CROSS_READ], hits[CROSS_READ:]
    assert {hit.number for hit in first} == {hit.number for hit in before[:CROSS_READ]}
    assert [hit.evidence.cross for hit in first] == sorted(
        (float(len(hit.passage.in_context)) for hit in first), reverse=True
    )
    assert (first[0].score, first[-1].score) == pytest.approx((before[0].score, before[CROSS_READ - 1].score))
    assert [hit.score for hit in first] == sorted({hit.score for hit in first}, reverse=True)
    assert others == before[CROSS_READ:]
    assert first != before[:CROSS_READ]


def test_cross_encoder_reads_the_first_passages_of_each_ranking(
    builder: Builder, embedders: Embedders
) -> None:
    """Those in the question's language and those in others, each with title and headings."""
    generation = built(builder, pages(PAGES))
    hits = search(generation, embedders, Query("Tickets budget", "en"), ALL, reranker=OverlapReranker())
    assert {hit.passage.page_url: hit.evidence.cross for hit in hits} == {
        "/en/budget": 0.5,
        "/en/groups": 0.0,
        "/tickets": 0.5,
    }


def test_without_a_cross_encoder_there_is_no_evidence_of_one(builder: Builder, embedders: Embedders) -> None:
    """None is not a low score."""
    generation = built(builder, pages(PAGES))
    hits = search(generation, embedders, Query("Tickets budget", "en"), ALL)
    assert {hit.evidence.cross for hit in hits} == {None}


def test_passages_in_other_languages_are_read_token_by_token(builder: Builder, embedders: Embedders) -> None:
    """Their late scores are those of their tokens, found under their own language."""
    generation = built(builder, pages(PAGES))
    query = Query("status Ativo ticket", "es")
    (best,) = search(generation, embedders, query, 1)
    (reading,) = HashingEmbedder().read_queries([query.text])
    tokens = generation.tokens(HashingEmbedder().identity, "pt", [best.number])
    asked = question_tokens(query.text, "es", reading.tokens, {})
    (expected,) = late_scores(asked, tokens)
    assert best.evidence.late
    assert astuple(best.evidence.late) == pytest.approx(astuple(expected))


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
