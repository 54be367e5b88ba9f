"""Highlight at the target: the blocks of a page that overlap the characters that a link points out."""

import pytest

from tests.web.shown import soup

PAGE = """# Title

First paragraph.

## Heading

Second paragraph
in two lines.

* item one
* item two
  * inner item

| A | B |
|---|---|
| row one | x |
| row two | y |

<table><tbody><tr><td>cell one</td></tr><tr><td>cell two</td></tr></tbody></table>

<p>html one</p><p>html two</p>

{% tabs %}
{% tab title="T" %}
in a tab
{% endtab %}
{% endtabs %}

<details>

<summary>More</summary>

in details

</details>

```
code here
```

{% embed url="https://tube.test/a-short-film" %}
"""


def marked(words: str) -> list[str]:
    """The texts of the elements that are marked where a link points out these words."""
    start = PAGE.index(words)
    return [
        found.get_text(" ", strip=True)
        for found in soup(PAGE, range(start, start + len(words))).select(".found")
    ]


@pytest.mark.parametrize(
    ("words", "texts"),
    [
        ("First paragraph", ["First paragraph."]),
        ("paragraph\nin two", ["Second paragraph\nin two lines."]),
        ("## Heading", ["Heading Link to this section: Heading"]),
        ("item two", ["item two"]),
        ("inner item", ["inner item"]),
        ("item one\n* item two", ["item one", "item two"]),
        ("| row two | y |", ["row two y"]),
        ("cell two", ["cell two"]),
        ("html one", ["html one"]),
        ("in a tab", ["in a tab"]),
        ("in details", ["in details"]),
        ("code here", ["code here"]),
        ("short-film", ["A short film tube.test"]),
    ],
)
def test_blocks_are_marked(words: str, texts: list[str]) -> None:
    """Each kind of block is marked by itself: a paragraph, an item, a row, not what is around it."""
    assert marked(words) == texts


def test_the_first_one_can_be_linked_to() -> None:
    """The first block pointed out has the id that the page opens at; no other has."""
    shown = soup(PAGE, range(len(PAGE)))
    first, *others = shown.select(".found")
    assert first["id"] == "ui:found"
    assert "First paragraph." in first.get_text()
    assert others
    assert [other.get("id") for other in others if other.get("id")] == []


def test_details_are_open_where_they_are_pointed_out() -> None:
    """Nobody has to look for the words behind a line that is closed."""
    start = PAGE.index("in details")
    assert soup(PAGE, range(start, start + 5)).select("details[open]") != []
    assert soup(PAGE, range(5)).select("details[open]") == []


def test_headings_keep_their_anchors() -> None:
    """A heading that is pointed out can be linked to as before."""
    start = PAGE.index("## Heading")
    heading = soup(PAGE, range(start, start + 5)).h2
    assert heading is not None
    assert heading["id"] == "heading"


@pytest.mark.parametrize("found", [None, range(0), range(10_000, 10_010)])
def test_nothing_is_marked_where_nothing_is_pointed_out(found: range | None) -> None:
    """Without a place, or with one that the page does not have, it is shown as ever."""
    assert soup(PAGE, found).select(".found") == []


def test_places_are_those_of_the_text_as_it_was_fetched() -> None:
    """Line ends of another system do not shift what is marked."""
    page = PAGE.replace("\n", "\r\n")
    start = page.index("row two")
    shown = soup(page, range(start, start + 3)).select(".found")
    assert [found.get_text(" ", strip=True) for found in shown] == ["row two y"]
