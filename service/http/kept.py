"""Responses by entity tag: who asks for what was made before gets the same bytes, and counts all the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from cachetools import LRUCache
from starlette.types import Message, Scope, Send

from service.answer import Answer
from service.observer import Observer
from service.questions.question import Question
from service.single_flight import Came

KEPT_BYTES = 32_000_000
"""So much of responses a process keeps; the ones that were used last."""

LARGEST = 250_000
"""Whoever fetches all text of a site does it once: no larger response is kept."""

_OVERHEAD = 2_000
"""Bytes that a response takes beside its body, about."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A response, the route that made it, and the question and answer that it carries, if any."""

    start: Message
    body: Message
    route: object
    told: tuple[Question, Answer] | None

    async def replayed(self, scope: Scope, send: Send, observers: Sequence[Observer]) -> None:
        """Send it again, and tell the observers of the answer."""
        scope["route"] = self.route
        if self.told:
            for observer in observers:
                observer.answered(*self.told, Came.REMEMBERED, 0.0)
        for message in (self.start, self.body):
            await send(copied(message))


def copied(message: Message) -> Message:
    """The message with headers of its own: what a middleware passes on, those around it write into."""
    return {**message, "headers": [*message["headers"]]} if "headers" in message else {**message}


def room(sharers: int) -> int:
    """What each of several applications of a process may keep, the largest response at least."""
    return max(KEPT_BYTES // sharers, LARGEST + _OVERHEAD)


class KeptResponses:
    """Keeps responses up to `size` bytes; of one event loop."""

    def __init__(self, size: int = KEPT_BYTES) -> None:
        self._kept: LRUCache[str, Kept] = LRUCache(size, getsizeof=_size)

    def get(self, tag: str) -> Kept | None:
        """The response of this tag."""
        return self._kept.get(tag)

    def keep(self, tag: str, kept: Kept) -> None:
        """Keep it, unless it is too large."""
        if len(kept.body["body"]) <= LARGEST:
            self._kept[tag] = kept

    def forget(self) -> None:
        """Keep nothing of what there is."""
        self._kept.clear()


def _size(kept: Kept) -> int:
    return len(kept.body["body"]) + _OVERHEAD
