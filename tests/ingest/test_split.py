"""Passages: where a page is cut, and what each piece carries."""

import re
import tarfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import boilerplate, frontmatter
from ingest.block import BlockKind
from ingest.dialect import plain
from ingest.page import Page
from ingest.passage import Passage
from ingest.split import Limits, split
from tests.ingest.documents import broken, documents, sections

SHARED = Path(__file__).resolve().parents[3] / "shared"
TAGS = re.compile(r"\{%|<t[dr]\b|&#x20;|</(?:table|figure|details|summary)>")
SMALL = Limits(max_words=30, min_words=8)
LONG = " ".join(f"Sentence number {number} has a few words." for number in range(20))


def page(markdown: str, title: str = "Support") -> Page:
    """A page with this text."""
    when = datetime(2026, 1, 1, tzinfo=UTC)
    return Page("https://d.example/s", "/s", title, "", "en", markdown, when)


def paths(passages: list[Passage]) -> list[tuple[str, ...]]:
    """The heading paths of passages."""
    return [passage.heading_path for passage in passages]


def words(text: str) -> Counter[str]:
    """How often each word is in a text."""
    return Counter(re.findall(r"\w+", text))


def test_sections_are_passages() -> None:
    """One a heading, with the headings above it; the title itself is no part of the path."""
    passages = split(
        page("# Support\n\nIntro.\n\n## Plans\n\n### Basic\n\nB.\n\n### Pro\n\nP.\n\n## SLA\n\nS.")
    )
    assert paths(passages) == [(), ("Plans", "Basic"), ("Plans", "Pro"), ("SLA",)]
    assert [passage.anchor for passage in passages] == ["", "basic", "pro", "sla"]
    assert [passage.ordinal for passage in passages] == [0, 1, 2, 3]
    assert passages[0].markdown == "# Support\n\nIntro."


def test_a_heading_without_text_begins_the_next_passage() -> None:
    """No heading's words are lost, at the end of the page neither."""
    passages = split(page("## Plans\n\n### Basic\n\nB.\n\n## Last"))
    assert [passage.markdown for passage in passages] == ["## Plans\n\n### Basic\n\nB.", "## Last"]
    assert passages[0].text == "Plans\nBasic\nB."
    assert passages[0].anchor == "basic"


def test_a_first_heading_other_than_the_title_is_in_the_path() -> None:
    """Only the title's own heading is left out."""
    assert paths(split(page("# Welcome\n\nText."))) == [("Welcome",)]


def test_an_empty_page_has_no_passages() -> None:
    """Nor has one that only shows pictures."""
    assert split(page("")) == []
    assert split(page('\n\n<figure><img src="x" alt=""></figure>\n\n---\n')) == []


def test_a_hint_stays_whole_with_its_heading() -> None:
    """A heading in a hint neither ends the section nor enters the path."""
    (passage,) = split(page("## Plans\n\nText.\n\n{% hint %}\n#### Note\n\nCare.\n{% endhint %}"))
    assert passage.heading_path == ("Plans",)
    assert {BlockKind.HINT, BlockKind.HEADING, BlockKind.PARAGRAPH} <= passage.kinds


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    """Each part keeps heading path and anchor, and is a literal part of the page."""
    passages = split(page(f"## Plans\n\n{LONG}"), SMALL)
    assert len(passages) > 3
    assert {(passage.heading_path, passage.anchor) for passage in passages} == {(("Plans",), "plans")}
    assert all(
        passage.markdown.endswith(".") and passage.markdown in f"## Plans\n\n{LONG}" for passage in passages
    )
    assert passages[0].markdown.startswith("## Plans\n\nSentence number 0")


@pytest.mark.parametrize(
    "whole", [f"```\n{LONG}\n```", f"* {LONG}", f"{{% hint %}}\n{LONG}\n{{% endhint %}}"]
)
def test_code_items_and_hints_are_never_cut(whole: str) -> None:
    """One that is too long is one passage."""
    assert whole in [passage.markdown for passage in split(page(f"{LONG}\n\n{whole}"), SMALL)]


def test_a_long_table_repeats_its_header_in_the_text() -> None:
    """It is cut between rows; the head goes with the first of them, verbatim."""
    table = "| Plan | Price |\n|---|---|\n" + "\n".join(
        f"| Plan {number} | {number} dollars a month |" for number in range(12)
    )
    passages = split(page(table), SMALL)
    assert passages[0].markdown.startswith("| Plan | Price |")
    assert passages[1].markdown.startswith("| Plan ")
    assert all(line.startswith("Plan: Plan ") for passage in passages for line in passage.text.split("\n"))
    assert "\n".join(passage.markdown for passage in passages) == table


