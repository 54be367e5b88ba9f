"""The benchmark of retrieval, on a set of four questions."""

from pathlib import Path

import pytest

from service.evaluate import NoWatcher
from service.settings import Settings
from service.wiring import Workspace
from tests.benchmarks.accepted import Compared
from tests.benchmarks.evaluation_sets import SETS, EvaluationSet
from tests.benchmarks.retrieval import DOCS, Benchmark, Records, arguments, main
from tests.benchmarks.retrieval_rows import read_rows
from tests.index.dataset_files import write_lines, write_qrels

TEXTS = {
    "Polvo#0": "O polvo tem três corações e oito braços.",
    "Cetáceos#0": "A baleia azul é o maior animal do planeta.",
    "Girafa#0": "A girafa dorme poucas horas por dia.",
    "Cavalo#0": "O cavalo corre nos campos do sul.",
}

QUESTIONS = {
    "polvo": ("Quantos corações tem o polvo?", True),
    "baleia": ("Qual é o maior animal do planeta?", True),
    "zebra": ("Quantas listras tem a zebra?", False),
    "girafa": ("Quantas horas a girafa dorme?", True),
}

PAGE = "# Evaluation\n\n<!-- retrieval:begin -->\n<!-- retrieval:end -->\n\nThe rest.\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Labelled data that has FaQuAD alone, of four paragraphs."""
    folder = tmp_path / "labelled" / "faquad"
    folder.mkdir(parents=True)
    passages = [{"_id": id, "title": "", "text": text, "language": "pt"} for id, text in TEXTS.items()]
    write_lines(folder / "corpus.jsonl.gz", passages)
    asked = [
        {"_id": id, "text": text, "language": "pt", "answerable": answerable}
        for id, (text, answerable) in QUESTIONS.items()
    ]
    write_lines(folder / "queries.jsonl", asked)
    gold = [("polvo", "Polvo#0"), ("baleia", "Cetáceos#0"), ("zebra", "Cavalo#0"), ("girafa", "Cavalo#0")]
    write_qrels(folder / "qrels.tsv", gold)
    return folder.parent


@pytest.fixture
def records(tmp_path: Path) -> Records:
    """Documentation with a place for the tables."""
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "evaluation.md").write_text(PAGE)
    return Records(docs)


def measure(data: Path, records: Records, *options: str) -> None:
    """Run the benchmark on the small FaQuAD, without a model."""
    workspace = Workspace(Settings(data=data / "var", embedders={}, multilingual="hashing"))
    found = arguments([str(data), "--sets", "faquad", *options])
    Benchmark.of(found).run(workspace, data, records, NoWatcher())


def test_an_accepted_run_is_written_and_compared_with(
    data: Path, records: Records, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two questions are right, one is not, the unanswerable one does not count; then nothing has changed."""
    measure(data, records, "--accept")
    accepted = records.accepted.read("faquad")
    assert accepted
    assert set(accepted) == {"polvo", "baleia", "girafa"}
    assert accepted["polvo"] == accepted["baleia"] == Compared(1.0, 1.0, 1.0)
    assert accepted["girafa"].hit_at_1 == 0
    assert "before" not in capsys.readouterr().out
    measure(data, records)
    assert "| FaQuAD | all | 3 | +.000 (1.000) | +.000 (1.000) | +.000 (1.000) |" in capsys.readouterr().out


def test_the_tables_say_what_was_measured_and_how(data: Path, records: Records) -> None:
    """On the page between the markers, and raw in JSON, with command and machine."""
    measure(data, records, "--accept")
    page = (records.docs / "evaluation.md").read_text()
    assert page.startswith("# Evaluation\n\n<!-- retrieval:begin -->\n\n| set |")
    assert page.endswith("<!-- retrieval:end -->\n\nThe rest.\n")
    assert "| FaQuAD | all | 3 |" in page
    assert "- FaQuAD: ranker and confidence model were fitted" in page
    (row,) = read_rows(records.docs / "evaluation" / "retrieval.json")
    assert row.command == "python -m tests.benchmarks.retrieval DATA --sets faquad"
    assert "Python 3.11" in row.machine
    assert row.models[0].startswith("hashing")
    assert row.whole.figures.hit_at_1 == pytest.approx(2 / 3)
    assert row.language is not None
    assert (row.language.accuracy, row.language.choices) == (1.0, 1)
    assert 0 < row.latency.p50 <= row.latency.p95


def test_the_held_out_half_stands_beside_the_whole(data: Path, records: Records) -> None:
    """Of the articles that answer, that of the whale is held out and the two others are not."""
    measure(data, records, "--accept")
    (row,) = read_rows(records.docs / "evaluation" / "retrieval.json")
    assert row.held_out is not None
    assert (row.held_out.figures.questions, row.whole.figures.questions) == (1, 3)
    assert "| FaQuAD | held out |" in (records.docs / "evaluation.md").read_text()


@pytest.mark.parametrize("options", [(), ("--limit", "1"), ("--without", "dense", "late")])
def test_a_part_is_printed_and_not_written(
    data: Path, records: Records, capsys: pytest.CaptureFixture[str], options: tuple[str, ...]
) -> None:
    """The documentation stays as it is."""
    measure(data, records, *options)
    assert "| FaQuAD | all |" in capsys.readouterr().out
    assert [path.name for path in records.docs.iterdir()] == ["evaluation.md"]
    assert (records.docs / "evaluation.md").read_text() == PAGE


def test_only_a_whole_run_is_published() -> None:
    """All sets; or some, if they are accepted; never a part of their questions or of the stages."""
    published = {
        (): True,
        ("--accept",): True,
        ("--sets", "faquad", "pira-pt"): False,
        ("--sets", "faquad", "--accept"): True,
        ("--limit", "9"): False,
        ("--without", "lexical"): False,
    }
    for options, expected in published.items():
        assert Benchmark.of(arguments(["data", *options])).publish is expected, options


@pytest.mark.parametrize(
    "options",
    [("--limit", "0"), ("--accept", "--limit", "9"), ("--accept", "--without", "late"), ("--sets", "none")],
)
def test_options_that_make_no_sense_are_refused(options: tuple[str, ...]) -> None:
    """With the status of a wrong command line."""
    with pytest.raises(SystemExit, match="2"):
        arguments(["data", *options])


def test_missing_data_ends_in_one_line(tmp_path: Path) -> None:
    """Which says what is no data set."""
    with pytest.raises(SystemExit, match=r"retrieval: .*faquad is no data set"):
        main([str(tmp_path), "--sets", "faquad", "--data", str(tmp_path / "var")])


def test_a_page_without_markers_is_told_before_anything_is_asked(data: Path, records: Records) -> None:
    """Nothing was indexed then."""
    (records.docs / "evaluation.md").write_text("# Evaluation\n")
    with pytest.raises(Exception, match="retrieval:begin"):
        measure(data, records, "--accept")
    assert not (data / "var").exists()


def test_the_documentation_has_a_place_for_the_tables() -> None:
    """The markers are in the page that the benchmark writes to."""
    Records(DOCS).page.check()


def test_sets_have_names_of_their_own() -> None:
    """Files are named after them."""
    assert len({each.name for each in SETS}) == len(SETS)


@pytest.mark.shared
@pytest.mark.parametrize("which", SETS, ids=lambda each: each.name)
def test_the_files_of_each_set_exist(shared: Path, which: EvaluationSet) -> None:
    """Questions and labels lie where the table says."""
    folder = shared / "data" / which.folder
    assert (folder / which.queries).is_file()
    assert (folder / which.qrels).is_file()
