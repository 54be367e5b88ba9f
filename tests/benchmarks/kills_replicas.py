"""Replicas of the service in processes of their own, each started again as soon as it ends."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from time import sleep

import httpx

from service.dev_cluster.server import HOST, free_port

NAMES = ("red", "green", "blue")
PAUSE_S = 0.2
"""Between the end of a process and the start of the next one."""

ASKDOCS = (sys.executable, "-P", "-c", "from service.cli import main; main()")


@dataclass(slots=True)
class Replica:
    """`lives` is how many processes it was so far."""

    name: str
    port: int
    environment: Mapping[str, str]
    log: Path
    lives: int = 0
    _process: "subprocess.Popen[bytes] | None" = None
    _stopping: Event = field(default_factory=Event)

    @contextmanager
    def supervised(self) -> Iterator[None]:
        """Run it for as long as the context lasts."""
        thread = Thread(target=self._keep)
        thread.start()
        try:
            yield
        finally:
            self._stopping.set()
            self.kill()
            thread.join()

    def kill(self) -> None:
        """Kill -9, and wait until it is dead."""
        if self._process:
            self._process.kill()
            self._process.wait()

    @property
    def is_ready(self) -> bool:
        """Whether it answers."""
        return answers(self.port)

    def _keep(self) -> None:
        command = [*ASKDOCS, "serve", "--host", HOST, "--port", str(self.port)]
        with self.log.open("ab") as log:
            while not self._stopping.is_set():
                self.lives += 1
                self._process = subprocess.Popen(  # noqa: S603 - ours
                    command, env=self.environment, cwd="/", stdout=log, stderr=log
                )
                self._process.wait()
                sleep(PAUSE_S)


def answers(port: int) -> bool:
    """Whether a replica, or the balancer before some, can be asked at this port."""
    try:
        return httpx.get(f"http://{HOST}:{port}/readyz", timeout=10).status_code == 200
    except httpx.TransportError:
        return False


@contextmanager
def replicas(folder: Path, environment: Mapping[str, str]) -> Iterator[list[Replica]]:
    """Three of them, each with a data folder of its own below `folder`."""
    made = []
    for name in NAMES:
        own = {**environment, "ASKDOCS_DATA": str(folder / name)}
        made.append(Replica(name, free_port(), own, folder / f"{name}.log"))
    with ExitStack() as running:
        for each in made:
            running.enter_context(each.supervised())
        yield made
