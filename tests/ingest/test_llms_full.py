"""The text of an `llms-full.txt`, cut into its pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sources.full_text import FullPage, next_file, pages_of, slugs

BANNER = "> For the complete documentation index, see [llms.txt](https://docs.test/llms.txt).\n\n"
TRAILER = (
    "\n\n---\n\n# Agent Instructions\n\nAsk.\n\n## Querying This Documentation\n\n"
    "```\nGET https://docs.test/a.md?ask=<question>\n```\n\nThe response quotes.\n"
)


def page(title: str, markdown: str, url: str = "") -> FullPage:
    """A page as the parser gives it."""
    return FullPage(title, url, markdown)


def test_each_first_level_heading_begins_a_page() -> None:
    """Deeper headings do not; the heading stays in the page's text."""
    text = "\ufeff# One *and* `all`\n\nWhat it is.\n\n## Part\n\nText.\n\n# Two #\n\nText.\n"
    assert list(pages_of(text.replace("\n", "\r\n"))) == [
        page("One and all", "# One *and* `all`\n\nWhat it is.\n\n## Part\n\nText."),
        page("Two", "# Two #\n\nText."),
    ]


@pytest.mark.parametrize(
    "block",
    [
        "```sh\n# a comment\n```",
        "* item\n\n  ~~~\n# a comment\n  ~~~",
        "<table><tr><td>\n\n# a cell\n\n</td></tr></table>",
        "<details>\n<summary>More</summary>\n\n# inside\n\n</details>",
        "<pre>\n# a comment\n</pre>",
        "<!--\n# a note\n-->",
        '{% hint style="info" %}\n# inside\n{% endhint %}',
        "{% tabs %}\n{% tab title='x' %}\n# inside\n{% endtab %}\n{% endtabs %}",
        "    # code",
        "\\# escaped",
        "#hashtag",
        "####### seven",
    ],
)
def test_what_only_looks_like_a_heading_begins_no_page(block: str) -> None:
    """Code, tables and other blocks belong to the page that they stand in."""
    text = f"# One\n\n{block}\n\n# Two\n\nText."
    assert list(pages_of(text)) == [page("One", f"# One\n\n{block}"), page("Two", "# Two\n\nText.")]


@pytest.mark.parametrize(
    "block", ["```sh\nls", "<details>\nopen", "<!-- open", "{% hint %}\nopen", "<table>"]
)
def test_a_block_that_is_never_closed_does_not_take_the_other_pages(block: str) -> None:
    """One page's mistake stays its own."""
    text = f"# One\n\n{block}\n\n# Two\n\n# Three\n"
    assert [found.title for found in pages_of(text)] == ["One", "Two", "Three"]


def test_addresses_below_the_headings_split_the_text() -> None:
    """Then a page may have several first-level headings; its address is not its text, and URL goes first."""
    text = (
        "# Docs\n\n> All about it.\n\n"
        "# One\nSource: https://docs.test/one\n\nText.\n\n# Part of one\n\nText.\n\n---\n\n"
        "# Two\n\nURL: /docs/two\nSource: https://git.test/two.mdx\n\nText.\n"
    )
    assert list(pages_of(text)) == [
        page("Docs", "# Docs\n\n> All about it."),
        page("One", "# One\n\nText.\n\n# Part of one\n\nText.", "https://docs.test/one"),
        page("Two", "# Two\n\nText.", "/docs/two"),
    ]


def test_an_address_that_an_author_wrote_is_text() -> None:
    """One page further down that names its source does not make a file of addresses."""
    text = "# One\n\nText.\n\n# Two\n\n# Three\nSource: https://example.com/study\n\nText.\n"
    assert list(pages_of(text))[2] == page("Three", "# Three\nSource: https://example.com/study\n\nText.")


def test_banners_trailers_and_the_next_link_are_no_text() -> None:
    """Neither around each page nor around the file; an author's own words about agents stay."""
    text = (
        f"{BANNER}# One\n\nText.{TRAILER}\n{BANNER}# Agent Instructions\n\nWe write them so.{TRAILER}\n"
        "---\n\n[Next Page](/llms-full.txt/1)\n"
    )
    assert list(pages_of(text)) == [
        page("One", "# One\n\nText."),
        page("Agent Instructions", "# Agent Instructions\n\nWe write them so."),
    ]


def test_text_in_front_of_the_first_heading_is_an_untitled_page() -> None:
    """So is a file without headings; an empty one has no pages, and a heading made of dashes stays."""
    assert list(pages_of("Text.\n\n# One\n\nLast\n---\n")) == [
        page("", "Text."),
        page("One", "# One\n\nLast\n---"),
    ]
    assert list(pages_of("Only text.")) == [page("", "Only text.")]
    assert list(pages_of(" \n\n---\n")) == []


@pytest.mark.parametrize(
    ("end", "address"),
    [
        ("\n\n---\n\n[Next Page](/llms-full.txt/1)\n\n", "/llms-full.txt/1"),
        (
            "\n[next page](<https://docs.test/docs/llms-full.txt/12>)",
            "https://docs.test/docs/llms-full.txt/12",
        ),
        ("\n\n[Next Page](/guide)\n", ""),
        ("\n\n[Next Page](/llms-full.txt/1)\n\nText.\n", ""),
        ("", ""),
    ],
)
def test_the_last_line_names_the_next_file(end: str, address: str) -> None:
    """An author's link to a next page is none."""
    assert next_file(f"# One\n\nText.{end}") == address


def test_a_page_keeps_its_name_when_others_come_and_go() -> None:
    """Titles that differ make names of their own; only equal ones are numbered, around names in use."""
    titles = ["Set-up & more", "FAQ", "FAQ 2", "FAQ", "🚀", "FAQ", "", "taken"]
    names = slugs([page(title, "") for title in titles], ["taken"])
    assert names == ["set-up-more", "faq", "faq-2", "faq-3", "page", "faq-4", "", "taken-2"]
    assert slugs([page("New", ""), page("FAQ 2", ""), page("", ""), page("", "")]) == [
        "new",
        "faq-2",
        "",
        "page-2",
    ]


@given(st.lists(st.text("aA -2", max_size=5), max_size=8))
def test_no_name_is_given_twice(titles: list[str]) -> None:
    """Whatever the titles are."""
    names = slugs([page(title, "") for title in titles])
    assert len(set(names)) == len(titles)


PARTS = st.sampled_from(
    ["# T", "## S", "text", "", "---", "```", "<details>", "</details>", "> q", "Source: /x"]
)


@given(st.lists(PARTS, max_size=30))
def test_every_word_of_the_text_is_in_one_page(lines: list[str]) -> None:
    """Nothing is lost but rules at the ends of pages, and addresses."""
    pages = list(pages_of("\n".join(lines)))
    joined = "\n".join(found.markdown for found in pages).split("\n")
    for word in ("# T", "## S", "text", "```", "<details>", "> q"):
        assert joined.count(word) == lines.count(word)
    assert all(found.markdown.strip() == found.markdown.strip("\n") for found in pages)
