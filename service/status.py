"""What an installation holds, how old it is, and with which models it was made."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from index.store import GenerationInfo
from service.wiring import Workspace


@dataclass(frozen=True, slots=True)
class Status:
    """The corpus and the live generation.

    `crawled_pages` counts pages by language; `failed` the pages that the last crawl could not fetch.
    `generation` is None before the first index. Times are in ISO 8601; `index_age_seconds` counts from the
    building of the generation.
    """

    source: str
    crawled_at: str | None
    crawled_pages: Mapping[str, int]
    failed: int
    generation: GenerationInfo | None
    index_age_seconds: int | None

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        found = asdict(self)
        if self.generation:
            found["generation"]["built_at"] = self.generation.built_at.isoformat()
        return found


def status(workspace: Workspace) -> Status:
    """Read it. Nothing is made that is not there."""
    live = workspace.store().live()
    info = live.info if live else None
    with workspace.corpus() as corpus:
        return Status(
            source=corpus.source,
            crawled_at=corpus.crawled_at.isoformat() if corpus.crawled_at else None,
            crawled_pages=corpus.languages(),
            failed=len(corpus.failures()),
            generation=info,
            index_age_seconds=round((datetime.now(UTC) - info.built_at).total_seconds()) if info else None,
        )
