"""Looks at what stands beside inline elements and text, which decides how markdown must write them."""

from itertools import islice

from bs4 import Tag
from bs4.element import NavigableString

from ingest.webpage.document import ERASED

_INLINE = """
a abbr b bdi bdo big cite code data del dfn em font i img ins kbd label mark q s samp small span strong strike
sub sup time tt u var formula
"""
INLINE = frozenset(_INLINE.split())
EMPHASES = frozenset({"b", "strong", "em", "i", "del", "s", "strike", "cite", "dfn", "var"})

NEAR = 5
"""Siblings to look at for the one that stands beside a node: empty ones come in small numbers."""


def can_mark(element: Tag, text: str, body: str, marks: str) -> bool:
    """Whether markdown would see that the marks open and close here."""
    before = "" if text[:1].isspace() else _edge(_touching(element, forward=False), last=True)
    behind = "" if text[-1:].isspace() else _edge(_touching(element, forward=True), last=False)
    if "*" in (before, behind):
        return False
    if "_" in marks:
        return not before.isalnum() and not behind.isalnum()
    return (body[0].isalnum() or not before.isalnum()) and (body[-1].isalnum() or not behind.isalnum())


def _edge(neighbour: object, last: bool) -> str:
    """The character of a neighbour that touches the element; `*` for one that has marks of its own there."""
    if isinstance(neighbour, Tag):
        return (
            "*"
            if neighbour.name in EMPHASES
            else "x"
            if neighbour.name in INLINE - {"code", "img", "a"}
            else ""
        )
    text = str(neighbour or "")
    return (text[-1:] if last else text[:1]).strip()


def _touching(element: Tag, forward: bool) -> object:
    """The node right beside it, white space counted, erased elements left out."""
    siblings = islice(element.next_siblings if forward else element.previous_siblings, NEAR)
    return next((node for node in siblings if not isinstance(node, Tag) or node.name != ERASED), None)


def neighbour(element: Tag | NavigableString, forward: bool) -> Tag | NavigableString | None:
    """What stands beside it under the same parent, empty strings and erased elements left out."""
    node: object = element
    for _ in range(NEAR):
        node = node.next_sibling if forward else node.previous_sibling  # type: ignore[attr-defined]
        if node is None:
            return None
        if isinstance(node, Tag) and node.name != ERASED:
            return node
        if type(node) is NavigableString and node.strip():
            return node
    return None


def opens_line(string: NavigableString) -> bool:
    """Whether the text is the first of its line."""
    node: Tag | NavigableString = string
    while True:
        before = neighbour(node, forward=False)
        if before is not None:
            return isinstance(before, Tag) and before.name not in INLINE
        if node.parent is None or node.parent.name not in INLINE:
            return True
        node = node.parent
