"""Search one generation: both retrievers in the question's language, dense vectors alone in the others.

What they found is fused, its first passages are read token by token (late interaction), and a ranker puts
these in order; a cross-encoder, where there is one, reads the very first ones again. Across languages words
only mislead, so a passage in another language than the question's is found by the multilingual embedder
alone. Which language comes first is decided between the best passage of each, by how near that embedder finds
their tokens.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from index.embedder import Embedder, TokenEmbedder
from index.fusion import DENSE_WEIGHT, convex, min_max, ranked
from index.hit import Evidence, Hit
from index.late import LateScores, late_scores, question_tokens
from index.models import Embedders
from index.prior import Prior
from index.ranker import ranker
from index.rerank import by_cross, by_features, by_late, rank_features
from index.reranker import Reranker
from index.stage import Stage
from index.store import Generation, Scored
from index.terms import coverage
from index.way import way
from ingest.passage import Passage

CANDIDATES = 100
"""How many passages each retriever gives to the fusion."""

RERANKED = 60
"""How many of the fused passages are read token by token."""

CROSS_READ = 10
"""How many of the ranked passages a cross-encoder reads together with the question."""

OWN_LANGUAGE_MARGIN = 0.03
"""By how much the best passage in the question's language must be nearer, token by token, than the best in
another one. Chosen on XQuAD and Pira's validation part: what stands in the question's language is found as if
there were no other (hit@1 .975 and .965 on XQuAD), and what stands in the other one only in .93 and .89.
"""

COSINE_MARGIN, COVERAGE_BONUS = 0.04, 0.05
"""The same for cosines, where the embedder tells no tokens, and what a passage gains that has all of the
question's words. They find .75 and .48 of what stands in the other language only.
"""

SECOND_LANGUAGE = 0.9
"""The score of the best passage in the language that came second, where the best of all has 1."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question for the index: its text, its ISO 639-1 language, and the path or URL of the page it is asked
    from, maybe with a fragment ("" for none).
    """

    text: str
    language: str
    page: str = ""


def search(
    generation: Generation,
    embedders: Embedders,
    query: Query,
    limit: int,
    without: frozenset[Stage] = frozenset(),
    reranker: Reranker | None = None,
) -> list[Hit]:
    """The `limit` best passages for the query, best first; [] where nothing is near.

    `without` leaves stages out, to measure what they are good for. A `reranker` has the last word on the
    order of the first passages in the question's language, and of the first ones in others.
    """
    readable = _in_a_language_of(generation, embedders, query)
    return _Search(generation, embedders, readable, without, reranker).run(limit)


def _in_a_language_of(generation: Generation, embedders: Embedders, query: Query) -> Query:
    """The query, in the language of most passages where the index cannot be searched in its own.

    So a language that was wrongly given or guessed loses no answer.
    """
    info = generation.info
    if not info.passages or query.language in info.passages:
        return query
    if any(embedders.across().identity in each for each in info.embedders.values()):
        return query
    return replace(query, language=max(info.passages, key=lambda language: info.passages[language]))


@dataclass(frozen=True, slots=True)
class _Ranking:
    """Passages, best first, with the scores of each stage by passage number."""

    order: Sequence[Scored]
    dense: Mapping[int, float]
    lexical: Mapping[int, float]
    late: Mapping[int, LateScores]
    cross: Mapping[int, float]
    embedder: str

    @property
    def best(self) -> int:
        return self.order[0].passage

    def evidence(self, number: int) -> Evidence:
        return Evidence(
            self.dense.get(number),
            self.lexical.get(number),
            self.embedder,
            self.late.get(number),
            self.cross.get(number),
        )


_NONE = _Ranking([], {}, {}, {}, {}, "")


@dataclass(slots=True)
class _Search:
    """One search, and what it has looked up."""

    generation: Generation
    embedders: Embedders
    query: Query
    without: frozenset[Stage]
    reranker: Reranker | None
    _passages: dict[int, Passage] = field(default_factory=dict)
    _translated: dict[str, bool] = field(default_factory=dict)
    _weights: Mapping[str, float] | None = None

    def run(self, limit: int) -> list[Hit]:
        rankings = [ranking for ranking in (self._own(), self._foreign()) if ranking.order]
        if len(rankings) == 2 and not self._own_comes_first(*rankings):
            rankings.reverse()
        hits = [
            hit
            for place, ranking in enumerate(rankings)
            for hit in self._hits(ranking, SECOND_LANGUAGE**place)
        ]
        return sorted(hits, key=lambda hit: -hit.score)[:limit]

    def _own(self) -> _Ranking:
        """Passages in the question's language."""
        embedder = self.embedders.of_question(self.query.language)
        dense = self._dense(embedder, self.query.language)
        return self._ranking(embedder, dense, self._lexical())

    def _foreign(self) -> _Ranking:
        """Passages in all other languages, of pages that the question's language does not have."""
        others = sorted(set(self.generation.info.passages) - {self.query.language})
        if not others:
            return _NONE
        embedder = self.embedders.across()
        dense = [hit for language in others for hit in self._dense(embedder, language)]
        found = ranked([hit for hit in dense if not self._is_translated(hit.passage)])[:CANDIDATES]
        return self._ranking(embedder, found, [], across=True)

    def _ranking(
        self, embedder: Embedder, dense: Sequence[Scored], lexical: Sequence[Scored], *, across: bool = False
    ) -> _Ranking:
        """Both rankings fused, the first passages then ranked by all that is known of them."""
        dense_scores, lexical_scores = min_max(dense), min_max(lexical)
        fused = convex(dense_scores, lexical_scores, 1.0 if across else DENSE_WEIGHT)
        late = self._late(embedder, fused[:RERANKED])
        if not late:
            order = fused
        elif Stage.FEATURES in self.without:
            order = by_late(fused, late)
        else:
            features = rank_features(dense_scores, lexical_scores, late)
            order = by_features(fused, features, ranker(way(embedder.identity, across=across)))
        cross = self._cross(order[:CROSS_READ])
        said = _by_passage(dense), _by_passage(lexical)
        return _Ranking(by_cross(order, cross), *said, late, cross, embedder.identity)

    def _cross(self, first: Sequence[Scored]) -> dict[int, float]:
        """What the cross-encoder says of each of the passages; {} where there is none."""
        if self.reranker is None:
            return {}
        numbers = [hit.passage for hit in first]
        texts = [self._passages[number].in_context for number in numbers]
        return dict(zip(numbers, self.reranker.scores(self.query.text, texts), strict=True))

    def _late(self, embedder: Embedder, first: Sequence[Scored]) -> dict[int, LateScores]:
        """What each of the passages says token by token; {} where the embedder does not tell tokens."""
        if Stage.LATE in self.without or not isinstance(embedder, TokenEmbedder):
            return {}
        text, language = self.query.text, self.query.language
        (reading,) = embedder.read_queries([text])
        question = question_tokens(text, language, reading.tokens, self._frequencies())
        by_language: dict[str, list[int]] = {}
        for hit in first:
            by_language.setdefault(self._passages[hit.passage].language, []).append(hit.passage)
        late: dict[int, LateScores] = {}
        for spoken, numbers in by_language.items():
            tokens = self.generation.tokens(embedder.identity, spoken, numbers)
            late |= zip(numbers, late_scores(question, tokens), strict=True) if tokens else ()
        return late

    def _dense(self, embedder: Embedder, language: str) -> list[Scored]:
        if Stage.DENSE in self.without or language not in self.generation.info.passages:
            return []
        vector = embedder.queries([self.query.text])[0]
        return self._telling(self.generation.dense_topk(embedder.identity, language, vector, CANDIDATES))

    def _lexical(self) -> list[Scored]:
        if Stage.LEXICAL in self.without:
            return []
        language, text = self.query.language, self.query.text
        return self._telling(self.generation.lexical_topk(language, text, CANDIDATES))

    def _frequencies(self) -> Mapping[str, float]:
        """The question's stems with their inverse document frequencies, looked up once."""
        if self._weights is None:
            self._weights = self.generation.term_weights(self.query.language, self.query.text)
        return self._weights

    def _telling(self, scored: Sequence[Scored]) -> list[Scored]:
        """Those of the passages that say something themselves."""
        new = [hit.passage for hit in scored if hit.passage not in self._passages]
        self._passages.update(zip(new, self.generation.passages(new), strict=True))
        return [hit for hit in scored if not self._passages[hit.passage].only_points]

    def _is_translated(self, number: int) -> bool:
        """Whether the passage's page has a twin in the question's language."""
        url = self._passages[number].page_url
        if url not in self._translated:
            page = self.generation.page(url)
            twins = page.alternates if page else ()
            self._translated[url] = any(
                twin.language == self.query.language and self.generation.page(twin.path) for twin in twins
            )
        return self._translated[url]

    def _own_comes_first(self, own: _Ranking, foreign: _Ranking) -> bool:
        """Whether the best passage in the question's language is to be read before that in another one."""
        across = self.embedders.across()
        near = own.late if own.embedder == across.identity else self._late(across, own.order[:1])
        if own.best in near and foreign.best in foreign.late:
            return near[own.best].nearness >= foreign.late[foreign.best].nearness + OWN_LANGUAGE_MARGIN
        return self._own_has_the_greater_cosine(own, foreign)

    def _own_has_the_greater_cosine(self, own: _Ranking, foreign: _Ranking) -> bool:
        """The same by cosines.

        An embedder finds passages of the question's language nearer than equally good ones of another: a
        margin below that advantage means that the answer stands elsewhere.
        """
        near = max(self._cosines_across(own).values(), default=0.0)
        far = foreign.dense[foreign.best]
        return near + COVERAGE_BONUS * self._coverage(own.best) >= far + COSINE_MARGIN

    def _cosines_across(self, own: _Ranking) -> Mapping[int, float]:
        """The multilingual embedder's cosines in the question's language."""
        embedder = self.embedders.across()
        if own.embedder == embedder.identity:
            return own.dense
        return _by_passage(self._dense(embedder, self.query.language))

    def _coverage(self, number: int) -> float:
        passage = self._passages[number]
        return coverage(self._frequencies(), self.query.language, f"{passage.context} {passage.text}")

    def _hits(self, ranking: _Ranking, best: float) -> Iterator[Hit]:
        """The ranking's passages, scored so that the first one has `best`."""
        weight = best / (ranking.order[0].score or 1.0)
        prior = Prior.at(self.generation, self.query.page)
        for scored in ranking.order:
            number, passage = scored.passage, self._passages[scored.passage]
            score = weight * scored.score + prior.gain(passage)
            yield Hit(number, passage, ranking.evidence(number), score)


def _by_passage(scored: Sequence[Scored]) -> dict[int, float]:
    return {hit.passage: hit.score for hit in scored}
