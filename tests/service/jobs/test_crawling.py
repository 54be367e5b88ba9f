"""Pages that no worker survives."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from ingest import corpus, frontier
from ingest.corpus import Corpus, Failure
from ingest.database import Database
from ingest.frontier import Frontier, Phase, Round
from ingest.source import Fetched, Listing, Validators
from service.jobs import crawling
from service.jobs.desk import Desk
from service.jobs.patience import Patience
from service.library import Shelf
from service.settings import SiteSettings

pytestmark = pytest.mark.anyio


class Killed(BaseException):
    """Ends a worker as a signal would."""


class Deadly:
    """A source whose page ends whoever reads it."""

    location = "site"

    async def discover(self) -> Sequence[Listing]:
        """One page."""
        return [Listing("/a", "/a")]

    async def fetch(self, listing: Listing, known: Validators | None) -> Fetched | None:
        """The end."""
        del listing, known
        raise Killed

    async def aclose(self) -> None:
        """Nothing is open."""


async def test_a_page_that_kills_its_workers_is_given_up(tmp_path: Path) -> None:
    """After as many workers as there are tries, the next one leaves it alone."""
    patience = Patience(tries=3)
    with closing(Database(tmp_path / "pages.db", f"{corpus.SCHEMA} {frontier.SCHEMA}", 1)) as tables:
        pages, work = Corpus(tables), Frontier(tables)
        desk = Desk(SiteSettings(), tables, pages, work, Deadly(), Shelf(pages, ""), 0.0)
        work.begin(Round(Phase.FETCH), await Deadly().discover())
        for job in range(patience.tries):
            with pytest.raises(Killed):
                await crawling.fetch(desk, job, patience)
            work.release(job)
        assert await crawling.fetch(desk, patience.tries, patience)
        assert work.parked() == pages.failures() == (Failure("/a", crawling.LOST),)
