"""What views read of the index: its pages, one by one."""

from typing import Protocol

from ingest.page import Page


class Pages(Protocol):
    """Finds pages. Each `index.store.Generation` does."""

    def page(self, path: str) -> Page | None:
        """The page with this site path, or this URL."""
