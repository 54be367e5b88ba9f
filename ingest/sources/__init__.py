"""Opens a source by what the user names: a web address, a folder, an archive, a file, the bundled sample."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from ingest.errors import SourceError
from ingest.source import Source
from ingest.web.fetcher import FetchLimits
from ingest.web.kept import Answers
from ingest.web.pace import OwnPace, PaceOf

SAMPLE = "sample"
LLMS_FULL = "llms-full"


def open_source(
    location: str,
    *,
    base_url: str = "",
    limits: FetchLimits | None = None,
    allow_private: bool = False,
    secrets: Mapping[str, str] | None = None,
    answers: Answers | None = None,
    pace_of: PaceOf = OwnPace.of,
) -> Source:
    """The source at `location`: `https://...`, the path of a folder, an archive or an llms-full.txt, or
    `sample`.

    `base_url` gives the pages of a folder, an archive or a file the addresses under which they are
    published. The other parameters concern websites: `limits`, whether private addresses may be contacted
    (`allow_private`), the headers of a private site (`secrets`), where answers are kept between crawls
    (`answers`), and what spaces the requests (`pace_of`). Raises SourceError for anything else.
    """
    if "://" in location:
        return _on_the_web(location, limits or FetchLimits(), allow_private, secrets or {}, answers, pace_of)
    if location == SAMPLE:
        from ingest.sources.sample import open_sample

        return open_sample()
    return _on_disk(Path(location), base_url)


def _on_the_web(
    location: str,
    limits: FetchLimits,
    allow_private: bool,
    secrets: Mapping[str, str],
    answers: Answers | None,
    pace_of: PaceOf,
) -> Source:
    if urlsplit(location).path.endswith(f"/{LLMS_FULL}.txt") and not urlsplit(location).query:
        from ingest.address import Site
        from ingest.sources.llms_full import LlmsFull
        from ingest.web.fetcher import Fetcher

        site = Site.parse(location.removesuffix(f"{LLMS_FULL}.txt"))
        fetcher = Fetcher(site, limits, allow_private=allow_private, secrets=secrets, pace_of=pace_of)
        return LlmsFull.on_site(location, fetcher)
    from ingest.sources.website import Website

    return Website(
        location, limits, allow_private=allow_private, answers=answers, secrets=secrets, pace_of=pace_of
    )


def _on_disk(path: Path, base_url: str) -> Source:
    if path.is_dir():
        from ingest.sources.folder import Folder

        return Folder(path, base_url=base_url)
    if path.is_file() and LLMS_FULL in path.name.lower() and path.suffix.lower() in {".txt", ".md"}:
        from ingest.sources.llms_full import LlmsFull

        return LlmsFull.in_file(path, base_url=base_url)
    if path.is_file():
        from ingest.sources.archive import Archive

        return Archive(path, base_url=base_url)
    raise SourceError(
        f"{path} is neither a web address nor an existing folder, archive or file: give https://..., or one"
        " of these."
    )
