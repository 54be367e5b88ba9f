"""What the home page shows: the search box, the sections of the site, and the page's own text."""

from dataclasses import dataclass

from service.web.addresses import page_address
from service.web.page_view import PageView
from service.web.pages import Pages
from service.web.tree import Node, Tree

SECTIONS = 12

BELOW = 4
"""So many pages of a section are named on its card."""


@dataclass(frozen=True, slots=True)
class Section:
    """A branch of the site: `pages` counts those in it, `below` names the first ones."""

    title: str
    address: str
    description: str
    pages: int
    below: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HomeView:
    """The home page: `page` is its text."""

    page: PageView
    sections: tuple[Section, ...]


def home_view(page: PageView, tree: Tree, path: str, pages: Pages) -> HomeView:
    """The view of the home page at a path, whose sections are the branches of the tree."""
    branches = [node for node in tree.roots if node.path != path][:SECTIONS]
    return HomeView(page, tuple(_section(node, pages) for node in branches))


def _section(node: Node, pages: Pages) -> Section:
    first, *others = node.pages()
    page = pages.page(first.path)
    return Section(
        title=node.title if others else first.title,
        address=page_address(first.path),
        description=" ".join(page.description.split()) if page else "",
        pages=1 + len(others),
        below=tuple(child.title for child in node.children[:BELOW]),
    )
