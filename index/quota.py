"""How large an index may become."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from index.errors import QuotaError

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Quota:
    """The most pages and passages that an index may have; None for no limit."""

    pages: int | None = None
    passages: int | None = None

    def of_pages(self, pages: Iterable[Item]) -> Iterable[Item]:
        """The same pages. Raises QuotaError in the midst of them where there are too many."""
        return pages if self.pages is None else _within(pages, self.pages, "pages")

    def of_passages(self, passages: Iterable[Item]) -> Iterable[Item]:
        """The same passages. Raises QuotaError in the midst of them where there are too many."""
        return passages if self.passages is None else _within(passages, self.passages, "passages")


UNBOUNDED = Quota()


def _within(items: Iterable[Item], most: int, what: str) -> Iterator[Item]:
    for count, each in enumerate(items, 1):
        if count > most:
            raise QuotaError(
                f"This index may have {most} {what}, and would have more. Leave pages out with `exclude`, or"
                f" raise the quota `{what}`. The index that is live stays."
            )
        yield each
