"""Addresses in answers."""

from service.links import Links

SITE = Links("https://docs.example.com/")


def test_page_without_address_is_completed_with_the_base() -> None:
    """A folder's pages link to the host that serves them."""
    assert SITE.page("/en/users") == "https://docs.example.com/en/users"
    assert SITE.markdown("/en/users") == "https://docs.example.com/en/users.md"


def test_page_with_its_own_address_keeps_it() -> None:
    """A crawled page links to where it was crawled."""
    assert SITE.markdown("https://other.example.com/a") == "https://other.example.com/a.md"


def test_home_page_has_a_markdown_address() -> None:
    """`/` cannot take `.md`, so the home page has a name."""
    assert SITE.markdown("/") == "https://docs.example.com/readme.md"
    assert SITE.markdown("https://other.example.com") == "https://other.example.com/readme.md"


def test_section_link_escapes_its_anchor() -> None:
    """A deep link survives letters that a URL cannot hold."""
    assert SITE.section("/a", "criar ação") == "https://docs.example.com/a.md#criar%20a%C3%A7%C3%A3o"
    assert SITE.section("/a", "") == "https://docs.example.com/a.md"


def test_ask_link_carries_question_and_goal() -> None:
    """A follow-up link asks from the page's markdown address, with the goal carried forward."""
    assert SITE.ask("/a", "Is a & b?", "write a mail") == (
        "https://docs.example.com/a.md?ask=Is%20a%20%26%20b%3F&goal=write%20a%20mail"
    )
    assert SITE.ask("/a", "why") == "https://docs.example.com/a.md?ask=why"


def test_page_is_asked_where_we_serve_it() -> None:
    """Not where it is published: there, somebody else answers, or nobody."""
    assert SITE.ask("https://other.example.com/docs/a", "why") == "https://docs.example.com/docs/a.md?ask=why"
    located = Links("https://docs.example.com/", {"https://other.example.com/docs/a": "/a"}.__getitem__)
    assert located.ask("https://other.example.com/docs/a", "why") == "https://docs.example.com/a.md?ask=why"
    assert located.served_markdown("/") == "https://docs.example.com/readme.md"


def test_nothing_is_served_in_a_terminal() -> None:
    """A suggested question then leads to where the page is published."""
    terminal = Links("")
    assert terminal.ask("https://other.example.com/a", "why") == "https://other.example.com/a.md?ask=why"
    assert terminal.ask("/a", "why") == "/a.md?ask=why"


def test_path_is_escaped_once() -> None:
    """So that a link in markdown ends where it should; a page's own URL is escaped already."""
    assert SITE.markdown("/preços (novos)") == "https://docs.example.com/pre%C3%A7os%20%28novos%29.md"
    assert SITE.served("/a b") == "https://docs.example.com/a%20b"
    assert SITE.page("https://other.example.com/a%20b") == "https://other.example.com/a%20b"


def test_service_may_lie_below_a_path() -> None:
    """Of an address that it shares with others."""
    below = Links("https://example.com/help/")
    assert below.site("/llms.txt") == "https://example.com/help/llms.txt"
    assert below.markdown("/a") == "https://example.com/help/a.md"
