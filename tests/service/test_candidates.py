"""What may be quoted of a passage, and how it is set out."""

from ingest.block import BlockKind
from ingest.passage import Passage
from service.answerers.candidates import Candidate, candidates


def of(markdown: str) -> list[Candidate]:
    """The candidates of a passage with this markdown."""
    passage = Passage("/a", 0, "Title", (), "", "en", frozenset({BlockKind.PARAGRAPH}), markdown, markdown)
    return candidates(passage)


def test_sentences_are_quoted_to_the_letter() -> None:
    """Mark-up stays in what is shown and goes from the text that is compared."""
    found = of("Click **Create**. Then name it.")
    assert [each.shown for each in found] == ["Click **Create**.", "Then name it."]
    assert [each.text for each in found] == ["Click Create.", "Then name it."]


def test_places_lead_back_to_the_passage() -> None:
    """A sentence's place is where it stands, and its neighbours share its paragraph's."""
    source = "# Head\n\nOne is here. Two is there.\n\nThree."
    found = of(source)
    assert [source[each.start : each.end] for each in found] == [each.shown for each in found]
    assert found[0].run == found[1].run != found[2].run


def test_list_item_knows_its_whole_list_with_the_introduction() -> None:
    """A question for steps is answered with all of them."""
    first, *items = of("Do this:\n\n1. Open it.\n2. Close it.")
    assert first.leads
    assert first.whole == "Do this:\n\n1. Open it.\n2. Close it."
    assert [each.shown for each in items] == ["Open it.", "Close it."]
    assert all(each.whole == first.whole and not each.leads for each in items)


def test_table_row_reads_alone() -> None:
    """Each cell stands behind its column's name."""
    rows = of("| Variable | Meaning |\n| --- | --- |\n| `KEYS` | API keys |\n")
    assert [each.shown for each in rows] == ["Variable: KEYS; Meaning: API keys"]


def test_sentence_that_leads_to_a_table_brings_its_rows() -> None:
    """A colon promises what follows."""
    first, *_ = of("The list has these columns:\n\n| Column | Shows |\n| --- | --- |\n| ID | a number |\n")
    assert first.whole == "The list has these columns:\n\n* Column: ID; Shows: a number"


def test_steps_are_numbered_with_their_titles() -> None:
    """A stepper's tags are no text for a reader."""
    found = of(
        "{% stepper %}\n{% step %}\n#### Open\n\nGo there.\n{% endstep %}\n\n"
        "{% step %}\n#### Close\n\nCome back.\n{% endstep %}\n{% endstepper %}"
    )
    assert {each.whole for each in found} == {"1. **Open** Go there.\n2. **Close** Come back."}


def test_long_list_item_is_quoted_by_the_sentence() -> None:
    """An item of many sentences is not quoted whole."""
    found = of("* " + " ".join(f"This is sentence number {number} of a long item." for number in range(12)))
    assert len(found) == 12
    assert found[0].shown == "This is sentence number 0 of a long item."
