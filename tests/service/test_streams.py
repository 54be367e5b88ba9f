"""Streams of events: kept in bounds, followed from any place."""

import anyio
import pytest

from service.events import Event, Streams

pytestmark = pytest.mark.anyio


def finished(streams: Streams, asked: str, *data: str) -> str:
    """The id of the last event of a stream that has ended."""
    stream = streams.open(asked)
    for each in data:
        stream.add(Event("answer", each))
    stream.finish()
    return stream.identity(len(data))


async def test_reader_gets_what_was_and_what_comes() -> None:
    """In order, each once."""
    stream = Streams().open("question")
    stream.add(Event("", "1"))
    seen: list[str] = []

    async def read() -> None:
        async for said in stream.follow(0, 10):
            assert said
            seen.append(said[1].data)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(read)
        await anyio.wait_all_tasks_blocked()
        assert seen == ["1"]
        stream.add(Event("", "2"))
        stream.add(Event("", "3"))
        await anyio.wait_all_tasks_blocked()
        stream.finish()
    assert seen == ["1", "2", "3"]


async def test_oldest_finished_streams_are_forgotten() -> None:
    """Those that run are not: somebody reads them."""
    streams = Streams(kept=3)
    running = streams.open("running")
    ids = [finished(streams, f"question {number}", "x") for number in range(4)]
    known = [streams.resumed(each, f"question {number}") is not None for number, each in enumerate(ids)]
    assert known == [False, False, True, True]
    assert streams.resumed(running.identity(0), "running")


async def test_stream_is_resumed_by_who_asked_the_same() -> None:
    """After the event whose id was given."""
    streams = Streams()
    last = finished(streams, "question", "1", "2")
    assert streams.resumed(last, "other") is None
    resumed = streams.resumed(last.replace("-2", "-1"), "question")
    assert resumed
    assert not resumed.is_over
    rest = [said[1].data async for said in resumed.stream.follow(resumed.seen, 10) if said]
    assert rest == ["2"]
    over = streams.resumed(last, "question")
    assert over
    assert over.is_over
