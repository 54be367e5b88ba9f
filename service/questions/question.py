"""The question, as every door hands it in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from ingest.language import language_code
from service.errors import EmptyQuestionError, QuestionTooLongError

MAX_CHARACTERS = 512

MAX_HISTORY = 10
"""So many questions of a conversation are kept, the last ones."""

MAX_LIMIT = 20
"""So many excerpts and sources may be asked for."""

_PLACEHOLDER = re.compile(
    r"\\?<(?:(?:your|sua|su|tu)[ _-]?)?(?:question|pergunta|pregunta|質問|問題|问题)\\?>?", re.IGNORECASE
)
"""What a page's trailer has in the question's place, in the languages of trailers, escaped or not."""

_GOAL_PLACEHOLDER = re.compile(r"\\?<(?:end|user)?(?:\\?_| )?goal\\?>?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks.

    `goal` is what the asker is finally trying to do. `page` is the path or URL of the page that the question
    is asked from, maybe with the fragment of a heading: a hint, never a filter. `language` is an ISO 639-1
    code, "" to have it detected. `limit` bounds excerpts and sources. `history` are the questions of the
    conversation before this one, oldest first.
    """

    text: str
    goal: str = ""
    page: str = ""
    language: str = ""
    limit: int = 5
    history: tuple[str, ...] = ()

    @classmethod
    def checked(
        cls,
        text: str,
        goal: str = "",
        page: str = "",
        language: str = "",
        limit: int = 5,
        history: Sequence[str] = (),
    ) -> Self:
        """A question fit to be asked; of a long history the last part, of its long questions the beginnings.

        Raises EmptyQuestionError or QuestionTooLongError.
        """
        asked = " ".join(text.split())
        if not asked or _PLACEHOLDER.fullmatch(asked):
            raise EmptyQuestionError(
                "Pass your question in the `ask` parameter, in natural language and URL-encoded,"
                " as in `?ask=How%20do%20I%20create%20a%20group%3F`."
            )
        if len(asked) > MAX_CHARACTERS:
            raise QuestionTooLongError(
                f"The question has {len(asked)} characters and may have {MAX_CHARACTERS}:"
                " shorten it to one specific, self-contained question."
            )
        return cls(asked, _aimed(goal), page, language_code(language), limit, _kept(history))


def _aimed(goal: str) -> str:
    """The goal; none where it is the placeholder of a page's trailer."""
    said = " ".join(goal.split())
    return "" if _GOAL_PLACEHOLDER.fullmatch(said) else said


def _kept(history: Sequence[str]) -> tuple[str, ...]:
    said = (" ".join(each.split())[:MAX_CHARACTERS] for each in history)
    return tuple(each for each in said if each)[-MAX_HISTORY:]
