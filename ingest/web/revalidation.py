"""Asks again for what is kept, on condition that it changed."""

from collections.abc import Mapping
from datetime import timedelta

from ingest.web.fetcher import Fetcher
from ingest.web.kept import Answers
from ingest.web.response import Response


class Revalidator:
    """A fetcher that knows what it was told the last time.

    `changed` says whether any answer was another one than the last time, or the first. Nothing is kept before
    `keep`: whoever is cut off while reading tables that belong together finds them all changed the next time.
    """

    def __init__(self, fetcher: Fetcher, answers: Answers) -> None:
        self._fetcher = fetcher
        self._answers = answers
        self._new: dict[str, Response] = {}
        self.changed = False

    async def follow(self, url: str, headers: Mapping[str, str] | None = None) -> Response:
        """The answer, through redirects within the site: the one that is kept where the server says so."""
        kept = self._answers.find(url)
        asked = dict(headers or {}) | (
            conditions(kept.response.etag, kept.response.last_modified) if kept else {}
        )
        response = await self._fetcher.follow(url, asked)
        if kept and response.status == 304:
            response = kept.response
        self.changed |= kept is None or response.body != kept.response.body
        self._new[url] = response
        return response

    def keep(self) -> None:
        """Keep what was told since the last call."""
        for url, response in self._new.items():
            self._answers.keep(url, response)
        self._new.clear()

    async def recent(self, url: str, age: timedelta, headers: Mapping[str, str] | None = None) -> Response:
        """The answer that is kept, if it is younger than `age`; else as `follow`."""
        kept = self._answers.find(url)
        return kept.response if kept and kept.is_younger(age) else await self.follow(url, headers)


def conditions(etag: str, last_modified: str) -> dict[str, str]:
    """The headers that ask for something only if it is another than the one with these validators."""
    headers = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in headers.items() if value}
