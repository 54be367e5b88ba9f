"""The tree of the site, and what is above, before and behind a page in it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ingest.page import Page
from service.ask import Asker
from service.web.navigation import LEVEL_MAX, Entry, Level, More, Navigation, Navigations
from service.wiring import Workspace


def page(path: str, language: str = "en") -> Page:
    """A page at this path, titled after it."""
    title = path.rpartition("/")[2].capitalize() or "Home"
    return Page(path, path, title, "", language, "", datetime(2026, 1, 2, tzinfo=UTC))


SITE = [page(path) for path in ("/", "/start", "/api/users", "/api/users/roles", "/api/groups", "/help")]

PORTUGUESE = [page(path, "pt") for path in ("/pt", "/pt/inicio", "/pt/inicio/mais")]


def lines(level: Level | None, depth: int = 0) -> list[str]:
    """The tree as text: what leads to the page is marked `+`, the page `*`."""
    return [line for entry in level.entries for line in _line(entry, depth)] if level else []


def _line(entry: Entry, depth: int) -> list[str]:
    mark = "*" if entry.is_here else "+" if entry.is_open else " "
    more = " ..." if entry.has_more else ""
    line = f"{'  ' * depth}{mark}{entry.title} {entry.path}{more}".rstrip()
    return [line, *lines(entry.children, depth + 1)]


def test_a_small_site_is_there_as_a_whole() -> None:
    """The branch of the page is open; the others are there to be opened."""
    assert lines(Navigation.of(SITE).level(SITE[2])) == [
        " Home /",
        " Start /start",
        "+Api",
        "  *Users /api/users",
        "     Roles /api/users/roles",
        "   Groups /api/groups",
        " Help /help",
    ]


def test_a_folder_is_called_as_the_site_writes_its_words() -> None:
    """An address has neither capitals nor accents: words have those that they mostly have in headings."""
    faq = replace(page("/api-faq/one"), markdown="# One\n\n## The FAQ\n\n### FAQ of the API\n\n## Old Faq\n")
    assert lines(Navigation.of([faq, page("/api-faq/two")]).level(faq))[0] == "+API FAQ"
    pages = [page("/pt/sql-e-integracoes/um", "pt"), page("/pt/sql-e-integracoes/dois", "pt")]
    titled = replace(pages[0], title="Integrações", markdown="## As Integrações com SQL\n\nUm integracoes\n")
    assert lines(Navigation.of([titled, pages[1]]).level(titled))[0] == "+SQL e integrações"


def test_a_folder_with_one_page_is_that_page() -> None:
    """Nobody opens a folder to find one line in it; the page keeps its place, and its neighbours."""
    alone = page("/more/deep/alone")
    navigation = Navigation.of([*SITE, alone, page("/last/one"), page("/last/two")])
    assert lines(navigation.level(alone))[-4:] == [
        "*Alone /more/deep/alone",
        " Last",
        "   One /last/one",
        "   Two /last/two",
    ]
    assert [node.path for node in navigation.above(alone)] == ["/"]
    before, behind = navigation.tree(alone).beside(alone.path)
    assert (before and before.path, behind and behind.path) == ("/help", "/last/one")


def test_of_a_large_site_the_open_branch_is_there() -> None:
    """Other branches are one line, which leads to their first page."""
    others = [page(f"/part{part}/page{number}") for part in range(20) for number in range(20)]
    navigation = Navigation.of([*SITE, *others])
    shown = lines(navigation.level(others[21]))
    assert shown[:5] == [
        " Home /",
        " Start /start",
        " Api /api/users ...",
        " Help /help",
        " Part0 /part0/page0 ...",
    ]
    assert shown[5:8] == ["+Part1", "   Page0 /part1/page0", "  *Page1 /part1/page1"]
    assert len(shown) == 4 + 20 + 20


def test_of_many_siblings_the_nearest_are_there() -> None:
    """A level is never longer than one can look over; what is left out is a link away."""
    many = [page(f"/all/n{number}") for number in range(500)]
    level = Navigation.of(many).level(many[250]).entries[0].children
    assert level is not None
    assert (level.before, level.behind) == (More(220, "/all/n219"), More(220, "/all/n280"))
    assert len(level.entries) == LEVEL_MAX
    assert [entry.title for entry in level.entries if entry.is_here] == ["N250"]
    ends = [Navigation.of(many).level(many[place]).entries[0].children for place in (0, 499)]
    assert [(end.before, end.behind) for end in ends if end] == [
        (None, More(440, "/all/n60")),
        (More(440, "/all/n439"), None),
    ]


def test_pages_are_read_in_the_order_of_the_tree() -> None:
    """Before and behind a page are its neighbours in its own language; folders are passed over."""
    navigation = Navigation.of([*SITE, *PORTUGUESE])
    assert [node.path for node in navigation.tree(SITE[0]).order] == [each.path for each in SITE]
    before, behind = navigation.tree(SITE[2]).beside("/api/users")
    assert (before and before.path, behind and behind.path) == ("/start", "/api/users/roles")
    assert navigation.tree(SITE[0]).beside("/")[0] is None
    assert navigation.tree(SITE[5]).beside("/help")[1] is None
    assert navigation.tree(SITE[0]).beside("/pt/inicio") == (None, None)


def test_each_language_has_its_tree() -> None:
    """The pages of another language are not in it."""
    assert lines(Navigation.of([*SITE, *PORTUGUESE]).level(PORTUGUESE[2])) == [
        " Pt /pt",
        "+Inicio /pt/inicio",
        "  *Mais /pt/inicio/mais",
    ]


def test_what_a_page_is_below() -> None:
    """Crumbs begin with the home page of the language and leave the page itself out."""
    navigation = Navigation.of([*SITE, *PORTUGUESE])
    assert [(node.title, node.is_page) for node in navigation.above(SITE[3])] == [
        ("Home", True),
        ("Api", False),
        ("Users", True),
    ]
    assert [node.path for node in navigation.above(PORTUGUESE[2])] == ["/pt", "/pt/inicio"]
    assert navigation.above(SITE[0]) == ()


def test_a_page_that_is_not_there_any_more() -> None:
    """A page of another generation has the tree, and nothing is open in it."""
    navigation = Navigation.of(SITE)
    assert "*" not in "".join(lines(navigation.level(page("/gone"))))
    assert navigation.above(page("/gone"))[0].path == "/"
    assert Navigation.of([]).level(page("/gone")) == Level(())


@pytest.mark.timeout(30)
def test_thousands_of_pages() -> None:
    """No page of a large site is compared with every other, which would take longer than the test may."""
    pages = [
        page(f"/p{part}/s{section}/n{number}")
        for part in range(40)
        for section in range(40)
        for number in range(28)
    ]
    navigation = Navigation.of(pages)
    assert all(navigation.level(each).entries for each in pages[::2240])


def test_a_generation_is_read_once(sample: Workspace) -> None:
    """As long as a generation lives, its navigation is made once."""
    asker: Asker = sample.asker()
    navigations = Navigations.empty()
    assert navigations.of(asker.generation()) is navigations.of(asker.generation())
