"""From a page's markdown to HTML: the parser's tokens, with the platform's tags paired into containers."""

from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.token import Token
from markupsafe import Markup

from ingest.dialect.anchors import BRACED
from ingest.dialect.inline import Environment
from ingest.dialect.lines import Lines, normalised
from ingest.dialect.marks import TASK, is_image
from ingest.dialect.parse import Unit, summary_of, units_of
from ingest.dialect.rules import PARSER
from ingest.dialect.tags import Tag, pairs
from service.web.dialect import containers, footnotes, pieces
from service.web.dialect.authored import Authored
from service.web.dialect.found import Found
from service.web.dialect.inline import Inline
from service.web.dialect.safe import safe
from service.web.dialect.targets import Targets
from service.web.dialect.writer import Heading, Writer
from service.web.dialect.writing import element, void
from service.web.texts import Table

TEXTS = frozenset({"inline", "piece"})
"""Tokens whose content is a paragraph's markdown."""

SIDES = frozenset({"center", "right"})
"""How a table's cells can be aligned, beside the ordinary way."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page's text as HTML that is safe to show.

    `title` is the heading of the first level that it began with, which is not in the HTML any more, and
    `anchor` its anchor; both "" where there was none. `headings` are those below it.
    """

    html: Markup
    title: str
    anchor: str
    headings: tuple[Heading, ...]


def rendered(
    markdown: str, targets: Targets, words: Table, found: range | None = None, section: str = ""
) -> Rendered:
    """The HTML of a page's or a passage's markdown; it never fails, whatever the text.

    Blocks that overlap the characters `found` have the class `found`, and the first of them the id that links
    to excerpts lead to. Where there is a `section`, the heading with this anchor has it. `words` are those of
    the interface, table `reading`.
    """
    text = normalised(markdown)
    env: Environment = {}
    tokens = PARSER.parse(text, env)
    writer = Writer(Inline(env, targets), targets, Found(found, section), words)
    page = _Page(Lines.of(text), writer)
    units = units_of(tokens)
    title, anchor, rest = page.title(list(units))
    return Rendered(safe(page.blocks(rest)), title, anchor, tuple(writer.headings))


