"""The other forms of a data set (archived pages, golden questions), and the mistakes that files may hold."""

import io
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from index.errors import DatasetError
from index.evaluation.dataset import LiveIndex, MarkdownPages, open_dataset, pages_folder
from tests.index.dataset_files import Line, ask, ready_passages, write_lines, write_qrels


@pytest.fixture
def passages(tmp_path: Path) -> Path:
    """A data set of ready passages."""
    return ready_passages(tmp_path)


def docs_archive(file: Path, members: Mapping[str, str]) -> None:
    """An archive of texts."""
    with tarfile.open(file, "w:xz") as tar:
        for name, text in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(text.encode())
            tar.addfile(member, io.BytesIO(text.encode()))


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A data set of an archived docs folder."""
    docs_archive(tmp_path / "pages.tar.xz", {"pages/README.md": "# Home", "pages/guide/page.md": "# Page"})
    write_lines(tmp_path / "queries.jsonl", ask("a", "b"))
    write_qrels(tmp_path / "qrels.tsv", [("a", "guide/page.md"), ("b", "README.md")])
    return tmp_path


def test_an_archive_of_pages_is_unpacked_for_as_long_as_it_is_needed(docs: Path) -> None:
    """Its qrels name site paths; the folder goes with the context."""
    dataset = open_dataset(docs)
    assert dataset.qrels == {"a": {"/guide/page": 1}, "b": {"/": 1}}
    assert isinstance(dataset.corpus, MarkdownPages)
    with pages_folder(dataset.corpus) as folder:
        assert (folder / "guide" / "page.md").read_text() == "# Page"
    assert not folder.exists()


def test_a_folder_of_pages_is_used_where_it_lies(docs: Path) -> None:
    """It is the user's, and stays."""
    (docs / "pages.tar.xz").unlink()
    (docs / "pages").mkdir()
    corpus = open_dataset(docs).corpus
    assert isinstance(corpus, MarkdownPages)
    with pages_folder(corpus) as folder:
        assert folder == docs / "pages"
    assert folder.is_dir()


@pytest.mark.parametrize("member", ["../evil.md", "pages/../../evil.md"])
def test_an_archive_that_leaves_its_folder_is_refused(docs: Path, member: str) -> None:
    """Nothing is written outside the temporary folder."""
    docs_archive(docs / "pages.tar.xz", {"pages/README.md": "# Home", member: "evil"})
    with (
        pytest.raises(DatasetError, match="cannot be unpacked"),
        pages_folder(MarkdownPages(docs / "pages.tar.xz")),
    ):
        pass


def test_a_broken_archive_or_one_of_other_things_is_told(docs: Path) -> None:
    """Both name the file."""
    (docs / "pages.tar.xz").write_bytes(b"no archive")
    with (
        pytest.raises(DatasetError, match=r"pages\.tar\.xz cannot be"),
        pages_folder(MarkdownPages(docs / "pages.tar.xz")),
    ):
        pass
    docs_archive(docs / "pages.tar.xz", {"docs/README.md": "# Home"})
    with (
        pytest.raises(DatasetError, match="no folder pages/"),
        pages_folder(MarkdownPages(docs / "pages.tar.xz")),
    ):
        pass


GOLDEN: Sequence[Line] = (
    *ask("home", pages=["/"], must_contain=["Power"], answerable=True),
    *ask("users", pages=["/en/users", "pt/usuarios.md"], answerable=True),
    *ask("none", pages=[], answerable=False),
)


def test_golden_questions_bring_their_pages(tmp_path: Path) -> None:
    """They are asked of the live index; a question that names no page is not judged by rank."""
    write_lines(tmp_path / "sample.jsonl", GOLDEN)
    for location in (tmp_path, tmp_path / "sample.jsonl"):
        dataset = open_dataset(location)
        assert (dataset.name, dataset.corpus) == ("sample", LiveIndex())
        assert dataset.qrels == {"home": {"/": 1}, "users": {"/en/users": 1, "/pt/usuarios": 1}}
        assert [question.answerable for question in dataset.questions] == [True, True, False]
        assert dataset.questions[0].must_contain == ("Power",)
    assert len(open_dataset(tmp_path, limit=2).questions) == 2


