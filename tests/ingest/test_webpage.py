"""Pages from HTML: what the head says, and the main content as the site would have served it."""

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt

from ingest import frontmatter
from ingest.dialect import plain
from ingest.web.contents import Translation
from ingest.webpage import WebPage, markdown, read
from tests.ingest.webpages import BLOCKS, CHROME, MARKUP, URL, body, shell, visible_words, word_counts

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample"
TAGS = re.compile(r"\{%.*?%\}")
"""What markdown-it does not render: the pages go without."""

PAGES = [page for page in sorted(SAMPLE.rglob("*.md")) if "data-hidden" not in page.read_text()]
"""Pages without cards, whose hidden columns only the platform hides."""


def test_the_head_is_read() -> None:
    """Title, description, language, canonical address, translations and links come with absolute URLs."""
    head = (
        '<meta property="og:site_name" content="Acme Docs"><meta name="description" '
        'content=" How  it works. ">'
        '<link rel="canonical" href="/guide/billing"><link rel="alternate" '
        'hreflang="pt-BR" href="/pt/fatura">'
        '<link rel="alternate" hreflang="x-default" href="/"><link rel="stylesheet" href="/style.css">'
        '<link rel="alternate" type="text/markdown" href="/guide/billing.md">'
    )
    content = (
        '<a href="plans?x=1#top">1</a><a href="plans?x=1#end">2</a><a '
        'href="mailto:a@b.c">3</a><a name="x">4</a>'
        '<a href="http://[bad">5</a><a href="//other.example/x">6</a>'
    )
    html = (
        f'<html lang="en-US"><head><title>Billing - Acme Docs</title>{head}</head>'
        f"<body>{content}</body></html>"
    )
    assert read(html, URL) == WebPage(
        title="Billing",
        description="How it works.",
        language="en",
        canonical=URL,
        translations=(Translation("pt-BR", "https://docs.example.com/pt/fatura"),),
        links=("https://docs.example.com/guide/plans?x=1", "https://other.example/x"),
    )


def test_an_empty_document_says_nothing() -> None:
    """What a document does not say is empty."""
    assert read("", URL) == WebPage()
    assert markdown("", URL) == ""
    assert markdown("<html><body><nav><a href='/'>Home</a></nav><main></main></body></html>", URL) == ""


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<meta property="og:title" content="Plans | Acme"><title>x</title>', "Plans"),
        ("<title>Plans · Acme</title>", "Plans"),
        ("<title>Plans - prices</title>", "Plans - prices"),
        (
            '<meta property="og:site_name" content="Acme"><title>Plans - prices - Acme</title>',
            "Plans - prices",
        ),
        (
            (
                '<meta property="og:site_name" content="Acme"><meta property="og:title" '
                'content="Acme"><h1>Own</h1>'
            ),
            "Own",
        ),
        ("<title>A | B</title><main><h1>A | B</h1></main>", "A | B"),
    ],
)
def test_titles_come_without_the_name_of_the_site(head: str, expected: str) -> None:
    """A page's title is its own part of what head and heading say."""
    assert read(f"<html>{head}", URL).title == expected


def test_base_href_is_what_addresses_start_from() -> None:
    """Relative links start from `<base href>` where there is one."""
    html = '<head><base href="/v2/"></head><main><p><a href="plans">Plans</a></p></main>'
    assert read(html, URL).links == ("https://docs.example.com/v2/plans",)
    assert markdown(html, URL) == "[Plans](https://docs.example.com/v2/plans)\n"


@pytest.mark.parametrize(
    "scheme", ["javascript:", "JaVa&#10;ScRiPt:", " vbscript:", "data:text/html,", "\x01javascript:"]
)
def test_links_that_run_code_lose_their_target(scheme: str) -> None:
    """Only the text of a link to code stays, and neither scripts nor event handlers come out."""
    content = (
        f'<p onclick="evil()">Go <a href="{scheme}evil()" onclick="evil()">there</a> '
        f'<img src="x" onerror="evil()" alt="now">'
        "</p><script>evil()</script><svg onload='evil()'><script>evil()</script></svg>"
    )
    assert body(content) == "Go there ![now](https://docs.example.com/guide/x)"


def test_a_link_cannot_smuggle_its_scheme_past_markdown() -> None:
    """What would only become a scheme when the markdown is read stays an address on the site."""
    content = r'<p><a href="javascript\:evil()">a</a> <a href="java&amp;#115;cript:evil()">b</a></p>'
    rendered = MarkdownIt("commonmark").render(body(content))
    assert 'href="javascript' not in rendered


