"""Building generations: when one is built, what it takes, and what a failure leaves."""

import multiprocessing
import re
import tracemalloc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from index.build import Builder, Content, NoProgress
from index.cache import EmbeddingCache
from index.embedder import Vectors
from index.embedders.hashing import HashingEmbedder
from index.errors import EmbedderError, NoIndexError
from index.models import Embedders
from index.stores.local import LocalStore
from index.token_codes import encode
from ingest.page import Alternate, Page
from ingest.passage import Passage
from tests.index.store_contract import found, live, page, passage

CHECKED = datetime(2026, 11, 1, tzinfo=UTC)
PAGES = (page("/a"), page("/b"), page("/pt/a", "pt"))
PASSAGES = (passage("apple"), passage("banana", 1), passage("maçã", 0, "pt"))
CONTENT = Content("docs", PAGES, PASSAGES)


class Embedder8(HashingEmbedder):
    """A fast embedder under a name of its own, that fails when it meets `poison`."""

    def __init__(self, name: str = "eight") -> None:
        super().__init__(8)
        self.name = name

    @property
    def identity(self) -> str:
        """Its name."""
        return self.name

    def passages(self, texts: Sequence[str]) -> Vectors:
        """One axis a text, by its length."""
        if any("poison" in text for text in texts):
            raise EmbedderError("the model is gone")
        vectors = np.zeros((len(texts), 8), dtype=np.float32)
        vectors[np.arange(len(texts)), [len(text) % 8 for text in texts]] = 1
        return vectors


@dataclass
class Watched:
    """Notes what it is told."""

    plan: int = 0
    done: list[int] = field(default_factory=list)

    def planned(self, texts: int) -> None:
        """Note the total."""
        self.plan += texts

    def embedded(self, texts: int) -> None:
        """Note the step."""
        self.done.append(texts)


