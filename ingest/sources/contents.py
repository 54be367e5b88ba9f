"""Tables of contents of a git source: the `SUMMARY.md` of the site, or one for each language."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ingest.title import plain_title

SUMMARY = "SUMMARY.md"
ENTRY = re.compile(
    r"^\s*[-*+] \[(?P<title>(?:\\.|[^\]\\])+)\]"
    r"\((?:<(?P<quoted>[^>]+)>|(?P<bare>(?:\([^)]*\)|[^()\"])+?))(?:\s+\"[^\"]*\")?\s*\)"
)


@dataclass(frozen=True, slots=True)
class Contents:
    """All tables of contents of a tree: the folders that have one, and each file's title, in order.

    Files and folders are named relative to the root, with `/`; the root is "".
    """

    folders: frozenset[str] = frozenset()
    titles: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, root: Path, files: Sequence[str]) -> "Contents":
        """The tables among the markdown `files` below `root`, without entries that lead to none of these."""
        folders: set[str] = set()
        titles: dict[str, str] = {}
        known = frozenset(files)
        tables = (file for file in files if file.rpartition("/")[2] == SUMMARY)
        for table in sorted(tables, key=lambda file: (file.count("/"), file)):
            folder = table.rpartition("/")[0]
            for file, title in _entries(folder, (root / table).read_text("utf-8", "replace")):
                if file in known:
                    folders.add(folder)
                    titles.setdefault(file, title)
        return cls(frozenset(folders), titles)

    def publishes(self, file: str) -> bool:
        """Whether the file belongs to the site.

        As on the platform, that is what a table lists, and the README beside the table; a file that the
        tables above it leave out is a draft. Where no table stands above it, every file belongs.
        """
        folder, _, name = file.rpartition("/")
        if file in self.titles or (folder in self.folders and name.lower() == "readme.md"):
            return True
        return not any(_is_below(folder, above) for above in self.folders)

    def title(self, file: str) -> str:
        """What the first table that lists the file calls it; "" where none does."""
        return self.titles.get(file, "")


def _entries(folder: str, summary: str) -> Iterator[tuple[str, str]]:
    """The files that the SUMMARY.md of a folder links to, with their titles."""
    for line in summary.splitlines():
        entry = ENTRY.match(line)
        target = (entry["quoted"] or entry["bare"]).strip() if entry else ""
        if entry and not urlsplit(target).scheme:
            file = os.path.normpath(f"{folder}/{unquote(target.partition('#')[0])}")
            yield file.lstrip("/"), plain_title(entry["title"])


def _is_below(folder: str, above: str) -> bool:
    return not above or folder == above or folder.startswith(f"{above}/")
