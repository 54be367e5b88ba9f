"""How one gets about the site: its tree with a page's branch open, and what is above the page."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.store import Generation
from ingest.links import SiteMap
from ingest.page import Page
from service.single_flight import SingleFlight
from service.variants import variant
from service.web.spelling import Spelling, headline_words
from service.web.tree import Node, Tree

LEVEL_MAX = 60
"""So many siblings are shown: of more, those around the one that leads to the page."""

SMALL = 120
"""Pages: in a site of no more, closed branches are there to be opened; in a larger one they are links."""

KEPT = 2
"""Generations: the live one, and for a moment the one before."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the tree. `path` is where it leads; "" for a folder that is shown with its pages.

    `is_here` marks the page itself, `is_open` what leads to it. `children` are the lines that are shown
    below it; where there are none, `has_more` says that there are pages below it all the same.
    """

    title: str
    path: str
    is_here: bool
    is_open: bool
    has_more: bool
    children: "Level | None"


@dataclass(frozen=True, slots=True)
class More:
    """Siblings that are left out: how many, and the path of the nearest one, which has them beside it."""

    count: int
    path: str


@dataclass(frozen=True, slots=True)
class Level:
    """Entries side by side, and what is left out before and behind them."""

    entries: tuple[Entry, ...]
    before: More | None = None
    behind: More | None = None


@dataclass(frozen=True, slots=True)
class Navigation:
    """The trees of a generation's variants, by prefix, and the map that its links are read with."""

    trees: Mapping[str, Tree]
    site: SiteMap

    @classmethod
    def of(cls, pages: Iterable[Page]) -> "Navigation":
        """That of a site's pages, in their order."""
        titles: dict[str, dict[str, str]] = {}
        known: list[tuple[str, str, str]] = []
        words: dict[str, Counter[str]] = {}
        for page in pages:
            titles.setdefault(variant(page), {})[page.path] = page.title
            known.append((page.url, page.path, page.title))
            words.setdefault(variant(page), Counter()).update(headline_words(page))
        trees = {prefix: Tree.of(prefix, own, Spelling.of(words[prefix])) for prefix, own in titles.items()}
        return cls(trees, SiteMap.of(known))

    def tree(self, page: Page) -> Tree:
        """The tree that the page is in; an empty one for a page that is not in this generation."""
        return self.trees.get(variant(page)) or Tree.of(variant(page), {}, Spelling({}))

    def level(self, page: Page) -> Level:
        """The lines of the tree that are shown beside the page."""
        tree = self.tree(page)
        branch = [node.path for node in tree.branch(page.path)]
        return _level(tree.roots, page.path, branch, len(tree.order) <= SMALL)

    def above(self, page: Page) -> tuple[Node, ...]:
        """What the page is below, outermost first, the variant's home page included."""
        tree = self.tree(page)
        home = tree.roots[:1] if tree.roots and tree.roots[0].path == (tree.prefix or "/") else ()
        return tuple(node for node in (*home, *tree.branch(page.path)) if node.path != page.path)


@dataclass(frozen=True, slots=True)
class Navigations:
    """Makes the navigation of each generation once."""

    kept: SingleFlight[int, Navigation]

    @classmethod
    def empty(cls) -> "Navigations":
        """None made yet."""
        return cls(SingleFlight(KEPT))

    def of(self, generation: Generation) -> Navigation:
        """The navigation of a generation; it reads every page the first time."""
        made, _ = self.kept.get(generation.info.number, lambda: Navigation.of(generation.pages()))
        return made


def _level(nodes: Sequence[Node], here: str, branch: Sequence[str], is_small: bool) -> Level:
    leading = next((place for place, node in enumerate(nodes) if node.path in branch), 0)
    start = max(0, min(leading - LEVEL_MAX // 2, len(nodes) - LEVEL_MAX))
    before, shown, behind = nodes[:start], nodes[start : start + LEVEL_MAX], nodes[start + LEVEL_MAX :]
    return Level(
        entries=tuple(_entry(node, here, branch, is_small) for node in shown),
        before=More(len(before), before[-1].address) if before else None,
        behind=More(len(behind), behind[0].address) if behind else None,
    )


def _entry(node: Node, here: str, branch: Sequence[str], is_small: bool) -> Entry:
    is_open = node.path in branch
    shown = bool(node.children) and (is_open or is_small)
    return Entry(
        title=node.title,
        path=node.path if node.is_page else "" if shown else node.address,
        is_here=node.path == here,
        is_open=is_open,
        has_more=bool(node.children) and not shown,
        children=_level(node.children, here, branch, is_small) if shown else None,
    )