@dataclass(frozen=True)
class Repeated:
    """Made anew by each reader: `count` pages or passages of `characters` letters each."""

    item: Page | Passage
    count: int
    characters: int

    def pages(self) -> Iterator[Page]:
        """Pages at paths of their own."""
        assert isinstance(self.item, Page)
        for n in range(self.count):
            yield replace(self.item, url=f"/{n}", path=f"/{n}", markdown=self._text(n))

    def passages(self) -> Iterator[Passage]:
        """Passages, each of words of its own."""
        assert isinstance(self.item, Passage)
        for n in range(self.count):
            yield replace(self.item, ordinal=n, text=self._text(n), markdown="")

    def _text(self, number: int) -> str:
        return f"w{number} " + "xxxxxxxxx " * (self.characters // 10)


@dataclass(frozen=True)
class Pages:
    """Pages that can be read again."""

    repeated: Repeated

    def __iter__(self) -> Iterator[Page]:
        return self.repeated.pages()


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[EmbeddingCache]:
    """An empty cache."""
    with closing(EmbeddingCache.at(tmp_path / "cache.db")) as opened:
        yield opened


@pytest.fixture
def builder(tmp_path: Path, cache: EmbeddingCache) -> Builder:
    """Builds in a folder of the test's own; English has an embedder beside that of all languages."""
    return Builder(LocalStore(tmp_path / "index"), Embedders(Embedder8, "all", {"en": "own"}), cache)


def _index_in_its_own_process(folder: Path, word: str) -> int:
    with closing(EmbeddingCache.at(folder / "cache.db")) as cache:
        embedders = Embedders(lambda _: HashingEmbedder(), "hashing")
        texts: Iterable[Passage] = [passage(f"{word} {n}", n) for n in range(300)]
        pages = [replace(page("/a"), description=word)]
        builder = Builder(LocalStore(folder / "index"), embedders, cache)
        return builder.refresh(Content("docs", pages, texts), NoProgress()).info.number


def test_unchanged_content_is_not_built_again(builder: Builder) -> None:
    """The same pages keep the generation; other text, another page or another translation make a new one."""

    def refreshed(*pages: Page) -> tuple[int, bool]:
        built = builder.refresh(Content("docs", pages, iter(PASSAGES)), NoProgress())
        return built.info.number, built.anew

    assert refreshed(*PAGES) == (1, True)
    assert refreshed(*PAGES) == (1, False)
    assert refreshed(replace(PAGES[0], markdown="# Other"), *PAGES[1:]) == (2, True)
    assert refreshed(*PAGES, page("/c")) == (3, True)
    assert refreshed(replace(PAGES[0], alternates=(Alternate("es", "/es"),)), *PAGES[1:]) == (4, True)


def test_passages_of_unchanged_content_are_not_read(builder: Builder) -> None:
    """Nobody cuts pages into passages for nothing."""

    builder.refresh(CONTENT, NoProgress())
    unread = iter(PASSAGES)
    assert not builder.refresh(replace(CONTENT, passages=unread), NoProgress()).anew
    assert list(unread) == list(PASSAGES)


def test_unchanged_content_confirms_the_live_generation(builder: Builder) -> None:
    """When it was checked, and what could not be, stands in the live generation, built anew or not."""
    first = builder.refresh(replace(CONTENT, checked_at=CHECKED, unchecked=("/b",)), NoProgress()).info
    assert (first.checked_at, first.unchecked) == (CHECKED, ("/b",))
    later = CHECKED + timedelta(hours=1)
    second = builder.refresh(replace(CONTENT, checked_at=later), NoProgress())
    assert second.info == replace(first, checked_at=later, unchecked=())
    assert not second.anew
    assert live(builder.store).info == second.info
    assert builder.refresh(CONTENT, NoProgress()).info == second.info


@pytest.mark.parametrize("pages", [(), PAGES])
def test_nothing_to_index_leaves_the_live_generation_alone(builder: Builder, pages: Sequence[Page]) -> None:
    """No pages, or none with text, are an error with advice, not an empty index."""
    info = builder.build(CONTENT, NoProgress())
    with pytest.raises(NoIndexError, match="askdocs crawl SITE"):
        builder.build(Content("docs", pages, []), NoProgress())
    assert live(builder.store).info == info


def test_no_pages_leave_no_trace(builder: Builder, tmp_path: Path) -> None:
    """Indexing before the first crawl creates nothing."""
    with pytest.raises(NoIndexError):
        builder.refresh(Content("docs", [], []), NoProgress())
    assert list(tmp_path.iterdir()) == []


def test_each_language_is_embedded_as_planned(builder: Builder) -> None:
    """English by both embedders, as there is another language; Portuguese by the common one; all told."""
    watched = Watched()
    info = builder.build(CONTENT, watched)
    assert info.embedders == {"en": ("own", "all"), "pt": ("all",)}
    assert (watched.plan, sum(watched.done)) == (5, 5)
    builder.build(CONTENT, watched)
    assert (watched.plan, sum(watched.done)) == (10, 10)


def test_vectors_belong_to_their_passages_beyond_a_window(builder: Builder) -> None:
    """In what order ever they were embedded, each passage is found by its own vector."""
    texts = ["x" * (1 + number % 7) for number in range(150)]
    texts[120] = "x" * 8
    mixed = [
        replace(passage(text, number, "en" if number % 2 else "pt"), title="", heading_path=())
        for number, text in enumerate(texts)
    ]
    replace(builder, window=50).build(Content("docs", PAGES, mixed), NoProgress())
    (best,) = live(builder.store).dense_topk("all", "pt", np.eye(8, dtype=np.float32)[0], 1)
    assert (best.passage, best.score) == (120, 1.0)


@pytest.mark.parametrize("headings", [(), ("Outer. Above", "Inner")])
def test_sentences_are_marked_at_their_first_words(builder: Builder, headings: tuple[str, ...]) -> None:
    """Those of the passage's text, wherever they begin; title and headings are none."""
    told = 'An apple falls.  "Two pears do!" - ... (Three?) Yes.\n\n* a list\n* of 2 items'
    texts = [told, "", "?!", told.upper()]
    put = [replace(passage(text, n), title="A. Title", heading_path=headings) for n, text in enumerate(texts)]
    builder = replace(builder, embedders=Embedders(lambda _: HashingEmbedder(32), "hashing"))
    builder.build(Content("docs", PAGES, put), NoProgress())
    found = live(builder.store).tokens(HashingEmbedder(32).identity, "en", range(4))
    firsts = ["An", "Two", "Three", "Yes", "a", "of"]
    for each, tokens, expected in zip(put, found, [firsts, [], [], [*map(str.upper, firsts)]], strict=True):
        said = [each.in_context[start:] for start in tokens.starts[tokens.firsts]]
        assert [re.split(r"\W", rest)[0] for rest in said] == expected
        assert len(tokens.starts) == len(re.findall(r"\w+", each.in_context))


def test_tokens_belong_to_their_passages_beyond_a_window(builder: Builder) -> None:
    """In what order ever they were embedded, each passage has the tokens of its own text."""
    hashing = HashingEmbedder(32)
    put = [passage(f"word{n} " * (1 + n % 5), n, "en" if n % 3 else "pt") for n in range(120)]
    builder = replace(builder, embedders=Embedders(lambda _: hashing, "hashing"), window=25)
    builder.build(Content("docs", PAGES, put), NoProgress())
    for language, numbers in (("pt", [117, 3, 60]), ("en", [118, 1, 119])):
        found = live(builder.store).tokens(hashing.identity, language, numbers)
        readings = hashing.read_passages([put[number].in_context for number in numbers])
        for tokens, reading in zip(found, readings, strict=True):
            np.testing.assert_array_equal(tokens.codes, encode(reading.tokens.vectors))
            np.testing.assert_array_equal(tokens.starts, reading.tokens.starts)


def test_a_failing_embedder_leaves_the_live_generation(builder: Builder) -> None:
    """What was embedded before is in the cache; the failed build leaves nothing in the store."""
    info = builder.build(CONTENT, NoProgress())
    poisoned = [passage(f"word {n}", n) for n in range(100)] + [passage("poison" * 9, 100)]
    with pytest.raises(EmbedderError):
        builder.build(replace(CONTENT, passages=poisoned), NoProgress())
    assert live(builder.store).info == info
    watched = Watched()
    builder.build(replace(CONTENT, passages=poisoned[:90]), watched)
    assert watched.done[0] == 90
    assert live(builder.store).info.number == 3


def test_memory_does_not_grow_with_the_site(builder: Builder) -> None:
    """Of 10 MB of pages and 4 MB of passages, little more than a window of 0.2 MB is held at a time."""
    pages = Pages(Repeated(PAGES[0], 500, 20_000))
    passages = Repeated(PASSAGES[0], 2_000, 2_000).passages()
    tracemalloc.start()
    try:
        replace(builder, window=100).build(Content("docs", pages, passages), NoProgress())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2_000_000
    assert live(builder.store).info.passages == {"en": 2_000}


def test_processes_that_index_at_once_all_succeed(tmp_path: Path) -> None:
    """They share the cache and the store; the generation begun last answers, whole."""
    words = ["apple", "banana", "cherry", "date"]
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        numbers = pool.starmap(_index_in_its_own_process, [(tmp_path, word) for word in words], chunksize=1)
    assert sorted(numbers) == [1, 2, 3, 4]
    generation = live(LocalStore(tmp_path / "index"))
    assert generation.info.number == 4
    word = words[numbers.index(4)]
    assert len(found(generation, word, k=500)) == 300
    (query,) = HashingEmbedder().queries([f"Page > Outer > Inner\n{word} 7"])
    best = generation.dense_topk(HashingEmbedder().identity, "en", query, 1)
    assert [hit.passage for hit in best] == [7]
