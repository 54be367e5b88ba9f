"""The variants of the site that is served: each language's pages below a prefix of their own, as `/en`."""

from collections.abc import Iterator

from index.store import Generation
from ingest.language import path_language
from ingest.page import Page


def variant(page: Page) -> str:
    """The prefix of the page's variant; "" for the default one."""
    first = page.path.strip("/").partition("/")[0]
    return f"/{first}" if path_language(page.path) == page.language else ""


def variants(generation: Generation) -> list[str]:
    """The prefixes of all variants, the default one first."""
    return sorted({variant(page) for page in generation.pages()})


def in_variant(generation: Generation, prefix: str) -> Iterator[Page]:
    """The pages of the variant with this prefix."""
    return (page for page in generation.pages() if variant(page) == prefix)


def default_language(generation: Generation) -> str:
    """The language of the home page; without one, that of most pages."""
    home, counts = generation.page("/"), generation.info.pages
    return home.language if home else max(counts, key=lambda code: counts[code])


def in_default_language(generation: Generation) -> Iterator[Page]:
    """The pages in the default language, whether it has a prefix or not."""
    language = default_language(generation)
    return (page for page in generation.pages() if page.language == language)
