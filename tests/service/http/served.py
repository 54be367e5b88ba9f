"""A real server on a free port, and an answerer that waits until it may answer."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from time import monotonic, sleep

import uvicorn
from fastapi import FastAPI

from service.answerer import Answerer, Draft, Tell, untold
from service.found import Found
from service.serving import listening

WAIT_S = 10.0


@dataclass(frozen=True, slots=True)
class Served:
    """A running server, its address, and the thread that it runs in."""

    server: uvicorn.Server
    url: str
    thread: Thread


@contextmanager
def served(app: FastAPI) -> Iterator[Served]:
    """Serve the application as long as the context lasts."""
    config = uvicorn.Config(app, port=0, log_config=None, access_log=False, timeout_graceful_shutdown=10)
    socket = listening(config)
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, kwargs={"sockets": [socket]}, daemon=True)
    thread.start()
    until(lambda: server.started)
    try:
        yield Served(server, f"http://127.0.0.1:{socket.getsockname()[1]}", thread)
    finally:
        server.should_exit = True
        thread.join(WAIT_S)
        socket.close()


def until(happened: Callable[[], bool], seconds: float = WAIT_S) -> None:
    """Wait until it has happened, so long at most."""
    end = monotonic() + seconds
    while not happened():
        assert monotonic() < end, "it did not happen"
        sleep(0.005)


@dataclass(slots=True)
class Held:
    """An answerer that counts what it is asked, and says what the other says once it may."""

    answerer: Answerer
    begun: int = 0
    may: Event = field(default_factory=Event)

    def draft(self, found: Found, tell: Tell = untold) -> Draft:
        """The draft, in its time."""
        self.begun += 1
        assert self.may.wait(WAIT_S)
        return self.answerer.draft(found, tell)