@dataclass(frozen=True, slots=True)
class _Page:
    """Writes the tokens of one text."""

    lines: Lines
    writer: Writer

    def title(self, units: Sequence[Unit]) -> tuple[str, str, Sequence[Unit]]:
        """The heading of the first level that the text begins with, its anchor, and what stands below it."""
        first = units[0][0] if units else None
        if first is None or first.type != "heading_open" or first.tag != "h1":
            return "", "", units
        text, anchor = self._named(units[0][1].content)
        return text, anchor, units[1:]

    def blocks(self, units: Sequence[Unit]) -> str:
        """Blocks that stand side by side."""
        tags = [unit[0].meta["tag"] if unit[0].type == "tag" else None for unit in units]
        return self._siblings(units, pairs(tags), range(len(units)))

    def _inside(self, unit: Unit) -> str:
        return self.blocks(list(units_of(unit[1:-1])))

    def _siblings(
        self, units: Sequence[Unit], partners: dict[int, int], places: range, left_out: Tag | None = None
    ) -> str:
        parts = []
        place = places.start
        while place < places.stop:
            first = units[place][0]
            if first.type != "tag":
                parts.append(self._unit(units[place]))
            elif place in partners:
                parts.append(self._pair(units, partners, place))
                place = partners[place]
            elif first.meta["tag"] is not left_out:
                parts.append(containers.single(first.meta["tag"], self.writer))
            place += 1
        return "\n".join(filter(None, parts))

    def _pair(self, units: Sequence[Unit], partners: dict[int, int], place: int) -> str:
        behind = partners[place]
        tag: Tag = units[place][0].meta["tag"]
        end: int = units[behind][0].meta["tag"].end
        within = units[place + 1 : behind]
        if tag.name in containers.REFERENCES:
            return containers.reference(tag, end, self._words(within), self.writer)
        if tag.name == "code":
            return self._titled_code(tag, within)
        summary = summary_of(within) if tag.name == "details" else None
        inner = self._siblings(units, partners, range(place + 1, behind), summary)
        return containers.Container(tag, end, summary, self.writer).html(inner)

    def _words(self, units: Sequence[Unit]) -> str:
        """What a reader sees of the paragraphs among them."""
        markdown = "\n".join(token.content for unit in units for token in unit if token.type in TEXTS)
        return self.writer.inline.text(markdown)

    def _titled_code(self, tag: Tag, units: Sequence[Unit]) -> str:
        """The first block of code below the tag has its title."""
        titled = next((unit for unit in units if unit[0].type == "fence"), None)
        parts = [containers.title(tag)] if titled is None else []
        for unit in units:
            parts.append(self._code(unit[0], tag) if unit is titled else self.blocks([unit]))
        return "\n".join(filter(None, parts))

    def _unit(self, unit: Unit) -> str:
        first = unit[0]
        match first.type:
            case "heading_open":
                return self._heading(unit)
            case "paragraph_open":
                return self._paragraph(unit[1].content, first)
            case "bullet_list_open" | "ordered_list_open":
                return self._list(unit)
            case "blockquote_open":
                return element("blockquote", self._inside(unit))
            case "table_open":
                return self._table(unit)
            case "footnote_reference_open":
                return footnotes.note(str(first.meta.get("label", "")), self._inside(unit), self.writer.words)
        return self._leaf(first)

    def _leaf(self, token: Token) -> str:
        match token.type:
            case "fence":
                return self._code(token)
            case "math":
                return self._marked(pieces.formula(token.content), token)
            case "piece":
                return self._paragraph(token.content.strip(), token)
            case "html_block":
                start, end = self._span(token)
                return Authored(self.writer, self.lines.text[start:end], start).written()
            case "hr":
                return void("hr")
        return ""

    def _span(self, token: Token) -> tuple[int, int]:
        if "start" in token.meta:
            return token.meta["start"], token.meta["end"]
        first, behind = token.map or (0, 0)
        last = len(self.lines.starts) - 1
        return self.lines.starts[min(first, last)], self.lines.starts[min(behind, last)]

    def _marked(self, html: str, token: Token, name: str = "div") -> str:
        return self.writer.found.wrapped(html, *self._span(token), name)

    def _named(self, markdown: str) -> tuple[str, str]:
        """The text of a heading, and its anchor."""
        text = self.writer.inline.text(BRACED.sub("", markdown))
        return text, self.writer.anchor(markdown, text)

    def _heading(self, unit: Unit) -> str:
        markdown = unit[1].content
        text, anchor = self._named(markdown)
        inner = self.writer.inline.html(BRACED.sub("", markdown))
        return self.writer.heading(int(unit[0].tag[1]), inner, text, anchor, self._span(unit[0]))

    def _paragraph(self, markdown: str, token: Token) -> str:
        html = self.writer.inline.html(markdown)
        if not html.strip():
            return ""
        if token.hidden:
            return self._marked(html, token, "span")
        return self._marked(element("figure" if is_image(markdown) else "p", html), token)

    def _code(self, token: Token, tag: Tag | None = None) -> str:
        language, _, _ = token.info.strip().partition(" ")
        title, numbered = ("", False) if tag is None else (tag.label, tag.get("linenumbers") == "true")
        html = pieces.code(token.content.strip("\n"), language, title, numbered=numbered)
        return self._marked(html, token)

    def _list(self, unit: Unit) -> str:
        items = "".join(self._item(item) for item in units_of(unit[1:-1]))
        if unit[0].type == "bullet_list_open":
            return element("ul", items)
        start = unit[0].attrGet("start")
        return element("ol", items, start=None if start is None else str(start))

    def _item(self, unit: Unit) -> str:
        """An item; the box of a task stands in front of its text."""
        first = next((token for token in unit[:3] if token.type == "inline"), None)
        box = TASK.match(first.content) if first else None
        if first is None or box is None:
            return element("li", self._inside(unit))
        first.content = first.content[box.end() :]
        tick = pieces.tick(box[0][1] in "xX", self.writer.words)
        return element("li", tick + element("div", self._inside(unit)), class_="task")

    def _table(self, unit: Unit) -> str:
        lines = list(units_of([token for token in unit if token.tag not in {"table", "thead", "tbody"}]))
        head, *rows = (self._row(line) for line in lines)
        is_named = any(token.content for token in lines[0] if token.type == "inline")
        inner = (element("thead", head) if is_named else "") + element("tbody", "".join(rows))
        return pieces.table(inner, self.writer.words.table)

    def _row(self, line: Unit) -> str:
        cells = (self._cell(cell) for cell in units_of(line[1:-1]))
        return element("tr", "".join(cells), **self.writer.found.attributes(*self._span(line[0])))

    def _cell(self, unit: Unit) -> str:
        aligned = str(unit[0].attrGet("style") or "").removeprefix("text-align:")
        inner = self.writer.inline.html(unit[1].content) if len(unit) > 2 else ""
        name = unit[0].tag
        return element(
            name, inner, scope="col" if name == "th" else None, class_=aligned if aligned in SIDES else None
        )
