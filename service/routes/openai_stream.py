"""A chat response in chunks, as server-sent events: its beginning is sent while the rest is written."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from queue import SimpleQueue

from ingest.errors import AskdocsError
from service.answerer import Tell
from service.render.openai import Completion
from service.render.openai_message import Told
from service.routes.openai_errors import wire

DONE = "[DONE]"
"""What OpenAI's clients wait for."""

Say = Callable[[Tell], Told]
"""Says something, telling the beginning of its content piece by piece."""


def events(completion: Completion, say: Say, with_usage: bool) -> Iterator[str]:
    """The events of one response. What fails after its beginning is told in an event."""
    try:
        for chunk in _chunks(completion, say, with_usage):
            yield _event(chunk)
    except AskdocsError as error:
        yield _event(wire(error).model_dump_json())
    yield _event(DONE)


def _chunks(completion: Completion, say: Say, with_usage: bool) -> Iterator[str]:
    sent = 0
    yield completion.opening()
    for said in _said(say):
        piece = said.content[sent:] if isinstance(said, Told) else said
        sent += len(piece)
        if piece:
            yield completion.piece(piece)
        if isinstance(said, Told):
            yield completion.closing(said)
            if with_usage:
                yield completion.counted(said)


def _said(say: Say) -> Iterator[str | Told]:
    """The pieces as they come, then the whole; raises what went wrong.

    Nobody waits for what is still to come when the client hangs up.
    """
    pieces: SimpleQueue[str | None] = SimpleQueue()
    executor = ThreadPoolExecutor(1, "chat")
    try:
        saying = executor.submit(copy_context().run, say, pieces.put)
        saying.add_done_callback(lambda _: pieces.put(None))
        yield from iter(pieces.get, None)
        yield saying.result()
    finally:
        executor.shutdown(wait=False)


def _event(data: str) -> str:
    return f"data: {data}\n\n"
