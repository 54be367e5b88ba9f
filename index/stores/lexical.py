"""Lexical retrieval: the words of one language, in tantivy, ranked by BM25."""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from tantivy import (
    Document,
    Index,
    Occur,
    Query,
    Schema,
    SchemaBuilder,
    Searcher,
    TextAnalyzerBuilder,
    Tokenizer,
)

from index.store import Scored
from index.stores.words import EXACT, PAIRS, STEMS, WORTH, Clause, Speller, indexed_pairs, indexed_text
from index.terms import analyser
from ingest.passage import Passage

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
    text = indexed_text(passage)
    document = Document()
    document.add_unsigned("number", number)
    document.add_text(STEMS, text)
    document.add_text(EXACT, text)
    document.add_text(PAIRS, " ".join(indexed_pairs(language, text)))
    return document


class _TantivyDictionary:
    """The words of an open index."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher

    def size(self) -> int:
        """How many passages there are."""
        return self._searcher.num_docs

    def frequencies(self, field: str, words: Collection[str]) -> Mapping[str, int]:
        """How many passages have each of the words in this field."""
        return {word: self._searcher.doc_freq(field, word) for word in words}

    def beginning_with(self, letters: str, limit: int) -> Iterable[str]:
        """The exact words that begin so, the commonest first."""
        return (word for word, _ in self._searcher.terms_with_prefix(EXACT, letters, limit=limit))


class LexicalIndex:
    """Reads an index."""

    def __init__(self, path: Path, language: str) -> None:
        self._index = _registered(Index.open(str(path)), language)
        self._index.config_reader(reload_policy="Manual")
        self._searcher = self._index.searcher()
        self._speller = Speller(language, _TantivyDictionary(self._searcher))

    def topk(self, question: str, k: int) -> list[Scored]:
        """The `k` passages that share words with the question, best BM25 first.

        A word that no passage has is looked up as the one that was probably meant.
        """
        clauses = self._speller.clauses(question)
        if k <= 0 or not clauses:
            return []
        query = Query.boolean_query([(Occur.Should, self._query(clause)) for clause in clauses])
        hits = self._searcher.search(query, k, count=False).hits
        numbers = self._searcher.fast_field_values("number", [address for _, address in hits])
        scores = (score for score, _ in hits)
        scored = [
            Scored(int(number or 0), float(score)) for number, score in zip(numbers, scores, strict=True)
        ]
        return sorted(scored, key=lambda hit: (-hit.score, hit.passage))

    def weights(self, text: str) -> dict[str, float]:
        """The stems of the text's words with their rarities, as `Speller.weights` says."""
        return self._speller.weights(text)

    def corrections(self, text: str) -> dict[str, str]:
        """What is looked up in the places of misspelt words, as `Speller.corrections` says."""
        return self._speller.corrections(text)

    def _query(self, clause: Clause) -> Query:
        query = Query.term_query(self._index.schema, clause.field, clause.word, index_option="freq")
        return Query.boost_query(query, clause.worth)
