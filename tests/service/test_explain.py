"""Why a question got its answer."""

from math import exp

import pytest

from service.answer import Status
from service.ask import Asker
from service.explain import Explanation, explain
from service.questions.question import Question
from service.questions.shape import Shape
from service.wiring import Workspace


@pytest.fixture(scope="module")
def asker(sample: Workspace) -> Asker:
    """The service over the sample."""
    return sample.asker()


def test_confidence_is_the_sum_of_what_its_features_add(asker: Asker) -> None:
    """The logistic model is all there is to it."""
    (part,) = explain(asker, Question("Which support plan gives access to WhatsApp?")).parts
    odds = part.intercept + sum(each.adds for each in part.weighed)
    assert part.confidence == pytest.approx(1 / (1 + exp(-odds)))


def test_passages_tell_rank_and_score_of_each_retriever(asker: Asker) -> None:
    """The ranks of one retriever, from 1, go with its scores."""
    (part,) = explain(asker, Question("Which support plan gives access to WhatsApp?")).parts
    lexical = sorted(each.lexical for each in part.passages if each.lexical)
    assert lexical[0][0] == 1
    assert [score for _, score in lexical] == sorted((score for _, score in lexical), reverse=True)
    assert [each.score for each in part.passages] == sorted(
        (each.score for each in part.passages), reverse=True
    )


def test_choices_begin_with_what_was_quoted(asker: Asker) -> None:
    """Where the shape of the question asks for nothing else."""
    found = explain(asker, Question("Who charges us for the tokens that our agents consume?"))
    assert found.parts[0].shape is Shape.FACT
    assert found.parts[0].choices[0][1] in found.answer.markdown


def test_each_part_is_explained(asker: Asker) -> None:
    """A part without an answer too: its confidence lies below the threshold."""
    found: Explanation = explain(asker, Question("How do I create a group and who built the Titanic?"))
    assert [part.shape for part in found.parts] == [Shape.HOW_TO, Shape.FACT]
    assert found.parts[1].confidence < found.partial_from <= found.answered_from
    assert found.answer.status is Status.PARTIAL
