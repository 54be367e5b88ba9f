"""Sends an answer as server-sent events while it is made, and the rest of it to a reader who comes back.

An answer is made to its end though its reader goes: whoever reconnects with `Last-Event-ID` finds it. Streams
are kept by the process that made them; one that is not known any more is made again, under new ids.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from functools import partial

from anyio import from_thread, to_thread
from fastapi import Request, Response
from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event
from starlette.exceptions import HTTPException

from ingest.errors import AskdocsError
from service.accept import Accepted
from service.events import Event, Resumed, Stream, Streams
from service.events_answer import Dialect, Send, Telling, tell_answer, telling
from service.problems import UNFORESEEN, document, status_of
from service.questions.question import Question
from service.routes.replies import asker_of, links_of

MEDIA_TYPE = "text/event-stream"

SIGN_OF_LIFE = b": ping\n"
"""A comment without an empty line after it, which some clients take for the end of an event without data."""

BUSY = "Too many answers are being made. Try again in a second."

logger = logging.getLogger(__name__)

HEADERS = {
    "Cache-Control": "no-store",
    "Vary": "Accept",
    "X-Accel-Buffering": "no",  # or else nginx keeps the pieces until it has them all
    "X-Robots-Tag": "noindex",
}

Make = Callable[[Send], object]
"""Makes an answer and sends its events, in a thread of its own."""


def wants_events(request: Request) -> bool:
    """Whether the client names server-sent events in `Accept`, and nothing else before them."""
    ranges = Accepted.parse(request.headers.get("accept", "")).ranges
    events = ranges.get(MEDIA_TYPE)
    if events is None or not events.quality:
        return False
    return all(events >= liking for liking in ranges.values())


def page_events(request: Request, question: Question) -> Response:
    """The answer in events to a question that was sent to a page; `events=platform` chooses that dialect."""
    asked = request.query_params.get("events")
    return answer_events(request, question, Dialect.PLATFORM if asked == Dialect.PLATFORM else Dialect.NAMED)


def answer_events(
    request: Request,
    question: Question,
    dialect: Dialect = Dialect.NAMED,
    tell: Telling | None = None,
    variant: str = "",
) -> Response:
    """The answer in events; 204 to a reader who has them all, so that browsers do not reconnect for ever.

    `tell` tells them in another form than a dialect; `variant` is what else than the question decides that.
    Raises NoIndexError while nothing is indexed, HTTPException (503) while too many answers are being made.
    """
    asker, links = asker_of(request), links_of(request)
    streams: Streams = request.app.state.streams
    asker.generation()
    asked = (question, dialect, variant)
    resumed = streams.resumed(request.headers.get("last-event-id", ""), asked)
    if resumed and resumed.is_over:
        return Response(status_code=204, headers=HEADERS)
    if resumed is None and streams.are_full:
        raise HTTPException(503, BUSY, {"Retry-After": "1"})
    make = partial(tell_answer, asker, question, links, tell or telling(dialect, links))
    events = _sent(streams, resumed, lambda: _begun(streams.open(asked), make))
    return StreamingResponse(events, media_type=MEDIA_TYPE, headers=HEADERS)


async def _sent(
    streams: Streams, resumed: Resumed | None, begin: Callable[[], Stream]
) -> AsyncIterator[bytes]:
    """The events as they go over the wire, and comments while none come."""
    place = resumed or Resumed(begin(), 0)
    async for said in place.stream.follow(place.seen, streams.silence):
        if said is None:
            yield SIGN_OF_LIFE
        else:
            identity, event = said
            yield format_sse_event(data_str=event.data, event=event.name or None, id=identity)


def _begun(stream: Stream, make: Make) -> Stream:
    stream.making = asyncio.create_task(_made(stream, make))
    return stream


async def _made(stream: Stream, make: Make) -> None:
    """Fill the stream; what goes wrong is its last event."""
    try:
        await to_thread.run_sync(make, lambda event: from_thread.run_sync(stream.add, event))
    except AskdocsError as error:
        stream.add(Event("error", document(status_of(error), str(error))))
    except Exception:
        logger.exception("No answer was made for a stream.")
        stream.add(Event("error", document(500, UNFORESEEN)))
    finally:
        stream.finish()
