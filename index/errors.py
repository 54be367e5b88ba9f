"""What can go wrong while an index is built or searched.

AskdocsError (ingest.errors)
└── IndexingError
    ├── NoIndexError         nothing was indexed yet
    ├── EmbedderError        an embedding model is missing or damaged
    ├── RerankerError        a cross-encoder is missing or damaged
    ├── QuotaError           an index would be larger than it may be
    ├── StoreError           the stored index cannot be read or written
    └── DatasetError         a labelled data set is not in the described form
"""

from ingest.errors import AskdocsError


class IndexingError(AskdocsError):
    """The index cannot do what was asked."""


class NoIndexError(IndexingError):
    """Nothing was indexed yet."""


class EmbedderError(IndexingError):
    """An embedding model is missing or damaged."""


class RerankerError(IndexingError):
    """A cross-encoder is missing or damaged."""


class QuotaError(IndexingError):
    """An index would be larger than it may be."""


class StoreError(IndexingError):
    """The stored index cannot be read or written."""


class DatasetError(IndexingError):
    """A labelled data set is not in the described form."""
