"""Labelled data sets of ready passages: what is read, and which of several files."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import DatasetError
from index.evaluation.dataset import (
    Dataset,
    MarkdownPages,
    Question,
    ReadyPassages,
    open_dataset,
    page_id,
    pages_folder,
)
from tests.index.dataset_files import ask, ready_passages, write_lines, write_qrels

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "data"


@pytest.fixture
def passages(tmp_path: Path) -> Path:
    """A data set of ready passages."""
    return ready_passages(tmp_path)


@pytest.fixture
def bilingual(tmp_path: Path) -> Path:
    """A folder with queries in two languages, and a corpus file for each language."""
    for language in ("en", "es"):
        write_lines(tmp_path / f"queries-{language}.jsonl", ask("q", language=language))
        write_lines(tmp_path / f"corpus-{language}.jsonl", [{"_id": f"{language}:0", "text": language}])
    for asked, found in (("en", "en"), ("es", "en"), ("es", "es")):
        write_qrels(tmp_path / f"qrels-{asked}-{found}.tsv", [("q", f"{found}:0")])
    return tmp_path


def corpus_ids(dataset: Dataset) -> list[str]:
    """The ids of a ready corpus."""
    assert isinstance(dataset.corpus, ReadyPassages)
    return [page.url for page in dataset.corpus.pages]


def test_ready_passages_become_passages_and_their_pages(passages: Path) -> None:
    """Their id is the page's URL and path; a language that is missing is the caller's default."""
    dataset = open_dataset(passages, default_language="de")
    assert isinstance(dataset.corpus, ReadyPassages)
    first, second = dataset.corpus.passages
    assert (first.page_url, first.ordinal, first.title, first.language) == ("P#0", 0, "One", "pt")
    assert first.markdown == first.text == "First text."
    assert second.language == "de"
    page = dataset.corpus.pages[0]
    assert (page.url, page.path, page.title, page.markdown) == ("P#0", "P#0", "One", "First text.")
    assert page.fetched_at.tzinfo is not None


def test_only_judgements_of_the_questions_asked_are_kept(passages: Path) -> None:
    """Other queries files may share the qrels; a question without gold is asked, but not judged."""
    dataset = open_dataset(passages)
    assert [question.id for question in dataset.questions] == ["a", "b", "c"]
    assert dataset.qrels == {"a": {"P#0": 1, "P#1": 1}, "b": {"P#9": 1}}
    assert (dataset.queries, dataset.qrels_name) == ("queries.jsonl", "qrels.tsv")


def test_questions_whose_gold_is_not_in_the_corpus_are_told(passages: Path) -> None:
    """They stay in the set, so that the report can say how many they are."""
    dataset = open_dataset(passages)
    assert dataset.missing_gold(corpus_ids(dataset)) == ("b",)


def test_only_graded_pages_are_gold(passages: Path) -> None:
    """A grade of 0 says that a page does not answer; a question without labels has no gold."""
    (passages / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\na\tP#0\t1\na\tP#1\t0\nb\tP#9\t0\n")
    dataset = open_dataset(passages)
    assert [dataset.gold(question) for question in "abc"] == [{"P#0"}, set(), set()]
    assert dataset.missing_gold(corpus_ids(dataset)) == ()


def test_a_yes_or_no_is_one_of_three_words(passages: Path) -> None:
    """Another word would count as an answer that nobody can give."""
    write_lines(passages / "queries.jsonl", ask("a", yes_no="maybe"))
    with pytest.raises(DatasetError, match=r"queries.jsonl, line 1: `yes_no` must be yes, no or none"):
        open_dataset(passages)


def test_a_limit_keeps_the_first_questions_and_the_whole_corpus(passages: Path) -> None:
    """The corpus must not get easier with fewer questions."""
    dataset = open_dataset(passages, limit=1)
    assert [question.id for question in dataset.questions] == ["a"]
    assert set(dataset.qrels) == {"a"}
    assert corpus_ids(dataset) == ["P#0", "P#1"]


def test_a_question_has_all_its_labels(passages: Path) -> None:
    """Labels that are absent are empty or None."""
    labels = {"language": "en", "answers": ["x"], "answerable": False, "yes_no": "no", "must_contain": ["y"]}
    write_lines(passages / "queries.jsonl", [*ask("a", **labels), *ask("b")])
    full, bare = open_dataset(passages).questions
    assert full == Question("a", "What is a?", "en", ("x",), False, "no", ("y",))
    assert bare == Question("b", "What is b?")
    assert bare.answerable is None


def test_the_choice_of_queries_is_the_users(bilingual: Path) -> None:
    """Of two files none is the default: the message lists them and the option."""
    with pytest.raises(DatasetError, match=r"--queries with one of: queries-en.jsonl, queries-es.jsonl"):
        open_dataset(bilingual)
    with pytest.raises(DatasetError, match=r"no file queries-pt.jsonl.*queries-en.jsonl"):
        open_dataset(bilingual, "queries-pt.jsonl")


def test_qrels_follow_the_queries(bilingual: Path) -> None:
    """Spanish questions are asked of Spanish passages, unless the qrels of the English ones are chosen."""
    within = open_dataset(bilingual, "queries-es.jsonl")
    across = open_dataset(bilingual, "queries-es.jsonl", "qrels-es-en.tsv")
    assert (within.qrels_name, corpus_ids(within)) == ("qrels-es-es.tsv", ["es:0"])
    assert (across.qrels_name, corpus_ids(across)) == ("qrels-es-en.tsv", ["en:0"])


@pytest.mark.parametrize(
    ("there", "chosen"),
    [
        (["qrels-es.tsv", "qrels.tsv", "qrels-es-es.tsv"], "qrels-es.tsv"),
        (["qrels.tsv", "qrels-es-es.tsv"], "qrels.tsv"),
        (["qrels-en.tsv"], "qrels-en.tsv"),
    ],
)
def test_the_nearest_name_of_qrels_is_chosen(bilingual: Path, there: list[str], chosen: str) -> None:
    """The same suffix first, then the plain name, then the doubled suffix, then the only file."""
    for file in bilingual.glob("qrels*"):
        file.unlink()
    for name in there:
        write_qrels(bilingual / name, [("q", "es:0")])
    assert open_dataset(bilingual, "queries-es.jsonl").qrels_name == chosen


def test_qrels_that_fit_no_better_are_the_users_choice(bilingual: Path) -> None:
    """The message lists them and the option."""
    (bilingual / "qrels-es-es.tsv").unlink()
    with pytest.raises(DatasetError, match=r"--qrels with one of: qrels-en-en.tsv, qrels-es-en.tsv"):
        open_dataset(bilingual, "queries-es.jsonl")


def test_without_qrels_the_whole_corpus_is_taken(bilingual: Path) -> None:
    """Answers can be judged where pages are not."""
    for file in bilingual.glob("qrels*"):
        file.unlink()
    dataset = open_dataset(bilingual, "queries-en.jsonl")
    assert (dict(dataset.qrels), dataset.qrels_name) == ({}, "")
    assert corpus_ids(dataset) == ["en:0", "es:0"]


@pytest.mark.parametrize(
    ("named", "path"),
    [
        ("a/b.md", "/a/b"),
        ("a/README.md", "/a"),
        ("README.md", "/"),
        ("pages/a/b.md", "/a/b"),
        ("pages/README.md", "/"),
        ("/", "/"),
        ("/en/users", "/en/users"),
        ("/pages/a", "/pages/a"),
    ],
)
def test_a_named_page_has_the_site_path_that_ingest_gives_it(named: str, path: str) -> None:
    """A README is its folder; a site path stays itself."""
    assert page_id(named) == path


@given(st.lists(st.from_regex(r"[a-z0-9_][a-z0-9_.-]{0,8}", fullmatch=True), min_size=1, max_size=4))
def test_a_site_path_is_its_own_page_id(segments: list[str]) -> None:
    """Normalising twice changes nothing."""
    path = page_id("/".join(segments) + ".md")
    assert path.startswith("/")
    assert page_id(path) == page_id(page_id(path))


@pytest.mark.shared
@pytest.mark.parametrize(
    ("folder", "queries", "qrels", "questions", "unanswerable", "passages"),
    [
        ("faquad", None, None, 900, 0, 249),
        ("mtrag-cloud", "queries-lastturn.jsonl", None, 188, 0, 11_870),
        ("mtrag-cloud", "queries-rewrite.jsonl", None, 188, 0, 11_870),
        ("pira-validation", "queries-en.jsonl", None, 225, 0, 272),
        ("pira-validation", "queries-pt.jsonl", None, 225, 0, 272),
        ("squad2", None, None, 6_078, 3_168, 646),
        ("xquad", "queries-en.jsonl", None, 1_190, 0, 240),
        ("xquad", "queries-es.jsonl", None, 1_190, 0, 240),
        ("xquad", "queries-es.jsonl", "qrels-es-en.tsv", 1_190, 0, 240),
    ],
)
def test_the_shared_passages_have_the_size_that_their_readme_states(
    folder: str, queries: str | None, qrels: str | None, questions: int, unanswerable: int, passages: int
) -> None:
    """Each question has gold, and all of it is in the corpus."""
    if not (SHARED / folder).is_dir():
        pytest.skip(f"{SHARED / folder} is not on this machine")
    dataset = open_dataset(SHARED / folder, queries, qrels)
    ids = corpus_ids(dataset)
    assert (len(dataset.questions), len(dataset.qrels), len(ids)) == (questions, questions, passages)
    assert sum(question.answerable is False for question in dataset.questions) == unanswerable
    assert dataset.missing_gold(set(ids)) == ()


@pytest.mark.shared
def test_the_shared_pages_have_the_size_that_their_readme_states() -> None:
    """53 questions about 2,757 pages, each gold page among them."""
    if not (SHARED / "aws-dev").is_dir():
        pytest.skip(f"{SHARED / 'aws-dev'} is not on this machine")
    dataset = open_dataset(SHARED / "aws-dev")
    assert isinstance(dataset.corpus, MarkdownPages)
    with pages_folder(dataset.corpus) as folder:
        paths = {page_id(file.relative_to(folder).as_posix()) for file in folder.rglob("*.md")}
    assert (len(dataset.questions), len(dataset.qrels), len(paths)) == (53, 53, 2_757)
    assert dataset.missing_gold(paths) == ()
