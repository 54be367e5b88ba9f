"""Questions that can be asked, and those that cannot."""

import pytest

from service.errors import EmptyQuestionError, QuestionTooLongError
from service.questions.question import MAX_CHARACTERS, MAX_HISTORY, Question


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  \n ",
        "<question>",
        "<question",
        "\\<question>",
        "\\<question\\>",
        "<Your question>",
        "<pergunta>",
        "<質問>",
    ],
)
def test_empty_question_and_copied_placeholder_are_refused_with_advice(text: str) -> None:
    """A crawler that copied the trailer's placeholder learns how to ask."""
    with pytest.raises(EmptyQuestionError, match="`ask` parameter"):
        Question.checked(text)


def test_question_at_the_limit_is_asked_and_one_above_is_refused() -> None:
    """The longest question has 512 characters, and the error names both lengths."""
    assert len(Question.checked("x" * MAX_CHARACTERS).text) == 512
    with pytest.raises(QuestionTooLongError, match="513 characters and may have 512"):
        Question.checked("x" * 513)


def test_white_space_is_squeezed() -> None:
    """A question fits on the one line that the answer's heading gives it."""
    assert Question.checked(" How do\n I\tstart? ").text == "How do I start?"


def test_last_questions_of_a_conversation_are_kept_in_short() -> None:
    """However long the conversation, what is read of it is bounded; what is blank was no question."""
    history = ["first", *(f"question\n{number}" for number in range(MAX_HISTORY - 1)), " ", "x" * 600]
    kept = Question.checked("And then?", history=history).history
    assert kept == (*(f"question {number}" for number in range(MAX_HISTORY - 1)), "x" * MAX_CHARACTERS)
    assert Question.checked("And then?").history == ()


@pytest.mark.parametrize("text", ["<question> tag", "question", "What is <question>?", "<table>"])
def test_what_only_looks_like_a_placeholder_is_asked(text: str) -> None:
    """Somebody may mean it."""
    assert Question.checked(text).text == text


@pytest.mark.parametrize(
    "goal", ["<goal>", "<end goal>", "<endgoal>", "<end_goal>", "\\<end\\_goal>", "<user_goal>", " "]
)
def test_copied_placeholder_is_no_goal(goal: str) -> None:
    """It would only be carried on."""
    assert Question.checked("why?", goal).goal == ""
    assert Question.checked("why?", f"reach {goal}").goal == f"reach {goal}".strip()
