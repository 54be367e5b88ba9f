"""Lexical retrieval: the words of one language, in tantivy, ranked by BM25."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import log
from pathlib import Path

from tantivy import Document, Index, Occur, Query, Schema, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

from index.store import Scored
from index.terms import Term, analyser, correctable, edits, expanded, names, pairs, telling, terms, within
from ingest.passage import Passage

STEMS, EXACT, PAIRS = "stems", "exact", "pairs"
"""The fields: the stems of a passage's words, the words themselves, and its neighbouring stems two by two."""

WORTH = {STEMS: 1.0, EXACT: 0.5, PAIRS: 0.5}
"""What is found in a field counts by this much. Each holds title, headings and text, for one length to norm.

Chosen on one half of the labelled sets and confirmed on the other. A sum of terms, and not the best field
of each, lets tantivy skip the passages that cannot reach the best (block-max WAND).
"""

TITLES = 2
"""So often a title counts as words of its passage."""

NAME = 1.5
"""What a name in one piece is worth, so that passages which repeat its parts do not come before it."""

CORRECTED = 0.7
"""What a word is worth that was found for a misspelt one."""

MISSPELT = 4
"""So many words of a question are corrected; one with more that are unknown is about something else."""

SURE_LETTERS = 4
"""Two edits are looked for behind so many letters that are right, as most misspelt words begin."""

LIKELY = 1_000
"""So many words with this beginning are compared, the commonest."""

LONGEST_QUESTION = 64
"""So many words of a question are looked up; whoever pastes a log means its beginning."""

HEAP = 400_000_000
"""Bytes that tantivy may hold while it writes; it takes what it needs. What fills them is a segment: few make
fast searches.
"""


def _schema() -> Schema:
    builder = SchemaBuilder().add_unsigned_field("number", fast=True)
    for field in WORTH:
        builder = builder.add_text_field(field, tokenizer_name=field, index_option="freq")
    return builder.build()


def _registered(index: Index, language: str) -> Index:
    index.register_tokenizer(STEMS, analyser(language))
    index.register_tokenizer(EXACT, analyser(language, stems=False))
    index.register_tokenizer(PAIRS, TextAnalyzerBuilder(Tokenizer.whitespace()).build())
    return index


class LexicalWriter:
    """Writes an index of passages in one language into the new folder `path`."""

    def __init__(self, path: Path, language: str) -> None:
        path.mkdir()
        self._language = language
        index = _registered(Index(_schema(), path=str(path)), language)
        self._writer = index.writer(heap_size=HEAP, num_threads=1)

    def put(self, passages: Iterable[tuple[int, Passage]]) -> None:
        """Add passages, each with its number."""
        for number, passage in passages:
            self._writer.add_document(_document(number, passage, self._language))

    def finish(self) -> None:
        """Write everything out. The writer is of no use afterwards."""
        self._writer.commit()
        self._writer.wait_merging_threads()


