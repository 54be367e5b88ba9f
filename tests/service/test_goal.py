"""The goal steers what comes beside the answer, and never the answer."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from index.build import NoProgress as SilentIndex
from ingest.outcome import NoProgress as SilentCrawl
from service.answer import Answer, Status
from service.ask import Asker
from service.goal import NEARLY, Goal
from service.questions.question import Question
from service.settings import Settings, SiteSettings
from service.sync import crawl_site, index_sites
from service.wiring import Workspace

QUESTIONS = Path(__file__).resolve().parents[2] / "data" / "questions" / "sample.jsonl"

ASKED = Question("How do I rotate an API key?")
PAGES = {
    "rotate.md": "# API keys\n\n## Rotate an API key\n\nTo rotate an API key, press Rotate beside the key.\n",
    "budget.md": "# Spending\n\n## Budget of an API key\n\nA budget limits what an API key may spend.\n",
    "audit.md": "# Audit\n\n## Log of an API key\n\nThe audit log names who used an API key.\n",
    "limits.md": "# Limits\n\n## Calls of an API key\n\nAn API key may be used for ten calls a second.\n",
}


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    """The service over four pages on one subject."""
    folder = tmp_path_factory.mktemp("docs")
    for name, text in PAGES.items():
        (folder / name).write_text(text)
    data = tmp_path_factory.mktemp("data")
    workspace = Workspace(Settings(data=data, embedders={}, multilingual="hashing"))
    crawl_site(workspace, SiteSettings(location=str(folder)), SilentCrawl())
    index_sites(workspace, SilentIndex())
    return workspace.asker()


@pytest.mark.parametrize(
    ("goal", "page"),
    [("limit what we spend by a budget", "/budget"), ("see in the audit log who did it", "/audit")],
)
def test_follow_ups_are_about_the_goal_first(asker: Asker, goal: str, page: str) -> None:
    """The same sections are suggested in another order."""
    plain = asker.ask(ASKED)
    steered = asker.ask(replace(ASKED, goal=goal))
    assert steered.follow_ups[0].page_url == page
    assert set(steered.follow_ups) == set(plain.follow_ups)


def test_goal_changes_neither_what_is_found_nor_the_answer(asker: Asker) -> None:
    """What is told of the question is told as without the goal."""
    plain, steered = asker.find(ASKED), asker.find(replace(ASKED, goal="limit spending by a budget"))
    assert steered.hits == plain.hits
    assert steered.confidence == plain.confidence
    assert asker.answer(steered).markdown == asker.answer(plain).markdown


def test_passages_that_serve_the_goal_come_first_among_equals(asker: Asker) -> None:
    """The same passages, in an order for whoever reads on."""
    found = asker.find(replace(ASKED, goal="limit spending by a budget"))
    equal = replace(found, hits=[replace(hit, score=1.0) for hit in found.hits])
    served = asker.served(equal)
    assert served[0].passage.page_url == "/budget"
    assert {hit.number for hit in served} == {hit.number for hit in found.hits}


def test_unanswered_question_is_pointed_to_pages_that_serve_the_goal(asker: Asker) -> None:
    """Where they are as near as others."""
    question = Question("Who made zebras of glass?")
    plain = asker.ask(question)
    assert plain.status is Status.UNANSWERED
    steered = asker.ask(replace(question, goal="limit spending by a budget"))
    assert steered.status is Status.UNANSWERED
    assert len(steered.nearest) == len(plain.nearest)


def test_only_nearly_equal_passages_change_places(asker: Asker) -> None:
    """One that answers clearly better stays before one that serves the goal better."""
    found = asker.find(ASKED)
    goal = Goal("limit spending by a budget", "en", asker.embedders, found.generation)
    far = [replace(hit, score=1 - NEARLY * 1.1 * place) for place, hit in enumerate(found.hits)]
    near = [replace(hit, score=1 - NEARLY * 0.1 * place) for place, hit in enumerate(found.hits)]
    in_turn = [replace(hit, score=0.1 if place == 0 else 1.0) for place, hit in enumerate(found.hits)]
    assert goal.served_first(far) == far
    assert goal.served_first(in_turn)[0].passage.page_url == "/budget"
    assert goal.served_first(near)[0].passage.page_url == "/budget"


def test_without_a_goal_nothing_changes(asker: Asker) -> None:
    """White space is no goal."""
    found = asker.find(ASKED)
    goal = Goal(" ", "en", asker.embedders, found.generation)
    assert goal.served_first(found.hits) == goal.nearest_first(found.hits) == list(found.hits)


def test_goal_is_read_in_a_language_of_its_own(asker: Asker) -> None:
    """One in another language than the passages is compared across languages; a long one is cut."""
    found = asker.find(ASKED)
    goal = Goal("budget " * 1000, "pt", asker.embedders, found.generation)
    assert goal.nearest_first(found.hits)[0].passage.page_url == "/budget"


@pytest.mark.models
def test_goals_of_other_questions_change_no_golden_answer(sample: Workspace) -> None:
    """Status and first source are those without a goal; follow-ups are others or in another order."""
    asker = sample.asker()
    texts = [record["text"] for record in map(json.loads, QUESTIONS.read_text().splitlines())]
    goals = [*texts[7:], *texts[:7]]
    plain = [asker.ask(Question(text)) for text in texts]
    steered = [asker.ask(Question(text, goal)) for text, goal in zip(texts, goals, strict=True)]
    assert [_answered(each) for each in steered] == [_answered(each) for each in plain]
    answered = [place for place, each in enumerate(plain) if each.follow_ups]
    changed = [place for place in answered if steered[place].follow_ups != plain[place].follow_ups]
    assert len(changed) > len(answered) / 2


def _answered(answer: Answer) -> tuple[str, str, str]:
    first = answer.sources[0].url if answer.sources else ""
    return answer.status.value, first, answer.markdown
