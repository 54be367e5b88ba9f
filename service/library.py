"""The pages of all sites as one index has them: each with its translations, at its address, in passages."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from index.build import Content
from ingest.corpus import Corpus
from ingest.links import SiteMap
from ingest.page import Alternate, Page
from ingest.passage import Passage
from ingest.split import split
from ingest.twins import find_twins, with_twins
from service.mount import mounted, mounted_url


@dataclass(frozen=True, slots=True)
class Again(Iterable[Page]):
    """Pages that can be read again and again, and are the same each time."""

    read: Callable[[], Iterator[Page]]

    def __iter__(self) -> Iterator[Page]:
        return self.read()


class Shelf:
    """One site's pages, which are served below `prefix`. Nobody writes the corpus meanwhile."""

    def __init__(self, corpus: Corpus, prefix: str) -> None:
        self.corpus = corpus
        self._prefix = prefix

    def bare(self) -> Iterator[Page]:
        """The pages by URL, each with the translations that its site declares."""
        return (mounted(page, self._prefix) for page in self.corpus.pages())

    def pages(self) -> Iterator[Page]:
        """The pages by URL, each with all its translations."""
        return (mounted(with_twins(page, self._twins), self._prefix) for page in self.corpus.pages())

    def passages(self) -> Iterator[Passage]:
        """The pages' passages, in the same order."""
        return self.passages_of(self.corpus.pages())

    def passages_of(self, pages: Iterable[Page]) -> Iterator[Passage]:
        """The passages of some of the pages."""
        for page in pages:
            titles = self._site_map.title_of(page.path)
            yield from split(mounted(page, self._prefix), title_of=titles)

    def unchecked(self) -> Iterator[str]:
        """The URLs of the pages that could not be compared with the source the last time."""
        return (mounted_url(url, self._prefix) for url in self.corpus.unchecked())

    @cached_property
    def _twins(self) -> Mapping[str, tuple[Alternate, ...]]:
        return find_twins(Again(self.corpus.pages))

    @cached_property
    def _site_map(self) -> SiteMap:
        return SiteMap.of(self.corpus.outline())


def content(shelves: Sequence[Shelf]) -> Content:
    """What a generation of all these sites is made of."""
    corpora = [shelf.corpus for shelf in shelves]
    crawled = [corpus.crawled_at for corpus in corpora]
    return Content(
        source=", ".join(corpus.source for corpus in corpora),
        pages=Again(lambda: chain.from_iterable(shelf.pages() for shelf in shelves)),
        passages=chain.from_iterable(shelf.passages() for shelf in shelves),
        checked_at=min(moment for moment in crawled if moment) if all(crawled) else None,
        unchecked=tuple(chain.from_iterable(shelf.unchecked() for shelf in shelves)),
        basis=Again(lambda: chain.from_iterable(shelf.bare() for shelf in shelves)),
    )
