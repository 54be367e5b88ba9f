"""The pages of one variant of the site as a tree: each below the page, or the folder, that its path is in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from service.web.spelling import Spelling


@dataclass(frozen=True, slots=True)
class Node:
    """A page, or a folder that has pages but no page of its own."""

    path: str
    title: str
    is_page: bool
    children: tuple["Node", ...] = ()

    def pages(self) -> Iterator["Node"]:
        """The pages here and below, in the order in which one reads them."""
        if self.is_page:
            yield self
        for child in self.children:
            yield from child.pages()

    @property
    def address(self) -> str:
        """The path of the page that one gets to from here: of the first one below a folder."""
        return next(self.pages()).path


@dataclass(frozen=True, slots=True)
class Tree:
    """The variant whose paths begin with `prefix`; the first of `roots` is its home page.

    `order` are the pages as one reads them, `places` says where a path stands in it.
    """

    prefix: str
    roots: tuple[Node, ...]
    order: tuple[Node, ...]
    places: Mapping[str, int]

    @classmethod
    def of(cls, prefix: str, titles: Mapping[str, str], spelling: Spelling) -> "Tree":
        """The tree of pages given as path and title; siblings stand in the order of that.

        A folder without a page of its own is called after its address, in the site's spelling; where it has
        one page only, that stands in its place.
        """
        below: dict[str, list[str]] = {}
        for path in _with_folders(prefix, titles):
            if path != (prefix or "/"):
                below.setdefault(path.rpartition("/")[0], []).append(path)
        home = prefix or "/"
        roots = [Node(home, titles[home], True)] if home in titles else []
        made = _Made(titles, below, spelling)
        roots += [made.node(path) for path in below.get(prefix, ())]
        order = tuple(page for root in roots for page in root.pages())
        return cls(prefix, tuple(roots), order, {page.path: place for place, page in enumerate(order)})

    def branch(self, path: str) -> tuple[Node, ...]:
        """The nodes that lead to a path, outermost first, itself last; () for a path that is not here."""
        found: list[Node] = []
        nodes: Sequence[Node] = self.roots
        while inner := next((node for node in nodes if _holds(node, path)), None):
            found.append(inner)
            nodes = inner.children
        return tuple(found) if found and found[-1].path == path else ()

    def beside(self, path: str) -> tuple[Node | None, Node | None]:
        """The pages before and behind the one at this path."""
        place = self.places.get(path)
        if place is None:
            return None, None
        before = self.order[place - 1] if place else None
        return before, self.order[place + 1] if place + 1 < len(self.order) else None


def _holds(node: Node, path: str) -> bool:
    return path == node.path or (bool(node.children) and path.startswith(f"{node.path}/"))


def _with_folders(prefix: str, titles: Mapping[str, str]) -> Mapping[str, None]:
    """The paths, each behind the folders that it is in, once."""
    ordered: dict[str, None] = {}
    for path in titles:
        parts = path.removeprefix(prefix).strip("/").split("/")
        above = ("/".join([prefix, *parts[:depth]]) for depth in range(1, len(parts)))
        ordered.update(dict.fromkeys([*above, path]))
    return ordered


@dataclass(frozen=True, slots=True)
class _Made:
    """Makes nodes of the paths that are `below` each path."""

    titles: Mapping[str, str]
    below: Mapping[str, list[str]]
    spelling: Spelling

    def node(self, path: str) -> Node:
        """The node of a path, with those below it."""
        children = tuple(map(self.node, self.below.get(path, ())))
        is_page = path in self.titles
        if not is_page and len(children) == 1 and not children[0].children:
            return children[0]
        return Node(path, self.titles.get(path) or self.spelling.title(path), is_page, children)
