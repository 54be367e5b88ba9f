"""Requests as spans, where OpenTelemetry is installed."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from fastapi.testclient import TestClient

from service.app import create_app
from service.errors import SettingsError
from service.operation import Operation
from service.tracing import Tracing, open_tracing
from service.wiring import Workspace

ASKED = "/keys.md?ask=How%20do%20I%20rotate%20an%20API%20key%3F"


@contextmanager
def collector() -> Iterator[tuple[str, list[str]]]:
    """A server that takes whatever is posted; its address, and the paths that were."""
    paths: list[str] = []

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            paths.append(self.path)
            self.send_response(200)
            self.end_headers()

    with HTTPServer(("127.0.0.1", 0), Taking) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", paths
        server.shutdown()
        thread.join()


TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


def test_collector_is_sent_the_spans(workspace: Workspace) -> None:
    """In OpenTelemetry's own protocol over HTTP, at the latest when the service ends."""
    pytest.importorskip("opentelemetry.exporter.otlp.proto.http")
    with (
        collector() as (url, paths),
        TestClient(create_app(workspace.asker(), operation=Operation(tracing=open_tracing(url)))) as client,
    ):
        client.get("/keys.md")
    assert paths == ["/v1/traces"]


def test_missing_extra_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to install."""
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(SettingsError, match=r"askdocs\[telemetry\]"):
        open_tracing("http://127.0.0.1:4318")


def test_request_is_a_span_of_its_clients_trace(workspace: Workspace) -> None:
    """With its route, its status, and an event a stage; what was asked is not in it."""
    exporting = pytest.importorskip("opentelemetry.sdk.trace.export.in_memory_span_exporter")
    exporter = exporting.InMemorySpanExporter()
    tracing = Tracing(exporter)
    with TestClient(create_app(workspace.asker(), operation=Operation(tracing=tracing))) as client:
        client.get(ASKED, headers={"traceparent": f"00-{TRACE}-{PARENT}-01"})
        client.get("/keys.md")
    asked, read = exporter.get_finished_spans()
    assert f"{asked.context.trace_id:032x}" == TRACE
    assert f"{asked.parent.span_id:016x}" == PARENT
    assert asked.attributes["http.route"] == "/{path:path}"
    assert asked.attributes["http.response.status_code"] == 200
    assert "search" in {event.name for event in asked.events}
    assert asked.end_time > asked.start_time
    assert "rotate" not in asked.to_json()
    assert (read.parent, len(read.events)) == (None, 0)
