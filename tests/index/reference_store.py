"""An exact store in memory, as plain as can be: what the real ones are compared with."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count

import numpy as np

from index.embedder import Vectors
from index.store import Generation, GenerationInfo, GenerationWriter, PassageTokens, Scored, ServerState
from index.stores import bm25
from index.stores.words import EXACT, Speller, indexed_words, rarity
from ingest.page import Page
from ingest.passage import Passage

Key = tuple[str, str]
"""Language and embedder."""


@dataclass(slots=True)
class Content:
    """All that was put into a generation."""

    pages: list[Page] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    vectors: dict[Key, list[Vectors]] = field(default_factory=dict)
    tokens: dict[Key, list[PassageTokens]] = field(default_factory=dict)

    def numbers(self, language: str) -> list[int]:
        """The numbers of the passages of one language."""
        return [number for number, each in enumerate(self.passages) if each.language == language]


class ReferenceDictionary:
    """The words of some passages, counted."""

    def __init__(self, language: str, passages: Iterable[Passage]) -> None:
        self.fields = [indexed_words(language, passage) for passage in passages]
        self._found = {
            name: Counter(word for each in self.fields for word in set(each[name]))
            for name in (self.fields[0] if self.fields else {})
        }

    def size(self) -> int:
        """How many passages there are."""
        return len(self.fields)

    def frequencies(self, field: str, words: Collection[str]) -> Mapping[str, int]:
        """How many passages have each of the words in this field."""
        return {word: self._found[field][word] for word in words}

    def beginning_with(self, letters: str, limit: int) -> Iterable[str]:
        """The exact words that begin so, the commonest first."""
        found = [(-count, word) for word, count in self._found[EXACT].items() if word.startswith(letters)]
        return [word for _, word in sorted(found)][:limit]


class ReferenceGeneration:
    """Compares with everything, each time."""

    def __init__(self, info: GenerationInfo, content: Content) -> None:
        self.info, self._content = info, content
        self._numbers = {language: content.numbers(language) for language in info.passages}
        self._words = {
            language: ReferenceDictionary(language, self.passages(numbers))
            for language, numbers in self._numbers.items()
        }

    def dense_topk(self, embedder: str, language: str, query: Vectors, k: int) -> list[Scored]:
        """The passages nearest to `query`."""
        kept = self._content.vectors.get((language, embedder))
        if kept is None:
            return []
        return _best(self._numbers[language], np.concatenate(kept) @ query, k)

    def lexical_topk(self, language: str, question: str, k: int) -> list[Scored]:
        """The passages that share words with the question."""
        words = self._words.get(language)
        clauses = Speller(language, words).clauses(question) if words else []
        if words is None or not clauses:
            return []
        scores = np.zeros(words.size())
        for clause in clauses:
            counts = np.array([each[clause.field].count(clause.word) for each in words.fields])
            lengths = np.array([len(each[clause.field]) for each in words.fields])
            weight = clause.worth * rarity(words.size(), int((counts > 0).sum()))
            scores += bm25.scores(weight, counts, bm25.norms(lengths), max(lengths.mean(), 1e-9))
        ranked = _best(self._numbers[language], scores.astype(np.float32), k)
        return [hit for hit in ranked if hit.score > 0]

    def term_weights(self, language: str, text: str) -> dict[str, float]:
        """The text's terms with their inverse document frequencies."""
        words = self._words.get(language)
        return Speller(language, words).weights(text) if words else {}

    def tokens(self, embedder: str, language: str, numbers: Sequence[int]) -> list[PassageTokens]:
        """The tokens of these passages."""
        kept = self._content.tokens.get((language, embedder))
        return [kept[self._numbers[language].index(number)] for number in numbers] if kept else []

    def passages(self, numbers: Sequence[int]) -> list[Passage]:
        """The passages with these numbers."""
        known = dict(enumerate(self._content.passages))
        return [known[number] for number in numbers]

    def page(self, path: str) -> Page | None:
        """The page with this path or URL."""
        return next((page for page in self._content.pages if path in (page.path, page.url)), None)

    def pages(self) -> Iterator[Page]:
        """All pages."""
        return iter(self._content.pages)


