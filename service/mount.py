"""Puts the pages of several sites into one address space: the first site's as they are, the others' below
their names.
"""

from dataclasses import replace

from ingest.page import Alternate, Page


def mounted(page: Page, prefix: str) -> Page:
    """The page at its path below `prefix` ("" or `/name`).

    A URL that names a host stays: answers link to where the page is published.
    """
    if not prefix:
        return page
    url = mounted_url(page.url, prefix)
    alternates = tuple(Alternate(twin.language, below(twin.path, prefix)) for twin in page.alternates)
    return replace(page, url=url, path=below(page.path, prefix), alternates=alternates)


def mounted_url(url: str, prefix: str) -> str:
    """A page's URL below `prefix`; one that names a host stays."""
    return url if "://" in url or not prefix else below(url, prefix)


def below(path: str, prefix: str) -> str:
    """A site path below a prefix."""
    return prefix if path == "/" else prefix + path


def bare_url(url: str, prefix: str) -> str:
    """The URL that the page has on its own site; one that is not below the prefix stays."""
    if url == prefix:
        return "/"
    return url.removeprefix(prefix) if url.startswith(f"{prefix}/") else url
