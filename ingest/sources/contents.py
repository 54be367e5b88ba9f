"""Tables of contents of a git source: the `SUMMARY.md` of the site, or one for each language or space."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

from ingest.sources.gitbook_yaml import SUMMARY
from ingest.sources.spaces import Spaces, is_below
from ingest.title import plain_title

ENTRY = re.compile(
    r"^\s*[-*+] \[(?P<title>(?:\\.|[^\]\\])+)\]"
    r"\((?:<(?P<quoted>[^>]+)>|(?P<bare>(?:\([^)]*\)|[^()\"])+?))(?:\s+\"[^\"]*\")?\s*\)"
)


@dataclass(frozen=True, slots=True)
class Contents:
    """All tables of contents of a tree: the folders that have one, and each file's title, in order.

    Files and folders are named relative to the root, with `/`; the root is "". `tables` are the files that
    the tables stand in, which are no pages.
    """

    folders: frozenset[str] = frozenset()
    titles: Mapping[str, str] = field(default_factory=dict)
    tables: frozenset[str] = frozenset()

    @classmethod
    def read(cls, root: Path, files: Sequence[str], spaces: Spaces) -> "Contents":
        """The tables among the markdown `files` below `root`, without entries that lead to none of these."""
        folders: set[str] = set()
        titles: dict[str, str] = {}
        known = frozenset(files)
        tables = _tables(files, spaces)
        for table in sorted(tables, key=lambda file: (file.count("/"), file)):
            for targets, title in _entries(
                table, tables[table], (root / table).read_text("utf-8", "replace")
            ):
                file = next((target for target in targets if target in known), None)
                if file is not None:
                    folders.add(tables[table])
                    titles.setdefault(file, title)
        unused = {file for file in files if file.rpartition("/")[2] == SUMMARY}
        return cls(frozenset(folders), titles, frozenset(unused | tables.keys()))

    def publishes(self, file: str) -> bool:
        """Whether the file belongs to the site.

        As on the platform, that is what a table lists, and the README beside the table; a file that the
        tables above it leave out is a draft. Where no table stands above it, every file belongs.
        """
        folder, _, name = file.rpartition("/")
        if file in self.titles or (folder in self.folders and name.lower() == "readme.md"):
            return True
        return not any(is_below(folder, above) for above in self.folders)

    def title(self, file: str) -> str:
        """What the first table that lists the file calls it; "" where none does."""
        return self.titles.get(file, "")


def _tables(files: Sequence[str], spaces: Spaces) -> dict[str, str]:
    """Each table's file -> the folder whose contents it gives: a space's own instead of its SUMMARY.md."""
    known = frozenset(files)
    tables = {space.summary: space.content for space in spaces.all if space.summary in known}
    done = frozenset(tables.values())
    for file in files:
        folder, _, name = file.rpartition("/")
        if name == SUMMARY and folder not in done:
            tables[file] = folder
    return tables


def _entries(table: str, folder: str, text: str) -> Iterator[tuple[tuple[str, str], str]]:
    """The files that a table may mean by each of its links, seen from it and from its folder, with titles."""
    for line in text.splitlines():
        entry = ENTRY.match(line)
        target = (entry["quoted"] or entry["bare"]).strip() if entry else ""
        if entry and not urlsplit(target).scheme:
            path = unquote(target.partition("#")[0]).lstrip("/")
            yield (_file(dirname(table), path), _file(folder, path)), plain_title(entry["title"])


def _file(folder: str, path: str) -> str:
    return normpath(join(folder, path))
