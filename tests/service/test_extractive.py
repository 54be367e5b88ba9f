"""Each shape of question gets the words that it asks for, to the letter."""

import pytest

from index.build import NoProgress as SilentIndex
from ingest.outcome import NoProgress as SilentCrawl
from service.answer import Answer, Status
from service.ask import Asker
from service.questions.question import Question
from service.settings import Settings, SiteSettings
from service.sync import crawl_site, index_sites
from service.wiring import Workspace

STEP = "{{% step %}}\n#### {title}\n\n{text}\n{{% endstep %}}\n\n"
LONG = " ".join(["Read what the screen says about it with care, and go on when it asks you to."] * 5)
STEPPER = "".join(
    STEP.format(title=title, text=f"{text} {LONG}")
    for title, text in (
        ("Open the hangar", "Open the hangar door with the green lever."),
        ("Fuel the glider", "Fuel the glider with two litres of resin."),
        ("Start the glider", "Start the glider from the wooden ramp."),
    )
)
PAGES = {
    "glider.md": f"# Glider\n\n## Launch the glider\n\n{{% stepper %}}\n{STEPPER}{{% endstepper %}}\n",
    "kite.md": (
        "# Kite\n\nKites come in boxes of four. A kite is a sail on a string.\n\n## Fold the kite\n\n"
        "1. Wind up the string.\n2. Lay the kite flat.\n3. Fold the kite twice.\n\n"
        "## Rain\n\nThe kite cannot fly in heavy rain.\n"
    ),
    "balloon.md": (
        "# Balloon\n\nA balloon is a bag of warm air.\n\n## Baskets\n\n| Basket | Seats | Colour |\n"
        "| --- | --- | --- |\n| Wicker | 4 | brown |\n| Steel | 9 | grey |\n\n"
        "## Troubles\n\nThe burner says `E42 cold flame`. Clean the burner's nozzle with the brass brush.\n"
    ),
}


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    """The service over a site about things that fly."""
    folder = tmp_path_factory.mktemp("docs")
    for name, text in PAGES.items():
        (folder / name).write_text(text)
    settings = Settings(data=tmp_path_factory.mktemp("data"))
    workspace = Workspace(settings)
    crawl_site(workspace, SiteSettings(location=str(folder)), SilentCrawl())
    index_sites(workspace, SilentIndex())
    return workspace.asker()


def answer(asker: Asker, question: str) -> Answer:
    """The answer to an English question; each excerpt is found on its page."""
    given = asker.ask(Question(question, language="en"))
    for excerpt in given.excerpts:
        page = asker.generation().page(excerpt.page_url)
        assert page is not None
        assert excerpt.markdown in page.markdown
        assert excerpt.content_hash == page.content_hash
    return given


def test_what_is_gets_the_defining_sentence(asker: Asker) -> None:
    """Not the one before it, which holds the term too."""
    assert "A kite is a sail on a string. [1]" in answer(asker, "What is a kite?").markdown


def test_how_to_gets_all_the_steps_in_order(asker: Asker) -> None:
    """A numbered list whole, under its heading."""
    given = answer(asker, "How do I fold the kite?")
    assert "1. Wind up the string.\n2. Lay the kite flat.\n3. Fold the kite twice. [1]" in given.markdown


def test_steps_that_fill_several_passages_are_all_shown(asker: Asker) -> None:
    """Numbered through, each with the mark of its passage."""
    given = answer(asker, "How do I launch the glider?")
    steps = [line for line in given.markdown.splitlines() if line[:2] in {"1.", "2.", "3."}]
    titles = ["Open the hangar", "Fuel the glider", "Start the glider"]
    assert [line[3:].split("**")[1] for line in steps] == titles
    assert [line[-3:] for line in steps] == ["[1]", "[2]", "[3]"]
    assert len(given.excerpts) == 3


def test_no_is_said_where_the_sentence_says_so(asker: Asker) -> None:
    """With the sentence."""
    assert (
        "**No.** The kite cannot fly in heavy rain. [1]"
        in answer(asker, "Can the kite fly in heavy rain?").markdown
    )


def test_row_is_quoted_with_its_header(asker: Asker) -> None:
    """A number says nothing without the name of its column."""
    assert (
        "Basket: Steel; Seats: 9; Colour: grey"
        in answer(asker, "How many seats has the steel basket?").markdown
    )


def test_error_gets_its_fix(asker: Asker) -> None:
    """Not the message alone."""
    assert (
        "Clean the burner's nozzle"
        in answer(asker, "What do I do about the error `E42 cold flame` of the burner?").markdown
    )


def test_comparison_tells_of_both(asker: Asker) -> None:
    """From the pages of both, each with its mark."""
    given = answer(asker, "What is the difference between a kite and a balloon?")
    assert {source.url for source in given.sources} == {"/kite", "/balloon"}
    assert "[1]" in given.markdown and "[2]" in given.markdown


def test_part_that_has_no_answer_is_named(asker: Asker) -> None:
    """The other is answered: the answer is partial."""
    given = answer(asker, "How do I fold the kite and who painted the Sistine Chapel in Rome?")
    assert given.status is Status.PARTIAL
    assert given.unanswered == ("who painted the Sistine Chapel in Rome?",)
    assert "does not answer: “who painted the Sistine Chapel in Rome?”" in given.markdown


def test_premise_that_is_not_there_is_not_agreed_with(asker: Asker) -> None:
    """What is nearest is quoted, and the name that it lacks is told."""
    given = answer(asker, "How do I fold the kite with a Foldomatic?")
    assert given.status is not Status.ANSWERED
    assert "“Foldomatic”" in given.markdown or "Foldomatic" in given.missing


def test_unanswered_names_what_is_missing(asker: Asker) -> None:
    """Words that stand nowhere near."""
    given = answer(asker, "How do I export invoices to Navision?")
    assert given.status is Status.UNANSWERED
    assert "Navision" in given.missing
