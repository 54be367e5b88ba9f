"""From the moves that a journal tells to the paths that are served."""

from datetime import UTC, datetime

import pytest

from ingest.journal import Change, ChangeKind
from ingest.page import Page
from service.moves import moved_paths

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def page(url: str, path: str) -> Page:
    """A page at an address."""
    return Page(url, path, "Title", "", "en", "# Title", NOW)


def told(moves: list[tuple[str, str]], pages: list[Page], prefix: str = "") -> dict[str, str]:
    """What follows from the moves, oldest first, for the pages that are there now."""
    changes = [Change(NOW, ChangeKind.MOVED, after, "Title", "en", before) for before, after in moves]
    added = Change(NOW, ChangeKind.ADDED, "/elsewhere", "Title", "en")
    served = {each.url: each for each in pages}
    return dict(moved_paths([added, *changes], prefix, served.get))


HOST = "https://docs.example.com"


@pytest.mark.parametrize(
    ("moves", "pages", "expected"),
    [
        ([("/a", "/b")], [page("/b", "/b")], {"/a": "/b"}),
        ([("/a", "/b"), ("/b", "/c")], [page("/c", "/c")], {"/a": "/c", "/b": "/c"}),
        ([("/a", "/b"), ("/b", "/a")], [page("/a", "/a")], {"/b": "/a"}),
        ([("/a", "/b")], [], {}),
        ([("/a", "/b"), ("/a", "/c")], [page("/b", "/b"), page("/c", "/c")], {"/a": "/c"}),
        ([(f"{HOST}/a", f"{HOST}/b")], [page(f"{HOST}/b", "/b")], {"/a": "/b"}),
        ([(f"{HOST}/docs/a", f"{HOST}/docs/b")], [page(f"{HOST}/docs/b", "/b")], {"/a": "/b"}),
        ([(f"{HOST}/docs", f"{HOST}/docs/b")], [page(f"{HOST}/docs/b", "/b")], {"/": "/b"}),
        ([(f"{HOST}/a", f"{HOST}/")], [page(f"{HOST}/", "/")], {"/a": "/"}),
        ([(f"{HOST}/a%C3%A7", f"{HOST}/b%20c")], [page(f"{HOST}/b%20c", "/b c")], {"/aç": "/b c"}),
        ([("https://other.test/a", f"{HOST}/b")], [page(f"{HOST}/b", "/b")], {}),
        ([(f"{HOST}/docs2/a", f"{HOST}/docs/b")], [page(f"{HOST}/docs/b", "/b")], {}),
    ],
)
def test_former_paths_lead_to_where_the_page_is(
    moves: list[tuple[str, str]], pages: list[Page], expected: dict[str, str]
) -> None:
    """In one step; of a page that came back, or was removed, only what is there counts."""
    assert told(moves, pages) == expected


def test_pages_of_a_further_site_stay_below_its_name() -> None:
    """With an address of their own, and without one."""
    assert told([("/a", "/b")], [page("/wiki/b", "/wiki/b")], "/wiki") == {"/wiki/a": "/wiki/b"}
    assert told([("/a", "/")], [page("/wiki", "/wiki")], "/wiki") == {"/wiki/a": "/wiki"}
    published = [page(f"{HOST}/b", "/wiki/b")]
    assert told([(f"{HOST}/a", f"{HOST}/b")], published, "/wiki") == {"/wiki/a": "/wiki/b"}
