"""The markdown parser: CommonMark and tables, with rules for the platform's tags, HTML and formulas."""

import re

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.html_block import html_block
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.footnote import footnote_plugin

from ingest.dialect.lines import element_end
from ingest.dialect.tags import BRACES, LONGEST, Tag, tag_at

WHOLE = re.compile(
    r"<(?P<name>table|figure|picture|ul|ol|dl|pre|blockquote|video|iframe|script|style)(?=[\s/>])",
    re.IGNORECASE,
)
"""Elements that are read up to their end tag, over blank lines."""

STARTED = re.compile(
    r"<(?:!--|/?(?:h[1-6]|p|li|hr|tr|td|th|thead|tbody|tfoot|col|colgroup|caption|dd|dt|figcaption|source|header|footer"
    r"|main|nav|aside|form|fieldset|iframe|link|base|table|figure|picture|ul|ol|dl|pre|blockquote|video|script|style)"
    r"(?=[\s/>]))",
    re.IGNORECASE,
)
"""Beginnings of HTML that CommonMark reads up to the next blank line (a comment: to its end)."""

MATH = re.compile(r"\$\$[ \t]*\n?(?P<tex>.+?)\n?[ \t]*\$\$[ \t]*(?=\n|\Z)", re.DOTALL)
INLINE_MATH = re.compile(r"\$\$(?P<tex>[^$\n]+)\$\$")
LINE_END = re.compile(r"[^\n]*")


def _limit(state: StateBlock, end_line: int) -> int:
    return state.eMarks[end_line - 1]


def _start(state: StateBlock, line: int) -> int:
    return state.bMarks[line] + state.tShift[line]


def _next_line(state: StateBlock, line: int, offset: int, end_line: int) -> int:
    """The first line that starts behind the offset."""
    while line < end_line and state.bMarks[line] < offset:
        line += 1
    return line


def _push(state: StateBlock, kind: str, start: int, end: int, tag: Tag | None = None) -> None:
    token = state.push(kind, "", 0)
    token.content = state.src[start:end]
    token.meta = {"start": start, "end": end, "tag": tag}


def tag_lines(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A line that begins with a tag: its tags, and the HTML and text between them."""
    offset, limit = _start(state, start_line), _limit(state, end_line)
    if tag_at(state.src, offset, limit) is None:
        return False
    if not silent:
        state.line = _next_line(state, start_line + 1, _pieces(state, offset, limit), end_line)
    return True


def _pieces(state: StateBlock, offset: int, limit: int) -> int:
    """Pushes what stands at the offset up to the end of a line, and returns where that is."""
    while offset < limit and state.src[offset] != "\n":
        if state.src[offset].isspace():
            offset += 1
        elif tag := tag_at(state.src, offset, limit):
            _push(state, "tag", offset, tag.end, tag)
            offset = tag.end
        elif (end := _whole(state.src, offset, limit)) >= 0:
            _push(state, "html_block", offset, end)
            offset = end
        else:
            offset = _text_piece(state, offset, limit)
    return offset


def _text_piece(state: StateBlock, offset: int, limit: int) -> int:
    line = LINE_END.match(state.src, offset, limit)
    end = line.end() if line else limit
    nexts = (
        state.src.find(mark, offset + 1, end) for mark in ("{%", "\\{%", "</details", "</div", "<figure")
    )
    end = min([found for found in nexts if found > 0], default=end)
    _push(state, "html_block" if STARTED.match(state.src, offset) else "piece", offset, end)
    return end


def _whole(text: str, start: int, limit: int) -> int:
    opening = WHOLE.match(text, start, limit)
    return element_end(text, start, opening["name"].lower(), limit) if opening else -1


def html_lines(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """HTML: a whole element with the rest of its last line, or what CommonMark takes for a block of HTML."""
    start = _start(state, start_line)
    if not state.src.startswith("<", start) or not STARTED.match(state.src, start):
        return False
    if silent:
        return True
    end = _whole(state.src, start, _limit(state, end_line))
    if end < 0:
        return _common_html(state, start_line, end_line)
    behind = _next_line(state, start_line + 1, end, end_line)
    _push(state, "html_block", start, state.eMarks[behind - 1])
    state.line = behind
    return True


def _common_html(state: StateBlock, start_line: int, end_line: int) -> bool:
    if not html_block(state, start_line, end_line, False):
        return False
    lines = range(start_line + 1, state.line)
    state.line = next((line for line in lines if state.src.startswith("{%", _start(state, line))), state.line)
    token = state.tokens[-1]
    token.meta = {"start": _start(state, start_line), "end": state.eMarks[state.line - 1], "tag": None}
    return True


def math_lines(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A formula between `$$` that has its lines to itself."""
    start = _start(state, start_line)
    if not state.src.startswith("$$", start):
        return False
    found = MATH.match(state.src, start, min(_limit(state, end_line), start + LONGEST))
    if found is None or "$$" in found["tex"]:
        return False
    if not silent:
        _push(state, "math", start, found.end())
        state.tokens[-1].content = found["tex"].strip()
        state.line = _next_line(state, start_line + 1, found.end(), end_line)
    return True


def inline_tag(state: StateInline, silent: bool) -> bool:
    """A `{% tag %}` amid text: a reader does not see it."""
    del silent
    found = BRACES.match(state.src, state.pos) if state.src.startswith(("{%", "\\{%"), state.pos) else None
    if found:
        state.pos = found.end()
    return found is not None


def inline_math(state: StateInline, silent: bool) -> bool:
    """A formula between `$$` amid text."""
    found = INLINE_MATH.match(state.src, state.pos) if state.src.startswith("$$", state.pos) else None
    if found is None:
        return False
    if not silent:
        state.push("math_inline", "", 0).content = found["tex"].strip()
    state.pos = found.end()
    return True


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable(["code", "inline"])
    parser.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    above: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list", "table"]}
    parser.block.ruler.before("table", "tag_lines", tag_lines, above)
    parser.block.ruler.before("table", "math_lines", math_lines, above)
    parser.block.ruler.at("html_block", html_lines, above)
    parser.inline.ruler.before("escape", "inline_tag", inline_tag)
    parser.inline.ruler.before("escape", "inline_math", inline_math)
    setattr(parser, "normalizeLink", str)  # noqa: B010 - targets are never shown: leave them as they are
    setattr(parser, "validateLink", bool)  # noqa: B010 - and a link of any scheme is its text
    return parser


PARSER = _parser()
"""Built once; it keeps nothing between texts. Blocks only: `inline` is run on the texts that need it."""
