"""An `llms-full.txt` as a source, on disk and on the web."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from ingest.address import Site
from ingest.errors import SourceError
from ingest.page import Page
from ingest.source import Listing
from ingest.sources.llms_full import LlmsFull
from ingest.web.fetcher import Fetcher, FetchLimits
from tests.docs_site import DocsSite, Fault, docs_site

pytestmark = pytest.mark.anyio
ENGLISH = "This guide explains how to set up the groups of users, and who may use each of the agents.\n"
PORTUGUESE = "Este guia explica como configurar os grupos de usuários e quem pode usar cada um dos agentes.\n"


async def listed(source: LlmsFull) -> dict[str, Listing]:
    """What a source lists, by path, in its order."""
    try:
        return {listing.path: listing for listing in await source.discover()}
    finally:
        await source.aclose()


def on_site(site: DocsSite, limits: FetchLimits, below: str = "") -> LlmsFull:
    """The file of a running site."""
    fetcher = Fetcher(Site.parse(site.url + below), limits, allow_private=True)
    return LlmsFull.on_site(f"{site.url}{below}/llms-full.txt", fetcher)


def served(files: Mapping[str, str], base_url: str = "https://docs.test") -> LlmsFull:
    """A source whose files are these."""

    async def read(address: str) -> str | None:
        return files.get(address)

    return LlmsFull(f"{base_url}/llms-full.txt", read, base_url=base_url)


async def test_a_file_on_disk_is_a_source(tmp_path: Path) -> None:
    """Paths come from titles, and stand for the addresses that the pages do not have."""
    file = tmp_path / "docs-llms-full.txt"
    file.write_text(f"# Home\n\n{ENGLISH}\n# Set-up\n\n{ENGLISH}\n# Set-up\n\nMore.\n", encoding="utf-8")
    source = LlmsFull.in_file(file)
    listings = await listed(source)
    assert [(path, each.url, each.title, each.language) for path, each in listings.items()] == [
        ("/home", "/home", "Home", "en"),
        ("/set-up", "/set-up", "Set-up", "en"),
        ("/set-up-2", "/set-up-2", "Set-up", "en"),
    ]
    assert source.location == str(file)


async def test_an_unchanged_page_is_not_given_again(tmp_path: Path) -> None:
    """Also when another page of the file is new; a changed text is given."""
    file = tmp_path / "llms-full.txt"
    file.write_text(f"# One\n\n{ENGLISH}", encoding="utf-8")
    source = LlmsFull.in_file(file)
    (one,) = await source.discover()
    first = await source.fetch(one, None)
    assert first is not None
    assert (first.page.markdown, first.page.title) == (f"# One\n\n{ENGLISH.strip()}", "One")
    file.write_text(f"# New\n\n{ENGLISH}\n# One\n\n{ENGLISH}", encoding="utf-8")
    _, one = await source.discover()
    assert await source.fetch(one, first.validators) is None
    file.write_text(f"# One\n\nNow. {ENGLISH}", encoding="utf-8")
    (one,) = await source.discover()
    changed = await source.fetch(one, first.validators)
    assert changed is not None
    assert changed.page.markdown.startswith("# One\n\nNow.")


async def test_addresses_in_the_file_are_the_pages_addresses() -> None:
    """Absolute or not; what has one address is one page, and paths name languages."""
    text = (
        f"# One\nSource: https://docs.test/manual/one\n\n{ENGLISH}\n"
        f"# Um\nSource: /manual/pt-br/um.md\n\n{ENGLISH}\n"
        "# Elsewhere\nSource: https://other.test/a%20b\n\nText.\n\n"
        "# Part\nSource: https://docs.test/manual/one#part\n\nMore.\n"
    )
    base = "https://docs.test/manual"
    source = served({f"{base}/llms-full.txt": text}, base)
    listings = await listed(source)
    assert {path: (each.url, each.language) for path, each in listings.items()} == {
        "/one": (f"{base}/one", "en"),
        "/pt-br/um": (f"{base}/pt-br/um", "pt"),
        "/a b": ("https://other.test/a%20b", "en"),
    }
    fetched = await source.fetch(listings["/one"], None)
    assert fetched is not None
    assert fetched.page.markdown == f"# One\n\n{ENGLISH}\n# Part\n\nMore."


async def test_each_text_tells_its_language_among_those_of_many_pages() -> None:
    """A page of code or of two words is in the language of most."""
    pages = [f"# Page {n}\n\n{PORTUGUESE * 3}" for n in range(12)] + [
        f"# Text {n}\n\n{ENGLISH * 3}" for n in range(4)
    ]
    text = "\n".join([*pages, "# OK\n\n```\nls -l\n```\n"])
    listings = await listed(served({"https://docs.test/llms-full.txt": text}))
    languages = {path: listing.language for path, listing in listings.items()}
    assert (languages.pop("/ok"), languages["/page-3"], languages["/text-3"]) == ("pt", "pt", "en")
    assert set(languages.values()) == {"pt", "en"}


async def test_files_are_followed_to_the_last_one() -> None:
    """Below the site's base, too; a circle is read once, and a missing next file is the end."""
    base = "https://docs.test/docs"
    files = {
        f"{base}/llms-full.txt": "# One\n\nText.\n\n---\n\n[Next Page](/llms-full.txt/1)\n",
        f"{base}/llms-full.txt/1": f"# Two\n\nText.\n\n[Next Page]({base}/llms-full.txt/2)\n",
        f"{base}/llms-full.txt/2": "# Three\n\nText.\n\n[Next Page](/docs/llms-full.txt)\n",
    }
    assert list(await listed(served(files, base))) == ["/one", "/two", "/three"]
    del files[f"{base}/llms-full.txt/2"]
    assert list(await listed(served(files, base))) == ["/one", "/two"]


