"""The part of a document that a program writes."""

from pathlib import Path

import pytest

from tests.benchmarks.marked import MarkedPart, MarkersError

BEGIN, END = "<!-- tables:begin -->", "<!-- tables:end -->"


def marked(folder: Path, text: str) -> MarkedPart:
    """A document of this text."""
    document = folder / "page.md"
    document.write_bytes(text.encode())
    return MarkedPart(document, "tables")


def test_only_what_stands_between_the_markers_is_replaced(tmp_path: Path) -> None:
    """The rest stays byte by byte, whatever its line ends; the markers stay too."""
    before, after = "# Ação\r\n\n<!-- other:begin -->\n\n", "\n  \nEnd, without a line end"
    part = marked(tmp_path, f"{before}{BEGIN}\nold\n{END}{after}")
    part.write("| new |\n")
    written = part.document.read_bytes().decode()
    assert written == f"{before}{BEGIN}\n\n| new |\n\n{END}{after}"


def test_writing_twice_is_writing_once(tmp_path: Path) -> None:
    """No lines gather around the text."""
    part = marked(tmp_path, f"{BEGIN}{END}\n")
    part.write("text")
    once = part.document.read_bytes()
    part.write("text")
    assert part.document.read_bytes() == once


@pytest.mark.parametrize(
    "text", ["", BEGIN, END, f"{END}\n{BEGIN}", f"{BEGIN}{BEGIN}{END}", f"{BEGIN}{END}{END}"]
)
def test_a_document_without_its_markers_is_left_alone(tmp_path: Path, text: str) -> None:
    """The error names the file and what has to stand in it."""
    part = marked(tmp_path, text)
    for attempt in (part.check, lambda: part.write("new")):
        with pytest.raises(MarkersError, match=r"page\.md needs the line <!-- tables:begin --> once"):
            attempt()
    assert part.document.read_bytes().decode() == text
