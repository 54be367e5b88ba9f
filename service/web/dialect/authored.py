"""Blocks that an author wrote as HTML, as ours: attributes and unknown elements go, what they say stays."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bs4 import Tag
from bs4.element import NavigableString, PageElement, PreformattedString

from ingest.dialect.elements import DEPTH_MAX, HEADINGS, TRANSPARENT
from ingest.dialect.naming import reference_text
from ingest.dialect.visible import UNSEEN, soup, visible
from service.web.dialect import authored_tables, pieces
from service.web.dialect.elements import (
    Given,
    inline_name,
    is_placeholder,
    link_attributes,
    picture,
)
from service.web.dialect.writer import Writer
from service.web.dialect.writing import Attribute, element, escaped, void

BLOCKS = frozenset(
    {"p", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "figcaption", "details", "summary", "figure"}
)
MARKED = HEADINGS | {"p", "li", "dt", "dd", "tr", "figure", "pre", "blockquote"}
"""Elements that are marked by themselves where a link points them out."""

EMBEDS = frozenset({"iframe", "video", "audio", "embed", "object"})
NESTED_MAX = 40
"""Elements nested deeper are their text."""


@dataclass(frozen=True, slots=True)
class Authored:
    """Writes one piece of HTML, which stands at `offset` of the page."""

    writer: Writer
    html: str
    offset: int
    spans: dict[int, tuple[int, int]] = field(default_factory=dict)

    def written(self) -> str:
        """All of it."""
        parsed = soup(self.html, self.writer.targets.title_of)
        whole = (self.offset, self.offset + len(self.html))
        if self.writer.found.overlaps(*whole):
            self.spans.update(self._spans(parsed))
        html = self.nodes(parsed.contents, 0, is_top=True)
        return html if self.spans else self.writer.found.wrapped(html, *whole)

    def nodes(self, nodes: Sequence[PageElement], depth: int, *, is_top: bool = False) -> str:
        """The HTML of nodes that stand side by side; `is_top` where headings among them have anchors."""
        return "".join(self._node(node, depth, is_top) for node in nodes)

    def children(self, node: Tag, depth: int) -> str:
        """The HTML of what is in an element."""
        return self.nodes(node.contents, depth + 1)

    def marks(self, node: Tag) -> dict[str, Attribute]:
        """The attributes that mark an element where it is pointed out."""
        span = self.spans.get(id(node))
        return self.writer.found.attributes(*span) if span else {}

    def _node(self, node: PageElement, depth: int, is_top: bool) -> str:
        if isinstance(node, Tag):
            return "" if node.name in UNSEEN else self._element(node, depth, is_top)
        is_said = isinstance(node, NavigableString) and not isinstance(node, PreformattedString)
        return escaped(str(node)) if is_said else ""

    def _element(self, node: Tag, depth: int, is_top: bool) -> str:
        if depth >= NESTED_MAX:
            return escaped(visible(node, " "))
        if node.name in TRANSPARENT - {"details"}:
            is_top = is_top and depth < DEPTH_MAX
            return element("div", self.nodes(node.contents, depth + 1, is_top=is_top))
        if node.name in HEADINGS:
            return self._heading(node, depth, is_top)
        if node.name in BLOCKS:
            return self._block(node, depth)
        return self._other(node, depth)

    def _other(self, node: Tag, depth: int) -> str:
        match node.name:
            case "table":
                return authored_tables.table(self, node, depth)
            case "pre":
                return self._code(node)
            case "img":
                return picture(_given(node), self.writer.targets)
            case "picture":
                return self.nodes(node.find_all("img")[:1], depth + 1)
            case "a":
                return self._link(node, depth)
            case "br" | "hr":
                return void(node.name)
            case "input" if node.get("type") == "checkbox":
                return pieces.tick(node.has_attr("checked"), self.writer.words)
        if node.name in EMBEDS:
            return self._embed(node)
        return self._inline(node, depth)

    def _inline(self, node: Tag, depth: int) -> str:
        inner = self.children(node, depth)
        if name := inline_name(node.name):
            return element(name, inner) if inner else ""
        return f"{escaped(f'<{node.name}>')}{inner}" if is_placeholder(node.name) else inner

    def _block(self, node: Tag, depth: int) -> str:
        start = str(node.get("start") or "") if node.name == "ol" else ""
        return element(
            node.name,
            self.children(node, depth),
            start=start if start.isdecimal() else None,
            **self.marks(node),
        )

    def _heading(self, node: Tag, depth: int, is_top: bool) -> str:
        text, inner = visible(node, " "), self.children(node, depth)
        if not text or not is_top:
            return element("p", element("strong", inner), **self.marks(node)) if text else inner
        anchor = self.writer.anchor(str(node), text, str(node.get("id") or ""))
        span = self.spans.get(id(node), (0, 0))
        return self.writer.heading(int(node.name[1]), inner, text, anchor, span)

    def _code(self, node: Tag) -> str:
        inner = node.find("code")
        language = next((name for name in inner.get_attribute_list("class") if name), "") if inner else ""
        html = pieces.code(node.get_text().strip("\n"), str(language))
        marks = self.marks(node)
        return element("div", html, **marks) if marks else html

    def _link(self, node: Tag, depth: int) -> str:
        found, inner = link_attributes(_given(node), self.writer.targets), self.children(node, depth)
        return element("a", inner, **found) if found and inner else inner

    def _embed(self, node: Tag) -> str:
        address = str(node.get("src") or node.get("data") or "")
        if not address and (source := node.find("source", src=True)):
            address = str(source["src"])
        target = self.writer.targets.link(address) if address else None
        if target is None:
            return ""
        title = str(node.get("title") or "") or reference_text("", address, self.writer.targets.title_of)
        return pieces.card(target, escaped(title or address), "embed", pieces.host(target.href))

    def _spans(self, parsed: Tag) -> Iterator[tuple[int, tuple[int, int]]]:
        """Where the elements stand that can be marked: each ends at the latest where the next one begins."""
        starts = [0]
        for line in self.html.split("\n"):
            starts.append(starts[-1] + len(line) + 1)
        marked = [node for node in parsed.find_all(list(MARKED)) if node.sourceline is not None]
        places = [starts[(node.sourceline or 1) - 1] + (node.sourcepos or 0) for node in marked]
        for node, (start, end) in zip(marked, pairwise([*places, len(self.html)]), strict=True):
            yield id(node), (self.offset + start, self.offset + max(start + 1, end))


def _given(node: Tag) -> Given:
    return {name: " ".join(node.get_attribute_list(name)) for name in node.attrs}