def test_an_introduction_goes_with_its_list() -> None:
    """A paragraph that ends in a colon is not left behind at the end of a passage."""
    passages = split(page(f"{LONG}\n\nDo this:\n\n* {LONG[:120]}\n* {LONG[:120]}"), SMALL)
    assert any(passage.markdown.startswith("Do this:\n\n* ") for passage in passages)


def test_long_tabs_are_passages_of_their_own() -> None:
    """Their titles end the heading path; short ones stay with the section."""
    tab = '{{% tab title="{0}" %}}\nOn {0}. {1}\n{{% endtab %}}'
    tabs = "\n".join(tab.format(name, LONG[:150]) for name in ("Linux", "Mac"))
    markdown = f"## Install\n\n{{% tabs %}}\n{tabs}\n{{% endtabs %}}"
    passages = split(page(markdown), SMALL)
    assert paths(passages) == [("Install", "Linux"), ("Install", "Mac")]
    assert passages[0].text.startswith("Install\nLinux\nOn Linux.")
    assert paths(split(page(markdown))) == [("Install",)]


def test_an_over_long_step_keeps_its_name_on_every_part() -> None:
    """A step's heading enters the path once; a lead-in too short to stand alone goes with the first part."""
    steps = f"{{% stepper %}}\n{{% step %}}\n### Accept\n\n{LONG}\n{{% endstep %}}\n{{% endstepper %}}"
    passages = split(page(f"## Upgrade\n\nText.\n\n{steps}"), SMALL)
    assert paths(passages) == [("Upgrade",), *[("Upgrade", "Accept")] * (len(passages) - 1)]
    assert passages[0].markdown.startswith("## Upgrade\n\nText.\n\n{% stepper %}\n{% step %}\n### Accept")
    assert passages[-1].markdown.endswith("{% endstep %}")


@settings(max_examples=40)
@given(documents, st.sampled_from([Limits(), SMALL]))
def test_every_word_is_in_a_verbatim_passage(markdown: str, limits: Limits) -> None:
    """Passages are literal, trimmed, free of tags, and lose nothing that a reader sees."""
    passages = split(page(markdown), limits)
    for passage in passages:
        assert passage.markdown in markdown
        assert passage.markdown == passage.markdown.strip()
        assert TAGS.search(passage.text) is None
    assert not words(plain(markdown)) - words(" ".join(passage.text for passage in passages))


@settings(max_examples=40)
@given(st.lists(sections, min_size=1, max_size=3), sections, sections)
def test_a_later_section_does_not_change_earlier_passages(before: list[str], one: str, other: str) -> None:
    """Editing the last section leaves all passages in front of it as they are."""
    kept = "\n\n".join(f"{section}\n\nFim." for section in before)
    count = len(split(page(kept), SMALL))
    first, second = (split(page(f"{kept}\n\n{last}"), SMALL)[:count] for last in (one, other))
    assert first == second == split(page(kept), SMALL)


@settings(max_examples=100)
@given(broken)
def test_any_text_is_split(markdown: str) -> None:
    """Broken mark-up never fails, and its passages are verbatim."""
    assert all(passage.markdown in markdown for passage in split(page(markdown), SMALL))


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the shared data is not here")
def test_the_real_page_splits_at_its_headings() -> None:
    """The captured page gives the plans and the upgrade, each whole, and no trailer."""
    served = next((SHARED / "seeds").glob("*.txt")).read_text(encoding="utf-8")
    found = {passage.heading_path[-1]: passage for passage in split(page(boilerplate.strip(served)))}
    assert found["Enterprise Support"].markdown.count("\n* ") == 2
    assert "click **Subscribe**" in found["Plan Upgrade"].markdown
    assert "Monthly Invoice" in found["Plan Upgrade"].text
    assert not any("ask=" in passage.markdown for passage in found.values())


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the shared data is not here")
@pytest.mark.parametrize("site", ["cheqd-docs", "solanabr-wiki"])
def test_real_sites_are_split_without_loss(site: str) -> None:
    """Every passage of a real site is verbatim, and every word is in one."""
    with tarfile.open(SHARED / "sites" / f"{site}.tar.xz") as archive:
        files = [member for member in archive if member.name.endswith(".md")][::4]
        for file in files:
            content = archive.extractfile(file)
            assert content is not None
            _, markdown = frontmatter.read(content.read().decode(errors="replace"))
            passages = split(page(markdown))
            assert all(passage.markdown in markdown for passage in passages)
            assert not words(plain(markdown)) - words(" ".join(passage.text for passage in passages))


def test_section_of_links_alone_is_known_as_such() -> None:
    """ "Read on" with two links answers nothing: search leaves such a passage out."""
    document = page(
        'Words.\n\n## Read on\n\n{% content-ref url="b.md" %}\n[b.md](b.md)\n{% endcontent-ref %}\n'
    )
    assert [passage.only_points for passage in split(document)] == [False, True]
