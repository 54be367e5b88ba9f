"""What can go wrong while pages are fetched and read.

    AskdocsError                every error that the project raises on purpose
    └── IngestError             a source or the corpus
        ├── BusyError           another process works in the same folder
        ├── SourceError         the whole source cannot be used (wrong address, no pages, no such folder)
        └── PageError           one page failed for good; the crawl goes on without it
            ├── PageGoneError       the source says that there is no such page any more
            └── TransientPageError  one page failed for now (time-out, 429, 5xx); worth another try
                └── DeferredPageError   its server wants to be left alone for longer than we wait

A message says what happened and what to do next.
"""


class AskdocsError(Exception):
    """Every error that the project raises on purpose; its message is fit for a user."""


class IngestError(AskdocsError):
    """A source or the corpus cannot do what was asked."""


class BusyError(IngestError):
    """Another process works in the same folder."""


class SourceError(IngestError):
    """The whole source cannot be used."""


class PageError(IngestError):
    """One page failed for good; the crawl goes on without it.

    `where` is its address or file, `cause` a phrase that is equal for all pages that fail alike.
    """

    def __init__(self, where: str, cause: str) -> None:
        super().__init__(f"{where}: {cause}.")
        self.where = where
        self.cause = cause


class PageGoneError(PageError):
    """The source says that there is no such page any more."""


class TransientPageError(PageError):
    """One page failed for now; another try may succeed."""


class DeferredPageError(TransientPageError):
    """Its server wants to be left alone for longer than we wait."""
