"""Sitemaps, llms.txt and the language of a home page."""

import gzip
from datetime import UTC, datetime, timedelta, timezone

import pytest

from ingest.web.contents import (
    LlmsEntry,
    NotASitemapError,
    Translation,
    parse_llms,
    parse_sitemap,
)

SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
PLAIN = f"<urlset {SPACE}><url><loc>https://docs.test/a</loc></url></urlset>".encode()


def test_a_sitemap_index_names_its_sitemaps() -> None:
    """The index gives addresses of sitemaps and no pages."""
    sitemap = parse_sitemap(
        f"<?xml version='1.0'?><sitemapindex {SPACE}>"
        "<sitemap><loc> https://docs.test/en/sitemap-pages.xml </loc></sitemap>"
        "<sitemap><lastmod>2026-01-01</lastmod></sitemap></sitemapindex>".encode()
    )
    assert sitemap.children == ("https://docs.test/en/sitemap-pages.xml",)
    assert sitemap.entries == ()


def test_a_sitemap_gives_pages_with_dates_and_translations() -> None:
    """Address, lastmod and hreflang links of each page are read; a bad date is no date."""
    sitemap = parse_sitemap(
        f"""<urlset {SPACE}>
        <url><loc>https://docs.test/a</loc><lastmod>2026-04-07T12:30:00.000-03:00</lastmod><priority>1</priority>
          <xhtml:link rel="alternate" hreflang="en" href="https://docs.test/en/a"/></url>
        <url><loc>https://docs.test/b</loc><lastmod>2026-04-07</lastmod></url>
        <url><loc>https://docs.test/c</loc><lastmod>yesterday</lastmod></url>
        <url><priority>1</priority></url></urlset>""".encode()
    )
    first, second, third = sitemap.entries
    assert first.last_modified == datetime(2026, 4, 7, 12, 30, tzinfo=timezone(timedelta(hours=-3)))
    assert first.translations == (Translation("en", "https://docs.test/en/a"),)
    assert second.last_modified == datetime(2026, 4, 7, tzinfo=UTC)
    assert third.last_modified is None


def test_a_compressed_sitemap_is_unpacked() -> None:
    """`sitemap.xml.gz` reads as the plain one."""
    assert parse_sitemap(gzip.compress(PLAIN)) == parse_sitemap(PLAIN)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>Not here</body></html>",
        b"# Page Not Found",
        b"<urlset><url>",
        gzip.compress(PLAIN, mtime=0)[:20],
        b'<!DOCTYPE a [<!ENTITY b "boom">]><urlset><url><loc>&b;</loc></url></urlset>',
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><urlset><url><loc>&b;</loc></url></urlset>',
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd"><urlset/>',
        gzip.compress(b" " * 60_000_000, compresslevel=1),
    ],
)
def test_anything_else_is_refused(body: bytes) -> None:
    """Web pages, broken XML, entity attacks and bombs are no sitemaps."""
    with pytest.raises(NotASitemapError):
        parse_sitemap(body)


def test_llms_txt_gives_titles_and_descriptions() -> None:
    """Each list item that is a link is a page; prose and headings are passed over."""
    text = (
        "# Docs\n\n> [About](https://docs.test/about.md)\n\n## Guides\n\n"
        "- [Set-up](https://docs.test/setup.md): How to *begin*: step by step.\n"
        "  - [Arrays \\[1\\]](/arrays.md)\n* [Star](https://docs.test/star.md):\n- plain\n"
    )
    assert list(parse_llms(text)) == [
        LlmsEntry("https://docs.test/setup.md", "Set-up", "How to *begin*: step by step."),
        LlmsEntry("/arrays.md", "Arrays [1]"),
        LlmsEntry("https://docs.test/star.md", "Star"),
    ]
