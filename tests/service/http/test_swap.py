"""A service that runs: a new index, a stop, several workers."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import httpx
import uvicorn
from fastapi import FastAPI

from service.app import create_app
from service.serving import listening
from service.settings import Settings
from service.wiring import Workspace
from tests.service.http.conftest import synced
from tests.service.http.served import WAIT_S, Held, served, until

ASKED = "/keys.md?ask=How%20do%20I%20rotate%20an%20API%20key%3F"
TEXT = "# Keys\n\n## Rotate an API key\n\nIn edition {number}, open the console and press Rotate.\n"


def test_new_index_is_served_without_a_failed_request(tmp_path: Path) -> None:
    """Pages and answers of the old one or the new one, never an error; the last ones are new."""
    docs = tmp_path / "docs"
    workspace = synced(docs, tmp_path / "data")
    done = Event()

    def ask(client: httpx.Client) -> list[tuple[int, int]]:
        seen: list[tuple[int, int]] = []
        while not done.is_set():
            for address in (f"{ASKED}&goal={len(seen) % 3}", "/keys.md"):
                response = client.get(address)
                edition = re.search(r"edition (\d)", response.text)
                seen.append((response.status_code, int(edition[1]) if edition else 0))
        return seen

    with served(create_app(workspace.asker())) as running, httpx.Client(base_url=running.url) as client:
        with ThreadPoolExecutor(4) as pool:
            asking = [pool.submit(ask, client) for _ in range(4)]
            try:
                for number in (1, 2, 3):
                    (docs / "keys.md").write_text(TEXT.format(number=number), encoding="utf-8")
                    synced(docs, tmp_path / "data")
            finally:
                done.set()
            seen = [each.result() for each in asking]
        assert "edition 3" in client.get(ASKED).text
        assert client.get("/readyz").json()["generation"] == 4
    statuses = Counter(status for each in seen for status, _ in each)
    assert set(statuses) == {200}
    assert all(each for each in seen)
    for each in seen:
        answers, pages = ([edition for _, edition in each[at::2]] for at in (0, 1))
        assert answers == sorted(answers)
        assert pages == sorted(pages)
        assert {0, *pages} <= {0, 1, 2, 3}


def test_connections_send_at_once() -> None:
    """A body does not wait until the client has acknowledged its head."""
    with listening(uvicorn.Config(FastAPI(), port=0)) as bound:
        bound.listen()
        with socket.create_connection(bound.getsockname()), bound.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_stop_waits_for_the_answer_that_is_being_made(workspace: Workspace) -> None:
    """Nobody new is let in; who was, gets the answer."""
    asker = workspace.asker()
    asker.answerer = held = Held(asker.answerer)
    with served(create_app(asker)) as running, ThreadPoolExecutor(1) as pool:
        asked = pool.submit(httpx.get, running.url + ASKED, timeout=WAIT_S)
        until(lambda: held.begun == 1)
        running.server.should_exit = True
        until(lambda: not _connects(running.url))
        assert not asked.done()
        held.may.set()
        assert "press Rotate" in asked.result().text
        running.thread.join(WAIT_S)
        assert not running.thread.is_alive()


def _connects(url: str) -> bool:
    try:
        httpx.get(f"{url}/healthz", timeout=1)
    except httpx.TransportError:
        return False
    return True


@contextmanager
def program(data: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`askdocs serve` as a process, and its address; stopped in the end as a service manager stops it."""
    environment = {
        **os.environ,
        "ASKDOCS_EMBEDDERS": "{}",
        "ASKDOCS_MULTILINGUAL": "hashing",
        "COLUMNS": "200",
    }
    command = [
        str(Path(sys.executable).with_name("askdocs")),
        "--data",
        str(data),
        "serve",
        "--port",
        "0",
        *options,
    ]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)  # noqa: S603
    assert process.stderr
    for line in process.stderr:
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            break
    try:
        yield process, found[0] if found else ""
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


def _ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def test_two_workers_tell_common_figures_and_stop_when_told(tmp_path: Path) -> None:
    """Whichever worker is asked; the questions of both are noted."""
    workspace = synced(tmp_path / "docs", tmp_path / "data")
    with program(workspace.settings.data, "--workers", "2") as (process, url):
        until(lambda: _ready(url), 60)
        for number in range(20):
            assert httpx.get(f"{url}{ASKED}&goal={number}").status_code == 200
        texts = [httpx.get(f"{url}/metrics").text for _ in range(4)]
        for text in texts:
            assert re.search(r'askdocs_answer_cache_total\{came="miss"\} 20\.0', text)
            assert "askdocs_index_generation 1.0" in text
    assert process.returncode in (0, -signal.SIGTERM)
    log = Workspace(Settings(data=workspace.settings.data)).questions()
    assert len(log.latest(50)) == 20
