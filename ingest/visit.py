"""One page of a crawl: asked for, and what is new about it stored."""

from collections.abc import Callable
from dataclasses import dataclass

from ingest.corpus import Corpus
from ingest.errors import PageGoneError
from ingest.outcome import Outcome
from ingest.source import Listing, Source


@dataclass(frozen=True, slots=True)
class Visited:
    """What became of a listing; `url` is that of its page now, `reason` says why there is none."""

    url: str
    outcome: Outcome
    reason: str = ""


async def visit(
    source: Source, corpus: Corpus, listing: Listing, confirm: Callable[[Listing], None]
) -> Visited:
    """Fetch a listing's page and store it; a page that is as stored is given to `confirm`.

    Raises PageError where it cannot be had; then nothing is noted.
    """
    try:
        fetched = await source.fetch(listing, corpus.validators(listing.url))
    except PageGoneError as error:
        corpus.gone(listing.url, error.cause)
        return Visited(listing.url, Outcome.GONE, error.cause)
    if fetched is None:
        confirm(listing)
        return Visited(listing.url, Outcome.UNCHANGED)
    kind = corpus.save(fetched, listing.url)
    return Visited(fetched.page.url, Outcome(kind) if kind else Outcome.UNCHANGED)
