"""Converts cleaned HTML to the markdown that the documentation platform would have served."""

# The signatures of the conversions are markdownify's, whether they need all of it or not:
# ruff: noqa: ARG001, ARG002

import re
from collections import Counter
from html import escape
from typing import Protocol

from bs4 import Tag
from bs4.element import NavigableString, PreformattedString
from markdownify import MarkdownConverter

from ingest.webpage.code import code_text
from ingest.webpage.document import attribute, holds, inside, link_target, tokens, words
from ingest.webpage.inline import EMPHASES, INLINE, can_mark, neighbour, opens_line
from ingest.webpage.tables import own_rows, pipe_table
from ingest.webpage.text import code_span, escaped, escaped_opening, fence, tag_value

VERBATIM = frozenset({"pre", "code", "samp", "tt", "formula"})
CELLS = frozenset({"td", "th"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
EMOJI = re.compile(r"emoji", re.IGNORECASE)

Parents = set[str]


class _Block(Protocol):
    def __call__(self, converter: "DialectConverter", el: Tag, text: str, parent_tags: Parents) -> str: ...


def _block(opening: str) -> _Block:
    """The conversion of an element that is a pair of tags around blocks."""
    name = opening.split()[0]

    def convert(converter: "DialectConverter", el: Tag, text: str, parent_tags: Parents) -> str:
        body = text.strip()
        if not body or CELLS & parent_tags:
            return f"\n\n{body}\n\n"
        values = {name: tag_value(attribute(el, name)) for name in ("style", "title")}
        return f"\n\n{{% {opening.format(**values)} %}}\n{body}\n{{% end{name} %}}\n\n"

    return convert


def _html(name: str) -> _Block:
    """The conversion of an inline element that stays as it is."""

    def convert(converter: "DialectConverter", el: Tag, text: str, parent_tags: Parents) -> str:
        return f"<{name}>{text}</{name}>" if text.strip() and "\n\n" not in text else text

    return convert


def _emphasis(marks: str, name: str) -> _Block:
    """The conversion of emphasis: marks where these can be told, else the HTML element."""

    def convert(converter: "DialectConverter", el: Tag, text: str, parent_tags: Parents) -> str:
        body = text.strip()
        if not body or "\n\n" in body or marks in body or name in parent_tags & EMPHASES:
            return text
        before, behind = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        if can_mark(el, text, body, marks):
            return f"{before}{marks}{body}{marks}{behind}"
        return f"{before}<{name}>{body}</{name}>{behind}"

    return convert


class DialectConverter(MarkdownConverter):
    """One document's conversion; `base` is what its relative addresses start from."""

    def __init__(self, base: str) -> None:
        super().__init__(bullets="*")
        self._base = base
        self._numbers: Counter[int] = Counter()
        self._cells: dict[int, str] = {}

    def process_text(self, el: NavigableString, parent_tags: Parents) -> str:
        """A string, escaped where it would be markup."""
        if isinstance(el, PreformattedString):
            return ""
        if not VERBATIM.isdisjoint(parent_tags):
            return str(el)
        text = escaped(str(el))
        opens = parent_tags.isdisjoint(CELLS | HEADINGS) and opens_line(el)
        return escaped_opening(text.lstrip(" ")) if opens else text

    convert_b = convert_strong = _emphasis("**", "strong")
    convert_em = convert_i = convert_cite = convert_dfn = convert_var = _emphasis("_", "em")
    convert_del = convert_s = convert_strike = _emphasis("~~", "del")
    convert_mark, convert_kbd = _html("mark"), _html("kbd")
    convert_sub, convert_sup = _html("sub"), _html("sup")
    convert_hint = _block('hint style="{style}"')
    convert_tabs, convert_tab = _block("tabs"), _block('tab title="{title}"')
    convert_stepper, convert_step = _block("stepper"), _block("step")

    def convert_div(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """A block that says nothing of itself."""
        body = text.strip()
        return f"\n\n{body}\n\n" if body else " " if text else ""

    convert_p = convert_section = convert_article = convert_main = convert_aside = convert_header = (
        convert_div
    )
    convert_dl = convert_dd = convert_figcaption = convert_center = convert_address = convert_fieldset = (
        convert_div
    )

    def convert_strong_line(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """A term or a title, bold on a line of its own."""
        body = " ".join(text.split())
        return f"\n\n**{body}**\n\n" if body and "**" not in body else f"\n\n{body}\n\n"

    convert_dt = convert_strong_line

    def convert_erased(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """Nothing."""
        return ""

    convert_summary = convert_caption = convert_col = convert_colgroup = convert_script = convert_style = (
        convert_erased
    )

    def convert_hr(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """A rule."""
        return "" if CELLS & parent_tags else "\n\n***\n\n"

    def convert_br(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """A line's end, or a paragraph's where there are two."""
        if HEADINGS & parent_tags:
            return " "
        following, before = neighbour(el, forward=True), neighbour(el, forward=False)
        if isinstance(before, Tag) and before.name == "br":
            return ""
        if isinstance(following, Tag) and following.name == "br":
            return "\n\n"
        inline = following is not None and (not isinstance(following, Tag) or following.name in INLINE)
        return "\\\n" if inline and before is not None and not CELLS & parent_tags else "\n"

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: Parents) -> str:  # noqa: N802 - markdownify's name
        """A heading."""
        body = " ".join(text.split())
        if not body or parent_tags & (CELLS | HEADINGS):
            return f"\n\n{body}\n\n"
        body = re.sub(r"(?:(?<=\s)|\A)(#+)\Z", r"\\\1", body)
        return f"\n\n{'#' * max(1, min(6, n))} {body}\n\n"

    def convert_a(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """A link, or its text where it leads nowhere."""
        href = link_target(attribute(el, "href"), self._base)
        body = " ".join(text.split())
        if not href or not body or not parent_tags.isdisjoint({"a", "code", "pre"}):
            return text
        before, behind = text[: text[:1].isspace()] and " ", " " if text[-1:].isspace() else ""
        if words(el) == href and re.fullmatch(r"https?://[^\s<>]+", href):
            return f"{before}<{href}>{behind}"
        return f"{before}[{body}]({href}){behind}"

    def convert_img(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """An image, or its alternative text where it has no address or is an emoji."""
        alt, source = escaped(attribute(el, "alt")), self._source(el)
        is_emoji = EMOJI.search(" ".join((*tokens(el), source))) is not None
        return alt if (is_emoji and alt) or not source else f"![{alt}]({source})"

    def _source(self, image: Tag) -> str:
        for name in ("src", "data-src", "data-lazy-src", "data-original"):
            if source := link_target(attribute(image, name), self._base):
                return source
        return ""

    def convert_figure(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """Images and their caption, as HTML; a figure of anything else is a block."""
        caption = next(iter(inside(el, "figcaption")), None)
        around = len(words(el)) - (len(words(caption)) if caption else 0)
        images = [(image, source) for image in inside(el, "img") if (source := self._source(image))]
        if around or not images or holds(el, "table", "pre", "hint") or CELLS & parent_tags:
            return self.convert_div(el, text, parent_tags)
        shown = "".join(
            f'<img src="{source}" alt="{escape(attribute(image, "alt"))}">' for image, source in images
        )
        shown += f"<figcaption>{_paragraph(words(caption) if caption else '')}</figcaption>"
        return f"\n\n<figure>{shown}</figure>\n\n"

    convert_picture = convert_figure

    def convert_iframe(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """Something embedded from elsewhere."""
        source = self._source(el)
        if not source.startswith("http") or CELLS & parent_tags:
            return text
        return f'\n\n{{% embed url="{tag_value(source)}" %}}\n\n'

    convert_video = convert_iframe

    def convert_code(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """Inline code."""
        return text if VERBATIM & parent_tags else code_span(code_text(el))

    convert_samp = convert_tt = convert_code

    def convert_formula(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """TeX, in the line or on lines of its own."""
        tex = el.get_text().strip()
        if not tex or "$" in tex:
            return code_span(tex)
        own_line = el.has_attr("block") and not parent_tags & (CELLS | HEADINGS)
        return f"\n\n$$\n{tex}\n$$\n\n" if own_line else f"$${tex}$$"

    def convert_pre(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """A block of code, with its title where it has one."""
        code, title = el.get_text(), attribute(el, "title")
        if not code.strip():
            return ""
        if CELLS & parent_tags:
            return "\n" + "\n".join(code_span(line) for line in code.split("\n")) + "\n"
        block = fence(code, attribute(el, "language"))
        if title:
            block = f'{{% code title="{tag_value(title)}" %}}\n{block}\n{{% endcode %}}'
        return f"\n\n{block}\n\n"

    def convert_details(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """What a reader can open: HTML around markdown."""
        summary = el.find("summary")
        title = attribute(el, "title") if el.name == "disclosure" else words(summary) if summary else ""
        if CELLS & parent_tags:
            return f"\n\n{escaped(title)}\n\n{text.strip()}\n\n"
        opening = f"<details>\n\n<summary>{escape(title, quote=False)}</summary>"
        return f"\n\n{opening}\n\n{text.strip()}\n\n</details>\n\n"

    convert_disclosure = convert_details

    def convert_ul(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """A list: its items are converted."""
        if not text.strip():
            return ""
        if CELLS & parent_tags:
            name = "ol" if el.name == "ol" else "ul"
            return f"\n\n<{name}>{_one_line(text, '')}</{name}>\n\n"
        gap = "\n" if "li" in parent_tags and attribute(el, "start") in {"", "1"} else "\n\n"
        return f"{gap}{text.strip()}{gap}"

    convert_ol = convert_menu = convert_ul

    def convert_li(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """An item, with its number where the list has numbers."""
        body = text.strip()
        if not body:
            return ""
        if CELLS & parent_tags:
            return f"<li>{_one_line(body, '<br>')}</li>\n"
        task = attribute(el, "data-task")
        mark = self._mark(el) + (f"[{'x' if task == 'done' else ' '}] " if task else "")
        lines = body.split("\n")
        indent = " " * (mark.index(" ") + 1)
        return "\n".join([mark + lines[0], *(indent + line if line else "" for line in lines[1:])]) + "\n"

    def _mark(self, item: Tag) -> str:
        parent = item.parent
        if parent is None or parent.name != "ol":
            return "* "
        first = _number(parent, "start", 1)
        number = _number(item, "value", first + self._numbers[id(parent)])
        self._numbers[id(parent)] = number - first + 1
        return f"{number}. "

    def convert_td(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """A cell: its text on one line, kept for its table."""
        line = _one_line(text, "<br>").replace("|", "\\|")
        self._cells[id(el)] = line
        return f"{text.strip()}\n"

    convert_th = convert_td

    def convert_table(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """A table of markdown; one inside another's cell, or without rows, is its text."""
        if CELLS & parent_tags or not own_rows(el):
            return f"\n\n{text.strip()}\n\n"
        caption = el.find("caption")
        above = escaped_opening(escaped(words(caption))) if caption else ""
        return f"\n\n{above}\n\n{pipe_table(el, self._cells)}\n\n"

    def convert_tr(self, el: Tag, text: str, parent_tags: Parents) -> str:
        """A row: its table reads the cells."""
        return " ".join(text.split("\n")) + "\n"


def _number(element: Tag, name: str, default: int) -> int:
    text = attribute(element, name)
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else default


def _one_line(text: str, separator: str) -> str:
    return separator.join(line.strip() for line in text.split("\n") if line.strip())


def _paragraph(text: str) -> str:
    return f"<p>{escape(text, quote=False)}</p>" if text else ""
