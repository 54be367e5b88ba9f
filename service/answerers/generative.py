"""Answers in a language model's words, of which only those are said that the excerpts they cite support."""

import logging
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from index.hit import Hit
from index.models import Embedders
from service.answer import Writer
from service.answerer import Answerer, Draft, Tell, untold
from service.answerers.claim_nearness import ClaimNearness
from service.answerers.grounded_answer import GroundedAnswer
from service.answerers.language_model import LanguageModel, Messages
from service.answerers.prompt import CURRENT, Asked, fitting, messages, wording
from service.answerers.sentence_stream import Said, SentenceStream
from service.errors import ModelError
from service.found import Found
from service.grounding.grounding import Ground, Grounding
from service.phrasebook import phrases

logger = logging.getLogger(__name__)

CONTEXT_TOKENS = 3000
"""How much of the documentation a model reads, if not told otherwise."""


@dataclass(frozen=True, slots=True)
class GenerativeAnswerer:
    """Has `model` write the answer from the passages that were found, up to `context_tokens` of them.

    Where `fallback` says nothing, nothing is asked of the model. Where the model fails, or nothing that it
    says is supported, the fallback's answer stands, with a note.
    """

    model: LanguageModel
    embedders: Embedders
    fallback: Answerer
    context_tokens: int = CONTEXT_TOKENS

    def draft(self, found: Found, tell: Tell = untold) -> Draft:
        """The sentences that are supported, each told as soon as it was checked."""
        quoted = self.fallback.draft(found)
        if not quoted.used:
            return quoted
        hits = fitting(_answering(found, quoted.unanswered)[: found.question.limit], self.context_tokens)
        answer = GroundedAnswer(self._grounding(found, hits), tell)
        words = phrases(found.query.language)
        try:
            if self._refuses(_messages(found, quoted.unanswered, hits), answer):
                return Draft()
        except ModelError as error:
            logger.warning("The language model %s gave no whole answer: %s.", self.model.name, error)
            note = words.model_cut_off if answer.used else words.model_failed
        else:
            note = "" if answer.used else words.model_unfounded
        if not answer.used:
            tell(quoted.markdown)
            return replace(quoted, note=note)
        return self._drafted(answer, hits, quoted, note)

    def _refuses(self, told: Messages | None, answer: GroundedAnswer) -> bool:
        """Have the answer written, and whether the model says instead that there is none.

        Raises ModelError after what came of it.
        """
        if told is None:
            raise ModelError("no passage fits into its context")
        stream = SentenceStream()
        with closing(self.model.write(told)) as pieces:
            for piece in pieces:
                if _heard(stream.feed(piece), answer):
                    return True
        return _heard(stream.end(), answer)

    def _grounding(self, found: Found, hits: Sequence[Hit]) -> Grounding:
        language, text = found.query.language, found.question.text
        nearness = ClaimNearness(self.embedders, found.generation, language)
        return Grounding(
            language,
            Ground.of(language, text),
            {number: _ground(hit) for number, hit in enumerate(hits, start=1)},
            lambda claim, number: nearness.margin(claim, hits[number - 1]),
        )

    def _drafted(self, answer: GroundedAnswer, hits: Sequence[Hit], quoted: Draft, note: str) -> Draft:
        """What was said; one that lost a sentence may lack what was asked for."""
        return Draft(
            answer.markdown,
            tuple(hits[number - 1] for number in answer.used),
            quoted.unanswered,
            sure=quoted.sure and not note and not answer.left_out,
            writer=Writer(self.model.name, CURRENT),
            note=note,
        )


def _heard(sentences: Sequence[Said], answer: GroundedAnswer) -> bool:
    """Whether one of the sentences says that there is no answer, before anything was said."""
    for sentence in sentences:
        if wording().unanswered in sentence.text and not answer.used:
            return True
        answer.hear([sentence])
    return False


def _answering(found: Found, unanswered: Sequence[str]) -> list[Hit]:
    """The hits of what is to be answered: not those of parts of the question that are left open."""
    if not (found.parts and unanswered):
        return list(found.hits)
    numbers = {hit.number for part in _answered(found, unanswered) for hit in part.hits}
    return [hit for hit in found.hits if hit.number in numbers]


def _answered(found: Found, unanswered: Sequence[str]) -> list[Found]:
    return [part for part in found.parts if part.question.text not in unanswered]


def _messages(found: Found, unanswered: Sequence[str], hits: Sequence[Hit]) -> Messages | None:
    """What the model is told; None where there is nothing to answer from."""
    question = found.question
    parts = _answered(found, unanswered) if unanswered else []
    text = " ".join(part.question.text for part in parts) or question.text
    asked = Asked(text, found.query.language, question.goal, question.history)
    return messages(asked, hits) if hits else None


def _ground(hit: Hit) -> Ground:
    passage = hit.passage
    return Ground.of(passage.language, passage.text, passage.context, passage.markdown)
