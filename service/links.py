"""Addresses that are handed out: absolute, and on the markdown side of the site.

What is cited links to where it is published; what is to be sent here links to where we serve it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlencode, urlsplit, urlunsplit

SAFE = "/~!$&'*+,;=:@"
"""Characters of a path that stay as they are; parentheses would end a link in markdown."""

HOME = "/readme"
"""Where a home page's markdown lies: `/` cannot take the ending `.md`."""


def url_path(url: str) -> str:
    """The path of a page's URL, as a site path is written."""
    return unquote(urlsplit(url).path).rstrip("/") or "/"


@dataclass(frozen=True, slots=True)
class Links:
    """Makes addresses out of page URLs and site paths.

    `base_url` is where we serve, and completes the URLs of pages that are published nowhere else; with "",
    nothing is served. `path_of` gives the site path of the page at a URL.
    """

    base_url: str
    path_of: Callable[[str], str] = url_path

    def page(self, url: str) -> str:
        """The page for people, where it is published."""
        return url if "://" in url else self.served(url)

    def markdown(self, url: str) -> str:
        """The page's markdown, where it is published."""
        parts = urlsplit(self.page(url))
        path = parts.path.rstrip("/") or HOME
        return urlunsplit(parts._replace(path=f"{path}.md"))

    def section(self, url: str, anchor: str) -> str:
        """The page's markdown, at a heading."""
        return f"{self.markdown(url)}#{quote(anchor)}" if anchor else self.markdown(url)

    def ask(self, url: str, question: str, goal: str = "") -> str:
        """The request that asks us `question` from the page at this URL, with the goal carried forward."""
        asked = {"ask": question, "goal": goal} if goal else {"ask": question}
        address = self.served_markdown(self.path_of(url)) if self.base_url else self.markdown(url)
        return f"{address}?{urlencode(asked, quote_via=quote)}"

    def served(self, path: str) -> str:
        """The page at a site path, where we serve it."""
        return self.site(quote(path, safe=SAFE))

    def served_markdown(self, path: str) -> str:
        """The markdown of the page at a site path, where we serve it."""
        return f"{self.served(HOME if path == '/' else path)}.md"

    def site(self, path: str) -> str:
        """A file at the root of the site that we serve, such as `/llms.txt`."""
        return self.base_url.rstrip("/") + path
