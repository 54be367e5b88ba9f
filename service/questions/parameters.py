"""What a client sends beside the path: the question, and what steers and bounds its answer."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from service.errors import ParameterError
from service.questions.question import MAX_LIMIT, Question

MAX_TOKENS = 1_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the number of tokens that the client has room for, None where it did not say."""

    question: Question
    max_tokens: int | None = None


def asked(parameters: Mapping[str, str], page: str) -> Asked:
    """What the parameters `ask`, `goal`, `k` and `max_tokens` of a request to a page's address ask for.

    Raises a QuestionError that says which of them is wrong, and what it may be.
    """
    text, goal = parameters["ask"], parameters.get("goal", "")
    question = Question.checked(text, goal, page)
    limit = _number(parameters, "k", MAX_LIMIT) or question.limit
    return Asked(replace(question, limit=limit), _number(parameters, "max_tokens", MAX_TOKENS))


def _number(parameters: Mapping[str, str], name: str, most: int) -> int | None:
    """A whole number from 1 on; None where the parameter was not sent."""
    said = parameters.get(name)
    if said is None:
        return None
    if re.fullmatch(r"[0-9]{1,9}", said) and 1 <= int(said) <= most:
        return int(said)
    raise ParameterError(f"`{name}` must be a whole number from 1 to {most}, and is “{said[:40]}”.")