def test_of_several_golden_files_the_user_chooses(tmp_path: Path) -> None:
    """A file that is named itself needs no choice, and takes none."""
    write_lines(tmp_path / "one.jsonl", GOLDEN)
    write_lines(tmp_path / "two.jsonl", GOLDEN[:1])
    with pytest.raises(DatasetError, match=r"one.jsonl, two.jsonl"):
        open_dataset(tmp_path)
    assert len(open_dataset(tmp_path, "two.jsonl").questions) == 1
    with pytest.raises(DatasetError, match="leave out --queries"):
        open_dataset(tmp_path / "one.jsonl", "two.jsonl")
    with pytest.raises(DatasetError, match="leave out --qrels"):
        open_dataset(tmp_path / "one.jsonl", qrels="qrels.tsv")


def test_golden_questions_must_name_their_pages(tmp_path: Path) -> None:
    """An empty list says that no page answers; a missing one is a mistake."""
    write_lines(tmp_path / "sample.jsonl", [*GOLDEN, *ask("forgotten")])
    with pytest.raises(DatasetError, match=r"sample\.jsonl, line 4: `pages` must be a list"):
        open_dataset(tmp_path)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"_id": "b", "text": "cut', "line 2: this is no JSON"),
        ('["b"]', "line 2: expected one JSON object"),
        ('{"_id": "b"}', "line 2: `text` must be a text"),
        ('{"text": "No id?"}', "line 2: `_id` must be a text"),
        ('{"_id": "b", "text": " "}', "line 2: `text` must be a text"),
        ('{"_id": "b", "text": "?", "answers": "x"}', "line 2: `answers` must be a list"),
        ('{"_id": "b", "text": "?", "answers": [1]}', "line 2: `answers` must be a list"),
        ('{"_id": "b", "text": "?", "answerable": "no"}', "line 2: `answerable` must be true or false"),
        ('{"_id": "b", "text": "?", "language": 1}', "line 2: `language` must be a text"),
        ('{"_id": "a", "text": "Again?"}', "line 2: its `_id` is that of line 1"),
    ],
)
def test_a_mistake_in_a_line_is_told_with_its_place(passages: Path, line: str, message: str) -> None:
    """The message names the file and the line."""
    (passages / "queries.jsonl").write_text(f'{{"_id": "a", "text": "What?"}}\n{line}\n')
    with pytest.raises(DatasetError, match=rf"queries\.jsonl, {message}"):
        open_dataset(passages)


@pytest.mark.parametrize("row", ["a P#0 1", "a\tP#0", "a\tP#0\tgood", "a\tP#0\t1\t1"])
def test_a_mistake_in_the_qrels_is_told_with_its_place(passages: Path, row: str) -> None:
    """Three columns with tabs between, the last a whole number."""
    (passages / "qrels.tsv").write_text(f"query-id\tcorpus-id\tscore\na\tP#1\t0\n{row}\n")
    with pytest.raises(DatasetError, match=r"qrels\.tsv, line 3: expected query-id, corpus-id"):
        open_dataset(passages)


def test_qrels_of_other_questions_are_refused(passages: Path) -> None:
    """Then every question would silently count as found nowhere."""
    write_qrels(passages / "qrels.tsv", [("x", "P#0")])
    with pytest.raises(DatasetError, match=r"qrels\.tsv names none of the questions asked"):
        open_dataset(passages)


def test_a_damaged_file_is_told(passages: Path) -> None:
    """A gzip file cut short names itself."""
    whole = (passages / "corpus.jsonl.gz").read_bytes()
    (passages / "corpus.jsonl.gz").write_bytes(whole[:-12])
    with pytest.raises(DatasetError, match=r"corpus\.jsonl\.gz cannot be read"):
        open_dataset(passages)


def test_a_set_without_questions_is_told(passages: Path) -> None:
    """There is nothing to measure."""
    with pytest.raises(DatasetError, match="asks no questions"):
        open_dataset(passages, limit=0)


def test_something_else_is_no_data_set(tmp_path: Path) -> None:
    """The message says what one looks like."""
    for location in (tmp_path, tmp_path / "nowhere", tmp_path / "nothing.jsonl"):
        with pytest.raises(DatasetError, match=r"is no data set. Give a folder with corpus\*"):
            open_dataset(location)
