"""Parts of a source, by path and by language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import PageError, SourceError
from ingest.page import Alternate, Page
from ingest.source import Fetched, Listing, Validators
from ingest.sources.selected import Selected, matches

pytestmark = pytest.mark.anyio
SEGMENTS = st.lists(st.text("ab.-é", min_size=1, max_size=4), max_size=4)


@dataclass(slots=True)
class Fixed:
    """A source with these listings, whose pages may have moved."""

    listings: Sequence[Listing]
    moved: str = ""
    closed: bool = False
    location: str = "https://docs.test"

    async def discover(self) -> Sequence[Listing]:
        """All listings."""
        return self.listings

    async def fetch(self, listing: Listing, known: Validators | None) -> Fetched | None:
        """The listing's page, or None where something is known of it."""
        path = self.moved or listing.path
        page = Page(path, path, "Title", "", "en", "Text", datetime.now(UTC))
        return None if known else Fetched(page, Validators())

    async def aclose(self) -> None:
        """Remember it."""
        self.closed = True


SITE = (
    Listing("/", "/", language="pt", alternates=(Alternate("en", "/en"), Alternate("es", "/es"))),
    Listing("/guia/a", "/guia/a", language="pt"),
    Listing("/en", "/en", language="en"),
    Listing("/en/guide/a", "/en/guide/a", language="en"),
    Listing("/en/changelog", "/en/changelog", language="en"),
    Listing("/es", "/es", language=""),
)


@pytest.mark.parametrize(
    ("pattern", "paths", "others"),
    [
        ("/en/**", ["/en", "/en/a", "/en/a/b"], ["/", "/english", "/a/en/b"]),
        (
            "/**/changelog",
            ["/changelog", "/en/changelog", "/a/b/changelog"],
            ["/changelog/a", "/my-changelog"],
        ),
        ("/en/*", ["/en/a", "/en/a.b"], ["/en", "/en/a/b"]),
        ("/*/guide-*", ["/en/guide-1", "/en/guide-"], ["/guide-1", "/en/guide", "/en/guide-1/a"]),
        ("/**", ["/", "/a", "/a/b"], []),
        ("/**/**/a", ["/a", "/b/a"], ["/"]),
        ("/", ["/"], ["/a"]),
        ("guia/preços.md/", ["/guia/preços"], ["/guia/preços/a", "/guia/precos"]),
        ("/a.b", ["/a.b"], ["/axb"]),
        ("/v(1)/[x]", ["/v(1)/[x]"], ["/v1/x"]),
    ],
)
def test_patterns(pattern: str, paths: list[str], others: list[str]) -> None:
    """One star stays in its segment, two stand for any number of segments, and the rest is to the letter."""
    assert [path for path in paths if not matches(path, pattern)] == []
    assert [path for path in others if matches(path, pattern)] == []


@given(SEGMENTS, SEGMENTS)
def test_a_path_without_stars_matches_itself_alone(one: list[str], other: list[str]) -> None:
    """And two stars behind it match what lies below, and it."""
    here, there = ("/" + "/".join(path) for path in (one, other))
    assert matches(here, here)
    assert matches(there, here) == (there == here)
    below = "/" + "/".join([*one, *other])
    assert matches(below, "/" + "/".join([*one, "**"]))
    assert matches(below, "/" + "/".join(["**", *other]))


async def paths(*include: str, exclude: Sequence[str] = (), languages: Sequence[str] = ()) -> list[str]:
    """The paths that are kept of the site."""
    selected = Selected(Fixed(SITE), include, exclude, languages=languages)
    return [listing.path for listing in await selected.discover()]


async def test_pages_are_kept_that_are_included_and_not_excluded() -> None:
    """No patterns keep all; the order is the source's."""
    assert await paths() == [listing.path for listing in SITE]
    assert await paths("/en/**", "/guia/*") == ["/guia/a", "/en", "/en/guide/a", "/en/changelog"]
    assert await paths("/en/**", exclude=["/**/changelog"]) == ["/en", "/en/guide/a"]
    assert await paths(exclude=["/en/**", "/"]) == ["/guia/a", "/es"]


async def test_languages_keep_their_pages_and_those_of_unknown_language() -> None:
    """Tags count by their language."""
    assert await paths(languages=["pt-BR"]) == ["/", "/guia/a", "/es"]
    assert await paths(exclude=["/es"], languages=["en", "fr"]) == ["/en", "/en/guide/a", "/en/changelog"]


async def test_translations_that_are_left_out_are_not_named() -> None:
    """An alternate always leads to a page that the source lists."""
    home, *_ = await Selected(Fixed(SITE), exclude=["/es"]).discover()
    assert home.alternates == (Alternate("en", "/en"),)


async def test_nothing_left_is_an_error_that_names_the_settings() -> None:
    """A mistyped pattern must not pass for an empty site."""
    with pytest.raises(SourceError, match=r"lists 6 pages, but none that matches /fr/\*\* and is in fr"):
        await paths("/fr/**", languages=["fr"])
    with pytest.raises(SourceError, match=r"none that does not match /\*\*"):
        await paths(exclude=["/**"])


async def test_a_page_that_moved_to_an_excluded_address_is_not_given() -> None:
    """What is left out stays out, however one gets there."""
    selected = Selected(Fixed(SITE, moved="/internal/a"), exclude=["/internal/**"])
    with pytest.raises(PageError, match="moved to /internal/a, which is left out"):
        await selected.fetch(SITE[0], None)
    assert await selected.fetch(SITE[0], Validators("1")) is None


async def test_it_stands_for_its_source() -> None:
    """Location, pages and closing are the source's."""
    fixed = Fixed(SITE)
    selected = Selected(fixed, include=["/en"])
    fetched = await selected.fetch(SITE[2], None)
    await selected.aclose()
    assert (selected.location, fixed.closed) == ("https://docs.test", True)
    assert fetched is not None
    assert fetched.page.path == "/en"
