"""The ranker, and the file of its weights."""

from dataclasses import fields
from pathlib import Path

import pytest

from index.ranker import UNFITTED, LinearRanker, RankFeatures, fitted, ranker
from index.way import Way

SIZE = len(fields(RankFeatures))


def test_scores_are_weighted_sums() -> None:
    """Weights stand in the order of the features."""
    found = [RankFeatures(1, 0, 0, 0, 0), RankFeatures(0.5, 1, 0.25, 0.125, 1)]
    assert LinearRanker((1, 2, 4, 8, -1)).scores(found) == [1.0, 3.5]
    assert LinearRanker((1,) * SIZE).scores([]) == []


def test_there_is_one_weight_a_feature() -> None:
    """In the file and in the model that stands in; any other number is an error."""
    assert {len(model.weights) for model in (UNFITTED, *fitted().values())} == {SIZE}
    with pytest.raises(ValueError, match="argument 2 is longer"):
        LinearRanker((1.0,)).scores([RankFeatures(1, 0, 0, 0, 0)])


def test_weights_are_read_by_the_way(tmp_path: Path) -> None:
    """Each name in the file is a way of searching."""
    file = tmp_path / "ranker.json"
    file.write_text('{"e5 across languages": [1, 2, 3, 4, 5.5]}')
    assert fitted(file) == {Way.E5_ACROSS: LinearRanker((1, 2, 3, 4, 5.5))}
    file.with_name("other.json").write_text('{"no way": [1]}')
    with pytest.raises(ValueError, match="no way"):
        fitted(file.with_name("other.json"))


def test_a_way_that_nobody_fitted_has_weights_too() -> None:
    """The model that stands in is taken, and where one was fitted, that one."""
    assert Way.WORDS not in fitted()
    assert ranker(Way.WORDS) == UNFITTED
    assert all(ranker(fit) == model for fit, model in fitted().items())