def _best(numbers: Sequence[int], scores: Vectors, k: int) -> list[Scored]:
    order = np.argsort(-scores, kind="stable")[:k]
    return [Scored(numbers[place], float(scores[place])) for place in order]


class ReferenceStore:
    """Keeps the live generation."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._live: ReferenceGeneration | None = None

    def live(self) -> Generation | None:
        """The live generation."""
        return self._live

    def begin_generation(
        self,
        source: str,
        fingerprint: str,
        checked_at: datetime | None = None,
        unchecked: Iterable[str] = (),
    ) -> GenerationWriter:
        """Start a generation."""
        begun = GenerationInfo(
            next(self._numbers), datetime.now(UTC), source, fingerprint, {}, {}, {},
            checked_at=checked_at, unchecked=tuple(sorted(unchecked)),
        )  # fmt: skip
        return ReferenceWriter(self, begun)

    def take(self, generation: ReferenceGeneration) -> None:
        """Make it live, unless a later one is."""
        if self._live is None or self._live.info.number < generation.info.number:
            self._live = generation

    def confirm(self, number: int, checked_at: datetime, unchecked: Iterable[str] = ()) -> None:
        """Note a check."""
        live = self._live
        if live is None or live.info.number != number:
            return
        if live.info.checked_at and live.info.checked_at > checked_at:
            return
        info = replace(live.info, checked_at=checked_at, unchecked=tuple(sorted(unchecked)))
        self._live = ReferenceGeneration(info, live._content)

    def drop(self) -> None:
        """Nothing is kept but the live one."""

    def servers(self) -> Sequence[ServerState]:
        """None."""
        return ()


class ReferenceWriter:
    """Keeps what it is given."""

    def __init__(self, store: ReferenceStore, begun: GenerationInfo) -> None:
        self._store, self._begun = store, begun
        self._content = Content()

    def put_pages(self, pages: Iterable[Page]) -> None:
        """Add pages."""
        self._content.pages.extend(pages)

    def put(self, passages: Iterable[Passage]) -> None:
        """Add passages."""
        self._content.passages.extend(passages)

    def counts(self) -> Mapping[str, int]:
        """Passages by language."""
        return dict(sorted(Counter(each.language for each in self._content.passages).items()))

    def passages(self, language: str) -> Iterator[Passage]:
        """The passages of one language."""
        return (each for each in self._content.passages if each.language == language)

    def put_vectors(
        self, language: str, embedder: str, vectors: Vectors, tokens: Sequence[PassageTokens] = ()
    ) -> None:
        """Add vectors and tokens."""
        key = language, embedder
        put = self._content.vectors.setdefault(key, [])
        _refuse_other(embedder, [each.shape[1] for each in (*put[:1], vectors)])
        known = self._content.tokens.get(key, [])
        _refuse_other(embedder, [2 * each.codes.shape[1] for each in (*known[:1], *tokens)])
        put.append(vectors.copy())
        if tokens:
            self._content.tokens[key] = [*known, *tokens]

    def commit(self) -> GenerationInfo:
        """Make it live."""
        counts = self.counts()
        for what, kept in (
            ("vectors", {key: sum(map(len, each)) for key, each in self._content.vectors.items()}),
            ("tokens", {key: len(each) for key, each in self._content.tokens.items()}),
        ):
            for (language, embedder), found in kept.items():
                if found != counts.get(language, 0):
                    raise ValueError(
                        f"{embedder} gave {found} {what} for {counts.get(language, 0)} passages in {language}"
                    )
        embedders: dict[str, tuple[str, ...]] = {}
        for language, embedder in self._content.vectors:
            embedders[language] = (*embedders.get(language, ()), embedder)
        pages = dict(sorted(Counter(page.language for page in self._content.pages).items()))
        info = replace(
            self._begun, built_at=datetime.now(UTC), pages=pages, passages=counts, embedders=embedders
        )
        self._store.take(ReferenceGeneration(info, self._content))
        return info

    def abandon(self) -> None:
        """Nothing was kept elsewhere."""


def _refuse_other(embedder: str, dimensions: Sequence[int]) -> None:
    for given in dimensions:
        if given != dimensions[0]:
            raise ValueError(f"{embedder} gave vectors of {dimensions[0]}, then {given} dimensions")
