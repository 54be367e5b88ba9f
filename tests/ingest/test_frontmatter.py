"""Front matter of git sources."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.frontmatter import FrontMatter, read


def test_fields_are_read_and_the_rest_is_given_back() -> None:
    """Folded descriptions are one line."""
    page = (
        "---\ntitle: Support\ndescription: >-\n  The plans\n  and the SLA.\nhidden: true\n---\n\n# Support\n"
    )
    assert read(page) == (FrontMatter("Support", "The plans and the SLA.", True), "# Support\n")


@pytest.mark.parametrize(
    "yaml", ["title: [broken", "title: a: b: c", "description: >-\n\tx", "a: 2020-99-99"]
)
def test_broken_yaml_leaves_the_fields_empty(yaml: str) -> None:
    """The text behind broken front matter is kept."""
    assert read(f"---\n{yaml}\n---\n\nText") == (FrontMatter(), "Text")


@pytest.mark.parametrize(
    "page",
    ["", "# A\n\n---\n\nb: c\n\n---\n", "---\n\nJust text.\n\n---\n\nMore", "---\ntitle: never closed"],
)
def test_pages_without_front_matter_stay_whole(page: str) -> None:
    """A rule at the top is no front matter."""
    assert read(page) == (FrontMatter(), page)


def test_empty_values_are_empty() -> None:
    """Nulls and other types make no text."""
    assert read("---\ntitle:\ndescription: {a: b}\nhidden: maybe\n---\nx")[0] == FrontMatter()
    assert read("---\ntitle: 2024\n---\nx")[0].title == "2024"


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    """It never fails."""
    read(f"---\n{text}\n---\n{text}")
