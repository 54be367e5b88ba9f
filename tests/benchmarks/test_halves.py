"""Which questions are held out."""

from hashlib import sha256

from tests.benchmarks.halves import by_article, by_conversation, held_out


def test_an_article_is_on_one_side() -> None:
    """All its paragraphs, in every language and every set that has it."""
    names = ["Normans#0", "Normans#17", "en:Normans#3", "es:normans#3", "Normans"]
    assert {held_out(name) for name in names} == {sha256(b"normans").digest()[0] % 2 == 1}
    assert held_out("2-s2.0-20220489-en") == held_out("2-s2.0-20220489-pt")


def test_about_half_of_the_articles_are_held_out() -> None:
    """Of a thousand, between 450 and 550."""
    assert 450 < sum(held_out(f"article {number}#0") for number in range(1000)) < 550


def test_a_question_goes_with_the_first_page_that_answers_it() -> None:
    """In the order of ids, whatever order they are given in."""
    for gold in (["b#1", "a#2"], ["a#2", "b#1"]):
        assert by_article("q", gold) == held_out("a")


def test_a_conversation_is_on_one_side() -> None:
    """Whatever answers its questions."""
    for conversation in map(str, range(20)):
        assert len({by_conversation(f"{conversation}<::>{turn}", [f"page {turn}"]) for turn in range(9)}) == 1
    assert len({by_conversation(f"{number}<::>1", ["page"]) for number in range(20)}) == 2
