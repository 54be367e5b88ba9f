"""What an installation holds, how old it is, and with which models it was made."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from math import isfinite
from typing import Any

from index.store import GenerationInfo, ServerState
from ingest.lock import is_locked
from service.settings import SiteSettings
from service.wiring import Workspace


@dataclass(frozen=True, slots=True)
class SiteStatus:
    """One site's corpus: `pages` by language, and how many pages failed in the last crawl, by `reasons`."""

    name: str
    source: str
    crawled_at: datetime | None
    pages: Mapping[str, int]
    reasons: Mapping[str, int]

    @property
    def failed(self) -> int:
        """How many pages could not be had in the last crawl, or are gone though they are listed."""
        return sum(self.reasons.values())


@dataclass(frozen=True, slots=True)
class Status:
    """The corpora and the live generation, which is None before the first index.

    `store` says what keeps it: a `folder`, or `postgresql` with these `servers`.
    """

    sites: tuple[SiteStatus, ...]
    generation: GenerationInfo | None
    syncing: bool
    store: str = "folder"
    servers: tuple[ServerState, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """For JSON: moments in ISO 8601, ages in whole seconds."""
        return {
            "sites": [asdict(site) | {"crawled_at": _text(site.crawled_at)} for site in self.sites],
            "generation": facts(self.generation) if self.generation else None,
            "syncing": self.syncing,
            "store": self.store,
            "servers": [server_facts(server) for server in self.servers],
        }


def status(workspace: Workspace) -> Status:
    """Read it."""
    store = workspace.store()
    live, servers = store.live(), tuple(store.servers())
    sites = tuple(_site(workspace, site) for site in workspace.sites)
    kind = "postgresql" if servers else "folder"
    return Status(sites, live.info if live else None, is_locked(workspace.lock), kind, servers)


def facts(info: GenerationInfo) -> dict[str, Any]:
    """A generation, for JSON.

    `age_seconds` counts from its building; `checked_age_seconds` from when its content was last compared with
    its source, `unchecked` being the pages that could not be compared then.
    """
    own = asdict(info) | {"built_at": _text(info.built_at), "checked_at": _text(info.checked_at)}
    return own | {"age_seconds": age(info.built_at), "checked_age_seconds": age(info.checked_at)}


def server_facts(server: ServerState) -> dict[str, Any]:
    """A server, for JSON, which knows no infinity: where nobody knows the lag, it is null."""
    return asdict(server) | {"lag": round(server.lag, 3) if isfinite(server.lag) else None}


def age(moment: datetime | None) -> int | None:
    """Whole seconds since then; None where nobody knows."""
    return round((datetime.now(UTC) - moment).total_seconds()) if moment else None


def _site(workspace: Workspace, site: SiteSettings) -> SiteStatus:
    with workspace.corpus(site) as corpus:
        reasons = Counter(failure.reason for failure in corpus.failures())
        source = corpus.source or site.location
        return SiteStatus(site.name, source, corpus.crawled_at, corpus.languages(), dict(reasons))


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
