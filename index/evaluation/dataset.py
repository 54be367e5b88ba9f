"""Labelled data sets: questions, what answers them, and the corpus they are asked of."""

import tarfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from index.errors import DatasetError
from index.evaluation.qrels import read_qrels
from index.records import UNREADABLE, Record, records
from ingest.address import folder_path
from ingest.block import BlockKind
from ingest.page import Page
from ingest.passage import Passage

Qrels = Mapping[str, Mapping[str, int]]
"""Question id -> page id -> grade; a grade above 0 is relevant."""

YES_NO = ("yes", "no", "none", "")

PAGES = "pages"
ARCHIVE = "pages.tar.xz"


@dataclass(frozen=True, slots=True)
class Question:
    """A labelled question.

    `language` is an ISO 639-1 code, "" where the set does not say. `answers` are the accepted answers in the
    set's own words. `answerable` is None where the set does not say. `yes_no` is "yes", "no", "none" (no such
    question) or "". `must_contain` are the words that a right answer has.
    """

    id: str
    text: str
    language: str = ""
    answers: tuple[str, ...] = ()
    answerable: bool | None = None
    yes_no: str = ""
    must_contain: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadyPassages:
    """A corpus of passages: `pages[i]` holds `passages[i]` alone, and its URL and path are the qrels' id."""

    pages: tuple[Page, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class MarkdownPages:
    """A corpus to be ingested: a folder of markdown or an archive of one. The qrels' ids are site paths."""

    location: Path


@dataclass(frozen=True, slots=True)
class LiveIndex:
    """The corpus is whatever the user has indexed. The qrels' ids are site paths."""


Corpus = ReadyPassages | MarkdownPages | LiveIndex


@dataclass(frozen=True, slots=True)
class Dataset:
    """A labelled data set. `queries` and `qrels_name` are the files that were read, "" for none.

    `qrels` has an entry for each question that the set names a page for, and no other.
    """

    name: str
    queries: str
    qrels_name: str
    questions: tuple[Question, ...]
    qrels: Qrels
    corpus: Corpus

    def gold(self, question: str) -> frozenset[str]:
        """The relevant pages (ids) of a question (its id)."""
        return frozenset(page for page, grade in self.qrels.get(question, {}).items() if grade > 0)

    def missing_gold(self, known: Collection[str]) -> tuple[str, ...]:
        """The questions (ids) that have a relevant page outside `known`, the ids of the corpus at hand."""
        there = frozenset(known)
        return tuple(question for question in self.qrels if not self.gold(question) <= there)


def open_dataset(
    location: Path,
    queries: str | None = None,
    qrels: str | None = None,
    *,
    limit: int | None = None,
    default_language: str = "en",
) -> Dataset:
    """Read the data set at `location`; `limit` keeps its first questions alone (the corpus stays whole).

    `location` is a folder with `corpus*.jsonl.gz`, `pages/` or `pages.tar.xz`; or a `.jsonl` file (or a
    folder of such files alone) of questions about the live index, each with its `pages`. `queries` and
    `qrels` are names of files inside the folder. Of several corpus files only those are taken that hold a
    passage named in the qrels. `default_language` is that of a passage which names none. Raises
    DatasetError, with file and line, where something is not in the described form.
    """
    if (location / ARCHIVE).is_file() or (location / PAGES).is_dir() or _corpus_files(location):
        dataset = _labelled(location, queries, qrels, limit, default_language)
    else:
        dataset = _golden(location, queries, qrels, limit)
    if not dataset.questions:
        raise DatasetError(f"{dataset.name}: {dataset.queries} asks no questions.")
    return dataset


def page_id(path: str) -> str:
    """The site path that `ingest` gives a page named `a/b.md`, `a/README.md`, `pages/a/b.md` or `/a/b`."""
    return folder_path(path.removeprefix(f"{PAGES}/"))


@contextmanager
def pages_folder(corpus: MarkdownPages) -> Iterator[Path]:
    """The folder of markdown; an archive is unpacked into a temporary one that goes when the context ends."""
    if corpus.location.is_dir():
        yield corpus.location
        return
    with TemporaryDirectory(prefix="askdocs-pages-") as folder:
        yield _unpack(corpus.location, Path(folder))


def _labelled(
    folder: Path, queries: str | None, qrels: str | None, limit: int | None, language: str
) -> Dataset:
    asked = _chosen(folder, "queries", "queries*.jsonl", queries, ("queries.jsonl",))
    judged = _qrels_file(folder, asked, qrels)
    questions = {record.text("_id"): _question(record) for record in records(asked)}
    grades = read_qrels(judged, questions) if judged else {}
    named = {page for pages in grades.values() for page in pages}
    corpus = _corpus(folder, named, language)
    if isinstance(corpus, MarkdownPages):
        grades = {question: _by_path(pages) for question, pages in grades.items()}
    kept = tuple(islice(questions.values(), limit))
    return Dataset(
        folder.resolve().name, asked.name, judged.name if judged else "", kept, _only(kept, grades), corpus
    )


def _golden(location: Path, queries: str | None, qrels: str | None, limit: int | None) -> Dataset:
    file = _golden_file(location, queries)
    if qrels:
        raise DatasetError(f"The questions in {file} name their pages themselves: leave out --qrels.")
    asked = tuple(islice(records(file), limit))
    pages = {record.text("_id"): record.texts("pages", required=True) for record in asked}
    grades = {question: {page_id(page): 1 for page in named} for question, named in pages.items() if named}
    questions = tuple(_question(record) for record in asked)
    return Dataset(file.stem, file.name, "", questions, grades, LiveIndex())


def _golden_file(location: Path, queries: str | None) -> Path:
    if location.is_file() and location.suffix == ".jsonl":
        if queries:
            raise DatasetError(f"{location} is the file of questions itself: leave out --queries.")
        return location
    if not location.is_dir() or not any(location.glob("*.jsonl")):
        raise DatasetError(
            f"{location} is no data set. Give a folder with corpus*.jsonl.gz, {PAGES}/ or {ARCHIVE},"
            " or a .jsonl file of questions that carry `pages`."
        )
    return _chosen(location, "queries", "*.jsonl", queries, ("queries.jsonl",))


def _qrels_file(folder: Path, queries: Path, name: str | None) -> Path | None:
    """The qrels that go with a queries file; None where the folder has none."""
    if not name and not any(folder.glob("qrels*.tsv")):
        return None
    suffix = queries.stem.removeprefix("queries")
    preferred = (f"qrels{suffix}.tsv", "qrels.tsv", f"qrels{suffix}{suffix}.tsv")
    return _chosen(folder, "qrels", "qrels*.tsv", name, preferred)


def _chosen(folder: Path, option: str, pattern: str, name: str | None, preferred: Sequence[str]) -> Path:
    """The file called `name`; without one the first preferred, or else the only file of the pattern."""
    choices = sorted(file.name for file in folder.glob(pattern))
    if name:
        candidates = [name] if (folder / name).is_file() else []
    else:
        candidates = [file for file in preferred if file in choices] or (choices if len(choices) == 1 else [])
    if not candidates:
        asked = f"no file {name}" if name else f"no single {pattern}"
        there = f"pass --{option} with one of: {', '.join(choices)}" if choices else f"it needs a {pattern}"
        raise DatasetError(f"{folder} has {asked}: {there}.")
    return folder / candidates[0]


def _corpus_files(folder: Path) -> list[Path]:
    return sorted([*folder.glob("corpus*.jsonl"), *folder.glob("corpus*.jsonl.gz")])


def _corpus(folder: Path, named: Collection[str], language: str) -> Corpus:
    files = _corpus_files(folder)
    if not files:
        return MarkdownPages(folder / PAGES if (folder / PAGES).is_dir() else folder / ARCHIVE)
    read = [tuple(_page(record, file, language) for record in records(file)) for file in files]
    wanted = [pages for pages in read if any(page.url in named for page in pages)]
    pages = tuple(page for file in wanted or read for page in file)
    return ReadyPassages(pages, tuple(_passage(page) for page in pages))


def _page(record: Record, file: Path, language: str) -> Page:
    return Page(
        url=record.text("_id"),
        path=record.text("_id"),
        title=record.text("title", ""),
        description="",
        language=record.text("language", "") or language,
        markdown=record.text("text"),
        fetched_at=datetime.fromtimestamp(file.stat().st_mtime, UTC),
    )


def _passage(page: Page) -> Passage:
    return Passage(
        page_url=page.url,
        ordinal=0,
        title=page.title,
        heading_path=(),
        anchor="",
        language=page.language,
        kinds=frozenset({BlockKind.PARAGRAPH}),
        markdown=page.markdown,
        text=page.markdown,
    )


def _question(record: Record) -> Question:
    return Question(
        id=record.text("_id"),
        text=record.text("text"),
        language=record.text("language", ""),
        answers=record.texts("answers"),
        answerable=record.flag("answerable"),
        yes_no=_yes_no(record),
        must_contain=record.texts("must_contain"),
    )


def _yes_no(record: Record) -> str:
    label = record.text("yes_no", "")
    if label not in YES_NO:
        raise DatasetError(f"{record.place}: `yes_no` must be yes, no or none.")
    return label


def _by_path(pages: Mapping[str, int]) -> dict[str, int]:
    return {page_id(page): grade for page, grade in pages.items()}


def _only(questions: Sequence[Question], grades: Qrels) -> Qrels:
    return {question.id: grades[question.id] for question in questions if question.id in grades}


def _unpack(archive: Path, into: Path) -> Path:
    """Unpack an archive, by the filter that keeps it inside `into`; returns its folder `pages`."""
    try:
        with tarfile.open(archive) as tar:
            tar.extractall(into, filter="data")
    except (tarfile.TarError, *UNREADABLE) as error:
        raise DatasetError(f"{archive} cannot be unpacked ({error}): fetch it again.") from error
    if not (into / PAGES).is_dir():
        raise DatasetError(f"{archive} has no folder {PAGES}/.")
    return into / PAGES
