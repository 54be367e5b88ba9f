"""Sites of as many pages as a benchmark needs, made of those of a small one."""

import re
import tarfile
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import count, islice
from pathlib import Path

from ingest.language import path_language

NAME = re.compile(r"\b[A-Z][a-z]{4,}\b")


def read_texts(site: Path) -> dict[str, str]:
    """The markdown of a folder, or of a tar archive of one, by file name; tables of contents are left out."""
    texts = _folder(site) if site.is_dir() else _archive(site)
    return {name: text for name, text in texts if name.endswith(".md") and not name.endswith("SUMMARY.md")}


def write_site(folder: Path, texts: Mapping[str, str], pages: int) -> Path:
    """Write so many pages: each round has paths of its own and calls the site's commonest name otherwise."""
    for name, text in islice(_rounds(texts), pages):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def _rounds(texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield from texts.items()
    names = Counter(name for text in texts.values() for name in NAME.findall(text))
    common = re.compile(rf"\b{names.most_common(1)[0][0]}\b") if names else NAME
    for number in count(1):
        for name, text in texts.items():
            below = f"part{number}/{name}"
            if path_language(f"/{name}"):
                language, _, rest = name.partition("/")
                below = f"{language}/part{number}/{rest}"
            yield below, common.sub(rf"\g<0>{number}", text)


def _folder(site: Path) -> Iterator[tuple[str, str]]:
    for file in sorted(site.rglob("*.md")):
        yield file.relative_to(site).as_posix(), file.read_text("utf-8", "replace")


def _archive(site: Path) -> Iterator[tuple[str, str]]:
    with tarfile.open(site) as packed:
        for member in packed:
            file = packed.extractfile(member) if member.isfile() else None
            if file is not None:
                yield member.name.removeprefix("./"), file.read().decode("utf-8", "replace")
