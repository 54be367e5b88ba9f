"""What is left to do of a crawl that many workers share."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from ingest.corpus import Failure
from ingest.database import Database
from ingest.frontier import SCHEMA, Frontier, Item, Phase, Round
from ingest.outcome import Outcome
from ingest.page import Alternate
from ingest.postgres import open_shared
from ingest.relational import Relational
from ingest.source import Listing
from tests.docs_site import WRITTEN

LISTINGS = [
    Listing(f"/{name}", f"/{name}", "T", "D", "en", WRITTEN, (Alternate("pt", f"/pt/{name}"),))
    for name in "abc"
]
BEGUN = Round(Phase.FETCH, begun=1.0, location="site", listed=3)


@pytest.fixture(params=["file", "postgres"])
def frontier(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Frontier]:
    """A round of three pages, in either database."""
    tables: Relational
    if request.param == "file":
        tables = Database(tmp_path / "work.db", SCHEMA, 1)
    else:
        tables = open_shared(request.getfixturevalue("postgres"), uuid4().hex)
    with closing(tables):
        opened = Frontier(tables)
        assert opened.round == Round()
        opened.begin(BEGUN, LISTINGS)
        yield opened


def test_a_page_is_one_jobs_at_a_time(frontier: Frontier) -> None:
    """It comes with all that its source said of it; a job that begins anew gets what it had."""
    assert frontier.claim(Phase.FETCH, job=1) == [Item("/a", LISTINGS[0], 1)]
    assert [item.url for item in frontier.claim(Phase.FETCH, job=2, count=5)] == ["/b", "/c"]
    assert frontier.claim(Phase.FETCH, job=3) == []
    assert frontier.claim(Phase.FETCH, job=1) == [Item("/a", LISTINGS[0], 2)]
    left = frontier.left(Phase.FETCH)
    assert (left.count, left.free) == (3, 0)


def test_what_a_lost_job_had_is_anybodys(frontier: Frontier) -> None:
    """Its pages are taken by others, and their tries counted."""
    frontier.claim(Phase.FETCH, job=1, count=2)
    frontier.settle("/a", Outcome.ADDED, "/a", "en")
    frontier.release(1)
    assert [(item.url, item.tries) for item in frontier.claim(Phase.FETCH, 2, 5)] == [("/b", 2), ("/c", 1)]


def test_a_page_that_is_put_off_waits(frontier: Frontier) -> None:
    """Nobody gets it before it is due."""
    frontier.claim(Phase.FETCH, job=1, count=3)
    for listing in LISTINGS:
        frontier.postpone(Phase.FETCH, listing.url, 60, "busy")
    assert frontier.claim(Phase.FETCH, job=1) == []
    left = frontier.left(Phase.FETCH)
    assert (left.count, left.free) == (3, 3)
    assert 50 < left.due_in <= 60


def test_a_phase_ends_once(frontier: Frontier) -> None:
    """Whoever comes second is told so; nobody gets work of another phase."""
    assert frontier.advance(Phase.FETCH, Phase.EMBED, ["/a"])
    assert not frontier.advance(Phase.FETCH, Phase.EMBED, ["/a", "/b"])
    assert frontier.claim(Phase.FETCH, job=1) == []
    assert frontier.claim(Phase.EMBED, job=1, count=5) == [Item("/a", None, 1)]
    frontier.embedded(["/a"])
    assert frontier.left(Phase.EMBED).count == 0
    assert frontier.advance(Phase.EMBED, Phase.BUILD) and frontier.advance(Phase.BUILD, Phase.DONE)
    assert not frontier.round.phase.is_open
    assert frontier.round.ended > 0


def test_a_report_counts_each_page_once(frontier: Frontier) -> None:
    """Two listings may lead to one page; what left the site is counted too."""
    frontier.settle("/a", Outcome.CHANGED, "/b", "en")
    frontier.settle("/b", Outcome.UNCHANGED, "/b", "en")
    frontier.settle("/c", Outcome.FAILED, "/c", "pt", "busy")
    frontier.depart("/d", Outcome.REMOVED, "/d", "en")
    found = frontier.report()
    assert found.counts == {
        ("en", Outcome.CHANGED): 1, ("pt", Outcome.FAILED): 1, ("en", Outcome.REMOVED): 1,
    }  # fmt: skip
    assert (found.location, found.listed, found.failed) == ("site", 3, (Failure("/c", "busy"),))
    assert frontier.parked() == (Failure("/c", "busy"),)


def test_failures_in_a_row_are_counted_by_all(frontier: Frontier) -> None:
    """A page that was had begins the count anew."""
    counted = [frontier.count_failure(failed) for failed in (True, True, False, False, True)]
    assert counted == [1, 2, 0, 0, 1]


def test_a_failed_round_stands_still(frontier: Frontier) -> None:
    """No page of it is given out, and the next round begins anew."""
    frontier.fail("the site is down")
    assert frontier.claim(Phase.FETCH, job=1) == []
    assert (frontier.round.phase, frontier.round.problem) == (Phase.FAILED, "the site is down")
    frontier.begin(BEGUN, LISTINGS[:1])
    assert frontier.round == BEGUN
    assert frontier.listed() == ["/a"]
