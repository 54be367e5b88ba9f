"""Tar and zip archives of docs sites, whole, broken and hostile."""

import bz2
import gzip
import io
import lzma
import stat
import struct
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.errors import SourceError
from ingest.source import Listing
from ingest.sources.archive import Archive
from ingest.sources.unpack import UnpackLimits, unpack

pytestmark = pytest.mark.anyio
WRITTEN = datetime(2026, 4, 7, 12, 30, tzinfo=UTC)
SITE = {
    "SUMMARY.md": "* [Home](README.md)\n* [Guide](a/guide.md)\n",
    "README.md": "# Home\n\nThe home page.\n",
    "a/guide.md": '# Guide\n\n{% include "../.gitbook/includes/x.md" %}\n',
    "a/draft.md": "A draft.\n",
    ".gitbook/includes/x.md": "Shared text.\n",
    "picture.png": "not text",
}
PACKERS: Mapping[str, Callable[[bytes], bytes]] = {
    ".tar": bytes,
    ".tar.gz": gzip.compress,
    ".tar.bz2": bz2.compress,
    ".tar.xz": lzma.compress,
}
BLOCK = tarfile.BLOCKSIZE


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The place for temporary files; whatever a test does, nothing stays there."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def tar(*members: tuple[tarfile.TarInfo, bytes]) -> bytes:
    """A plain tar of these members."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for member, content in members:
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def member(
    name: str, content: str = "", *, kind: bytes = tarfile.REGTYPE, link: str = ""
) -> tuple[tarfile.TarInfo, bytes]:
    """A member of a tar, with its content."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.mtime = kind, link, int(WRITTEN.timestamp())
    info.size = len(content.encode())
    return info, content.encode()


def tarred(files: Mapping[str, str], prefix: str = "./") -> bytes:
    """A plain tar of these files."""
    return tar(*(member(prefix + name, text) for name, text in files.items()))


def zipped(file: Path, files: Mapping[str, str]) -> Path:
    """A zip of these files."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, WRITTEN.timetuple()[:6]), text)
    return file


def stored(file: Path, content: bytes) -> Path:
    """The file with these bytes."""
    file.write_bytes(content)
    return file


async def listed(file: Path, limits: UnpackLimits | None = None) -> dict[str, Listing]:
    """What an archive lists, by path."""
    archive = Archive(file, language="en", limits=limits)
    try:
        return {listing.path: listing for listing in await archive.discover()}
    finally:
        await archive.aclose()


@pytest.mark.parametrize("suffix", [*PACKERS, ".zip"])
async def test_an_archive_is_the_folder_that_it_holds(tmp_path: Path, suffix: str) -> None:
    """Contents, shared texts and dates are those of the checkout; the second crawl finds nothing new."""
    file = tmp_path / f"site{suffix}"
    if suffix == ".zip":
        zipped(file, SITE)
    else:
        stored(file, PACKERS[suffix](tarred(SITE)))
    archive = Archive(file, base_url="https://docs.test", language="en")
    listings = {listing.path: listing for listing in await archive.discover()}
    assert {path: listing.title for path, listing in listings.items()} == {"/": "Home", "/a/guide": "Guide"}
    assert listings["/a/guide"].last_modified == WRITTEN
    assert listings["/a/guide"].url == "https://docs.test/a/guide"
    fetched = await archive.fetch(listings["/a/guide"], None)
    assert fetched is not None
    assert fetched.page.markdown == "# Guide\n\nShared text."
    assert archive.location == str(file)
    again = {listing.path: listing for listing in await archive.discover()}
    assert await archive.fetch(again["/a/guide"], fetched.validators) is None
    await archive.aclose()


async def test_a_single_top_folder_is_not_in_the_addresses(tmp_path: Path) -> None:
    """`project-main/guide.md` is `/guide`; a folder that is a language's stays."""
    assert set(await listed(stored(tmp_path / "a.tar", tarred(SITE, "project-main/")))) == {"/", "/a/guide"}
    assert set(await listed(stored(tmp_path / "b.tar", tarred(SITE, "en/")))) == {"/en", "/en/a/guide"}
    files = {"docs/a.md": "A page.", "docs/b.md": "A page.", "package.json": "{}"}
    assert set(await listed(stored(tmp_path / "c.tar", tarred(files)))) == {"/docs/a", "/docs/b"}


