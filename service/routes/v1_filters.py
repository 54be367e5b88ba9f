"""Filters of a search: by language, heading, path and site."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Query
from starlette.exceptions import HTTPException

from index.hit import Hit
from ingest.page import Page
from service.found import Found

NO_SITE = "There is no site of that name. Sites: {names}."


@dataclass(frozen=True, slots=True)
class Filters:
    """What a passage must have; "" for whatever it has."""

    language: Annotated[str, Query(max_length=35, description="Its language (ISO 639-1).")] = ""
    section: Annotated[
        str, Query(max_length=200, description="Words of a heading that it stands under, or of its title.")
    ] = ""
    path: Annotated[
        str, Query(max_length=2048, description="Its page is there, or below.", examples=["/en/users"])
    ] = ""
    site: Annotated[str, Query(max_length=100, description="The name of its site.")] = ""

    def asked(self) -> tuple[str, ...]:
        """All of them, to tell listings apart."""
        return self.language, self.section, self.path, self.site

    def keep(self, hit: Hit, page: Page, sites: Mapping[str, str]) -> bool:
        """Whether a passage of the page passes."""
        return (
            self.language in ("", hit.passage.language)
            and self.section.casefold() in hit.passage.context.casefold()
            and _is_below(page.path, self.path)
            and self.site in ("", site_at(page.path, sites))
        )


def kept(found: Found, filters: Filters, sites: Mapping[str, str]) -> list[tuple[Hit, Page]]:
    """The hits that pass, each with its page. Raises HTTPException (404) where there is no such site."""
    if filters.site and filters.site not in sites:
        raise HTTPException(404, NO_SITE.format(names=", ".join(sites) or "none has a name"))
    return [(hit, page) for hit, page in _with_pages(found) if filters.keep(hit, page, sites)]


def _with_pages(found: Found) -> Iterator[tuple[Hit, Page]]:
    pages = {url: found.generation.page(url) for url in {hit.passage.page_url for hit in found.hits}}
    for hit in found.hits:
        page = pages[hit.passage.page_url]
        if page:
            yield hit, page


def site_at(path: str, sites: Mapping[str, str]) -> str:
    """The name of the site whose pages are served there; "" where none has a name."""
    holding = [name for name, prefix in sites.items() if _is_below(path, prefix)]
    return max(holding, key=lambda name: len(sites[name]), default="")


def _is_below(path: str, prefix: str) -> bool:
    """Whether a site path is this one, or below it."""
    bare = f"/{prefix.strip('/')}".rstrip("/")
    return path == bare or path.startswith(f"{bare}/")