@pytest.mark.parametrize(
    "html",
    [
        (
            "<body><div class='theme'><nav>Menu</nav><div class='row'><div class='menu'>"
            "<a href='/a'>Menu</a></div><div class='col'><h1>T</h1><p>Long enough text of "
            "the page.</p><h2>More</h2><p>Even more text.</p></div></div><div>Menu</div>"
            "</div>"
        ),
        (
            "<body><div role='main'><h1>T</h1><p>Long enough text of the page.</p><h2>"
            "More</h2><p>Even more text.</p></div><div>Menu</div>"
        ),
        (
            "<body><article><h1>T</h1><p>Long enough text of the page.</p><h2>More</h2><p>"
            "Even more text.</p></article><div>Menu</div>"
        ),
        (
            "<body><main><div><nav class='theme-doc-breadcrumbs'>Menu</nav><article>"
            "<header><h1>T</h1></header><p>Long enough text of the page.</p><h2>More<a "
            "class='hash-link' href='#more'>#</a></h2><p>Even more text.</p></article>"
            "<nav class='pagination-nav'>Menu</nav></div><div class='table-of-contents'>"
            "<a href='#more'>Menu</a></div></main>"
        ),
        (
            "<body><main></main><article><h1>T</h1><p>Long enough text of the page.</p>"
            "<section id='search'><h2>More</h2><p>Even more text.</p></section></article>"
        ),
    ],
)
def test_the_main_content_is_found(html: str) -> None:
    """It is the main element, the article or the densest block, whatever the site is made with."""
    assert markdown(html, URL) == "# T\n\nLong enough text of the page.\n\n## More\n\nEven more text.\n"


def test_the_description_of_the_head_is_not_repeated() -> None:
    """The platform draws a page's description below its title, and leaves it out of its markdown."""
    html = (
        '<meta name="description" content="How it works."><main><header><h1>T</h1>'
        "<p>How it works.</p></header><p>Text</p></main>"
    )
    assert markdown(html, URL) == "# T\n\nText\n"


def test_a_title_in_the_head_stands_in_for_a_missing_heading() -> None:
    """The first line is the title, whether the content shows it or not."""
    assert markdown("<title>Plans | Acme</title><main><p>Text</p></main>", URL) == "# Plans\n\nText\n"


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(SAMPLE)) for page in PAGES])
def test_pages_survive_the_way_through_html(page: Path) -> None:
    """A page rendered in the platform's chrome comes back with its own words and no others."""
    original = TAGS.sub("", frontmatter.read(page.read_text())[1])
    title = next(line[2:] for line in original.splitlines() if line.startswith("# "))
    content = (
        MarkdownIt("commonmark")
        .enable(["table", "strikethrough"])
        .render(original.replace(f"# {title}", "", 1))
    )
    back = markdown(shell(content, title), URL)
    assert back.startswith(f"# {title}\n")
    assert word_counts(plain(back)) == word_counts(plain(original))


@settings(max_examples=150)
@given(BLOCKS)
def test_every_word_of_the_content_is_kept_and_none_of_the_chrome(content: str) -> None:
    """A reader of the markdown sees the words of the main content, and of nothing else."""
    seen = word_counts(plain(markdown(shell(content), URL)))
    assert seen == visible_words(content) + Counter({"billing": 1})
    assert not set(CHROME.lower().split()) & set(seen)


@settings(max_examples=300)
@given(MARKUP.map("".join))
def test_no_html_fails(html: str) -> None:
    """Whatever stands in a document, it is read and converted, to text that can be stored."""
    page = read(html, URL)
    markdown(html, URL).encode()
    assert all(link.startswith("http") for link in page.links)


@pytest.mark.parametrize(
    "tag", ["div", "b", "ul><li", "blockquote", "table><tr><td", "span", "section class='hint'", "details"]
)
def test_deep_nesting_is_flattened(tag: str) -> None:
    """Thousands of elements inside each other neither fail nor hide their text."""
    html = "<main><h1>Deep</h1>" + f"<{tag}>" * 5000 + "bottom" + "</div>" * 10
    assert "bottom" in markdown(html, URL)


def test_an_empty_main_element_is_an_empty_page() -> None:
    """What stands around it is navigation."""
    page = "<html><head><title>T</title></head><body><nav>Home</nav><div>Top of page</div>{}</body></html>"
    assert markdown(page.format("<main></main>"), URL) == ""
    assert "Text." in markdown(page.format("<main><p>Text.</p></main>"), URL)
