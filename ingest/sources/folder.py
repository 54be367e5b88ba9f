"""A folder of markdown as a source: the git source of a docs site, or any tree of `.md` files."""

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from anyio import to_thread

from ingest import boilerplate, frontmatter
from ingest.address import Site, folder_path, last_segment, page_path
from ingest.errors import PageError, SourceError
from ingest.language import Detector, pair_by_path, path_language, prose
from ingest.page import Page
from ingest.source import Fetched, Listing, Validators
from ingest.sources.contents import Contents
from ingest.title import heading_title

NO_FOLDERS = frozenset({"node_modules"})
SAMPLED_PAGES = 40
SAMPLED_CHARACTERS = 2_000


class Folder:
    """All pages below a folder.

    With a `SUMMARY.md` (at the root, or one in each language's folder) order and titles come from it and
    what it does not list is left out; without one, every markdown file is a page. Dot-folders and
    `node_modules` are left out, a licence too unless it is listed. Listing reads file names, tables of
    contents and, for the language of the files outside language folders, the openings of some of them.
    `language` spares that.
    """

    def __init__(self, root: Path, *, location: str = "", base_url: str = "", language: str = "") -> None:
        self._root = root.resolve()
        self._location = location or str(self._root)
        self._site = Site.parse(base_url) if base_url else None
        self._language = language
        self._files: Mapping[str, str] = {}

    @property
    def location(self) -> str:
        """The folder's absolute path, or the name that it was given."""
        return self._location

    async def discover(self) -> Sequence[Listing]:
        """Every page of the folder, in the order of its tables of contents."""
        try:
            return await to_thread.run_sync(self._discover)
        except OSError as error:
            raise SourceError(f"{self._root} cannot be read: {error}. Check its permissions.") from error

    async def fetch(self, listing: Listing, known: Validators | None) -> Fetched | None:
        """The page, or None while neither its file nor what the tables of contents say of it has changed."""
        return await to_thread.run_sync(self._fetch, listing, known)

    async def aclose(self) -> None:
        """Nothing stays open."""

    def _discover(self) -> Sequence[Listing]:
        files = sorted(_markdown_files(self._root))
        contents = Contents.read(self._root, files)
        order = {file: place for place, file in enumerate(contents.titles)}
        pages = [file for file in files if _is_page(file, contents)]
        pages.sort(key=lambda file: order.get(file, len(order)))
        if not pages:
            raise SourceError(f"{self._root} has no markdown pages: give the folder that holds .md files.")
        self._files = _paths(pages)
        self._language = self._language or self._majority(pages)
        return pair_by_path(self._listing(path, contents.title(file)) for path, file in self._files.items())

    def _listing(self, path: str, title: str) -> Listing:
        url = self._site.url(path) if self._site else path
        language = path_language(path) or self._language
        return Listing(url, path, title, language=language, last_modified=self._changed(path))

    def _changed(self, path: str) -> datetime | None:
        try:
            return datetime.fromtimestamp((self._root / self._files[path]).stat().st_mtime, UTC)
        except OSError:
            return None  # fetching the page will say why

    def _majority(self, pages: Sequence[str]) -> str:
        plain = [file for file in pages if not path_language(page_path(file))]
        step = max(1, len(plain) // SAMPLED_PAGES)
        return Detector().majority((self._opening(file) for file in plain[::step]), "en")

    def _opening(self, file: str) -> str:
        try:
            with (self._root / file).open(encoding="utf-8", errors="replace") as text:
                return prose(text.read(SAMPLED_CHARACTERS))
        except OSError:
            return ""

    def _fetch(self, listing: Listing, known: Validators | None) -> Fetched | None:
        file = self._root / self._files[listing.path]
        try:
            version = _version(file, listing)
            if known is not None and known.etag == version:
                return None
            if not file.resolve().is_relative_to(self._root):
                raise PageError(f"{file} is a link that leads out of the folder, so it was not read.")
            text = file.read_bytes().decode("utf-8", "replace")
        except OSError as error:
            raise PageError(f"{file} cannot be read: {error.strerror or error}.") from error
        validators = Validators(etag=version, listed_at=listing.last_modified)
        return Fetched(_page(listing, text, file.stem), validators)


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


def _version(file: Path, listing: Listing) -> str:
    """Changes with the file and with what its listing says of it."""
    status = file.stat()
    parts = (status.st_mtime_ns, status.st_size, listing.title, listing.language)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def _markdown_files(root: Path) -> Iterator[str]:
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name not in NO_FOLDERS and not name.startswith(".")]
        below = Path(folder).relative_to(root).as_posix().removeprefix(".")
        for name in files:
            if name.lower().endswith(".md") and not name.startswith("."):
                yield f"{below}/{name}".lstrip("/")


def _is_page(file: str, contents: Contents) -> bool:
    match file.rpartition("/")[2]:
        case "SUMMARY.md":
            return False
        case "LICENSE.md":
            return bool(contents.title(file))
    return contents.publishes(file)


def _paths(files: Sequence[str]) -> dict[str, str]:
    """Site path -> file. Where `a.md` and `a/README.md` both exist, the README's page is `/a/README`."""
    named = {page_path(file) for file in files if folder_path(file) == page_path(file)}
    return {page_path(file) if folder_path(file) in named else folder_path(file): file for file in files}
