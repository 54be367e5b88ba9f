"""What workers may be told to do."""

from enum import StrEnum


class Kind(StrEnum):
    """Jobs of each kind wait in a queue of their own."""

    FETCH = "fetch"
    EMBED = "embed"
    BUILD = "build"