def _document(number: int, passage: Passage, language: str) -> Document:
    text = expanded("\n".join([passage.title] * TITLES + [*passage.heading_path, passage.text]))
    document = Document()
    document.add_unsigned("number", number)
    document.add_text(STEMS, text)
    document.add_text(EXACT, text)
    document.add_text(PAIRS, " ".join(pairs(telling(language, text))))
    return document


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A term to look up, and what it is worth: 1 for a word as it was asked."""

    term: Term
    worth: float


class LexicalIndex:
    """Reads an index. A question is words, never a query language: `AND`, quotes and colons mean nothing."""

    def __init__(self, path: Path, language: str) -> None:
        self._language = language
        self._index = _registered(Index.open(str(path)), language)
        self._index.config_reader(reload_policy="Manual")
        self._searcher = self._index.searcher()

    def topk(self, question: str, k: int) -> list[Scored]:
        """The `k` passages that share words with the question, best BM25 first.

        A word that no passage has is looked up as the one that was probably meant.
        """
        wanted = self._wanted(question)[:LONGEST_QUESTION]
        if k <= 0 or not wanted:
            return []
        query = Query.boolean_query([(Occur.Should, query) for query in self._queries(wanted)])
        hits = self._searcher.search(query, k, count=False).hits
        numbers = self._searcher.fast_field_values("number", [address for _, address in hits])
        scores = (score for score, _ in hits)
        scored = [
            Scored(int(number or 0), float(score)) for number, score in zip(numbers, scores, strict=True)
        ]
        return sorted(scored, key=lambda hit: (-hit.score, hit.passage))

    def weights(self, text: str) -> dict[str, float]:
        """The stems of the text's words without stop words, each with BM25's inverse document frequency.

        A misspelt word is weighed as the one that `topk` looks up, under the stem of that one: what passages
        have in common with the text is then what they were found by. On labelled questions with a typing
        error this told the answerable from those of other subjects nearly as well as without the error. A
        word that no passage has, nor anything like it, weighs most.
        """
        return {each.term.stem: self._weight(each.term.stem) for each in self._wanted(text)}

    def corrections(self, text: str) -> dict[str, str]:
        """The words of the text that no passage has, without accents, and what is looked up in their places.

        Words for which nothing similar is known are not among them.
        """
        unknown = (term.exact for term in terms(self._language, text) if not self._known(term))
        likely = islice(filter(correctable, unknown), MISSPELT)
        return {word: meant for word in likely if (meant := self._meant(word))}

    def _wanted(self, text: str) -> list[_Wanted]:
        meant, whole = self.corrections(text), names(text)
        return [
            each
            for term in terms(self._language, text)
            for each in self._spelt(term, meant.get(term.exact), NAME if term.exact in whole else 1.0)
        ]

    def _spelt(self, term: Term, meant: str | None, worth: float) -> list[_Wanted]:
        """The term, or what was meant by it: nothing where that is a stop word."""
        if meant is None:
            return [_Wanted(term, worth)]
        stems = telling(self._language, meant)
        return [_Wanted(Term(self._known_stem(stem, meant), meant), CORRECTED) for stem in stems]

    def _known_stem(self, stem: str, word: str) -> str:
        """The word's stem, or the beginning of it that is one: the word has lost the accents that tell it."""
        beginnings = (word[:end] for end in range(len(word), len(word) // 2, -1))
        return next((each for each in (stem, *beginnings) if self._searcher.doc_freq(STEMS, each)), stem)

    def _known(self, term: Term) -> bool:
        return self._searcher.doc_freq(STEMS, term.stem) > 0

    def _meant(self, word: str) -> str:
        """The commonest of the nearest words that the index has; "" where none is near."""
        most = correctable(word)
        near = edits(word) if most > 0 else ()
        return self._commonest(near) or (self._two_away(word) if most > 1 else "")

    def _commonest(self, words: Iterable[str]) -> str:
        found = max(((self._searcher.doc_freq(EXACT, word), word) for word in words), default=(0, ""))
        return found[1] if found[0] else ""

    def _two_away(self, word: str) -> str:
        listed = self._searcher.terms_with_prefix(EXACT, word[:SURE_LETTERS], limit=LIKELY)
        return next((other for other, _ in listed if within(word, other, 2)), "")

    def _weight(self, stem: str) -> float:
        found = self._searcher.doc_freq(STEMS, stem)
        return log(1 + (self._searcher.num_docs - found + 0.5) / (found + 0.5))

    def _queries(self, wanted: Sequence[_Wanted]) -> Iterator[Query]:
        for each in wanted:
            yield self._query(STEMS, each.term.stem, each.worth)
            yield self._query(EXACT, each.term.exact, each.worth)
        for pair in pairs([each.term.stem for each in wanted]):
            yield self._query(PAIRS, pair, 1.0)

    def _query(self, field: str, word: str, worth: float) -> Query:
        query = Query.term_query(self._index.schema, field, word, index_option="freq")
        return Query.boost_query(query, WORTH[field] * worth)
