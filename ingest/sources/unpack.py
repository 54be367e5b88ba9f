"""Unpacks the markdown of a tar or zip archive into a folder, whatever the archive tries."""

import bz2
import gzip
import lzma
import os
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import IO, Self, cast

from ingest.errors import SourceError
from ingest.language import path_language
from ingest.sources.gitbook_yaml import FILE

CHUNK = 256 * 1024
LINK_MAX = 4096
UNPACK = "unpack what you need of it and give the folder"
MTIME_MAX = 2**33
"""Seconds since 1970: later than this (the year 2242) is no date of a file."""

NAME_MAX = 1024 * 1024
"""Bytes that a tar may spend on one member's name and attributes."""

DAMAGED = (
    tarfile.TarError,
    zipfile.BadZipFile,
    lzma.LZMAError,
    zlib.error,
    struct.error,
    EOFError,
    IndexError,
    ValueError,
)
"""What the standard library raises for bytes that are no whole archive."""

Compressed = gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile
COMPRESSED: Mapping[bytes, Callable[[Path], Compressed]] = {
    b"\x1f\x8b": gzip.GzipFile,
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\0": lzma.LZMAFile,
}
"""How compressed tars begin, and what unpacks them; any other file is read as it is."""

ZIPS = (b"PK\x03\x04", b"PK\x05\x06")
ZSTANDARD = b"\x28\xb5\x2f\xfd"


@dataclass(frozen=True, slots=True)
class UnpackLimits:
    """How much an archive may hold: files of text, and bytes in one of them and in all of them.

    `stream` is for the bytes that come out of a tar, those that are passed over included: one has to unpack
    them to get past them.
    """

    files: int = 50_000
    file: int = 20 * 1024 * 1024
    total: int = 1024 * 1024 * 1024
    stream: int = 4 * 1024 * 1024 * 1024


class _RefusedError(Exception):
    """The archive cannot or must not be unpacked; the message, a phrase, says why."""


def unpack(archive: Path, root: Path, limits: UnpackLimits) -> Path:
    """Unpack the markdown and the `.gitbook.yaml` files of an archive below the empty folder `root`.

    Gives the folder in which the pages lie: where all of the archive is in one folder, that one, unless its
    name is a language's. Files keep their dates. Nothing is written outside `root`: members with names that
    lead out of it, devices, and links to anything but text in the archive are passed over. Raises SourceError
    for what is no whole archive, encrypted, or larger than the limits.
    """
    unpacking = _Unpacking(root, limits)
    try:
        with archive.open("rb") as file:
            start = file.read(6)
        _unzip(archive, unpacking) if start.startswith(ZIPS) else _untar(archive, start, unpacking)
        unpacking.link()
    except _RefusedError as refusal:
        raise SourceError(f"{archive} {refusal}: {UNPACK}.") from refusal
    except NotImplementedError as error:
        raise SourceError(
            f"{archive} is packed in a way that is not read here ({error}): {UNPACK}."
        ) from error
    except DAMAGED as error:
        raise SourceError(
            f"{archive} is no whole tar or zip archive ({error}): make or download it once more."
        ) from error
    except OSError as error:
        raise SourceError(f"{archive} cannot be unpacked: {error}.") from error
    return unpacking.top()


@dataclass(slots=True)
class _Unpacking:
    """One archive's way into a folder: writes files below `root` alone, and counts what it writes."""

    root: Path
    limits: UnpackLimits
    files: int = 0
    written: int = 0
    tops: set[str] = field(default_factory=set)
    links: list[tuple[str, str]] = field(default_factory=list)

    def saw(self, name: str) -> str:
        """The member's name in its one form if it is wanted text; "" for anything else or above the root."""
        own = normpath(name.replace("\\", "/"))
        if own.startswith(("/", "..")) or "\0" in own or ":" in own.partition("/")[0]:
            return ""
        self.tops.add(own.partition("/")[0] if "/" in own else "")
        return own if _is_wanted(own) else ""

    def write(self, name: str, member: IO[bytes], modified: float) -> None:
        """Copy a member's bytes to the file of that name."""
        self._count_file()
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        size = 0
        with file.open("wb") as copy:
            while chunk := member.read(CHUNK):
                size += len(chunk)
                self._count_bytes(len(chunk), size, name)
                copy.write(chunk)
        moment = min(max(modified, 0.0), float(MTIME_MAX))
        os.utime(file, (moment, moment))

    def link(self) -> None:
        """Give the links to files that were unpacked the contents of these; the others lead nowhere."""
        for name, target in self.links:
            file, linked = self.root / name, self.root / target
            if target.startswith(("/", "..")) or not linked.is_file() or file.exists():
                continue
            self._count_file()
            size = linked.stat().st_size
            self._count_bytes(size, size, name)
            file.parent.mkdir(parents=True, exist_ok=True)
            os.link(linked, file)

    def top(self) -> Path:
        """The folder that the archive is about: its only top-level folder, unless that names a language."""
        only = next(iter(self.tops)) if len(self.tops) == 1 else ""
        return (
            self.root / only
            if only and not path_language(only) and (self.root / only).is_dir()
            else self.root
        )

    def _count_file(self) -> None:
        self.files += 1
        if self.files > self.limits.files:
            raise _RefusedError(f"holds more than {self.limits.files:,} files of text")

    def _count_bytes(self, more: int, size: int, name: str) -> None:
        self.written += more
        if size > self.limits.file:
            raise _RefusedError(f"holds a text of more than {self.limits.file:,} bytes ({name})")
        if self.written > self.limits.total:
            raise _RefusedError(f"holds more than {self.limits.total:,} bytes of text")


