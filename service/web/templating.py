"""Templates, and the files that pages load, which stay cached: their addresses change with what they hold."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from service.links import SAFE

FOLDER = Path(__file__).parent

STYLES = MappingProxyType(
    {"app.css": ("base", "layout", "search", "answer", "reading"), "insights.css": ("insights",)}
)
"""The style sheet of all pages, and the one of insights and signing in: the parts of each, in their order."""

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)

MEDIA_TYPES = MappingProxyType(
    {".css": "text/css", ".mjs": "text/javascript", ".js": "text/javascript", ".svg": "image/svg+xml"}
)

ADDRESS = "/~askdocs/assets"
"""Below it the files lie, in a folder that is named after a digest of them all."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that pages load."""

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Assets:
    """All of them by name, and the digest that stands in their addresses.

    The digest is of all together: a script finds those that it imports beside it, in the same version.
    """

    files: MappingProxyType[str, Asset]
    digest: str

    def address(self, name: str) -> str:
        """Where a file is served. Raises KeyError where there is none of that name."""
        _ = self.files[name]
        return f"{ADDRESS}/{self.digest}/{name}"


@cache
def assets(folder: Path = FOLDER / "static") -> Assets:
    """The files in a folder, and the style sheets that are made of what lies in its folder `css/`."""
    css = folder / "css"
    files = {name: Asset(_style(css, parts), MEDIA_TYPES[".css"]) for name, parts in STYLES.items()}
    for path in sorted(folder.iterdir()):
        if path.suffix in MEDIA_TYPES:
            files[path.name] = Asset(path.read_bytes(), MEDIA_TYPES[path.suffix])
    digest = sha256()
    for name, asset in files.items():
        digest.update(name.encode() + b"\0" + asset.content + b"\0")
    return Assets(MappingProxyType(files), digest.hexdigest()[:12])


def _style(folder: Path, parts: Iterable[str]) -> bytes:
    """The parts as one, without comments, and without blanks around lines."""
    written = "\n".join((folder / f"{name}.css").read_text(encoding="utf-8") for name in parts)
    lines = (line.strip() for line in COMMENT.sub("", written).splitlines())
    return "\n".join(filter(None, lines)).encode()


@cache
def environment() -> Environment:
    """The templates. What is not marked as safe is escaped; what is not defined is an error."""
    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["asset"] = lambda name: assets().address(name)
    made.filters["path"] = partial(quote, safe=SAFE)
    return made


def rendered(template: str, **context: object) -> str:
    """A template, filled in."""
    return environment().get_template(template).render(context)
