"""Follow-up questions are made self-contained by what was asked before."""

from collections.abc import Mapping, Sequence

import pytest

from index.build import NoProgress as SilentIndex
from index.terms import expanded, telling
from ingest.outcome import NoProgress as SilentCrawl
from service.ask import Asker
from service.questions.history import MOST, in_conversation, self_contained
from service.questions.question import Question
from service.settings import Settings, SiteSettings
from service.sync import crawl_site, index_sites
from service.wiring import Workspace

COMMON = frozenset({"work", "way", "make", "use", "long"})
"""Words of the fakes' documentation that are everywhere."""


def weigh(text: str, language: str = "en") -> Mapping[str, float]:
    """Document frequencies of a documentation in which long words are rare."""
    stems = telling(language, expanded(text))
    return {stem: 0.5 if stem in COMMON else float(len(stem)) for stem in stems}


def resolved(text: str, *history: str, language: str = "en") -> str:
    """What is searched for."""
    return self_contained(text, history, language, lambda said: weigh(said, language))


@pytest.mark.parametrize(
    ("before", "asked", "taken"),
    [
        ("What is Cloudant?", "How do I get started with it?", "Cloudant"),
        ("Which support plans are there?", "And what about WhatsApp?", "support plans"),
        ("How do I create a Workspace for a group?", "Can they be deleted?", "create Workspace group"),
        ("How do I rotate an API key?", "how long?", "rotate API key"),
    ],
)
def test_what_a_follow_up_leaves_unsaid_is_taken_over(before: str, asked: str, taken: str) -> None:
    """One that goes on, refers to what was named, or says too little, gets the words that it lacks."""
    assert resolved(asked, before) == f"{asked} {taken}"


@pytest.mark.parametrize(
    "asked",
    [
        "How do I pay an invoice by credit card?",
        "What is an artifact?",
        "SharePoint connectors",
        "Which roles may a user of Power Omni have?",
    ],
)
def test_question_that_stands_by_itself_is_left_alone(asked: str) -> None:
    """A change of subject is not searched for in the old one."""
    assert resolved(asked, "What is Cloudant?", "How do I rotate its API key?") == asked


def test_first_question_is_left_alone() -> None:
    """There is nothing to be taken from."""
    assert resolved("How does it work?") == "How does it work?"


def test_names_come_before_rare_words_and_their_number_is_bounded() -> None:
    """The order is that in which they were said."""
    before = "Do administrators use retention of conversations with Omni in the EU on Tuesdays, and who?"
    asked = resolved("Why is that so?", before)
    assert asked == "Why is that so? administrators retention conversations Omni EU Tuesdays"
    assert len(asked.split()) == 4 + MOST


def test_a_word_in_another_form_is_not_taken_again() -> None:
    """Words are compared by their stems."""
    assert resolved("Can it limit groups?", "What limits a group in Omni?") == "Can it limit groups? Omni"


def test_subject_is_carried_over_several_turns() -> None:
    """The third question is about what the first one named; a new subject ends that."""
    turns = ["What is Cloudant?", "How much does it cost?", "Is it free?"]
    assert resolved(turns[2], *turns[:2]) == "Is it free? cost Cloudant"
    changed = [*turns, "How do I add a user to a Workspace?", "Can I undo that?"]
    assert resolved(changed[4], *changed[:4]) == "Can I undo that? add user Workspace"


def test_misspelt_words_are_not_taken_over() -> None:
    """The index does not know them, so they could only mislead."""

    def known(text: str) -> Mapping[str, float]:
        return {stem: weight for stem, weight in weigh(text).items() if stem != "kee"}

    before = "How do I rotate a kee in Vault?"
    assert self_contained("How long does it take?", [before], "en", known).endswith("take? rotate Vault")


@pytest.mark.parametrize(
    ("before", "asked", "language", "taken"),
    [
        ("Quais são os planos de suporte?", "E o WhatsApp?", "pt", "planos suporte"),
        ("¿Qué planes de soporte hay?", "¿Y WhatsApp?", "es", "planes soporte"),
    ],
)
def test_other_languages_have_their_own_words(before: str, asked: str, language: str, taken: str) -> None:
    """How questions go on is known for each language."""
    assert resolved(asked, before, language=language) == f"{asked} {taken}"


@pytest.mark.parametrize(
    ("text", "history", "told_by"),
    [
        ("WhatsApp?", ("Quais são os planos?", "E o suporte?"), "E o suporte? WhatsApp?"),
        ("What about support by WhatsApp?", ("Quais são os planos?",), "What about support by WhatsApp?"),
        ("WhatsApp?", (), "WhatsApp?"),
    ],
)  # fmt: skip
def test_language_of_a_short_question_is_told_with_the_one_before(
    text: str, history: Sequence[str], told_by: str
) -> None:
    """A name alone tells no language."""
    assert in_conversation(Question(text, history=tuple(history))).text == told_by


SITE = {
    "keys.md": "# Keys\n\n## Rotate a key\n\nPress Rotate beside the key. The old one is valid for a day.\n",
    "budgets.md": "# Budgets\n\n## Raise a budget\n\nPress Raise beside the budget. The old one is gone.\n",
    "groups.md": "# Groups\n\n## Make a group\n\nPress Make above the groups. Members are invited.\n",
    "invoices.md": "# Invoices\n\n## Pay an invoice\n\nPress Pay beside the invoice. A receipt is sent.\n",
    "agents.md": "# Agents\n\n## Share an agent\n\nPress Share beside the agent. Groups see it.\n",
}


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    """The service over pages that are alike."""
    folder = tmp_path_factory.mktemp("docs")
    for name, text in SITE.items():
        (folder / name).write_text(text)
    data = tmp_path_factory.mktemp("data")
    workspace = Workspace(Settings(data=data, embedders={}, multilingual="hashing"))
    crawl_site(workspace, SiteSettings(location=str(folder)), SilentCrawl())
    index_sites(workspace, SilentIndex())
    return workspace.asker()


@pytest.mark.parametrize(
    ("before", "page"), [("How do I rotate a key?", "/keys"), ("How do I raise a budget?", "/budgets")]
)
def test_follow_up_finds_what_the_conversation_is_about(asker: Asker, before: str, page: str) -> None:
    """It is searched for and judged with what it leaves unsaid, and stays as it was asked."""
    alone = asker.find(Question("What do I press for it?"))
    found = asker.find(Question("What do I press for it?", history=(before,)))
    assert found.hits[0].passage.page_url == page
    assert found.question.text == "What do I press for it?"
    assert found.confidence > alone.confidence


def test_new_subject_is_not_searched_for_in_the_old_one(asker: Asker) -> None:
    """With and without the conversation the same is found."""
    asked = Question("How do I pay an invoice?")
    later = Question(asked.text, history=("How do I rotate a key?", "And how do I raise its budget?"))
    assert asker.find(later).hits == asker.find(asked).hits
