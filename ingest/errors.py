"""What can go wrong while pages are fetched and read.

    AskdocsError                every error that the project raises on purpose
    └── IngestError             a source or the corpus
        ├── SourceError         the whole source cannot be used (wrong address, no pages, no such folder)
        ├── PageError           one page failed for good; the crawl goes on without it
        └── TransientPageError  one page failed for now (time-out, 429, 5xx); worth another try

A message says what happened and what to do next.
"""


class AskdocsError(Exception):
    """Every error that the project raises on purpose; its message is fit for a user."""


class IngestError(AskdocsError):
    """A source or the corpus cannot do what was asked."""


class SourceError(IngestError):
    """The whole source cannot be used."""


class PageError(IngestError):
    """One page failed for good; the crawl goes on without it."""


class TransientPageError(PageError):
    """One page failed for now; another try may succeed."""
