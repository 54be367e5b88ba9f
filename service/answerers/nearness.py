"""How near what may be quoted is to the question, by meaning."""

from collections.abc import Sequence
from itertools import groupby

from index.embedder import Embedder, TokenEmbedder
from index.hit import Hit
from index.late import QuestionTokens, question_tokens, span_scores
from index.models import Embedders
from index.search import Query
from index.store import Generation
from ingest.passage import Passage
from service.answerers.candidates import Candidate

EMBEDDED = 12
"""How many candidates are embedded, at most, where an embedder tells no tokens."""

FAR = -1.0

Read = tuple[Hit, Candidate]
"""A candidate, and the hit whose passage holds it."""


def nearness(embedders: Embedders, generation: Generation, query: Query, read: Sequence[Read]) -> list[float]:
    """The nearness of each of at least one candidate of passages in one language, in [-1, 1].

    By late interaction with the tokens that the index keeps, for those of one passage at a time. Without
    tokens, the first candidates are embedded, and the others count as far.
    """
    language = read[0][0].passage.language
    own = language == query.language
    embedder = embedders.of_question(language) if own else embedders.across()
    if isinstance(embedder, TokenEmbedder):
        return _by_tokens(embedder, generation, query, read)
    return _by_vectors(embedder, query, read)


def _by_tokens(
    embedder: TokenEmbedder, generation: Generation, query: Query, read: Sequence[Read]
) -> list[float]:
    (reading,) = embedder.read_queries([query.text])
    frequencies = generation.term_weights(query.language, query.text)
    asked = question_tokens(query.text, query.language, reading.tokens, frequencies)
    scores: list[float] = []
    for hit, group in groupby(read, key=lambda pair: pair[0]):
        scores += _of_passage(asked, generation, embedder.identity, hit, [each for _, each in group])
    return scores


def _of_passage(
    asked: QuestionTokens, generation: Generation, embedder: str, hit: Hit, quotable: Sequence[Candidate]
) -> list[float]:
    passage = hit.passage
    (tokens,) = generation.tokens(embedder, passage.language, [hit.number])
    text_from = passage.text_from
    spans = [_span(passage, candidate, text_from) for candidate in quotable]
    return span_scores(asked, tokens, spans, text_from)


def _span(passage: Passage, candidate: Candidate, text_from: int) -> tuple[int, int]:
    """Where the passage's embedded text says the candidate: nowhere, if it puts it in other words."""
    start = passage.text.find(candidate.text)
    return (text_from + start, text_from + start + len(candidate.text)) if start >= 0 else (0, 0)


def _by_vectors(embedder: Embedder, query: Query, read: Sequence[Read]) -> list[float]:
    texts = [f"{hit.passage.context}\n{candidate.text}" for hit, candidate in read[:EMBEDDED]]
    cosines = embedder.passages(texts) @ embedder.queries([query.text])[0]
    return [*cosines.tolist(), *[FAR] * (len(read) - len(texts))]
