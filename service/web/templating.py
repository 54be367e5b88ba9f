"""Templates, and the files that pages load, which stay cached: their addresses change with what they hold."""

from dataclasses import dataclass
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from service.links import SAFE

FOLDER = Path(__file__).parent

COMPONENTS = ("base", "layout", "search", "answer", "reading", "insights")
"""The parts of the one style sheet, in the order in which they stand in it."""

STYLE = "app.css"

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
    """The files in a folder; the style sheets below `css/` as one."""
    files = {STYLE: Asset(_style(folder / "css"), MEDIA_TYPES[".css"])}
    for path in sorted(folder.iterdir()):
        if path.suffix in MEDIA_TYPES:
            files[path.name] = Asset(path.read_bytes(), MEDIA_TYPES[path.suffix])
    digest = sha256()
    for name, asset in files.items():
        digest.update(name.encode() + b"\0" + asset.content + b"\0")
    return Assets(MappingProxyType(files), digest.hexdigest()[:12])


def _style(folder: Path) -> bytes:
    parts = (folder / f"{name}.css" for name in COMPONENTS)
    return b"\n".join(part.read_bytes() for part in parts if part.exists())


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
