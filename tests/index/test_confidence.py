"""Confidence, and the features that it rests on."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.confidence import Features, Logistic, confidence, features, fitted
from index.hit import Evidence, Hit
from index.late import LateScores
from index.way import Way
from ingest.block import BlockKind
from ingest.passage import Passage

PASSAGE = Passage(
    page_url="/en/budget",
    ordinal=0,
    title="Budget",
    heading_path=(),
    anchor="",
    language="en",
    kinds=frozenset({BlockKind.PARAGRAPH}),
    markdown="A budget limits spending. Groups have members.",
    text="A budget limits spending. Groups have members.",
)
UNIT = st.floats(0, 1)


def hit(cosine: float | None, passage: Passage = PASSAGE) -> Hit:
    """A hit with this cosine."""
    return Hit(0, passage, Evidence(cosine, None, "minilm"), 1.0)


def test_words_of_one_sentence_count_together() -> None:
    """Coverage is that of the best sentence, and neighbouring words are near where they share one."""
    together = features("budget spending", "en", {"budget": 1.0, "spend": 1.0}, [hit(0.5)])
    apart = features("spending members", "en", {"spend": 1.0, "member": 1.0}, [hit(0.5)])
    assert (together.coverage, together.proximity) == (1.0, 1.0)
    assert (apart.coverage, apart.proximity) == (0.5, 0.0)


def test_name_that_the_passage_lacks_is_noticed() -> None:
    """Numbers and capitalised words of the question are looked for; its first word is none."""
    assert features("Does Slack cost 20 dollars?", "en", {}, [hit(0.5)]).names_missing == 1.0
    assert features("Do Groups cost?", "en", {}, [hit(0.5)]).names_missing == 0.0


def test_standing_out_is_measured_against_the_next_passages() -> None:
    """One near passage among far ones speaks for an answer; one of many alike does not."""
    found = features("x", "en", {}, [hit(0.8), hit(0.5), hit(0.3)])
    assert found.standout == pytest.approx(0.4)
    assert features("x", "en", {}, [hit(0.8)]).standout == 0.0
    assert features("x", "en", {}, [hit(None), hit(0.4)]).cosine == pytest.approx(0.4)


def test_late_interaction_counts_where_there_was_any() -> None:
    """As it judges the best passage; 0 where it was not read token by token."""
    late = LateScores(whole=0.9, even=0.8, sentence=0.7, exact=0.6, weakest=0.5)
    read = replace(hit(0.5), evidence=Evidence(0.5, None, "minilm", late))
    found = features("x", "en", {}, [read, hit(0.4)])
    assert (found.sentence, found.exact, found.weakest) == (0.7, 0.6, 0.5)
    found = features("x", "en", {}, [hit(0.5)])
    assert (found.sentence, found.exact, found.weakest) == (0.0, 0.0, 0.0)


def test_words_do_not_count_across_languages() -> None:
    """A passage in another language shares none with the question, except names."""
    foreign = replace(PASSAGE, language="pt")
    assert features("budget spending", "en", {"budget": 1.0}, [hit(0.5, foreign)]).coverage == 0.0


def test_no_hits_mean_no_confidence() -> None:
    """Nothing found is nothing answered."""
    assert confidence("why", "en", {}, []) == 0.0


@given(st.builds(Features, *[UNIT] * 8), st.sampled_from(Way))
def test_confidence_is_a_probability_that_grows_with_what_speaks_for_it(found: Features, how: Way) -> None:
    """More coverage never lowers it, a missing name never raises it."""
    model = fitted()[how]
    probability = model.probability(found)
    assert 0 <= probability <= 1
    assert model.probability(replace(found, coverage=1.0)) >= probability
    assert model.probability(replace(found, names_missing=1.0)) <= probability


def test_logistic_model_against_a_value_worked_by_hand() -> None:
    """1 / (1 + exp(-(1 + 2 * 0.5)))."""
    model = Logistic((2.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0), 1.0)
    assert model.probability(Features(0.5, 1, 1, 1, 1, 0, 0, 0)) == pytest.approx(0.880797, abs=1e-6)
