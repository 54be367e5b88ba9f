"""Remembered answers: as good as made ones, and never of another index."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier

import pytest

from index.build import NoProgress as SilentIndex
from index.errors import NoIndexError
from ingest.outcome import NoProgress as SilentCrawl
from service.answer import Answer
from service.answerer import Answerer, Draft, Tell, untold
from service.answers import RememberingAsker
from service.ask import Asker
from service.found import Found
from service.questions.question import Question
from service.settings import Settings, SiteSettings
from service.single_flight import Came
from service.sync import crawl_site, index_sites
from service.wiring import Workspace

ROTATE = Question("How do I rotate an API key?", page="/keys")


class Counting:
    """An answerer that counts how often it is asked."""

    def __init__(self, answerer: Answerer) -> None:
        self.answerer = answerer
        self.drafts = 0

    def draft(self, found: Found, tell: Tell = untold) -> Draft:
        """The other's draft."""
        self.drafts += 1
        return self.answerer.draft(found, tell)


class Noting:
    """An observer that keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, Came]] = []

    def answered(self, question: Question, _answer: Answer, came: Came, milliseconds: float) -> None:
        """Keep it."""
        assert milliseconds > 0
        self.told.append((question.text, came))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A site of two pages."""
    pages = tmp_path / "docs"
    pages.mkdir()
    (pages / "README.md").write_text("# Home\n\nAcme answers questions about keys and limits.\n")
    (pages / "keys.md").write_text("# Keys\n\n## Rotate an API key\n\nOpen the console and press Rotate.\n")
    return pages


@pytest.fixture
def workspace(folder: Path, tmp_path: Path) -> Workspace:
    """An installation that has synced it."""
    workspace = Workspace(Settings(data=tmp_path / "data", embedders={}, multilingual="hashing"))
    synced(workspace, folder)
    return workspace


def synced(workspace: Workspace, folder: Path) -> None:
    """Bring the index up to date."""
    crawl_site(workspace, SiteSettings(location=str(folder)), SilentCrawl())
    index_sites(workspace, SilentIndex())


def remembering(
    asker: Asker, size: int = 8, observers: Sequence[Noting] = ()
) -> tuple[RememberingAsker, Counting]:
    """The asker with a memory, and what counts the answers that are made."""
    counting = Counting(asker.answerer)
    asker.answerer = counting
    return RememberingAsker(asker, size, observers), counting


def pieces(asker: RememberingAsker, question: Question) -> str:
    """What is told of an answer, together."""
    told: list[str] = []
    asker.ask(question, told.append)
    return "".join(told)


def test_equal_question_gets_the_equal_answer_without_work(workspace: Workspace) -> None:
    """It is what the bare Asker says, and comes whole to who listens for pieces."""
    asker, counting = remembering(workspace.asker())
    first = asker.ask(ROTATE)
    assert counting.drafts == 1
    assert asker.ask(ROTATE) == first
    assert pieces(asker, ROTATE) == first.markdown
    assert counting.drafts == 1
    assert first.markdown == workspace.asker().ask(ROTATE).markdown


def test_unanswered_question_tells_no_piece_the_first_time_or_later(workspace: Workspace) -> None:
    """A remembered answer sounds like a made one."""
    asker, _ = remembering(workspace.asker())
    question = Question("Who made zebras of glass in Africa?")
    assert [pieces(asker, question) for _ in range(2)] == ["", ""]


@pytest.mark.parametrize(
    "other",
    [
        Question("How do I rotate an API key ?", page="/keys"),
        Question("how do I rotate an api key?", page="/keys"),
        Question(ROTATE.text, page="/"),
        Question(ROTATE.text, page="/keys", goal="safety"),
        Question(ROTATE.text, page="/keys", language="pt"),
        Question(ROTATE.text, page="/keys", limit=1),
        Question(ROTATE.text, page="/keys", history=("What is a key?",)),
    ],
)
def test_question_that_differs_in_anything_is_another(workspace: Workspace, other: Question) -> None:
    """Whatever may steer the answer tells questions apart."""
    asker, counting = remembering(workspace.asker())
    asker.ask(ROTATE)
    asker.ask(other)
    assert counting.drafts == 2


def test_spelling_of_unicode_makes_no_other_question(workspace: Workspace) -> None:
    """The answer is to the question as it was asked."""
    asker, counting = remembering(workspace.asker())
    composed, decomposed = "Where is the caf\u00e9?", "Where is the cafe\u0301?"
    assert asker.ask(Question(composed)).question == composed
    assert asker.ask(Question(decomposed)).question == decomposed
    assert counting.drafts == 1


def test_new_generation_is_answered_from(workspace: Workspace, folder: Path) -> None:
    """Nothing of the old one is said any more, and a new check is told of."""
    asker, _ = remembering(workspace.asker())
    assert "press Rotate" in asker.ask(ROTATE).markdown
    before = asker.ask(ROTATE).excerpts[0].checked_at
    workspace.store().confirm(1, datetime.now(UTC))
    assert asker.ask(ROTATE).excerpts[0].checked_at != before
    (folder / "keys.md").write_text("# Keys\n\n## Rotate an API key\n\nWrite to the support team.\n")
    synced(workspace, folder)
    answer = asker.ask(ROTATE)
    assert (answer.generation, "support team" in answer.markdown) == (2, True)


def test_door_that_finds_first_and_answers_then_shares_the_memory(workspace: Workspace) -> None:
    """What was found is remembered too; what was changed since is answered anew."""
    asker, counting = remembering(workspace.asker())
    answer = asker.answer(asker.find(ROTATE))
    assert asker.ask(ROTATE) == answer
    assert counting.drafts == 1
    asker.answer(asker.without_pages(asker.find(ROTATE), {"/keys"}))
    assert asker.ask(ROTATE) == answer


def test_many_at_once_are_answered_once_and_all_noted(workspace: Workspace) -> None:
    """Observers learn of each, and how it came."""
    noting, together = Noting(), Barrier(8)
    asker, counting = remembering(workspace.asker(), observers=[noting])

    def ask(_number: int) -> Answer:
        together.wait(5)
        return asker.ask(ROTATE)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(8)))
    assert counting.drafts == 1
    assert all(answer == answers[0] for answer in answers)
    assert [came for _, came in noting.told].count(Came.MADE) == 1
    assert {text for text, _ in noting.told} == {ROTATE.text}


def test_listener_that_fails_spoils_it_for_nobody_else(workspace: Workspace) -> None:
    """It gets its own error; the answer is remembered all the same."""
    asker, counting = remembering(workspace.asker())

    def gone(_piece: str) -> None:
        raise ConnectionError("the client has gone")

    with pytest.raises(ConnectionError):
        asker.ask(ROTATE, gone)
    assert "press Rotate" in asker.ask(ROTATE).markdown
    assert counting.drafts == 1


def test_error_is_not_remembered(tmp_path: Path, folder: Path) -> None:
    """An index that comes later is answered from."""
    workspace = Workspace(Settings(data=tmp_path / "empty", embedders={}, multilingual="hashing"))
    asker = RememberingAsker(workspace.asker())
    with pytest.raises(NoIndexError):
        asker.ask(ROTATE)
    synced(workspace, folder)
    assert "press Rotate" in asker.ask(ROTATE).markdown
