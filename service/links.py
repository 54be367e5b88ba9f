"""Addresses that an answer hands out: absolute, and on the markdown side of the site."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode, urljoin, urlsplit, urlunsplit

HOME = "/readme"
"""Where a home page's markdown lies: `/` cannot take the ending `.md`."""


@dataclass(frozen=True, slots=True)
class Links:
    """Makes addresses out of page URLs; `base_url` completes those of pages that have none of their own."""

    base_url: str

    def page(self, url: str) -> str:
        """The page for people."""
        return urljoin(self.base_url, url)

    def markdown(self, url: str) -> str:
        """The page's markdown."""
        parts = urlsplit(self.page(url))
        path = parts.path.rstrip("/") or HOME
        return urlunsplit(parts._replace(path=f"{path}.md"))

    def section(self, url: str, anchor: str) -> str:
        """The page's markdown, at a heading."""
        return f"{self.markdown(url)}#{quote(anchor)}" if anchor else self.markdown(url)

    def ask(self, url: str, question: str, goal: str = "") -> str:
        """The request that asks `question` from a page, with the goal carried forward."""
        asked = {"ask": question, "goal": goal} if goal else {"ask": question}
        return f"{self.markdown(url)}?{urlencode(asked, quote_via=quote)}"

    def site(self, path: str) -> str:
        """A file at the root of the site that we serve, such as `/llms.txt`."""
        return urljoin(self.base_url, path)
