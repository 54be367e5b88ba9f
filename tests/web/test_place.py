"""The place in an address: what one writes into a link is what is marked where it leads."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ingest.page import Page
from service.web.place import CHANGED, found_range, place_of, section_of

PAGE = Page(
    url="/users",
    path="/users",
    title="Users",
    description="",
    language="en",
    markdown="# Users\n\nOne *excerpt* of the page.\n\nAnother.\n",
    fetched_at=datetime(2026, 1, 2, tzinfo=UTC),
)


def test_a_place_leads_back_to_its_words() -> None:
    """Written and read again, it is the same characters of the page."""
    place = place_of(PAGE, "One *excerpt*")
    assert place == f"9-22~{PAGE.content_hash[:8]}"
    found = found_range(PAGE, place)
    assert isinstance(found, range)
    assert PAGE.markdown[found.start : found.stop] == "One *excerpt*"


def test_a_place_names_its_section() -> None:
    """So that the section can be found where the words are not there any more."""
    place = place_of(PAGE, "Another.", "roles-and-rights")
    assert place.endswith(f"~{PAGE.content_hash[:8]}~roles-and-rights")
    assert section_of(place) == "roles-and-rights"
    assert found_range(PAGE, place) == found_range(PAGE, place_of(PAGE, "Another."))
    assert [section_of(at) for at in (place_of(PAGE, "Another."), "1-2", "")] == ["", "", ""]


@pytest.mark.parametrize("excerpt", ["", "not there"])
def test_words_that_the_page_does_not_have_have_no_place(excerpt: str) -> None:
    """There is nothing to link to."""
    assert place_of(PAGE, excerpt) == ""


def test_a_changed_page_says_so() -> None:
    """What stands there now is not marked in place of what stood there."""
    place = place_of(PAGE, "Another.")
    assert found_range(replace(PAGE, markdown=f"New.\n\n{PAGE.markdown}"), place) == CHANGED


@pytest.mark.parametrize(
    "written",
    ["", "x", "1-2", "-1-5~{0}", "5-5~{0}", "9-3~{0}", "900-990~{0}", "1-2~{0}0", "1-2~{0}\n", "¹-2~{0}"],
)
def test_what_is_no_place_is_none(written: str) -> None:
    """An address that somebody made up marks nothing, and breaks nothing."""
    assert found_range(PAGE, written.format(PAGE.content_hash[:8])) is None


def test_a_place_ends_with_the_page() -> None:
    """No more is marked than there is."""
    assert found_range(PAGE, f"9-999999999~{PAGE.content_hash[:8]}") == range(9, len(PAGE.markdown))
