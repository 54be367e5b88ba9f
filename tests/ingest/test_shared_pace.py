"""The pace of a site that several workers keep to together."""

import asyncio
from itertools import pairwise
from time import monotonic

import pytest

from ingest.address import Site
from ingest.errors import IngestError
from ingest.postgres.pace import Gate
from ingest.web.fetcher import Fetcher, FetchLimits
from tests.docs_site import DocsSite, Fault, docs_site, numbered

pytestmark = pytest.mark.anyio
JITTER_S = 0.15
"""Between the word to start and the server's seeing the request, on a busy machine."""


async def ask(postgres: str, site: DocsSite, limits: FetchLimits, count: int) -> None:
    """Ask for a page again and again, as one of several workers would."""
    gate = Gate(postgres)
    fetcher = Fetcher(Site.parse(site.url), limits, allow_private=True, pace_of=gate.pace)
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(count):
                group.create_task(fetcher.get(f"{site.url}/section-1.md"))
    finally:
        await fetcher.aclose()
        await gate.aclose()


async def test_four_workers_space_their_requests(postgres: str) -> None:
    """No two requests start nearer to each other than the delay, whoever sends them."""
    with docs_site(numbered(10)) as site:
        limits = FetchLimits(at_once=4, delay=0.2)
        begun = monotonic()
        await asyncio.gather(*(ask(postgres, site, limits, 3) for _ in range(4)))
        moments = sorted(request.at for request in site.requests)
    assert len(moments) == 12
    for count, moment in enumerate(moments):
        assert moment - begun >= count * limits.delay
    gaps = [after - before for before, after in pairwise(moments)]
    assert min(gaps) > limits.delay - JITTER_S


async def test_no_more_run_at_once_than_may(postgres: str) -> None:
    """Four workers together ask no more at once than one may."""
    stall = 0.05
    with docs_site(numbered(10)) as site:
        site.faults["*"] = Fault(stall=stall)
        await asyncio.gather(*(ask(postgres, site, FetchLimits(at_once=3, delay=0), 8) for _ in range(4)))
        moments = sorted(request.at for request in site.requests)
    assert len(moments) == 32
    for before, fourth in zip(moments, moments[3:], strict=False):
        assert fourth - before >= stall
    assert min(after - before for before, after in pairwise(moments)) < stall, "none ran beside another"


async def test_one_server_that_wants_a_pause_holds_all(postgres: str) -> None:
    """What one worker is told by `Retry-After`, the others keep to as well."""
    with docs_site(numbered(10)) as site:
        site.faults["/section-1.md"] = Fault(status=429, headers={"Retry-After": "1"}, times=1)
        limits = FetchLimits(at_once=2, delay=0.05, backoff=0.01)
        await asyncio.gather(*(ask(postgres, site, limits, 3) for _ in range(2)))
        moments = sorted(request.at for request in site.requests)
    assert len(moments) == 7
    assert max(after - before for before, after in pairwise(moments)) > 0.9


async def test_places_of_a_lost_worker_are_free_again(postgres: str) -> None:
    """A worker that goes in the middle of a request holds nobody up."""
    lost, other = Gate(postgres), Gate(postgres)
    async with lost.pace("lost.test", 1, 0.0).turn():
        await lost.aclose()
        async with asyncio.timeout(10), other.pace("lost.test", 1, 0.0).turn():
            pass
    await other.aclose()


async def test_without_its_database_no_request_starts() -> None:
    """The error says what is missing."""
    pace = Gate("postgresql://nobody@127.0.0.1:1/none").pace("docs.test", 1, 0.0)
    with pytest.raises(IngestError, match="whose turn"):
        async with pace.turn():
            pytest.fail("it started")
