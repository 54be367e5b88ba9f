"""Opens a source by what the user names: a web address, a folder, or the bundled sample."""

from pathlib import Path

from ingest.errors import SourceError
from ingest.fetcher import FetchLimits
from ingest.source import Source

SAMPLE = "sample"


def open_source(
    location: str, *, base_url: str = "", limits: FetchLimits | None = None, allow_private: bool = False
) -> Source:
    """The source at `location`: `https://...`, the path of a folder, or `sample`.

    `base_url` gives the pages of a folder the addresses under which they are published. `limits` and
    `allow_private` (private addresses may be contacted) concern websites. Raises SourceError for anything
    else.
    """
    if "://" in location:
        from ingest.sources.website import Website

        return Website(location, limits or FetchLimits(), allow_private=allow_private)
    if location == SAMPLE:
        from ingest.sources.sample import open_sample

        return open_sample()
    if Path(location).is_dir():
        from ingest.sources.folder import Folder

        return Folder(Path(location), base_url=base_url)
    raise SourceError(
        f"{location} is neither a folder nor a web address: give https://... or an existing folder."
    )
