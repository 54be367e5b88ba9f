"""Requests as OpenTelemetry spans, sent to a collector; needs the extra `telemetry`."""

from collections.abc import Callable
from time import time_ns
from typing import TYPE_CHECKING

from service.errors import SettingsError
from service.http.exchange import Exchange

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export import SpanExporter

_SERVER_ERROR = 500


class Tracing:
    """Makes a span of each request, in the client's trace where it sent one, with an event a stage."""

    def __init__(self, exporter: "SpanExporter") -> None:
        from opentelemetry.sdk.resources import SERVICE_NAME, Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        self._provider = TracerProvider(resource=Resource.create({SERVICE_NAME: "askdocs"}))
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("askdocs")
        self._open = True

    def ended(self, exchange: Exchange, seconds: float) -> None:
        """A response is out: the span is written down as a whole."""
        from opentelemetry.trace import SpanKind, Status, StatusCode
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        parent = TraceContextTextMapPropagator().extract({"traceparent": exchange.traceparent})
        now = time_ns()
        span = self._tracer.start_span(
            f"{exchange.method} {exchange.route}".strip(),
            parent,
            SpanKind.SERVER,
            _attributes(exchange),
            start_time=now - int(seconds * 1e9),
        )
        for stage, spent in exchange.timings.items():
            span.add_event(stage, {"milliseconds": spent})
        if exchange.status >= _SERVER_ERROR:
            span.set_status(Status(StatusCode.ERROR))
        span.end(now)

    def close(self) -> None:
        """Send what waits, and end. Safe to call again: applications of one process may share it."""
        if self._open:
            self._open = False
            self._provider.shutdown()


def open_tracing(endpoint: str) -> Tracing:
    """Spans go to the OTLP collector at this address. Raises SettingsError where the extra is missing."""
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    except ImportError as error:
        advice = "Install it with: pip install 'askdocs[telemetry]', or leave ASKDOCS_TELEMETRY out."
        raise SettingsError(f"OpenTelemetry is not installed. {advice}") from error
    exporter: Callable[..., SpanExporter] = OTLPSpanExporter
    return Tracing(exporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces"))


def _attributes(exchange: Exchange) -> dict[str, str | int]:
    """As the semantic conventions for HTTP servers name them; the query holds what people ask."""
    told: dict[str, str | int] = {
        "http.request.method": exchange.method,
        "http.route": exchange.route,
        "http.response.status_code": exchange.status,
        "askdocs.request_id": exchange.id,
    }
    return told | ({"askdocs.cache": exchange.came.value} if exchange.came else {})
