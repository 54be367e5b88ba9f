"""The crawl of a round: listing the site, fetching its pages one by one, ending."""

from collections.abc import Sequence
from datetime import UTC, datetime
from time import time

import anyio

from ingest.corpus import Corpus
from ingest.crawl import GIVE_UP_AFTER, admit, conclude, silent
from ingest.errors import IngestError, PageError, SourceError, TransientPageError
from ingest.frontier import Item, Phase, Round
from ingest.journal import ChangeKind
from ingest.outcome import Outcome
from ingest.source import Listing, SharedSource
from ingest.visit import visit
from service.jobs.desk import Desk
from service.jobs.patience import Patience

LOST = "each worker that read it was lost"
NOTHING = "None of the {} pages of {} could be fetched. The first failed so: {}."


async def plan(desk: Desk, *, accept_shrink: bool) -> None:
    """Begin a round: list the site's pages, and leave those to be fetched that may have changed.

    Raises SourceError where the site cannot be crawled.
    """
    source, corpus, frontier = desk.source, desk.corpus, desk.frontier
    listings = await source.discover()
    begun = admit(corpus, source.location, len(listings), accept_shrink=accept_shrink)
    briefing = source.briefing() if isinstance(source, SharedSource) else ""
    frontier.begin(
        Round(
            Phase.FETCH, time(), source.location, briefing, len(listings), len(corpus), accept_shrink,
            since=begun.timestamp(),
        ),
        listings,
    )  # fmt: skip
    desk.begun = frontier.round.begun
    if briefing:
        unchanged = _unchanged(corpus, listings, begun)
        corpus.confirm((each.url, each.alternates) for each in unchanged)
        frontier.unchanged(unchanged)


async def fetch_all(desk: Desk, job: int, patience: Patience) -> None:
    """Fetch all pages of a source that has them at hand, as no other worker's has; it has listed them."""
    while (left := desk.frontier.left(Phase.FETCH)).count:
        if not await fetch(desk, job, patience):
            if desk.frontier.round.phase is not Phase.FETCH:
                return
            await anyio.sleep(left.due_in)
        await anyio.sleep(0)  # a folder's pages come at once, and others want their turn


async def fetch(desk: Desk, job: int, patience: Patience) -> bool:
    """Fetch one page that waits; whether there was one.

    One that cannot be had for now is tried again later, and given up after some tries.
    """
    for item in desk.frontier.claim(Phase.FETCH, job):
        if item.tries > patience.tries:
            _give_up(desk, item, LOST)
        else:
            await _fetch(desk, item, patience)
        return True
    return False


def end(desk: Desk) -> None:
    """End the crawl of which nothing is left: drop what is gone, and leave to be embedded what is new.

    Raises SourceError, and removes nothing, where too little is left of the site.
    """
    corpus, frontier, last = desk.corpus, desk.frontier, desk.frontier.round
    for left in conclude(corpus, frontier.listed(), last.held, accept_shrink=last.accept_shrink):
        frontier.depart(left.url, left.outcome, left.url, left.language)
    if not len(corpus):
        first = next(iter(corpus.failures()), None)
        told = f"{first.url}: {first.reason}" if first else "they all are gone"
        raise SourceError(NOTHING.format(last.listed, last.location, told))
    since = datetime.fromtimestamp(last.since, UTC)
    new = {change.url for change in corpus.journal.since(since) if change.kind is not ChangeKind.REMOVED}
    frontier.advance(Phase.FETCH, Phase.EMBED, sorted(new & corpus.urls()))


def _unchanged(corpus: Corpus, listings: Sequence[Listing], begun: datetime) -> list[Listing]:
    """Those whose page was had in this crawl already, or is of the moment that the site still names."""
    known, fresh = corpus.moments(), corpus.visited_since(begun)
    return [
        each
        for each in listings
        if each.url in known
        and known[each.url] == each.last_modified
        and (each.last_modified is not None or each.url in fresh)
    ]


async def _fetch(desk: Desk, item: Item, patience: Patience) -> None:
    listing = item.listing or Listing(item.url, item.url)
    try:
        seen = await visit(
            desk.source, desk.corpus, listing, lambda same: desk.corpus.confirm([(same.url, same.alternates)])
        )
    except TransientPageError as error:
        _failed_for_now(desk, error)
        _again(desk, item, error.cause, patience)
    except PageError as error:
        _give_up(desk, item, error.cause)
    except IngestError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever one page does to us, the others are to go on
        _again(desk, item, f"{type(error).__name__}: {error}", patience)
    else:
        desk.frontier.settle(item.url, seen.outcome, seen.url, listing.language, seen.reason)
        desk.frontier.count_failure(False)


def _again(desk: Desk, item: Item, reason: str, patience: Patience) -> None:
    if item.tries >= patience.tries:
        _give_up(desk, item, reason)
    else:
        desk.frontier.postpone(Phase.FETCH, item.url, patience.wait(item.tries), reason)


def _give_up(desk: Desk, item: Item, reason: str) -> None:
    desk.corpus.fail(item.url, reason)
    language = item.listing.language if item.listing else ""
    desk.frontier.settle(item.url, Outcome.FAILED, item.url, language, reason)


def _failed_for_now(desk: Desk, error: TransientPageError) -> None:
    in_a_row = desk.frontier.count_failure(True)
    if in_a_row == GIVE_UP_AFTER:  # one job sees just that
        desk.frontier.fail(str(silent(desk.source.location, in_a_row, str(error))))
