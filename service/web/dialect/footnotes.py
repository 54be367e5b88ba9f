"""Footnotes: the marks in the text, and the notes, which lead back to them."""

from urllib.parse import quote

from service.web.dialect.writing import element, escaped
from service.web.texts import Table


def mark(label: str, number: int = 0) -> str:
    """The mark that leads to a note; `number` counts the marks of that note from 0."""
    own = f"noteref:{label}" if number == 0 else None
    link = element("a", escaped(label), href=f"#note:{quote(label)}", id=own)
    return element("sup", link, class_="note-mark")


def note(label: str, inner: str, words: Table) -> str:
    """The note, with the way back to its first mark."""
    name = element("span", escaped(f"{words.note} {label}"), class_="heard")
    said = element("span", escaped(label))
    back = element("a", said + name, href=f"#noteref:{quote(label)}", class_="note-label")
    return element("div", back + element("div", inner), class_="note", id=f"note:{label}")
