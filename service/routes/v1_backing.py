"""What stands behind the API beside the asker."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from fastapi import Request

from ingest.journal import Change
from service.feedback import FeedbackStore

Changes = Callable[[datetime | None], Iterable[tuple[str, Change]]]
"""What happened to the pages since then, with the name of the site."""


@dataclass(frozen=True, slots=True)
class Backing:
    """`changes` and `feedback` are None where nobody keeps them. `sites` are the paths below which the pages
    of each site are served, by its name: "" for the one whose pages are at the root.
    """

    changes: Changes | None = None
    feedback: FeedbackStore | None = None
    sites: Mapping[str, str] = field(default_factory=dict)


def backing_of(request: Request) -> Backing:
    """What this application has."""
    backing: Backing = request.app.state.backing
    return backing
