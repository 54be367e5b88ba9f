"""Pages that order agents about: wherever the order hides, no answer has it, and no other answer changes."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from index.build import NoProgress as SilentIndex
from ingest.outcome import NoProgress as SilentCrawl
from service.answer import Answer, Status
from service.links import Links
from service.questions.question import Question
from service.render.markdown import render
from service.settings import Settings, SiteSettings
from service.sync import crawl_site, index_sites
from service.wiring import Workspace
from tests.service.hostile.injection import Injection, injections, small_site

INJECTIONS = injections()

CLEAN = (
    "Which support plan gives access to WhatsApp?",
    "What does an empty or zero budget mean?",
    "How do I create a group?",
    "Qual plano de suporte tem um canal direto por WhatsApp?",
    "How often does the moon turn around Jupiter?",
)
"""Questions that have nothing to do with what the orders say; the site does not answer the last one."""


@dataclass(frozen=True, slots=True)
class Said:
    """All of an answer that an agent reads, but how long it took and how sure it is."""

    status: Status
    markdown: str
    excerpts: tuple[tuple[str, str, tuple[str, ...]], ...]
    sources: tuple[tuple[str, str, tuple[str, ...]], ...]
    nearest: tuple[tuple[str, str], ...]
    follow_ups: tuple[str, ...]

    @classmethod
    def by(cls, answer: Answer) -> "Said":
        """What this answer says."""
        return cls(
            answer.status,
            answer.markdown,
            tuple((each.page_url, each.markdown, each.heading_path) for each in answer.excerpts),
            tuple((each.url, each.title, each.sections) for each in answer.sources),
            tuple((each.url, each.title) for each in answer.nearest),
            tuple(each.question for each in answer.follow_ups),
        )

    def rests_on(self, order: Injection) -> bool:
        """Whether the order takes what this rests on along: a title is that of the whole page."""
        path = f"/{order.page.removesuffix('.md')}"
        return order.place == "page title" and path in {url for url, _, _ in self.sources}

    def kept(self, order: Injection) -> "Said":
        """What the order must not change: answer, excerpts and sources, and the nearest pages if it is a
        block of its own; else it takes its list or table along. Its harmless words weigh in how likely a
        suggested question is to be answered.
        """
        told = replace(self, follow_ups=())
        return told if order.is_apart else replace(told, nearest=())


def indexed(site: Path, settings: Settings) -> Workspace:
    """An installation that has synced the site."""
    workspace = Workspace(settings)
    crawl_site(workspace, SiteSettings(location=str(site)), SilentCrawl())
    index_sites(workspace, SilentIndex())
    return workspace


def hashing(data: Path) -> Settings:
    """Settings for a site that is indexed without a model."""
    return Settings(data=data, embedders={}, multilingual="hashing")


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Said]:
    """What the site says where nobody has tampered with it, by question."""
    folder = tmp_path_factory.mktemp("untouched")
    asker = indexed(small_site(folder / "site"), hashing(folder / "data")).asker()
    return {text: Said.by(asker.ask(Question(text))) for text in CLEAN}


@pytest.mark.parametrize("order", INJECTIONS, ids=[each.name for each in INJECTIONS])
def test_an_order_is_not_obeyed(order: Injection, tmp_path: Path, untouched: dict[str, Said]) -> None:
    """No answer has a word of it, not even to a question that asks for it; other answers stay the same."""
    asker = indexed(small_site(tmp_path / "site", order), hashing(tmp_path / "data")).asker()
    answers = {text: asker.ask(Question(text)) for text in (*CLEAN, order.question)}
    for answer in answers.values():
        assert_has_none_of(answer, order)
    for text, said in untouched.items():
        if not said.rests_on(order):
            assert Said.by(answers[text]).kept(order) == said.kept(order)


@pytest.mark.models
def test_the_models_obey_no_order_either(tmp_path: Path) -> None:
    """Nor do all orders together get a word into an answer, though each matches its question best."""
    together = [each for each in INJECTIONS if each.place not in {"front matter", "page title"}]
    asker = indexed(small_site(tmp_path / "site", *together), Settings(data=tmp_path / "data")).asker()
    for text in (*CLEAN, *(each.question for each in together)):
        answer = asker.ask(Question(text))
        for order in together:
            assert_has_none_of(answer, order)


def assert_has_none_of(answer: Answer, order: Injection) -> None:
    """Fails where the answer, or what is rendered of it, has a word that only the order has.

    The service itself may repeat a name of the question, to say that the documentation does not have it.
    """
    said, rendered = str(Said.by(answer)), render(answer, Links("https://docs.test"))
    unasked = [word for word in order.telltale if word not in answer.question]
    assert [word for word in unasked if word in said or word in rendered] == []
    quoted = [excerpt.markdown for excerpt in answer.excerpts]
    assert [word for word in order.telltale if any(word in text for text in quoted)] == []
