"""Folders of markdown, with and without tables of contents, and the bundled sample."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.errors import PageError, SourceError
from ingest.page import Page
from ingest.source import Listing
from ingest.sources import open_source

pytestmark = pytest.mark.anyio


def written(root: Path, files: dict[str, str]) -> Path:
    """A folder with these files."""
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root


async def listed(root: Path, **options: str) -> dict[str, Listing]:
    """What the folder lists, by path, in its order."""
    listings = await open_source(str(root), **options).discover()  # type: ignore[arg-type]
    return {listing.path: listing for listing in listings}


async def read(root: Path, path: str) -> Page:
    """One page of the folder."""
    source = open_source(str(root))
    listing = next(listing for listing in await source.discover() if listing.path == path)
    fetched = await source.fetch(listing, None)
    assert fetched is not None
    return fetched.page


async def test_without_a_summary_every_markdown_file_is_a_page(tmp_path: Path) -> None:
    """A README has its folder's path; licences, dot-folders and node_modules are no pages."""
    names = [
        "README.md",
        "a.md",
        "b/README.md",
        "b/Summary.md",
        "LICENSE.md",
        ".gitbook/x.md",
        "node_modules/y.md",
        "z.txt",
    ]
    written(tmp_path, dict.fromkeys(names, "# Text\n\nSome English words stand here.\n"))
    listings = await listed(tmp_path)
    assert set(listings) == {"/", "/a", "/b", "/b/Summary"}
    assert all(listing.url == path for path, listing in listings.items())


async def test_a_summary_gives_order_and_titles_and_leaves_drafts_out(tmp_path: Path) -> None:
    """What SUMMARY.md does not list is not published, as on the platform; the README beside it is."""
    summary = (
        "# Contents\n\n* [Home & start](README.md)\n\n## Guides <a href='#g'></a>\n\n"
        '* [The `b` page](guides/b.md)\n  * [Part](guides/b.md#part)\n  * [**A**](<guides/a 1.md> "x")\n'
        "* [Brackets](guides/c%20(x).md)\n* [Elsewhere](https://example.com/x.md)\n* [Missing](gone.md)\n"
        "* [Outside](../secret.md)\n* [Licence](LICENSE.md)\n"
    )
    names = ["README.md", "guides/a 1.md", "guides/b.md", "guides/c (x).md", "guides/draft.md", "LICENSE.md"]
    site = written(tmp_path / "site", dict.fromkeys(names, "Some English words.\n") | {"SUMMARY.md": summary})
    written(tmp_path, {"secret.md": "secret"})
    listings = await listed(site)
    assert {path: listing.title for path, listing in listings.items()} == {
        "/": "Home & start",
        "/guides/b": "The b page",
        "/guides/a 1": "A",
        "/guides/c (x)": "Brackets",
        "/LICENSE": "Licence",
    }
    assert list(listings)[:3] == ["/", "/guides/b", "/guides/a 1"]


async def test_each_language_folder_may_have_its_own_summary(tmp_path: Path) -> None:
    """A SUMMARY.md governs its folder; a folder without one keeps all its files."""
    written(
        tmp_path,
        {
            "en/SUMMARY.md": "* [Home](README.md)\n* [Set-up](setup.md)\n",
            "en/README.md": "Home",
            "en/setup.md": "Set-up",
            "en/draft.md": "Draft",
            "pt/SUMMARY.md": "* [Início](README.md)\n* [Instalação](setup.md)\n",
            "pt/README.md": "Início",
            "pt/setup.md": "Instalação",
            "extra/note.md": "Ein Text in deutscher Sprache, der lang genug ist.",
        },
    )
    listings = await listed(tmp_path)
    assert set(listings) == {"/en", "/en/setup", "/pt", "/pt/setup", "/extra/note"}
    assert (listings["/pt/setup"].title, listings["/pt/setup"].language) == ("Instalação", "pt")
    assert listings["/extra/note"].language == "de"


async def test_files_outside_language_folders_are_in_the_language_of_most(tmp_path: Path) -> None:
    """The language is read off the texts; code and English names do not mislead it."""
    text = (
        "# Guia\n\nEste guia explica como configurar os grupos de usuários e quem pode usar cada agente.\n\n"
        "```\nthe quick brown fox jumps over the lazy dog\n```\n"
    )
    written(tmp_path, {f"guide-{number}.md": text for number in range(5)} | {"en/guide-1.md": "English"})
    listings = await listed(tmp_path)
    assert {listing.language for path, listing in listings.items() if not path.startswith("/en")} == {"pt"}


async def test_a_file_and_a_readme_of_one_address_are_two_pages(tmp_path: Path) -> None:
    """`a.md` is `/a`; then `a/README.md` keeps its own name."""
    written(tmp_path, {"a.md": "The first page.", "a/README.md": "The second page."})
    assert set(await listed(tmp_path)) == {"/a", "/a/README"}


