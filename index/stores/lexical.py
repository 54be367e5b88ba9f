"""Lexical retrieval: the words of one language, in tantivy, ranked by BM25."""

from collections.abc import Iterable
from math import log
from pathlib import Path

from tantivy import Document, Index, Occur, Query, Schema, SchemaBuilder

from index.store import Scored
from index.terms import Term, analyser, expanded, terms
from ingest.passage import Passage

STEMMED = {"title": 1.0, "headings": 1.0, "text": 1.0}
"""The fields that hold stems, and what a word is worth in each. More for titles was worse on open sets."""

EXACT = 1.0
"""What a word is worth that stands in the text as it stands in the question, to the ending."""

TIE = 0.3
"""A word counts where it is worth most; what it is worth elsewhere counts by this much."""

LONGEST_QUESTION = 64
"""So many words of a question are looked up; whoever pastes a log means its beginning."""

HEAP = 50_000_000
"""Bytes that tantivy may hold while it writes."""

_STEMS, _WORDS = "stems", "words"


def _schema() -> Schema:
    builder = SchemaBuilder().add_unsigned_field("number", fast=True)
    for field in STEMMED:
        builder = builder.add_text_field(field, tokenizer_name=_STEMS, index_option="freq")
    return builder.add_text_field("exact", tokenizer_name=_WORDS, index_option="freq").build()


def _registered(index: Index, language: str) -> Index:
    index.register_tokenizer(_STEMS, analyser(language))
    index.register_tokenizer(_WORDS, analyser(language, stems=False))
    return index


class LexicalWriter:
    """Writes an index of passages in one language into the new folder `path`."""

    def __init__(self, path: Path, language: str) -> None:
        path.mkdir()
        index = _registered(Index(_schema(), path=str(path)), language)
        self._writer = index.writer(heap_size=HEAP, num_threads=1)

    def put(self, passages: Iterable[tuple[int, Passage]]) -> None:
        """Add passages, each with its number."""
        for number, passage in passages:
            self._writer.add_document(_document(number, passage))

    def finish(self) -> None:
        """Write everything out. The writer is of no use afterwards."""
        self._writer.commit()
        self._writer.wait_merging_threads()


def _document(number: int, passage: Passage) -> Document:
    text = expanded(passage.text)
    document = Document()
    document.add_unsigned("number", number)
    document.add_text("title", expanded(passage.title))
    document.add_text("headings", expanded("\n".join(passage.heading_path)))
    document.add_text("text", text)
    document.add_text("exact", text)
    return document


class LexicalIndex:
    """Reads an index. A question is words, never a query language: `AND`, quotes and colons mean nothing."""

    def __init__(self, path: Path, language: str) -> None:
        self._language = language
        self._index = _registered(Index.open(str(path)), language)
        self._index.config_reader(reload_policy="Manual")
        self._searcher = self._index.searcher()

    def topk(self, question: str, k: int) -> list[Scored]:
        """The `k` passages that share words with the question, best BM25 first."""
        wanted = terms(self._language, question)[:LONGEST_QUESTION]
        if k <= 0 or not wanted:
            return []
        query = Query.boolean_query([(Occur.Should, self._query(term)) for term in wanted])
        hits = self._searcher.search(query, k, count=False).hits
        numbers = self._searcher.fast_field_values("number", [address for _, address in hits])
        scores = (score for score, _ in hits)
        scored = [
            Scored(int(number or 0), float(score)) for number, score in zip(numbers, scores, strict=True)
        ]
        return sorted(scored, key=lambda hit: (-hit.score, hit.passage))

    def weights(self, text: str) -> dict[str, float]:
        """The stems of the text's words without stop words, each with BM25's inverse document frequency."""
        return {term.stem: self._weight(term.stem) for term in terms(self._language, text)}

    def _weight(self, stem: str) -> float:
        anywhere = Query.boolean_query([(Occur.Should, self._term(field, stem, 1.0)) for field in STEMMED])
        found: int = self._searcher.search(anywhere, 1).count  # type: ignore[attr-defined] # not in tantivy's stubs
        return log(1 + (self._searcher.num_docs - found + 0.5) / (found + 0.5))

    def _query(self, term: Term) -> Query:
        stems = [self._term(field, term.stem, boost) for field, boost in STEMMED.items()]
        return Query.disjunction_max_query([*stems, self._term("exact", term.exact, EXACT)], tie_breaker=TIE)

    def _term(self, field: str, word: str, boost: float) -> Query:
        query = Query.term_query(self._index.schema, field, word, index_option="freq")
        return Query.boost_query(query, boost)
