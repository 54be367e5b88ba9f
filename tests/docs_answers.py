"""What `docs_site` answers to a GET when nothing is wrong: the platform's behaviour, without a socket."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import parse_qs

from tests import docs_contents as contents
from tests.docs_platform import NOT_THERE, WRITTEN, DocsSite, Reply
from tests.docs_text import canonical, dressed, not_found, page_html

HTML = "text/html; charset=utf-8"
UNAUTHORISED = Reply("sign in", "text/plain", 401, {"WWW-Authenticate": 'Bearer realm="docs"'})


@dataclass(slots=True)
class Answering:
    """Answers for a site, and remembers since when each text is as it is."""

    site: DocsSite
    _versions: dict[tuple[str, str], tuple[str, datetime]] = field(default_factory=dict)

    def answer(self, path: str, query: str, headers: Mapping[str, str]) -> Reply:
        """The answer to a GET; 304 without a body where the client's copy is still right."""
        if self.site.required and self.site.required[1] not in headers.get(self.site.required[0], ""):
            return UNAUTHORISED
        reply = respond(self.site, path, query, headers.get("Accept", ""))
        if reply.status != 200 or not self.site.validators or "X-Robots-Tag" in reply.headers:
            return reply
        tag, since = self._version(path, reply)
        told = {"ETag": tag, "Last-Modified": format_datetime(since, usegmt=True)}
        known = replace(reply, headers={**reply.headers, **told})
        return replace(known, body=b"", status=304) if _is_known(headers, tag, since) else known

    def _version(self, path: str, reply: Reply) -> tuple[str, datetime]:
        """Tag and age of a text; a changed one is younger than before, be it by a second."""
        tag = f'"{hashlib.sha256(_bytes(reply)).hexdigest()[:16]}"'
        before, since = self._versions.get((path, reply.kind), ("", WRITTEN))
        if tag != before:
            since = (
                self._modified(path)
                if not before
                else max(since + timedelta(seconds=1), self._modified(path))
            )
            self._versions[path, reply.kind] = tag, since
        return tag, since

    def _modified(self, path: str) -> datetime:
        found = self.site.pages.get(page_path(path))
        moment = (
            found.modified
            if found
            else max((page.modified for page in self.site.pages.values()), default=WRITTEN)
        )
        return moment.replace(microsecond=0)


def _bytes(reply: Reply) -> bytes:
    return reply.body.encode() if isinstance(reply.body, str) else reply.body


def _is_known(headers: Mapping[str, str], tag: str, since: datetime) -> bool:
    """Whether the client has this text; its date counts only where it names no tag (RFC 9110, 13.2.2)."""
    if tags := headers.get("If-None-Match", ""):
        return tag in (known.strip().removeprefix("W/") for known in tags.split(",")) or tags.strip() == "*"
    try:
        return parsedate_to_datetime(headers.get("If-Modified-Since", "")).astimezone(UTC) >= since
    except ValueError:
        return False


def respond(site: DocsSite, path: str, query: str, accept: str) -> Reply:
    """What the platform answers to whoever has no copy yet."""
    match path:
        case "/robots.txt":
            return Reply(site.robots.format(url=site.url), "text/plain")
        case "/~gitbook/site-index":
            return contents.site_index(site) if site.site_index else NOT_THERE
        case "/llms.txt" | "/sitemap.md" | "/.well-known/sitemap.md":
            return Reply(contents.llms_text(site)) if site.llms else NOT_THERE
    if path.startswith("/llms-full.txt"):
        number = path.removeprefix("/llms-full.txt").strip("/") or "0"
        return contents.llms_full(site, number) if site.llms else NOT_THERE
    if "/sitemap" in path and path.endswith((".xml", ".xml.gz")):
        return contents.sitemap(site, path) if site.sitemap else NOT_THERE
    return page(site, path, query, accept)


def page(site: DocsSite, path: str, query: str, accept: str) -> Reply:
    """A page as markdown or HTML, its new address, or the text that says that it is not there."""
    own, suffix = page_path(path), ".md" if path.endswith(".md") else ""
    if target := _moved(site, own):
        location = f"{target}{suffix}" + (f"?{query}" if query else "")
        return Reply("", status=307, headers={"Location": location})
    wants_markdown = bool(suffix) or "text/markdown" in accept
    if own in site.gone or own not in site.pages:
        return _missing(site, own, wants_markdown)
    if suffix and own in site.html_only:
        status = site.html_only[own]
        return not_found(site, own) if status == 200 else Reply("no markdown", "text/plain", status)
    told = {"Link": f'<{canonical(site, own)}>; rel="canonical"'} if site.canonical_header else {}
    varied = {"Vary": "Accept", **told}
    if not wants_markdown or own in site.html_only:
        return Reply(page_html(site, own), HTML, headers=varied)
    bare = parse_qs(query).get("displayAgentInstructions") == ["false"]
    return Reply(site.pages[own].markdown if bare else dressed(site, own), headers=varied)


def page_path(path: str) -> str:
    """The page that a URL path asks for."""
    own = "/" + path.removesuffix(".md").strip("/")
    return "/" if own == "/readme" and path.endswith(".md") else own


def _moved(site: DocsSite, own: str) -> str:
    """Where a page has gone; "" where it has not moved."""
    if own in site.moved:
        return site.moved[own]
    above, _, step = own.rpartition("/")
    if own in site.endless:
        return f"{own}/1"
    return f"{above}/{int(step) + 1}" if above in site.endless and step.isdecimal() else ""


def _missing(site: DocsSite, own: str, wants_markdown: bool) -> Reply:
    status = site.gone.get(own, 200)
    if wants_markdown and status == 200:
        return not_found(site, own)
    return Reply("<h1>Not found</h1>", HTML, status if status != 200 else 404)
