"""Whole real sites in the platform's dialect, served as the platform serves them, crawled and split."""

import html
import re
import shutil
import tarfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.corpus import Corpus
from ingest.crawl import crawl
from ingest.dialect import plain
from ingest.links import SiteMap
from ingest.page import Page
from ingest.passage import Passage
from ingest.sources.archive import Archive
from ingest.sources.folder import Folder
from ingest.split import split
from ingest.web.fetcher import FetchLimits
from tests.docs_site import docs_site
from tests.ingest.sites import opened

pytestmark = [pytest.mark.anyio, pytest.mark.shared]

ELEMENTS = (
    "a|abbr|b|blockquote|br|button|center|cite|code|col|colgroup|dd|del|details|div|dl|dt|em|figcaption|figure|font"
    "|h[1-6]|hr|i|iframe|img|input|kbd|li|mark|ol|p|picture|pre|small|source|span|strong|sub|summary|sup|table|tbody"
    "|td|th|thead|tr|u|ul|video"
)
DIALECT = re.compile(
    rf"\{{%|%\}}|</?(?:{ELEMENTS})(?=[\s/>])|&#?\w+;|\bdata-[\w-]+=|broken://|/broken/pages|\*\*\w[^*\n]*\w\*\*|\]\("
)
"""Mark-up that must not be left in what a reader sees."""

FENCE = re.compile(
    r"^[ \t>]*(?:[*+-] +)?(`{3,}|~{3,})[^\n]*\n(.*?)(?:^[ \t>]*\1|\Z)", re.MULTILINE | re.DOTALL
)
CODE = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)|<(code|pre)\b[^>]*>(.*?)</\3>", re.DOTALL)
SITES = {"aviator-docs": 0, "cheqd-docs": 0, "excelize-doc": 0, "mosip-docs": 2, "solanabr-wiki": 0}
"""Authors' slips by archive: an HTML table of mosip-docs, which stands at two addresses, holds a link in
markdown, which no renderer reads as one.
"""


@pytest.mark.parametrize(("archive", "slips"), SITES.items())
async def test_a_real_site_is_found_whole_and_read_clean(
    shared: Path, tmp_path: Path, corpus: Corpus, limits: FetchLimits, archive: str, slips: int
) -> None:
    """Every page once, in its language; passages verbatim, without mark-up, with every word of the page."""
    with tarfile.open(shared / "sites" / f"{archive}.tar.xz") as packed:
        packed.extractall(tmp_path / "site", filter="data")
    shutil.rmtree(tmp_path / "site" / ".gitbook", ignore_errors=True)  # what pages include, no pages
    languages = [f"/{code}" for code in ("en", "es", "pt") if (tmp_path / "site" / code).is_dir()]
    with docs_site(tmp_path / "site", variants=tuple(languages)) as site:
        async with opened(site, replace(limits, size=5_000_000, read=10, total=20)) as source:
            report = await crawl(source, corpus)
        blank = {path for path, page in site.pages.items() if not page.markdown.strip()}
        assert {failure.url.removeprefix(site.url) for failure in report.failed} <= blank
        assert {page.path for page in corpus.pages()} == set(site.pages) - blank
        assert {page.path: page.language for page in corpus.pages()} == {
            path: page.language for path, page in site.pages.items() if path not in blank
        }
    site_map = SiteMap.of(corpus.outline())
    left = [
        mark
        for page in corpus.pages()
        for mark in unclean(page, split(page, title_of=site_map.title_of(page.path)))
    ]
    assert len(left) == slips, left


@pytest.mark.parametrize("archive", SITES)
async def test_a_packed_site_is_what_its_unpacked_folder_is(
    shared: Path, tmp_path: Path, archive: str
) -> None:
    """The same pages, titles, languages and dates as `Folder` finds in the tree that tar unpacks."""
    file = shared / "sites" / f"{archive}.tar.xz"
    with tarfile.open(file) as tree:
        tree.extractall(tmp_path, filter="data")
    packed = Archive(file, language="en")
    found = list(await packed.discover())
    await packed.aclose()
    assert found == list(await Folder(tmp_path, language="en").discover())


def unclean(page: Page, passages: Sequence[Passage]) -> Iterator[str]:
    """Mark-up left in the plain text, code apart; fails where a passage is not verbatim or a word is lost."""
    assert all(passage.markdown in page.markdown for passage in passages)
    assert not words(plain(page.markdown)) - words(" ".join(passage.text for passage in split(page)))
    for passage in passages:
        if DIALECT.search(passage.text):
            found = DIALECT.findall(without_code(passage.text, codes(page.markdown)))
            yield from (mark for mark in found if not is_escaped(mark, page.markdown))


def is_escaped(mark: str, markdown: str) -> bool:
    """Whether the author wrote the mark-up to be read as it is."""
    return f"\\{mark}" in markdown or (mark[0] == "<" and html.escape(mark) in markdown)


def words(text: str) -> Counter[str]:
    """How often each word is in a text."""
    return Counter(re.findall(r"\w+", text))


def codes(markdown: str) -> list[str]:
    """The lines of code in a page, longest first: they may hold anything."""
    found = [match[2] for match in FENCE.finditer(markdown)]
    for match in CODE.finditer(FENCE.sub("\n", markdown)):
        code = match[2] or match[4]
        found += [code, html.unescape(re.sub(r"<[^>]*>", "", code))]
    lines = {" ".join(line.split()) for code in found for line in (code, *code.split("\n"))}
    return sorted((line for line in lines if len(line) > 1), key=len, reverse=True)


def without_code(text: str, codes: Sequence[str]) -> str:
    """The text, its lines of code blanked."""
    text = "\n".join(" ".join(line.split()) for line in text.split("\n"))
    for code in codes:
        text = text.replace(code, " ")
    return text
