"""An archive of markdown as a source: a tar or zip file of a docs site's git checkout."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from anyio import CancelScope, to_thread

from ingest.errors import PageError
from ingest.source import Fetched, Listing, Validators
from ingest.sources.folder import Folder
from ingest.sources.unpack import UnpackLimits, unpack


class Archive:
    """All pages in a tar (plain, gzip, bzip2, xz) or zip file, as `Folder` finds them in the unpacked tree.

    The archive's first bytes tell its kind. The markdown is unpacked into a temporary folder, which lasts
    until the source is closed; `limits` say how much that may be.
    """

    def __init__(
        self, file: Path, *, base_url: str = "", language: str = "", limits: UnpackLimits | None = None
    ) -> None:
        self._file = file.resolve()
        self._base_url = base_url
        self._language = language
        self._limits = limits or UnpackLimits()
        self._unpacked: TemporaryDirectory[str] | None = None
        self._folder: Folder | None = None

    @property
    def location(self) -> str:
        """The archive's absolute path."""
        return str(self._file)

    async def discover(self) -> Sequence[Listing]:
        """Every page in the archive. Raises SourceError where it cannot be unpacked or holds none."""
        await self.aclose()
        try:
            root = await to_thread.run_sync(self._unpack)
            self._folder = Folder(
                root, location=self.location, base_url=self._base_url, language=self._language
            )
            return await self._folder.discover()
        except BaseException:
            await self.aclose()
            raise

    async def fetch(self, listing: Listing, known: Validators | None) -> Fetched | None:
        """The page, or None while its text and its date in the archive are the same."""
        if self._folder is None:
            raise PageError(listing.url, "the archive is closed")
        return await self._folder.fetch(listing, known)

    async def aclose(self) -> None:
        """Remove what was unpacked."""
        self._folder, unpacked, self._unpacked = None, self._unpacked, None
        if unpacked is not None:
            with CancelScope(shield=True):
                await to_thread.run_sync(unpacked.cleanup)

    def _unpack(self) -> Path:
        self._unpacked = TemporaryDirectory(prefix="askdocs-")
        return unpack(self._file, Path(self._unpacked.name), self._limits)