async def test_a_first_file_on_disk_does_not_pass_for_the_whole(tmp_path: Path) -> None:
    """The message tells how to get the rest; so do those for what is no such file."""
    file = tmp_path / "llms-full.txt"
    file.write_text("# One\n\nText.\n\n[Next Page](/llms-full.txt/1)\n")
    with pytest.raises(SourceError, match=r"first of several files \(the next is /llms-full.txt/1\)"):
        await listed(LlmsFull.in_file(file))
    file.write_text("\n")
    with pytest.raises(SourceError, match="holds no pages"):
        await listed(LlmsFull.in_file(file))
    with pytest.raises(SourceError, match="cannot be read: No such file"):
        await listed(LlmsFull.in_file(tmp_path / "gone-llms-full.txt"))


async def fetched(source: LlmsFull, path: str) -> Page:
    """One page of a source."""
    listings = {listing.path: listing for listing in await source.discover()}
    found = await source.fetch(listings[path], None)
    await source.aclose()
    assert found is not None
    return found.page


async def test_a_site_gives_its_pages_a_hundred_a_file(limits: FetchLimits) -> None:
    """All files are read, after robots.txt; pages whose address is not known have their titles' paths."""
    pages = {f"/p/{n}": f"# Page number {n}\n\n{ENGLISH}" for n in range(205)}
    with docs_site(pages) as site:
        source = on_site(site, limits)
        listings = await listed(source)
        asked = [request.path for request in site.requests]
        one = await fetched(on_site(site, limits), "/page-number-204")
    assert list(listings) == [f"/page-number-{n}" for n in range(205)]
    assert asked == ["/robots.txt", "/llms-full.txt", "/llms-full.txt/1", "/llms-full.txt/2"]
    assert (one.url, one.markdown) == ("/page-number-204", f"# Page number 204\n\n{ENGLISH.strip()}")
    assert source.location == f"{site.url}/llms-full.txt"


async def test_a_site_that_does_not_give_the_file_says_why(limits: FetchLimits) -> None:
    """Forbidden, missing, a web page, or broken off: never a part of the pages."""
    pages = {f"/p/{n}": f"# Page number {n}\n\nText.\n" for n in range(101)}
    with docs_site(pages) as site:
        site.faults["/llms-full.txt/1"] = Fault(status=500)
        with pytest.raises(SourceError, match=r"cannot be read.*llms-full\.txt/1.*answered 500"):
            await listed(on_site(site, limits))
        site.faults["/llms-full.txt/1"] = Fault(status=403)
        with pytest.raises(SourceError, match="answered 403"):
            await listed(on_site(site, limits))
        site.faults["/llms-full.txt"] = Fault(body=b"<!doctype html><html><body>Hello</body></html>")
        with pytest.raises(SourceError, match="a web page, not a text"):
            await listed(on_site(site, limits))
        with pytest.raises(SourceError, match=r"There is no .*/gone/llms-full\.txt"):
            await listed(on_site(site, limits, "/gone"))
        site.robots = "User-agent: *\nDisallow: /llms-full.txt\n"
        with pytest.raises(SourceError, match=r"robots\.txt disallows it"):
            await listed(on_site(site, limits))