async def test_links_within_the_archive_are_followed(tmp_path: Path) -> None:
    """Symbolic ones from where they stand, hard ones from the root."""
    content = tar(
        member("b/soft.md", kind=tarfile.SYMTYPE, link="../a/page.md"),
        member("a/page.md", "The page."),
        member("b/hard.md", kind=tarfile.LNKTYPE, link="a/page.md"),
    )
    assert set(await listed(stored(tmp_path / "a.tar", content))) == {"/a/page", "/b/soft", "/b/hard"}
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        soft = zipfile.ZipInfo("b/soft.md")
        soft.create_system, soft.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(soft, "../a/page.md")
        archive.writestr("a/page.md", "The page.")
    assert set(await listed(tmp_path / "a.zip")) == {"/a/page", "/b/soft"}


async def test_nothing_is_written_or_read_outside_the_archive(tmp_path: Path) -> None:
    """Names and links that lead out, and devices, are passed over, in tar and zip alike."""
    secret = stored(tmp_path / "secret.md", b"secret")
    out = ("../out.md", f"{tmp_path}/absolute.md", "a/../../up.md", "..\\back.md", "C:\\drive.md")
    content = tar(
        *(member(name, "out") for name in out),
        member("soft.md", kind=tarfile.SYMTYPE, link=str(secret)),
        member("up.md", kind=tarfile.SYMTYPE, link="../../secret.md"),
        member("hard.md", kind=tarfile.LNKTYPE, link=str(secret)),
        member("device.md", kind=tarfile.CHRTYPE),
        member("pipe.md", kind=tarfile.FIFOTYPE),
        member("folder", kind=tarfile.SYMTYPE, link=str(tmp_path)),
        member("folder/through.md", "A page of its own folder."),
        member("good.md", "A good page."),
    )
    assert set(await listed(stored(tmp_path / "a.tar", content))) == {"/good", "/folder/through"}
    zipped(tmp_path / "a.zip", dict.fromkeys(out, "out") | {"good.md": "A good page."})
    assert set(await listed(tmp_path / "a.zip")) == {"/good"}
    assert {path.name for path in tmp_path.iterdir()} == {"secret.md", "a.tar", "a.zip", "temporary"}


@pytest.mark.parametrize("suffix", [*PACKERS, ".zip"])
async def test_a_bomb_is_not_unpacked(tmp_path: Path, suffix: str) -> None:
    """A small file that unpacks to a large one ends at the limit, whatever its headers say."""
    files = {"good.md": "A good page.", "bomb.md": "0" * 2_000_000}
    file = tmp_path / f"bomb{suffix}"
    if suffix == ".zip":
        zipped(file, files)
    else:
        stored(file, PACKERS[suffix](tarred(files)))
    with pytest.raises(SourceError, match=r"bomb.*holds a text of more than 1,000,000 bytes \(bomb\.md\)"):
        await listed(file, UnpackLimits(file=1_000_000))
    if suffix == ".zip":
        honest = file.read_bytes()
        file.write_bytes(honest.replace(struct.pack("<L", 2_000_000), struct.pack("<L", 10)))
        with pytest.raises(SourceError, match="no whole tar or zip archive"):
            await listed(file, UnpackLimits(file=1_000_000))


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (UnpackLimits(files=2), "more than 2 files"),
        (UnpackLimits(total=25), "more than 25 bytes of text"),
        (UnpackLimits(stream=100_000), "unpacks to more than is safe"),
    ],
)
async def test_limits_count_files_texts_and_what_is_passed_over(
    tmp_path: Path, limits: UnpackLimits, message: str
) -> None:
    """Links count as the texts that they lead to."""
    content = tar(
        member("a.md", "Ten bytes."),
        member("b.md", "Ten bytes."),
        member("c.md", kind=tarfile.LNKTYPE, link="a.md"),
        member("film.mp4", "0" * 200_000),
    )
    file = stored(tmp_path / "a.tar.xz", lzma.compress(content))
    assert set(await listed(file)) == {"/a", "/b", "/c"}
    with pytest.raises(SourceError, match=message):
        await listed(file, limits)


@pytest.mark.parametrize("suffix", PACKERS)
@pytest.mark.parametrize("part", [0.3, 0.6, 0.97])
async def test_a_truncated_archive_does_not_pass_for_a_whole_one(
    tmp_path: Path, suffix: str, part: float
) -> None:
    """Wherever it ends: in a text, in a header, or between two members."""
    files = {f"{number}.md": f"Page {number * 7919}. " * 60 for number in range(40)}
    packed = PACKERS[suffix](tarred(files).rstrip(b"\0"))
    with pytest.raises(SourceError, match=r"is no whole tar or zip archive.*once more"):
        await listed(stored(tmp_path / f"a{suffix}", packed[: int(len(packed) * part)]))