@dataclass(slots=True)
class _Counted:
    """A stream that ends in an error when more comes out of it than it may."""

    stream: Compressed | IO[bytes]
    left: int

    def read(self, size: int = CHUNK) -> bytes:
        """At most `size` bytes; none at the end."""
        data = self.stream.read(size)
        self.left -= len(data)
        if self.left < 0:
            raise _RefusedError("unpacks to more than is safe")
        return data


BODILESS = frozenset(
    (tarfile.LNKTYPE, tarfile.SYMTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE)
)


class _Member(tarfile.TarInfo):
    """A tar's member. A broken header in the middle of an archive is an error; tarfile would stop there."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        """The member of a header; refuses the end without an end mark, and names without measure."""
        if len(buf) != tarfile.BLOCKSIZE:
            raise tarfile.ReadError("it ends too early")
        try:
            member = super().frombuf(buf, encoding, errors)
        except tarfile.HeaderError as error:
            if not any(buf):
                raise  # the end mark
            raise tarfile.ReadError(f"damaged: {error}") from error
        if not member.isfile() and member.type not in BODILESS and member.size > NAME_MAX:
            raise tarfile.ReadError("a name without end")
        return member


def _untar(archive: Path, start: bytes, unpacking: _Unpacking) -> None:
    if start.startswith(ZSTANDARD):
        raise _RefusedError("is packed with Zstandard, which is not read here")
    for magic, opened in COMPRESSED.items():
        if start.startswith(magic):
            with opened(archive) as unpacked:
                return _read_tar(unpacked, unpacking)
    with archive.open("rb") as plain:
        return _read_tar(plain, unpacking)


def _read_tar(stream: Compressed | IO[bytes], unpacking: _Unpacking) -> None:
    counted = _Counted(stream, unpacking.limits.stream)
    with tarfile.open(fileobj=cast(IO[bytes], counted), mode="r|", tarinfo=_Member) as tar:
        while (member := tar.next()) is not None:
            _take(tar, member, unpacking)
            tar.members.clear()  # type: ignore[attr-defined]  # a million members would fill the memory
    while counted.read():
        pass  # a checksum may stand at the end


def _take(tar: tarfile.TarFile, member: tarfile.TarInfo, unpacking: _Unpacking) -> None:
    if member.isdir():
        return
    name = unpacking.saw(member.name)
    if name and member.issym():
        unpacking.links.append((name, normpath(join(dirname(name), member.linkname))))
    elif name and member.islnk():
        unpacking.links.append((name, normpath(member.linkname)))
    elif name and member.isfile() and (content := tar.extractfile(member)):
        unpacking.write(name, content, member.mtime)


def _unzip(archive: Path, unpacking: _Unpacking) -> None:
    with zipfile.ZipFile(archive) as packed:
        for member in packed.infolist():
            name = "" if member.filename.endswith("/") else unpacking.saw(member.filename)
            if not name:
                continue
            if member.flag_bits & 1:
                raise _RefusedError("is encrypted")
            with packed.open(member) as content:
                if stat.S_ISLNK(member.external_attr >> 16):
                    target = content.read(LINK_MAX).decode("utf-8", "replace")
                    unpacking.links.append((name, normpath(join(dirname(name), target))))
                else:
                    unpacking.write(name, content, _moment(member))


def _moment(member: zipfile.ZipInfo) -> float:
    """A zip's dates have no time zone; they are taken for UTC, so that they are the same everywhere."""
    try:
        return datetime(*member.date_time, tzinfo=UTC).timestamp()
    except ValueError:
        return 0.0


def _is_wanted(name: str) -> bool:
    *folders, file = name.split("/")
    if any(
        folder == "node_modules" or (folder.startswith(".") and folder != ".gitbook") for folder in folders
    ):
        return False
    return file == FILE or (file.lower().endswith(".md") and not file.startswith("."))
