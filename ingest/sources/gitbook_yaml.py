"""Reads `.gitbook.yaml`, which says where in a git checkout a docs site lies."""

from dataclasses import dataclass
from posixpath import normpath

import yaml

FILE = ".gitbook.yaml"
README = "README.md"
SUMMARY = "SUMMARY.md"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a site's pages, its home page and its table of contents lie.

    `root` is a folder below the one that holds the `.gitbook.yaml` ("" is that folder itself); `readme` and
    `summary` are files below `root`. The keys of the file that are about the site as served (`redirects`)
    have no place here.
    """

    root: str = ""
    readme: str = README
    summary: str = SUMMARY


def read(text: str) -> Layout:
    """The layout that a `.gitbook.yaml` gives; what it lacks, or gives wrongly, is as usual."""
    fields = _mapping(_loaded(text))
    structure = _mapping(fields.get("structure"))
    return Layout(
        _below(fields.get("root"), ""),
        _below(structure.get("readme"), README),
        _below(structure.get("summary"), SUMMARY),
    )


def _loaded(text: str) -> object:
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError, TypeError):
        return None


def _mapping(value: object) -> dict[object, object]:
    return value if isinstance(value, dict) else {}


def _below(value: object, usual: str) -> str:
    """A path in its one form; the usual one where it is none, or one that leads above its folder."""
    if not isinstance(value, str) or not value.strip():
        return usual
    path = normpath(value.strip().replace("\\", "/").lstrip("/") or ".")
    return usual if path.startswith("..") else path.removeprefix(".") if path == "." else path
