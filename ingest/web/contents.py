"""Reads a site's own tables of contents: sitemaps, llms.txt, the language of its home page."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

GZIP = b"\x1f\x8b"
UNPACKED_MAX = 50 * 1024 * 1024
"""Bytes: the sitemap protocol's own limit for one file, unpacked."""

LLMS_LINK = re.compile(
    r"^\s*[-*] \[(?P<title>(?:\\.|[^\]\\])+)\]\((?P<url>[^)\s]+)\)(?::\s*(?P<description>.*))?$"
)


@dataclass(frozen=True, slots=True)
class Translation:
    """One `hreflang` link: a language tag and a URL."""

    tag: str
    url: str


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """One page of a sitemap."""

    url: str
    last_modified: datetime | None = None
    translations: tuple[Translation, ...] = ()


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A sitemap (`entries`) or an index of them (`children`, URLs)."""

    entries: tuple[SitemapEntry, ...] = ()
    children: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LlmsEntry:
    """One page of an llms.txt."""

    url: str
    title: str
    description: str = ""


class NotASitemapError(ValueError):
    """The bytes are no sitemap; the message says why."""


def parse_sitemap(body: bytes) -> Sitemap:
    """The sitemap or sitemap index in a response's body, gzip'd or not.

    Raises NotASitemapError for anything else, for a document type (entity attacks) and for a file that
    unpacks to more than 50 MB.
    """
    try:
        root = fromstring(_unpack(body), forbid_dtd=True)
    except (ParseError, DefusedXmlException, zlib.error, LookupError, ValueError) as error:
        raise NotASitemapError(f"not readable as XML ({error or type(error).__name__})") from error
    match _name(root):
        case "sitemapindex":
            return Sitemap(children=tuple(url for node in root if (url := _text(node, "loc"))))
        case "urlset":
            return Sitemap(entries=tuple(entry for node in root if (entry := _entry(node)).url))
    raise NotASitemapError(f"its root element is <{_name(root)}>")


def parse_llms(text: str) -> Iterator[LlmsEntry]:
    """The pages that an llms.txt links to, in its order; empty for any other text."""
    for line in text.splitlines():
        if link := LLMS_LINK.match(line):
            title = re.sub(r"\\(.)", r"\1", link["title"])
            yield LlmsEntry(link["url"], title.strip(), (link["description"] or "").strip())


def _unpack(body: bytes) -> bytes:
    if not body.startswith(GZIP):
        return body
    unpacker = zlib.decompressobj(wbits=31)
    text = unpacker.decompress(body, UNPACKED_MAX)
    if unpacker.unconsumed_tail:
        raise NotASitemapError("it unpacks to more than 50 MB")
    return text


def _name(node: Element) -> str:
    return node.tag.rpartition("}")[2]


def _text(node: Element, name: str) -> str:
    found = (child.text for child in node if _name(child) == name)
    return (next(found, "") or "").strip()


def _entry(node: Element) -> SitemapEntry:
    links = (child.attrib for child in node if _name(child) == "link")
    translations = tuple(
        Translation(link["hreflang"], link["href"]) for link in links if "hreflang" in link and "href" in link
    )
    return SitemapEntry(_text(node, "loc"), _moment(_text(node, "lastmod")), translations)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
