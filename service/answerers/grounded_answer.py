"""An answer as it grows: sentences come in, those that are supported go out, with the marks renumbered."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from service.answerer import Tell
from service.answerers.sentence_stream import Said
from service.grounding.claim import Claim
from service.grounding.grounding import Fault, Grounding

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class GroundedAnswer:
    """Collects what is supported, and tells it.

    `used` are the numbers of the excerpts cited, in the order of their first mark: the first is `[1]`.
    `left_out` are the faults of the sentences that are not said. What was said once is not said again.
    """

    grounding: Grounding
    tell: Tell
    used: list[int] = field(default_factory=list)
    left_out: list[Fault] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _said: set[str] = field(default_factory=set)
    _in_list: bool = False

    @property
    def markdown(self) -> str:
        """All that was told."""
        return "".join(self._pieces)

    def hear(self, sentences: Sequence[Said]) -> None:
        """Check the sentences, and say those that are supported."""
        for sentence in sentences:
            claim = Claim.of(sentence.text, self._addresses())
            if claim.plain.casefold() in self._said:
                continue
            verdict = self.grounding.verdict(claim)
            if verdict.fault is None:
                self._say(claim, verdict.cited, sentence.gap)
            else:
                logger.debug("Left out, since it %s: %s", verdict.fault, sentence.text)
                self.left_out.append(verdict.fault)

    def _say(self, claim: Claim, cited: Sequence[int], gap: str) -> None:
        self.used += [number for number in cited if number not in self.used]
        marks = "".join(f"[{mark}]" for mark in sorted(self.used.index(number) + 1 for number in cited))
        piece = f"{self._between(claim, gap)}{claim.lead}{claim.markdown} {marks}"
        self._said.add(claim.plain.casefold())
        self._in_list = bool(claim.lead) or (self._in_list and "\n" not in gap)
        self._pieces.append(piece)
        self.tell(piece)

    def _between(self, claim: Claim, gap: str) -> str:
        """The white space before a sentence: as the model had it, as far as it means something."""
        if not self._pieces:
            return ""
        if gap.count("\n") > 1 or ("\n" in gap and self._in_list and not claim.lead):
            return "\n\n"
        return "\n" if claim.lead else " "

    def _addresses(self) -> frozenset[str]:
        grounds: Mapping[int, object] = self.grounding.grounds
        return frozenset().union(*(self.grounding.grounds[number].addresses for number in grounds))
