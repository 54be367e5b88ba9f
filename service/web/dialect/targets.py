"""Where the links and pictures of a page lead, as we serve it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, unquote, urljoin, urlsplit

from ingest.dialect.naming import TitleOf, is_broken
from ingest.links import SiteMap
from service.web.dialect.safe import SCHEMES

SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
UNSEEN = re.compile(r"[\x00-\x1f\x7f]+")
"""Characters that browsers leave out of an address."""

FRAGMENT_SAFE = "/~!$&'()*+,;=:@?"


@dataclass(frozen=True, slots=True)
class Target:
    """An address that a browser may open, and whether it is on another site."""

    href: str
    is_external: bool = False

    @property
    def rel(self) -> str | None:
        """What the other site may learn of us."""
        return "noopener noreferrer" if self.is_external else None


@dataclass(frozen=True, slots=True)
class Targets:
    """Reads the links of the page at `path`, which is published at `url` (the path again where it is not).

    `served` gives the address at which we serve a site path.
    """

    path: str
    url: str
    site: SiteMap
    served: Callable[[str], str]

    @property
    def title_of(self) -> TitleOf:
        """What finds the titles of the pages that this one links to."""
        return self.site.title_of(self.path)

    def link(self, written: str) -> Target | None:
        """Where a link leads; None where it leads nowhere, or to what no link may lead to."""
        written = written.strip()
        address, _, fragment = written.partition("#")
        behind = f"#{_fragment(fragment)}" if fragment else ""
        if not address:
            return Target(behind) if behind else None
        if is_broken(written):
            return None
        if (path := self.site.path(written, self.path)) is not None:
            return Target(self.served(path) + behind)
        return self._elsewhere(written)

    def picture(self, written: str) -> str | None:
        """The address of a picture; None where it has none that a browser could load."""
        target = self._elsewhere(written.strip())
        return target.href if target and target.href.startswith(("http:", "https:")) else None

    def _elsewhere(self, written: str) -> Target | None:
        bare = UNSEEN.sub("", written).strip().replace(" ", "%20")
        if scheme := SCHEME.match(bare):
            name = scheme[1].lower()
            return Target(bare, name in {"http", "https"}) if name in SCHEMES else None
        if bare.startswith("//"):
            return Target(f"https:{bare}", True)
        return Target(joined, True) if (joined := self._published(bare)) else None

    def _published(self, relative: str) -> str:
        """The address beside the published page; "" where it is published nowhere, or the address is none."""
        if "://" not in self.url or not relative:
            return ""
        try:
            joined = urljoin(self.url, relative)
            return joined if urlsplit(joined).scheme in {"http", "https"} else ""
        except ValueError:
            return ""


def _fragment(written: str) -> str:
    return quote(unquote(written), safe=FRAGMENT_SAFE)
