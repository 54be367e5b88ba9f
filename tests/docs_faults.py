"""What can go wrong with one address of `docs_site`, and ready-made faults that are tedious to spell out."""

import gzip
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import format_datetime
from itertools import repeat

MEGABYTE = 1024 * 1024
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
MARKDOWN = "text/markdown; charset=utf-8"


@dataclass(slots=True)
class Fault:
    """What goes wrong when a URL path is asked for; the `times` first times, or always.

    What is left out is as on the healthy site: a fault without `body` sends the usual one. `kind` is the
    content type. `encoding` is that of the usual text on the wire, whatever `kind` claims. `packed` counts
    layers of gzip. A body that is an iterable is sent as it comes, in chunks where no `length` (bytes) is
    declared. `stall` waits before the head, `stall_midway` after half of the body, `drip` after each byte
    (all in seconds). `reset` and `reset_midway` break the connection; `truncated` promises more than it
    sends. `sent` counts the body's bytes that left, over all requests.
    """

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | Iterable[bytes] | None = None
    kind: str = ""
    encoding: str = "utf-8"
    packed: int = 0
    length: int | None = None
    stall: float = 0.0
    stall_midway: float = 0.0
    drip: float = 0.0
    reset: bool = False
    reset_midway: bool = False
    truncated: bool = False
    times: int | None = None
    sent: int = field(default=0, compare=False)

    def strikes(self) -> bool:
        """Whether the fault applies to this request; counts it."""
        if self.times is None:
            return True
        self.times -= 1
        return self.times >= 0

    def headed(self, usual: Mapping[str, str]) -> dict[str, str]:
        """The headers of the faulty answer, without any that describe the body's length."""
        named = {"Content-Type": self.kind} if self.kind else {}
        coding = {"Content-Encoding": ", ".join(["gzip"] * self.packed)} if self.packed else {}
        return dict(usual) | named | coding | dict(self.headers)

    def wire(self, usual: str | bytes) -> bytes | Iterable[bytes]:
        """The body of the faulty answer as it goes onto the wire, `usual` being the healthy one."""
        if self.body is not None and not isinstance(self.body, bytes):
            return self.body
        text = usual.encode(self.encoding) if isinstance(usual, str) else usual
        body = text if self.body is None else self.body
        for _ in range(self.packed):
            body = gzip.compress(body, mtime=0)
        return body


@dataclass(frozen=True, slots=True)
class Repeated:
    """A body of many equal chunks, of which only one is ever in memory."""

    chunk: bytes
    times: int

    def __iter__(self) -> Iterator[bytes]:
        return repeat(self.chunk, self.times)


@dataclass(frozen=True, slots=True)
class GzipOfZeros:
    """A gzip file that unpacks to so many megabytes of zeros, some thousand times its own size."""

    megabytes: int

    def __iter__(self) -> Iterator[bytes]:
        zeros = bytes(MEGABYTE)
        packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        # A full flush leaves the packer as it began, so one megabyte's bytes serve for all the others.
        block = packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH)
        yield b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"
        yield from repeat(block, self.megabytes)
        checksum = 0  # counted only now: hardly a client reads so far
        for _ in range(self.megabytes):
            checksum = zlib.crc32(zeros, checksum)
        yield packer.flush() + struct.pack("<II", checksum, self.megabytes * MEGABYTE % 2**32)


def huge(megabytes: int = 500, *, declared: bool = True) -> Fault:
    """A page of so many megabytes; not `declared`, its length is told nowhere."""
    body = Repeated(b"All work and no play.\n".ljust(64) * 1024, megabytes * 16)
    return Fault(body=body, kind=MARKDOWN, length=megabytes * MEGABYTE if declared else None)


def bomb(megabytes: int = 1024) -> Fault:
    """A gzip'd page that unpacks to so many megabytes."""
    return Fault(body=GzipOfZeros(megabytes), kind=MARKDOWN, headers={"Content-Encoding": "gzip"})


def redirect(target: str, status: int = 302) -> Fault:
    """An answer that sends the client to `target`, to the letter."""
    return Fault(status=status, headers={"Location": target})


def busy(pause: float | datetime | None = None, status: int = 429, times: int | None = None) -> Fault:
    """An answer that asks for a pause: seconds, or a moment that is told as an HTTP date."""
    if pause is None:
        return Fault(status=status, times=times)
    told = format_datetime(pause, usegmt=True) if isinstance(pause, datetime) else f"{pause:.0f}"
    return Fault(status=status, headers={"Retry-After": told}, times=times)


def charset(declared: str, encoding: str, kind: str = "text/markdown") -> Fault:
    """The usual text sent in `encoding` by a server that claims `declared` ("" for no claim)."""
    return Fault(kind=f"{kind}; charset={declared}" if declared else kind, encoding=encoding)


def brief(fault: Fault, times: int) -> Fault:
    """The same fault, gone after `times` requests."""
    return replace(fault, times=times)