async def test_an_archive_that_ends_between_two_members_is_truncated(tmp_path: Path) -> None:
    """A tar says where it ends; tarfile alone would not notice."""
    content = tar(member("a.md", "A page."), member("b.md", "A page."))
    for blocks in (1, 2, 3):
        with pytest.raises(SourceError, match="no whole tar"):
            await listed(stored(tmp_path / "a.tar", content[: blocks * BLOCK]))
    broken = content[: 2 * BLOCK] + b"x" * BLOCK + content[3 * BLOCK :]
    with pytest.raises(SourceError, match="no whole tar"):
        await listed(stored(tmp_path / "a.tar", broken))


async def test_numbers_that_are_none_are_damage(tmp_path: Path) -> None:
    """In the attributes of a member with holes, and in a list of holes that is cut off."""
    info, content = member("a.md", "A page.")
    info.pax_headers = {"GNU.sparse.size": "1O"}
    attribute = tar((info, content))
    info.type = tarfile.GNUTYPE_SPARSE
    header = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    header[482] = 1  # more of the list follows
    header[148:156] = b"%06o\0 " % sum(header[:148] + b" " * 8 + header[156:])
    for damaged in (attribute, bytes(header)):
        with pytest.raises(SourceError, match="no whole tar"):
            await listed(stored(tmp_path / "a.tar", damaged))


async def test_a_member_without_a_name_is_passed_over(tmp_path: Path) -> None:
    """A zip can hold one; there is no page that it could be."""
    file = zipped(tmp_path / "a.zip", {"x.md": "A page.", "good.md": "A good page."})
    nameless = file.read_bytes().replace(b"x.md", b"\0.md")
    assert set(await listed(stored(file, nameless))) == {"/good"}


async def test_other_files_say_what_to_do(tmp_path: Path) -> None:
    """Encrypted and unknown packings, texts with an archive's name, and archives without pages."""
    encrypted = bytearray(zipped(tmp_path / "e.zip", {"a.md": "A page."}).read_bytes())
    encrypted[6] |= 1
    encrypted[encrypted.index(b"PK\x01\x02") + 8] |= 1
    unknown = bytearray(zipped(tmp_path / "u.zip", {"a.md": "A page."}).read_bytes())
    unknown[unknown.index(b"PK\x01\x02") + 10] = 99
    newer = bytearray(zipped(tmp_path / "n.zip", {"a.md": "A page."}).read_bytes())
    newer[newer.index(b"PK\x01\x02") + 6] = 99
    cases = {
        "is encrypted: unpack what you need": bytes(encrypted),
        "is not read here [(]That compression method is not supported[)]: unpack": bytes(unknown),
        "packed with Zstandard.*give the folder": b"\x28\xb5\x2f\xfd" + bytes(100),
        "is not read here [(]zip file version 9.9[)]: unpack": bytes(newer),
        "no whole tar or zip": b"# A text\n",
        "no whole tar or zip archive [(]it ends too early": b"",
        "no markdown pages": tarred({"a.txt": "text"}),
    }
    for message, content in cases.items():
        with pytest.raises(SourceError, match=message):
            await listed(stored(tmp_path / "case.zip", content))
    with pytest.raises(SourceError, match="cannot be unpacked"):
        await listed(tmp_path / "gone.tar")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([*PACKERS, ".zip"]),
    st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), max_size=8),
)
def test_damage_is_never_another_error(tmp_path: Path, suffix: str, changes: list[tuple[int, int]]) -> None:
    """Whatever bytes are wrong, the archive is unpacked or refused."""
    if suffix == ".zip":
        content = bytearray(zipped(tmp_path / "whole.zip", SITE).read_bytes())
    else:
        content = bytearray(PACKERS[suffix](tarred(SITE)))
    for place, value in changes:
        content[place % len(content)] = value
    file = stored(tmp_path / f"damaged{suffix}", bytes(content))
    with tempfile.TemporaryDirectory() as root:
        try:
            assert unpack(file, Path(root), UnpackLimits()).is_relative_to(root)
        except SourceError as error:
            assert str(file) in str(error)
