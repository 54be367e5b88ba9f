"""A question as it stands in the log, once for all who asked it so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from service.answer import Status
from service.question_log import Asked


@dataclass(frozen=True, slots=True)
class Said:
    """A question that was asked `count` times, `unanswered` times in vain, the last time at `last_at`."""

    text: str
    language: str
    count: int
    unanswered: int
    last_at: datetime


def said(asked: Iterable[Asked]) -> list[Said]:
    """Each question once, but for case and punctuation at its end; in the order of the first of each."""
    groups: dict[tuple[str, str], list[Asked]] = {}
    for each in asked:
        groups.setdefault((_spelling(each.question), each.language), []).append(each)
    return [_said(group) for group in groups.values()]


def _spelling(question: str) -> str:
    return " ".join(question.casefold().split()).rstrip("?.! ")


def _said(group: list[Asked]) -> Said:
    unanswered = sum(each.status == Status.UNANSWERED for each in group)
    return Said(
        group[0].question, group[0].language, len(group), unanswered, max(each.asked_at for each in group)
    )