async def test_two_readmes_that_differ_in_case_are_two_pages(tmp_path: Path) -> None:
    """No page is lost where file names differ in case alone."""
    written(tmp_path, {"README.md": "The first page.", "readme.md": "The second page."})
    assert set(await listed(tmp_path)) == {"/", "/readme"}


async def test_titles_come_from_summary_front_matter_heading_and_name(tmp_path: Path) -> None:
    """The first of these that there is; front matter is no text of the page."""
    written(
        tmp_path,
        {
            "front.md": "---\ntitle: From it\ndescription: >-\n  What it\n  says.\n---\n\n# H\n\nText.\n",
            "heading.md": "```sh\n# no heading\n```\n\n# A \\[real\\] *one* <a id='x'></a> &amp; `m_n` #\n",
            "some-file_name.md": "Text only.\n",
            "deep/README.md": "Text only.\n",
        },
    )
    front = await read(tmp_path, "/front")
    assert (front.title, front.description, front.markdown) == (
        "From it",
        "What it says.",
        "# H\n\nText.",
    )
    assert (await read(tmp_path, "/heading")).title == "A [real] one & m_n"
    assert (await read(tmp_path, "/some-file_name")).title == "Some file name"
    assert (await read(tmp_path, "/deep")).title == "Deep"


async def test_a_file_in_another_encoding_is_read_with_replacements(tmp_path: Path) -> None:
    """One bad byte costs one character."""
    (tmp_path / "a.md").write_bytes(b"\xef\xbb\xbf# Fatura\xe7\xe3o e planos\n")
    page = await read(tmp_path, "/a")
    assert page.markdown == "# Fatura\ufffd\ufffdo e planos"


async def test_an_unreadable_file_fails_alone(tmp_path: Path) -> None:
    """A dangling link, a circle and a link out of the folder fail as pages; the others are there."""
    site = written(tmp_path / "site", {"good.md": "A good page."})
    (tmp_path / "secret.md").write_text("secret")
    (site / "dangling.md").symlink_to(tmp_path / "gone.md")
    (site / "outside.md").symlink_to(tmp_path / "secret.md")
    with pytest.raises(PageError, match="cannot be read"):
        await read(site, "/dangling")
    (site / "circle.md").symlink_to(site / "circle.md")
    with pytest.raises(PageError, match="leads to itself"):
        await read(site, "/circle")
    with pytest.raises(PageError, match="leads out of the folder"):
        await read(site, "/outside")
    assert (await read(site, "/good")).title == "Good"


async def test_an_unchanged_page_is_not_given_again(tmp_path: Path) -> None:
    """A page counts as changed when its file is written or touched, or it is retitled in SUMMARY.md."""
    written(tmp_path, {"SUMMARY.md": "* [A](a.md)\n", "a.md": "The text of the page."})
    source = open_source(str(tmp_path))
    (listing,) = await source.discover()
    first = await source.fetch(listing, None)
    assert first is not None
    assert await source.fetch(listing, first.validators) is None
    written(tmp_path, {"a.md": "The next of the page."})
    rewritten = await source.fetch(listing, first.validators)
    assert rewritten is not None
    assert rewritten.page.markdown == "The next of the page."
    os.utime(tmp_path / "a.md", (1, 1))
    (touched,) = await source.discover()
    later = await source.fetch(touched, rewritten.validators)
    assert later is not None
    assert later.page.last_modified == datetime.fromtimestamp(1, UTC)
    written(tmp_path, {"SUMMARY.md": "* [Retitled](a.md)\n"})
    (retitled,) = await source.discover()
    again = await source.fetch(retitled, later.validators)
    assert again is not None
    assert again.page.title == "Retitled"


async def test_a_base_url_gives_the_published_addresses(tmp_path: Path) -> None:
    """Paths stay; URLs are absolute and encoded."""
    written(tmp_path, {"README.md": "The home page.", "Ação x.md": "Another page."})
    listings = await listed(tmp_path, base_url="https://docs.test/manual/")
    assert {path: listing.url for path, listing in listings.items()} == {
        "/": "https://docs.test/manual",
        "/Ação x": "https://docs.test/manual/A%C3%A7%C3%A3o%20x",
    }


async def test_a_folder_without_pages_says_so(tmp_path: Path) -> None:
    """An empty folder and a missing one are errors that say what to give."""
    with pytest.raises(SourceError, match="no markdown pages"):
        await open_source(str(tmp_path)).discover()
    with pytest.raises(SourceError, match="neither a web address nor an existing folder"):
        open_source(str(tmp_path / "gone"))


async def test_the_sample_is_bundled() -> None:
    """Its root is Portuguese, `en/` English."""
    source = open_source("sample")
    listings = {listing.path: listing for listing in await source.discover()}
    assert source.location == "sample"
    assert listings["/"].language == "pt"
    assert listings["/en/administration-and-configuration/billing/support"].language == "en"
