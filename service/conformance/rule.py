"""A rule of the contract: what is sent, what must come back, and what did."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import httpx

ROOT = "/readme"
"""Where a site's home page has its markdown."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is tried: a page of the site, a question that it answers, one that it does not, a goal.

    `page` is an absolute URL, with `.md` or without. `patience` is how long a client waits, in seconds: 8 is
    the shortest time of a known one.
    """

    page: str
    question: str
    unanswerable: str
    goal: str = "write a summary for my team"
    patience: float = 8.0

    @property
    def bare(self) -> str:
        """The page's address without an ending."""
        return self._at(urlsplit(self.page).path.removesuffix(".md").rstrip("/") or "/")

    @property
    def markdown(self) -> str:
        """The address of the page's markdown."""
        path = urlsplit(self.bare).path
        return self._at(f"{ROOT if path == '/' else path}.md")

    @property
    def missing(self) -> str:
        """The markdown address of a page that no site has."""
        return self._at(f"{urlsplit(self.bare).path.rstrip('/')}/no-such-page-{'z' * 8}.md")

    def _at(self, path: str) -> str:
        return urlunsplit(urlsplit(self.page)._replace(path=path, query="", fragment=""))


@dataclass(frozen=True, slots=True)
class Sending:
    """A GET request; `ask` is None where it carries no question."""

    url: str
    ask: str | None = None
    goal: str = ""
    accept: str = "*/*"
    agent: str = "askdocs-conformance"

    @property
    def parameters(self) -> dict[str, str]:
        """Its query."""
        asked = {} if self.ask is None else {"ask": self.ask}
        return asked | ({"goal": self.goal} if self.goal else {})

    @property
    def headers(self) -> dict[str, str]:
        """Its headers."""
        return {"Accept": self.accept, "User-Agent": self.agent}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a rule is kept, and what was seen that tells."""

    kept: bool
    seen: str


Check = Callable[[httpx.Response, Subject], Verdict]
"""Judges a response; it sends nothing itself."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `name` stays the same for good; `says` is the rule in one sentence.

    `sendings` are alternatives: each of their responses is judged, and all must keep the rule.
    """

    name: str
    says: str
    sendings: Callable[[Subject], Sequence[Sending]]
    check: Check


@dataclass(frozen=True, slots=True)
class Outcome:
    """A rule, and how it was kept."""

    rule: Rule
    verdict: Verdict
