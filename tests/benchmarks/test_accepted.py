"""The values of accepted runs, kept in files."""

import gzip
import json
from pathlib import Path

from index.evaluation.ranking_metrics import Ranks
from tests.benchmarks.accepted import AcceptedRuns, Compared

VALUES = {"q1<::>2": Compared(0.63093, 0.0, 0.5), "ção": Compared(1.0, 1.0, 1.0)}


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """Each set has its own values; before there are any, there is None."""
    runs = AcceptedRuns(tmp_path / "accepted")
    assert runs.read("squad2") is None
    runs.write("squad2", VALUES)
    assert runs.read("squad2") == VALUES
    assert runs.read("faquad") is None


def test_a_later_run_takes_the_place_of_the_former(tmp_path: Path) -> None:
    """Nothing of the former is left."""
    runs = AcceptedRuns(tmp_path)
    runs.write("squad2", VALUES)
    runs.write("squad2", {"other": Compared(0.0, 0.0, 0.0)})
    assert runs.read("squad2") == {"other": Compared(0.0, 0.0, 0.0)}


def test_the_file_has_ids_and_values_alone(tmp_path: Path) -> None:
    """In columns, and the same bytes for the same values."""
    runs = AcceptedRuns(tmp_path)
    runs.write("squad2", VALUES)
    (file,) = tmp_path.iterdir()
    first = file.read_bytes()
    assert json.loads(gzip.decompress(first)) == {
        "questions": ["q1<::>2", "ção"],
        "ndcg_at_5": [0.63093, 1.0],
        "hit_at_1": [0.0, 1.0],
        "reciprocal_rank": [0.5, 1.0],
    }
    runs.write("squad2", VALUES)
    assert file.read_bytes() == first


def test_values_are_rounded_alike_before_they_are_kept_and_compared() -> None:
    """A third is .333333, wherever it was computed."""
    third = 1 / 3
    ranks = Ranks(third, 0.0, 0.0, 0.0, third, 1.0, 1.0)
    assert Compared.of(ranks) == Compared(0.333333, 1.0, 0.333333)
