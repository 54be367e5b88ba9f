"""Figures for Prometheus: requests, stages of an answer, what the cache saves, how often nothing is found.

Where several workers answer, each writes its figures to files below PROMETHEUS_MULTIPROC_DIR, and whichever
is asked adds them up; `serving` sees to that.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Protocol

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from index.errors import NoIndexError, StoreError
from index.store import Generation, ServerState
from service.answer import Answer
from service.http.exchange import Exchange
from service.questions.question import Question
from service.single_flight import Came

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Living(Protocol):
    """Knows the live generation, and where it is read from."""

    def generation(self) -> Generation:
        """The live generation. Raises NoIndexError while there is none."""

    def servers(self) -> Sequence[ServerState]:
        """The servers that it is read from."""


class Metrics:
    """Counts what it is told, and gives it out. `living` tells the age of the index when it is asked.

    Where a process counts for several tenants, each gives out the figures of its own `tenant` only.
    """

    def __init__(self, living: Living, tenant: str = "") -> None:
        own = CollectorRegistry()
        self._registry = own
        self._whose = (tenant,) if tenant else ()
        if folder := os.environ.get(SHARED_FOLDER):
            self._registry = CollectorRegistry()
            self._registry.register(_Whose(tenant, folder))
        self._registry.register(_Index(living))
        self._requests = self._counter("requests", "Requests.", ("route", "method", "status"), own)
        self._seconds = self._histogram("request_seconds", "From request to response.", ("route",), own)
        self._stages = self._histogram("stage_seconds", "Stages of making an answer.", ("stage",), own)
        self._answers = self._counter("answers", "Answers by status.", ("status", "language"), own)
        self._cache = self._counter("answer_cache", "Answers remembered, shared, or made.", ("came",), own)

    def _counter(self, name: str, text: str, labels: tuple[str, ...], own: CollectorRegistry) -> Counter:
        return Counter(f"askdocs_{name}", text, (*self._label, *labels), registry=own)

    def _histogram(self, name: str, text: str, labels: tuple[str, ...], own: CollectorRegistry) -> Histogram:
        return Histogram(f"askdocs_{name}", text, (*self._label, *labels), registry=own, buckets=_BUCKETS)

    @property
    def _label(self) -> tuple[str, ...]:
        return ("tenant",) if self._whose else ()

    def ended(self, exchange: Exchange, seconds: float) -> None:
        """A response is out."""
        route = exchange.route or "none"
        self._requests.labels(*self._whose, route, exchange.method, str(exchange.status)).inc()
        self._seconds.labels(*self._whose, route).observe(seconds)

    def answered(self, _question: Question, answer: Answer, came: Came, _milliseconds: float) -> None:
        """A question was answered; the stages count only when it was made."""
        self._answers.labels(*self._whose, answer.status.value, answer.language).inc()
        self._cache.labels(*self._whose, came.value).inc()
        if came is Came.MADE:
            for stage, spent in answer.timings.items():
                self._stages.labels(*self._whose, stage).observe(spent / 1000)

    def text(self) -> bytes:
        """All of it, as Prometheus reads it."""
        return generate_latest(self._registry)


class _Whose(Collector):
    """What all workers wrote of one tenant: their files hold the figures of all."""

    def __init__(self, tenant: str, folder: str) -> None:
        self._tenant = tenant
        self._all = MultiProcessCollector(None, folder)  # type: ignore[no-untyped-call] # has no types

    def collect(self) -> Iterator[Metric]:
        """Each figure, without what is not this tenant's."""
        for metric in self._all.collect():  # type: ignore[no-untyped-call] # has no types
            own = [each for each in metric.samples if each.labels.get("tenant", "") == self._tenant]
            metric.samples = own
            yield metric


class _Index(Collector):
    """The state of the index, looked up when it is asked for."""

    def __init__(self, living: Living) -> None:
        self._living = living

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Of the index none while nothing is indexed or can be read; of servers none where it is a folder."""
        yield from _server_gauges(self._living.servers())
        try:
            info = self._living.generation().info
        except (NoIndexError, StoreError):
            return
        yield _gauge("askdocs_index_generation", "Number of the live generation.", info.number)
        yield _gauge("askdocs_index_pages", "Indexed pages.", sum(info.pages.values()))
        yield _gauge("askdocs_index_age_seconds", "Since the index was built.", _since(info.built_at))
        if info.checked_at:
            age = _since(info.checked_at)
            yield _gauge("askdocs_index_checked_age_seconds", "Since it was compared with the site.", age)


def _server_gauges(servers: Sequence[ServerState]) -> Iterator[GaugeMetricFamily]:
    """How each server is; connections are those of the process that is asked."""
    figures: dict[str, tuple[str, Callable[[ServerState], float]]] = {
        "up": ("Whether a server of the store can be reached.", lambda server: not server.problem),
        "primary": ("Whether it can be written to.", lambda server: server.role == "primary"),
        "generation": ("The live generation as it knows it.", lambda server: server.generation),
        "lag_seconds": ("By how much it may be behind.", lambda server: server.lag),
        "connections": ("Open connections to it.", lambda server: server.connections),
        "connections_used": ("Those in use.", lambda server: server.used),
        "connections_waiting": ("Callers that wait for one.", lambda server: server.waiting),
    }
    for name, (text, value) in figures.items() if servers else ():
        family = GaugeMetricFamily(f"askdocs_server_{name}", text, labels=("server",))
        for server in servers:
            family.add_metric([server.name], value(server))
        yield family


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, text, value=value)


def _since(moment: datetime) -> float:
    return (datetime.now(UTC) - moment).total_seconds()
