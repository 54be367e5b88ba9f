"""The components that pages are made of, as HTML around finished HTML."""

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from service.web.dialect.icons import icon
from service.web.dialect.targets import Target
from service.web.dialect.writing import classes, element, escaped
from service.web.texts import Table

STYLES = frozenset({"info", "success", "warning", "danger"})

LANGUAGES: Mapping[str, str] = MappingProxyType(
    {
        "bash": "Shell",
        "sh": "Shell",
        "shell": "Shell",
        "js": "JavaScript",
        "javascript": "JavaScript",
        "ts": "TypeScript",
        "typescript": "TypeScript",
        "py": "Python",
        "python": "Python",
        "json": "JSON",
        "yaml": "YAML",
        "yml": "YAML",
        "sql": "SQL",
        "html": "HTML",
        "css": "CSS",
        "xml": "XML",
        "http": "HTTP",
        "csharp": "C#",
        "cpp": "C++",
        "php": "PHP",
        "toml": "TOML",
        "graphql": "GraphQL",
    }
)
"""Names of languages that are not simply written with a capital."""

PLAIN_TEXT = frozenset({"", "text", "plaintext", "txt", "plain", "none"})


def hint(style: str, inner: str, words: Table) -> str:
    """A call-out of one of the platform's four styles; another style is information."""
    style = style if style in STYLES else "info"
    label = element("span", escaped(getattr(words, style)), class_="heard")
    return element(
        "div", icon(style) + label + element("div", inner, class_="hint-body"), class_=f"hint {style}"
    )


def code(text: str, language: str = "", title: str = "", *, numbered: bool = False) -> str:
    """A block of code, with its title and the name of its language above it."""
    name = _language(language)
    head = element("span", escaped(title), class_="code-title") if title else ""
    head += element("span", escaped(name), class_="code-language") if name else ""
    head = element("div", head, class_="code-head") if head else ""
    lines = text.split("\n")
    inner = "\n".join(_line(line) for line in lines) if numbered else escaped(text)
    body = element("pre", element("code", inner), tabindex="0")
    return element("div", head + body, class_=classes("code", "numbered" if numbered else ""))


def _line(text: str) -> str:
    return element("span", escaped(text), class_="line")


def _language(written: str) -> str:
    name = written.lower().removeprefix("lang-").removeprefix("language-")
    return "" if name in PLAIN_TEXT else LANGUAGES.get(name, name[:1].upper() + name[1:])


def formula(tex: str) -> str:
    """A formula that has its lines to itself, as it is written."""
    return element("p", element("code", escaped(tex), class_="math"), class_="formula")


def card(target: Target | None, title: str, kind: str, note: str = "") -> str:
    """A link that is a block of its own; without a target, its words alone."""
    said = element("span", title, class_="card-title")
    said += element("span", escaped(note), class_="card-note") if note else ""
    inner = icon(kind) + element("span", said, class_="card-text")
    if target is None:
        return element("p", inner, class_=f"link-card {kind}")
    return element("a", inner, class_=f"link-card {kind}", href=target.href, rel=target.rel)


def host(address: str) -> str:
    """The host of an address, as a reader knows it."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def table(inner: str, label: str) -> str:
    """A table that scrolls by itself where it is wider than the page."""
    whole = element("table", inner)
    return element("div", whole, class_="table", role="group", tabindex="0", aria_label=label)


def tick(done: bool, words: Table) -> str:
    """The box of a task."""
    label = words.task_done if done else words.task_open
    return element("span", "", class_=classes("tick", "done" if done else ""), role="img", aria_label=label)


def heading(level: int, inner: str, anchor: str, text: str, words: Table) -> str:
    """A heading with the link to itself."""
    name = element("span", escaped(f"{words.section_link}: {text}"), class_="heard")
    to_it = element("a", name, href=f"#{anchor}", class_="anchor")
    return element(f"h{level}", inner + (to_it if anchor else ""), id=anchor or None)
