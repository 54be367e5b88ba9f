"""Which hits say the same."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.duplicates import RESEMBLANCE, RUN, distinct
from index.hit import Evidence, Hit
from ingest.block import BlockKind
from ingest.page import Alternate, Page
from ingest.passage import Passage

LONG = (
    "A key is rotated every ninety days, unless its owner asks for another period in the console of the team."
)


def hit(text: str, url: str = "/a", ordinal: int = 0, language: str = "en", depth: int = 0) -> Hit:
    """A hit with this text."""
    path = tuple(f"Heading {level}" for level in range(depth))
    kinds = frozenset({BlockKind.PARAGRAPH})
    passage = Passage(url, ordinal, "Title", path, "", language, kinds, text, text)
    return Hit(0, passage, Evidence(None, None, ""), 1.0)


def page(url: str, language: str, *twins: tuple[str, str]) -> Page:
    """A page with these twins, at a URL that is not its path."""
    alternates = tuple(Alternate(*twin) for twin in twins)
    path = url.removeprefix("https://docs.test")
    return Page(
        url, path, "Title", "", language, "", datetime(2026, 11, 1, tzinfo=UTC), alternates=alternates
    )


def kept(*texts: str) -> list[str]:
    """What is left of hits with these texts, each on a page of its own."""
    hits = [hit(text, f"/{number}") for number, text in enumerate(texts)]
    return [each.passage.text for each in distinct(hits, lambda _: None)]


def resemblance(one: Sequence[str], other: Sequence[str]) -> float:
    """Broder's, computed as it is written."""
    first, second = (
        {tuple(words[at : at + RUN]) for at in range(max(1, len(words) - RUN + 1))} if words else set()
        for words in (one, other)
    )
    return len(first & second) / len(first | second) if first and second else 0.0


def test_the_best_of_equal_hits_stays() -> None:
    """Whatever case, white space and punctuation they are written in; order is kept."""
    again = LONG.upper().replace(" ", "\n").replace(",", ";")
    assert kept("First.", LONG, again, "Last.", "last") == ["First.", LONG, "Last."]


def test_versions_that_differ_in_a_word_are_one() -> None:
    """A long text with one more word says the same; one with another half does not."""
    half = " ".join(LONG.split()[:10])
    other = f"{half}, which is what an auditor of our customers will look at in the first place, every year."
    assert kept(LONG, f"{LONG} Always.", other) == [LONG, other]


def test_versions_of_a_page_are_not_mixed() -> None:
    """Of equal words those on a page that is there already are taken; of others the best."""
    texts = ("Keys are rotated here.", "Keys are revoked here.", LONG)
    one, two, three = ([hit(text, url, at) for at, text in enumerate(texts)] for url in ("/1", "/2", "/3"))
    longer = hit(f"{LONG} Always.", "/1", 2)
    found = [one[0], two[0], two[1], three[1], one[1], three[2], longer, two[2]]
    assert distinct(found, lambda _: None) == [one[0], one[1], three[2]]


def test_short_texts_that_differ_in_a_word_are_two() -> None:
    """Where there is little to compare, each word counts."""
    texts = ("Limit: 10", "Limit: 20", "A limit of ten calls.", "A limit of two calls.")
    assert kept(*texts) == list(texts)


def test_texts_without_words_are_left_alone() -> None:
    """There is nothing that they could have in common."""
    assert kept("", "", "{ }", "{ }") == ["", "", "{ }", "{ }"]


def test_scripts_without_spaces_are_compared_by_characters() -> None:
    """One character more is no other text; another text is."""
    text, other = "設定ページで鍵を更新する方法を説明します", "請求書は毎月一日に発行されます"
    assert kept(text, f"{text}。", f"{text}よ", other) == [text, other]


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=12), max_size=6))
def test_no_two_that_stay_resemble_and_none_goes_without_reason(texts: list[list[str]]) -> None:
    """The short cuts change nothing: it is as if each were compared with each."""
    expected: list[list[str]] = []
    for text in texts:
        if all(resemblance(text, other) < RESEMBLANCE for other in expected):
            expected.append(text)
    assert kept(*(" ".join(text) for text in texts)) == [" ".join(text) for text in expected]


EN = page("https://docs.test/en/keys", "en", ("pt", "/chaves"))
PT = page("https://docs.test/chaves", "pt")
PAGES = {each.url: each for each in (EN, PT, page("https://docs.test/outra", "pt"))}


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (hit("Keys", EN.url), hit("Chaves", PT.url, language="pt"), True),
        (hit("Chaves", PT.url, language="pt"), hit("Keys", EN.url), True),
        (hit("Keys", EN.url, 2, depth=1), hit("Chaves", PT.url, 2, "pt", depth=1), True),
        (hit("Keys", EN.url, 1), hit("Chaves", PT.url, 2, "pt"), False),
        (hit("Keys", EN.url, 1, depth=1), hit("Chaves", PT.url, 1, "pt", depth=2), False),
        (hit("Keys", EN.url), hit("Outra", "https://docs.test/outra", language="pt"), False),
        (hit("Keys", EN.url), hit("Chaves", "https://docs.test/gone", language="pt"), False),
        (hit("Keys", EN.url), hit("Chaves", PT.url), False),
    ],
)
def test_translations_of_one_passage_are_one(first: Hit, second: Hit, same: bool) -> None:
    """They stand at one place of pages that are each other's twins, whichever of them says so."""
    assert distinct([first, second], PAGES.get) == ([first] if same else [first, second])
