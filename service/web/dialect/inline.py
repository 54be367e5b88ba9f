"""A paragraph's markdown as HTML."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from markdown_it.token import Token

from ingest.dialect.inline import (
    LOOSE_STARS,
    NO_CHARACTER,
    SPECIAL,
    TAG,
    Environment,
    emoji,
    inline_text,
    is_icon,
)
from ingest.dialect.naming import link_text
from ingest.dialect.rules import PARSER
from ingest.dialect.tags import attributes
from service.web.dialect import footnotes
from service.web.dialect.elements import (
    BREAKS,
    Given,
    inline_name,
    is_placeholder,
    link_attributes,
    picture,
)
from service.web.dialect.targets import Targets
from service.web.dialect.writing import element, escaped

SIMPLE = {
    "em_open": "<em>",
    "em_close": "</em>",
    "strong_open": "<strong>",
    "strong_close": "</strong>",
    "s_open": "<s>",
    "s_close": "</s>",
    "softbreak": "\n",
    "hardbreak": "<br>",
}


@dataclass(frozen=True, slots=True)
class Inline:
    """Writes the texts of one page."""

    env: Environment
    targets: Targets

    def html(self, markdown: str) -> str:
        """The HTML of a paragraph, heading or cell; every element in it is closed."""
        if not SPECIAL.search(markdown):
            return escaped(markdown)
        tokens: list[Token] = []
        PARSER.inline.parse(markdown.removesuffix("\\"), PARSER, self.env, tokens)
        return self._run(tokens)

    def text(self, markdown: str) -> str:
        """What a reader sees of it, on one line."""
        return " ".join(inline_text(markdown, self.env, self.targets.title_of).split())

    def _run(self, tokens: Sequence[Token]) -> str:
        written = _Written(self.targets)
        waiting = iter(tokens)
        for token in waiting:
            if token.type == "link_open":
                inside = list(takewhile(lambda each: each.type != "link_close", waiting))
                written.add(self._link(token, inside))
            elif token.type == "html_inline":
                written.tag(token.content)
            else:
                written.add(self._token(token))
        return written.closed()

    def _link(self, token: Token, inside: Sequence[Token]) -> str:
        address, title = str(token.attrGet("href") or ""), str(token.attrGet("title") or "")
        seen = self._seen(inside)
        name = link_text(seen, address, self.targets.title_of, mention=title == "mention")
        inner = self._run(inside) if name == seen else escaped(name)
        target = self.targets.link(address)
        if target is None or not inner:
            return inner
        tip = None if title == "mention" else title or None
        kind = "mention" if title == "mention" else None
        return element("a", inner, href=target.href, rel=target.rel, title=tip, class_=kind)

    def _seen(self, tokens: Sequence[Token]) -> str:
        return " ".join("".join(_plain(tokens)).split())

    def _token(self, token: Token) -> str:
        match token.type:
            case "text":
                return _cleaned(token.content)
            case "code_inline":
                return element("code", escaped(token.content))
            case "math_inline":
                return element("code", escaped(token.content), class_="math")
            case "image":
                return self._picture(token)
            case "footnote_ref":
                return footnotes.mark(str(token.meta.get("label", "")), int(token.meta.get("subId", 0)))
        return SIMPLE.get(token.type) or escaped(token.content)

    def _picture(self, token: Token) -> str:
        found = {
            "src": str(token.attrGet("src") or ""),
            "alt": self._seen(token.children or ()),
            "title": str(token.attrGet("title") or ""),
        }
        return picture(found, self.targets)


@dataclass(slots=True)
class _Written:
    """What is written of a text so far: the HTML elements in it are closed in the order they were opened."""

    targets: Targets
    parts: list[str] = field(default_factory=list)
    opened: list[tuple[str, str]] = field(default_factory=list)
    hidden: str = ""

    def add(self, html: str) -> None:
        if not self.hidden:
            self.parts.append(html)

    def tag(self, content: str) -> None:
        """An HTML tag as the author wrote it; comments vanish, and what is no HTML is a text."""
        found = TAG.match(content)
        if found is None:
            self.add("" if content.startswith("<!") else escaped(content))
        elif found["closing"]:
            self._close(found["name"].lower(), content)
        elif not self.hidden:
            self._open(found["name"].lower(), dict(attributes(found["rest"])), content)

    def closed(self) -> str:
        """All of it, with what was left open closed."""
        self.parts.extend(closing for _, closing in reversed(self.opened))
        return "".join(self.parts)

    def _open(self, name: str, given: Given, content: str) -> None:
        if name == "span" and (shown := emoji(given.get("data-code", ""))):
            self.add(escaped(shown))
            self.hidden = name
        elif is_icon(name, given.get("class", "")):
            self.hidden = name
        elif name == "a":
            self._open_link(given)
        elif name == "img":
            self.add(picture(given, self.targets))
        elif name in BREAKS:
            self.add("<br>")
        elif plain := inline_name(name):
            self.parts.append(f"<{plain}>")
            self.opened.append((name, f"</{plain}>"))
        elif is_placeholder(name):
            self.add(escaped(content))

    def _open_link(self, given: Given) -> None:
        found = link_attributes(given, self.targets)
        if found is None:
            self.opened.append(("a", ""))
            return
        self.parts.append(element("a", "", **found).removesuffix("</a>"))
        self.opened.append(("a", "</a>"))

    def _close(self, name: str, content: str) -> None:
        if self.hidden:
            self.hidden = "" if name == self.hidden else self.hidden
        elif name in (names := [each for each, _ in self.opened]):
            place = len(names) - 1 - names[::-1].index(name)
            self.parts.extend(closing for _, closing in reversed(self.opened[place:]))
            del self.opened[place:]
        elif is_placeholder(name):
            self.add(escaped(content))


def _plain(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.children:
            yield from _plain(token.children)
        elif token.type in {"softbreak", "hardbreak"}:
            yield " "
        elif token.type != "html_inline":
            yield token.content


def _cleaned(text: str) -> str:
    """The text without the marks and characters that translators and exporters have left in it."""
    text = LOOSE_STARS.sub("", text) if "**" in text else text
    text = NO_CHARACTER.sub("", text) if "&#" in text else text
    return escaped(text)
