"""A folder of markdown as a source: the git source of a docs site, or any tree of `.md` files."""

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from anyio import to_thread

from ingest import boilerplate, frontmatter
from ingest.address import Site, last_segment
from ingest.errors import PageError, SourceError
from ingest.language import Detector, path_language, prose
from ingest.page import Page
from ingest.source import Fetched, Listing, Validators
from ingest.sources.commits import last_commits
from ingest.sources.contents import Contents
from ingest.sources.gitbook_yaml import FILE
from ingest.sources.includes import expanded
from ingest.sources.spaces import Spaces
from ingest.title import heading_title

NO_FOLDERS = frozenset({"node_modules"})
SAMPLED_PAGES = 40
SAMPLED_CHARACTERS = 2_000
SETTINGS_MAX = 100_000
"""Characters of a `.gitbook.yaml` that are read."""

INCLUDED_SIZE_MAX = 1024 * 1024
"""Bytes: a larger file is no text that pages share."""


class Folder:
    """All pages below a folder.

    With a `SUMMARY.md` (at the root, or one in each language's folder) order and titles come from it and
    what it does not list is left out; without one, every markdown file is a page. A `.gitbook.yaml`, at
    the root or in a folder, says where below it the pages lie and what home page and table of contents are
    called. Dot-folders and `node_modules` are left out, a licence too unless it is listed. A page has the
    texts that it includes; its date is that of the last commit which changed its file, or else the file's.
    Listing reads file names, tables of contents, git's history and, for the language of the files outside
    language folders, the openings of some of them. `language` spares that.
    """

    def __init__(self, root: Path, *, location: str = "", base_url: str = "", language: str = "") -> None:
        self._root = root.resolve()
        self._location = location or str(self._root)
        self._site = Site.parse(base_url) if base_url else None
        self._language = language
        self._files: Mapping[str, str] = {}
        self._commits: Mapping[str, datetime] = {}

    @property
    def location(self) -> str:
        """The folder's absolute path, or the name that it was given."""
        return self._location

    async def discover(self) -> Sequence[Listing]:
        """Every page of the folder, in the order of its tables of contents."""
        try:
            return await to_thread.run_sync(self._discover)
        except OSError as error:
            raise SourceError(f"{self._location} cannot be read: {error}. Check its permissions.") from error

    async def fetch(self, listing: Listing, known: Validators | None) -> Fetched | None:
        """The page, or None while its text, its date and what the tables of contents say of it stay the same.

        Raises PageError where the file cannot be read, or is a link that leads out of the folder.
        """
        return await to_thread.run_sync(self._fetch, listing, known)

    async def aclose(self) -> None:
        """Nothing stays open."""

    def _discover(self) -> Sequence[Listing]:
        tree = _Tree.read(self._root)
        spaces = Spaces.read(tree.settings, tree.files)
        contents = Contents.read(self._root, tree.files, spaces)
        order = {file: place for place, file in enumerate(contents.titles)}
        pages = [file for file in tree.files if _is_page(file, contents, spaces)]
        self._files = spaces.paths(sorted(pages, key=lambda file: order.get(file, len(order))))
        if not self._files:
            raise SourceError(f"{self._location} has no markdown pages: give what holds .md files.")
        self._language = self._language or self._majority()
        self._commits = last_commits(self._root)
        return [self._listing(path, contents.title(file)) for path, file in self._files.items()]

    def _listing(self, path: str, title: str) -> Listing:
        url = self._site.url(path) if self._site else path
        language = path_language(path) or self._language
        return Listing(url, path, title, language=language, last_modified=self._changed(self._files[path]))

    def _changed(self, file: str) -> datetime | None:
        if file in self._commits:
            return self._commits[file]
        try:
            return datetime.fromtimestamp((self._root / file).stat().st_mtime, UTC)
        except OSError:
            return None  # fetching the page will say why

    def _majority(self) -> str:
        plain = [file for path, file in self._files.items() if not path_language(path)]
        step = max(1, len(plain) // SAMPLED_PAGES)
        return Detector().majority((self._sample(file) for file in plain[::step]), "en")

    def _sample(self, file: str) -> str:
        return prose(_opening(self._root / file, SAMPLED_CHARACTERS))

    def _fetch(self, listing: Listing, known: Validators | None) -> Fetched | None:
        name = self._files[listing.path]
        text = expanded(self._text(name), name, self._included)
        version = _version(text, listing)
        if known is not None and known.etag == version:
            return None
        validators = Validators(etag=version, listed_at=listing.last_modified)
        return Fetched(_page(listing, text, name.rpartition("/")[2].rpartition(".")[0]), validators)

    def _text(self, name: str) -> str:
        file = self._root / name
        try:
            if file.resolve(strict=True).is_relative_to(self._root):
                return file.read_bytes().decode("utf-8", "replace")
            problem = "a link that leads out of the folder, so it was not read"
        except OSError as error:
            problem = f"cannot be read: {error.strerror or error}"
        except RuntimeError:
            problem = "a link that leads to itself"
        raise PageError(f"{self._location}/{name}", problem)

    def _included(self, name: str) -> str | None:
        """The text of a file that a page includes; None where there is no such text in the folder."""
        try:
            file = (self._root / name).resolve()
            if not name.lower().endswith(".md") or not file.is_relative_to(self._root):
                return None
            if not file.is_file() or file.stat().st_size > INCLUDED_SIZE_MAX:
                return None
            return file.read_bytes().decode("utf-8", "replace")
        except (OSError, ValueError, RuntimeError):  # no name of a file, or a link in a circle
            return None


@dataclass(slots=True)
class _Tree:
    """The markdown files below a root, sorted, and the text of each folder's `.gitbook.yaml`."""

    files: list[str] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, root: Path) -> "_Tree":
        tree = cls()
        for folder, folders, files in os.walk(root):
            folders[:] = [name for name in folders if name not in NO_FOLDERS and not name.startswith(".")]
            below = Path(folder).relative_to(root).as_posix().removeprefix(".")
            tree.files += (f"{below}/{name}".lstrip("/") for name in files if _is_markdown(name))
            if FILE in files:
                tree.settings[below.lstrip("/")] = _opening(Path(folder) / FILE, SETTINGS_MAX)
        tree.files.sort()
        return tree


def _page(listing: Listing, text: str, name: str) -> Page:
    matter, rest = frontmatter.read(text.removeprefix("\ufeff"))
    markdown = boilerplate.strip(rest)
    fallback = last_segment(listing.path if name.lower() == "readme" else name)
    return Page(
        url=listing.url,
        path=listing.path,
        title=listing.title or matter.title or heading_title(markdown) or fallback,
        description=matter.description,
        language=listing.language,
        markdown=markdown,
        fetched_at=datetime.now(UTC),
        last_modified=listing.last_modified,
        alternates=listing.alternates,
    )


def _version(text: str, listing: Listing) -> str:
    """Changes with a page's text and with what its listing says of it."""
    parts = (text, listing.title, listing.language, listing.last_modified)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def _opening(file: Path, characters: int) -> str:
    """How a file begins; "" where it cannot be read."""
    try:
        with file.open(encoding="utf-8", errors="replace") as text:
            return text.read(characters)
    except OSError:
        return ""


def _is_markdown(name: str) -> bool:
    return name.lower().endswith(".md") and not name.startswith(".")


def _is_page(file: str, contents: Contents, spaces: Spaces) -> bool:
    if file in contents.tables:
        return False
    if file.rpartition("/")[2] == "LICENSE.md":
        return bool(contents.title(file))
    return contents.publishes(file) or spaces.is_home(file)
