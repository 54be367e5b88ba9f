"""Questions on one subject are put together, whatever the language, with the outline of what is missing."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations
from pathlib import Path

import pytest

from service.answer import Status
from service.ask import Asker
from service.found import Found
from service.insights.clusters import clusters
from service.insights.said import said
from service.insights.space import Space
from service.insights.topics import Topic, topics
from service.questions.question import Question
from service.wiring import Workspace
from tests.service.insights.noted import asked

MOBILE = [
    ("Is there a mobile app?", "en"),
    ("Existe aplicativo para celular?", "pt"),
    ("Is there an app for my phone?", "en"),
    ("Tem app para o celular?", "pt"),
]
SIGN_ON = [
    ("How do I set up single sign-on?", "en"),
    ("Como configuro o login único (SSO)?", "pt"),
    ("Can we use SSO to log in?", "en"),
]
PRICE = [
    ("How much does a license cost per month?", "en"),
    ("Qual é o preço mensal de uma licença?", "pt"),
    ("Quanto custa cada licença por mês?", "pt"),
]
ASKED = [asked(text, language) for text, language in (*MOBILE, *SIGN_ON, *PRICE)]


@pytest.fixture(scope="module")
def asker(sample: Workspace) -> Asker:
    """What answers from the bundled sample."""
    return sample.asker()


@pytest.fixture(scope="module")
def space(asker: Asker) -> Space:
    """The space of the product's own embedder, with the sample's titles."""
    titles: dict[str, list[str]] = {}
    for page in asker.generation().pages():
        titles.setdefault(page.language, []).append(page.title)
    return Space(asker.embedders.across(), titles)


@pytest.fixture(scope="module")
def found(asker: Asker, space: Space) -> tuple[Topic, ...]:
    """The subjects of the questions above, one of which was asked three times, and one was answered."""
    again = [asked("is there a MOBILE app"), asked("Is there a mobile app?")]
    answered = asked("How do I download an invoice?", status=Status.ANSWERED)

    def find(question: str, language: str) -> Found:
        return asker.find(Question(question, language=language))

    return topics([*ASKED, *again, answered], space, find)


@pytest.mark.models
def test_both_languages_fall_together_by_subject(found: tuple[Topic, ...]) -> None:
    """What is asked most comes first, counted with its repetitions; what was answered is in none."""
    together = [{(question.text, question.language) for question in topic.questions} for topic in found]
    assert together == [set(MOBILE), set(SIGN_ON), set(PRICE)] or together == [
        set(MOBILE),
        set(PRICE),
        set(SIGN_ON),
    ]
    assert [topic.count for topic in found] == [6, 3, 3]
    assert all(topic.languages == ("en", "pt") for topic in found)
    assert found[0].unanswered == 6


@pytest.mark.models
def test_topic_is_called_by_its_most_central_question(found: tuple[Topic, ...], space: Space) -> None:
    """The one that is nearest to all the others, each counted as often as it was asked."""
    for topic in found:
        texts = [question.text for question in topic.questions]
        vectors = space.placed(texts, [question.language for question in topic.questions])
        counts = [question.count for question in topic.questions]
        near = (vectors @ vectors.T) @ counts
        assert topic.name == texts[int(near.argmax())]


@pytest.mark.models
def test_outline_holds_no_word_that_nobody_wrote(found: tuple[Topic, ...], asker: Asker) -> None:
    """Only those of the questions, and of the title and headings of the page that it is for."""
    for topic in found:
        assert topic.stub
        page = asker.generation().page(topic.stub.page_url)
        assert page
        assert page.url in {near.url for near in topic.nearest}
        written = {*_words(page.title), *_words(page.markdown)}
        questions = {word for question in topic.questions for word in _words(question.text)}
        assert _words(topic.stub.markdown) <= written | questions
        assert topic.stub.heading == topic.name
        assert all(f"- {question.text}" in topic.stub.markdown for question in topic.questions)
        assert {word.lower() for word in topic.stub.words} <= questions


@pytest.mark.models
def test_words_are_those_that_the_documentation_lacks(found: tuple[Topic, ...]) -> None:
    """Neither stop words nor what stands on every page."""
    words = next(topic.stub.words for topic in found if topic.stub and "mobile" in topic.stub.words)
    assert "celular" in words
    assert not {"is", "there", "a", "para", "o", "tem"} & set(words)


@pytest.mark.models
def test_nothing_open_makes_no_topic(asker: Asker, space: Space) -> None:
    """One open question makes one."""

    def find(question: str, language: str) -> Found:
        return asker.find(Question(question, language=language))

    assert topics([asked("Why?", status=Status.ANSWERED)], space, find) == ()
    assert [topic.name for topic in topics([asked("Why?")], space, find)] == ["Why?"]


def test_spelling_alone_makes_no_other_question() -> None:
    """Case, spaces and the mark at the end; the language does."""
    found = said([asked("Why  so?"), asked("why so"), asked("why so", "pt", Status.PARTIAL)])
    assert [(each.text, each.language, each.count, each.unanswered) for each in found] == [
        ("Why  so?", "en", 2, 2),
        ("why so", "pt", 1, 0),
    ]


@pytest.mark.shared
@pytest.mark.models
def test_translations_of_open_questions_are_put_together(shared: Path, space: Space) -> None:
    """Pairwise F1 over 200 of Pira's questions in Portuguese and English; raw cosines reach .71 at best."""
    questions = [
        (line["text"], language, line["_id"].rpartition("-")[0])
        for language in ("en", "pt")
        for line in _lines(shared / f"data/pira-validation/queries-{language}.jsonl")[:100]
    ]
    texts, languages, subjects = zip(*questions, strict=True)
    groups = clusters(space.placed(texts, languages), [1] * len(texts))
    assert _pairwise_f1(groups, subjects) > 0.85


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+(?:[-'.]\w+)*", text.lower()))


def _lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _pairwise_f1(groups: Iterable[Sequence[int]], subjects: Sequence[str]) -> float:
    pairs = [pair for group in groups for pair in combinations(group, 2)]
    right = sum(subjects[one] == subjects[other] for one, other in pairs)
    wanted = sum(count * (count - 1) // 2 for count in Counter(subjects).values())
    return 2 * right / (len(pairs) + wanted)
