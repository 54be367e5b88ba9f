"""What a site's robots.txt allows us."""

from dataclasses import dataclass

from protego import Protego

AGENT = "askdocs"
CRAWL_DELAY_MAX = 10.0
"""Seconds: a longer crawl-delay would make a crawl of a thousand pages last for hours."""


@dataclass(frozen=True, slots=True)
class Robots:
    """A robots.txt, and its rules; an empty text allows everything."""

    text: str
    rules: Protego

    @classmethod
    def parse(cls, text: str) -> "Robots":
        """The rules in a robots.txt's text; lines that are no rules are passed over."""
        return cls(text, Protego.parse(text))

    def allows(self, url: str) -> bool:
        """Whether our user agent may fetch this URL."""
        return self.rules.can_fetch(url, AGENT)

    @property
    def crawl_delay(self) -> float:
        """Seconds to leave between requests (0 where it does not say), ten at most."""
        return min(self.rules.crawl_delay(AGENT) or 0.0, CRAWL_DELAY_MAX)

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """The sitemaps that it names."""
        return tuple(self.rules.sitemaps)
