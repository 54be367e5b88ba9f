"""A language model behind any server that speaks OpenAI's protocol of chat completions."""

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Event, Thread
from time import monotonic

from openai import APIConnectionError, APIStatusError, APITimeoutError, OpenAI, OpenAIError, Timeout
from openai.resources.chat.completions import Completions

from service.answerers.breaker import Breaker
from service.answerers.language_model import Messages
from service.errors import ModelError, OverlongError

CONNECT_S = 3.0
"""A server that cannot be reached within this time is not there."""

BACKOFF_S = 0.2
"""How long a call waits before it is tried again, where the server does not say."""

LETTERS = 12
"""Characters that a token may have: a server that sends more than its tokens allow is not listened to."""

OVERLOADED = 429
UNFINISHED = "it broke off"
GARBAGE = (OpenAIError, ValueError, TypeError, AttributeError, LookupError)
"""What the client raises about an answer that is not of the protocol's form, beside its own errors."""


@dataclass(frozen=True, slots=True)
class Served:
    """Where a model is: the server's address and key, what it calls the model, and bounds.

    `timeout` is in seconds, for all of a call; `max_tokens` is the longest answer.
    """

    base_url: str
    model: str
    key: str
    timeout: float
    max_tokens: int


@dataclass(slots=True)
class ModelServer:
    """Asks the server, once more where it could not be reached or was overloaded before it said anything.

    A thread of its own reads the answer, so that nothing that the server does holds the caller up.
    """

    served: Served
    breaker: Breaker = field(default_factory=Breaker)
    _completions: Completions = field(init=False)

    def __post_init__(self) -> None:
        # a server without a key takes any: the client insists on one
        key = self.served.key or "none"
        client = OpenAI(base_url=self.served.base_url, api_key=key, max_retries=0)
        self._completions = client.chat.completions  # loads a module: not while somebody waits

    @property
    def name(self) -> str:
        """What the server calls the model."""
        return self.served.model

    def write(self, messages: Messages) -> Generator[str, None, None]:
        """The pieces of one answer. Raises ModelError within `timeout` seconds."""
        if not self.breaker.admits():
            raise ModelError("it failed again and again, and has a pause")
        try:
            yield from self._written(messages)
        except (GeneratorExit, OverlongError):  # who has heard enough has been answered
            self.breaker.succeeded()
            raise
        except ModelError:
            self.breaker.failed()
            raise
        self.breaker.succeeded()

    def _written(self, messages: Messages) -> Iterator[str]:
        call = _Call(self._completions, self.served, messages, monotonic() + self.served.timeout)
        Thread(target=call.run, name="language model", daemon=True).start()
        with closing(call.pieces()) as pieces:
            yield from pieces


@dataclass(slots=True)
class _Call:
    """One call: `run` reads in one thread what `pieces` gives out in another."""

    completions: Completions
    served: Served
    messages: Messages
    deadline: float
    _heard: SimpleQueue[str | ModelError | None] = field(default_factory=SimpleQueue)
    _given_up: Event = field(default_factory=Event)

    def pieces(self) -> Generator[str, None, None]:
        try:
            while (heard := self._next()) is not None:
                yield heard
        finally:
            self._given_up.set()

    def run(self) -> None:
        try:
            for piece in self._tried():
                self._heard.put(piece)
                if self._given_up.is_set():
                    return
            self._heard.put(None)
        except ModelError as error:
            self._heard.put(error)
        except GARBAGE as error:
            self._heard.put(ModelError(_told(error)))

    def _next(self) -> str | None:
        """The next piece; None at the end."""
        left = self.deadline - monotonic()
        try:
            heard = self._heard.get(timeout=max(left, 0.001))
        except Empty:
            left = 0
        if left <= 0:
            raise ModelError(f"it took longer than {self.served.timeout:g} s")
        if isinstance(heard, ModelError):
            raise heard
        return heard

    def _tried(self) -> Iterator[str]:
        """The pieces, of a second try where the first could not say anything and may do better."""
        said = False
        try:
            for piece in self._streamed():
                said = True
                yield piece
        except (APIConnectionError, APIStatusError) as error:
            pause = _pause(error)
            if said or not _may_pass(error) or monotonic() + pause >= self.deadline:
                raise
        else:
            return
        if not self._given_up.wait(pause):
            yield from self._streamed()

    def _streamed(self) -> Iterator[str]:
        left = max(self.deadline - monotonic(), 0.001)
        stream = self.completions.create(
            model=self.served.model,
            messages=[
                {"role": "system", "content": self.messages.rules},
                {"role": "user", "content": self.messages.task},
            ],
            max_tokens=self.served.max_tokens,
            temperature=0,
            stream=True,
            timeout=Timeout(left, connect=min(left, CONNECT_S)),
        )
        finish, length = None, 0
        with stream:
            for chunk in stream:
                for choice in chunk.choices[:1]:
                    finish = choice.finish_reason or finish
                    if piece := choice.delta.content:
                        length += len(piece)
                        yield piece
                if length > LETTERS * self.served.max_tokens:
                    finish = "length"
                    break
        _check(finish)


def _check(finish: str | None) -> None:
    """Whether a model said all: a connection that ends without a reason was cut."""
    if finish == "length":
        raise OverlongError("it wrote more than it may")
    if finish != "stop":
        raise ModelError(UNFINISHED if finish is None else f"it ended with '{finish}'")


def _may_pass(error: OpenAIError) -> bool:
    """Whether a second try may do better; one that took too long has left no time for it."""
    if isinstance(error, APIStatusError):
        return error.status_code == OVERLOADED or error.status_code >= 500
    return not isinstance(error, APITimeoutError)


def _pause(error: OpenAIError) -> float:
    """For how many seconds the server wants to be left alone."""
    said = error.response.headers.get("retry-after", "") if isinstance(error, APIStatusError) else ""
    return float(said) if said.isdigit() else BACKOFF_S


def _told(error: Exception) -> str:
    """What went wrong, without what the server wrote: that may hold the key, or the question."""
    if isinstance(error, APIStatusError):
        return f"status {error.status_code}"
    return type(error).__name__
