"""Streams of events: what happens while an answer is made, for readers who come, go and come back."""

from collections.abc import AsyncIterator, Hashable
from dataclasses import dataclass, field
from itertools import islice
from secrets import token_urlsafe

import anyio

KEPT = 64
"""So many streams are kept, the last ones, for readers whose connection broke."""

SILENCE_S = 10.0
"""After so many seconds without an event, readers get a sign of life: proxies cut silent connections."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event: its name, "" for none, and its data, which is JSON."""

    name: str
    data: str


class Stream:
    """The events of one answer to what was `asked`. All calls come from one event loop."""

    def __init__(self, asked: Hashable) -> None:
        self.asked = asked
        self.key = token_urlsafe(12)
        self.events: list[Event] = []
        self.is_finished = False
        self.making: object = None  # whoever holds the stream holds what fills it
        self._more = anyio.Event()

    def add(self, event: Event) -> None:
        """Give an event to all who follow."""
        self.events.append(event)
        self._wake()

    def finish(self) -> None:
        """Nothing comes any more."""
        self.is_finished = True
        self._wake()

    def _wake(self) -> None:
        self._more.set()
        self._more = anyio.Event()

    def identity(self, number: int) -> str:
        """The id of the event that is the `number`th, from 1."""
        return f"{self.key}-{number}"

    async def follow(self, seen: int, silence: float) -> AsyncIterator[tuple[str, Event] | None]:
        """The events after the first `seen`, each with its id, until the last; None for a time of silence."""
        while True:
            for number, event in enumerate(islice(self.events, seen, None), start=seen + 1):
                seen = number
                yield self.identity(number), event
            if seen < len(self.events):
                continue
            if self.is_finished:
                return
            with anyio.move_on_after(silence) as scope:
                await self._more.wait()
            if scope.cancelled_caught:
                yield None


@dataclass(frozen=True, slots=True)
class Resumed:
    """A stream, and how many of its events its reader has seen."""

    stream: Stream
    seen: int

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to read."""
        return self.stream.is_finished and self.seen == len(self.stream.events)


@dataclass(slots=True)
class Streams:
    """The last streams of one process: those that run, and up to `kept` in all."""

    kept: int = KEPT
    silence: float = SILENCE_S
    _streams: dict[str, Stream] = field(default_factory=dict)

    @property
    def are_full(self) -> bool:
        """Whether as many run as may be kept: those whose readers have gone run on."""
        return sum(not each.is_finished for each in self._streams.values()) >= self.kept

    def open(self, asked: Hashable) -> Stream:
        """A new stream, for which the oldest finished one is forgotten."""
        stream = Stream(asked)
        self._streams[stream.key] = stream
        finished = [key for key, each in self._streams.items() if each.is_finished]
        for key in finished[: max(0, len(self._streams) - self.kept)]:
            del self._streams[key]
        return stream

    def resumed(self, last_id: str, asked: Hashable) -> Resumed | None:
        """The stream that has the event of this id, if it is kept, and answers the same."""
        key, _, number = last_id.rpartition("-")
        stream = self._streams.get(key)
        if stream is None or stream.asked != asked or not (number.isascii() and number.isdigit()):
            return None
        seen = int(number)
        return Resumed(stream, seen) if seen <= len(stream.events) else None
