"""How near a claim is to a passage by embedding, as far above the least that will do."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from index.embedder import Embedder, TokenEmbedder
from index.hit import Hit
from index.late import late_scores, question_tokens
from index.models import Embedders
from index.store import Generation
from index.way import Way, way

LEAST: Mapping[Way, float] = MappingProxyType({Way.MINILM: 0.6, Way.E5: 0.45, Way.E5_ACROSS: 0.5})
"""How near a claim must be by each way, by late interaction.

On the halves of XQuAD and FaQuAD that are not held out, nineteen in twenty supported claims in other words
are at .71, .47 and .46 or more, sentences from elsewhere at .47, .44 and .41 or less. Across languages more
is asked for, since words tell nothing there.
"""


@dataclass(frozen=True, slots=True)
class ClaimNearness:
    """Compares claims in `language` with passages of a generation.

    By late interaction with the tokens that the index keeps, so that only the claim is read.
    """

    embedders: Embedders
    generation: Generation
    language: str

    def margin(self, claim: str, hit: Hit) -> float | None:
        """How much nearer it is than it must be; None where nobody has measured how near that is."""
        least = LEAST.get(self._way(hit))
        near = self.nearness(claim, hit) if least is not None else None
        return None if least is None or near is None else near - least

    def nearness(self, claim: str, hit: Hit) -> float | None:
        """How near they are, in [-1, 1]; None where the index has no tokens."""
        embedder, passage = self._embedder(hit), hit.passage
        if not isinstance(embedder, TokenEmbedder):
            return None
        kept = self.generation.tokens(embedder.identity, passage.language, [hit.number])
        if not kept:
            return None
        (reading,) = embedder.read_queries([claim])
        frequencies = self.generation.term_weights(self.language, claim)
        said = question_tokens(claim, self.language, reading.tokens, frequencies)
        return late_scores(said, kept)[0].nearness

    def _way(self, hit: Hit) -> Way:
        return way(self._embedder(hit).identity, across=hit.passage.language != self.language)

    def _embedder(self, hit: Hit) -> Embedder:
        own = hit.passage.language == self.language
        return self.embedders.of_question(self.language) if own else self.embedders.across()
