"""Finds the part of an HTML page that is its own: not the navigation, the header or the footer."""

from collections import Counter

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from ingest.webpage.document import ERASED, attribute, elements, having, holds, inside

MOSTLY = 0.6
"""Share of the text that an article must hold to stand for the whole main element."""

DENSE = 0.75
"""Share of the text that one child must hold for its siblings to be taken for chrome."""

LEAVES = frozenset({"p", "pre", "ul", "ol", "dl", "table", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"})


def main_content(soup: BeautifulSoup) -> Tag | None:
    """The element that holds the page's own text; None where the page has no text.

    It is `<main>`, `[role=main]` or `<article>`, and where there is none the densest block; beside an empty
    main element there is only navigation.
    """
    lengths = _lengths(soup)
    mains = [*inside(soup, "main"), *having(soup, "role", "main")]
    found = _longest(mains, lengths) or _longest(inside(soup, "article"), lengths)
    if found is None:
        return _densest(soup, lengths) if lengths[id(soup)] and not mains else None
    return _only_article(found, lengths)


def _lengths(root: Tag) -> Counter[int]:
    """Characters of text, by the identity of every element that they lie in; a link counts as one.

    What is in `<nav>` and `<footer>` does not count.
    """
    lengths: Counter[int] = Counter()
    stack = [(root, 0, False)]
    order: list[tuple[Tag, int]] = []
    while stack:
        element, parent, linked = stack.pop()
        linked = linked or element.name == "a"
        order.append((element, parent))
        for child in element.children:
            if isinstance(child, Tag) and child.name not in {"nav", "footer"}:
                stack.append((child, id(element), linked))
            elif type(child) is NavigableString and (length := len(child.strip())):
                lengths[id(element)] += 1 if linked else length
    for element, parent in reversed(order):
        lengths[parent] += lengths[id(element)]
    return lengths


def _longest(candidates: list[Tag], lengths: Counter[int]) -> Tag | None:
    longest = max(candidates, key=lambda element: lengths[id(element)], default=None)
    return longest if longest is not None and lengths[id(longest)] else None


def _only_article(main: Tag, lengths: Counter[int]) -> Tag:
    """The main element's article, where that holds the title or most of the text."""
    article = _longest(inside(main, "article"), lengths)
    if article is None:
        return main
    enough = MOSTLY * lengths[id(main)]
    return article if holds(article, "h1") or lengths[id(article)] >= enough else main


def _densest(root: Tag, lengths: Counter[int]) -> Tag:
    """The smallest element that no sibling adds much to."""
    found = root
    while True:
        children = [child for child in elements(found) if child.name not in LEAVES]
        densest = _longest(children, lengths)
        if densest is None or lengths[id(densest)] < DENSE * lengths[id(found)] or _is_row(densest):
            return found
        found = densest


def _is_row(element: Tag) -> bool:
    """Whether it is a part of something that only makes sense whole."""
    return element.name in {"thead", "tbody", "tr", "td", "li", "a", ERASED} or attribute(
        element, "role"
    ) in {
        "tabpanel",
        "alert",
        "note",
    }
