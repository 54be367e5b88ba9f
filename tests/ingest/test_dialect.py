"""The dialect: what blocks a page has, where they stand, and what a reader sees of them."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings

from ingest import boilerplate
from ingest.block import Block, BlockKind
from ingest.dialect import parse, plain
from tests.ingest.documents import broken, documents

SHARED = Path(__file__).resolve().parents[3] / "shared"
TAGS = re.compile(r"\{%|<t[dr]\b|&#x20;|</?(?:table|figure|details|summary|mark|strong)\b")


def kinds(markdown: str) -> list[str]:
    """The kinds of a text's blocks."""
    return [block.kind.value for block in parse(markdown)]


def only(markdown: str) -> Block:
    """The one block of a text."""
    (block,) = parse(markdown)
    return block


def assert_well_formed(blocks: Sequence[Block], start: int, end: int) -> None:
    """Fails where blocks overlap or leave their parent."""
    for block in blocks:
        assert start <= block.start <= block.end <= end
        assert_well_formed(block.children, block.start, block.end)
        start = block.end


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("a **bold** and _slanted_ `co**de**`", "a bold and slanted co**de**"),
        ("snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"),
        ("end&#x20;\\\nnext &amp; last\\", "end\nnext & last"),
        ('see [Billing](billing.md "mention") and <https://a.example>', "see Billing and https://a.example"),
        ("![The screen](/files/x)", "The screen"),
        ("\\*not bold\\* \\<id>", "*not bold* <id>"),
        ("set <your-key> in <mark>red</mark>", "set <your-key> in red"),
        ('<span data-gb-custom-inline data-tag="emoji" data-code="1f4a1">💡</span> Tip', "💡 Tip"),
        ('<i class="fa-rocket">:rocket:</i> Go', "Go"),
        ("note[^1]\n\n[^1]: The note.", "note\nThe note."),
        ("energy $$E = mc^2$$ is", "energy E = mc^2 is"),
        ("$$\nx_1 * y_1\n$$", "x_1 * y_1"),
        ("** fatura ** mensal", "fatura mensal"),
        ("text {% note %} goes on", "text goes on"),
        ("write `{% raw %}` there", "write {% raw %} there"),
        ("* [x] done\n* [ ] open", "done\nopen"),
        ("a\n\n***\n\nb", "a\nb"),
    ],
)
def test_plain_text_is_what_a_reader_sees(markdown: str, expected: str) -> None:
    """Marks, targets, entities and escapes are gone; code and place-holders stay."""
    assert plain(markdown) == expected


def test_a_hint_holds_its_heading() -> None:
    """A hint is one block, with the blocks in it as its children."""
    block = only('{% hint style="info" %}\n\n#### Note\n\nThe **value**.\n{% endhint %}')
    assert block.kind is BlockKind.HINT
    assert block.text == "Note\nThe value."
    assert [child.kind for child in block.children] == [BlockKind.HEADING, BlockKind.PARAGRAPH]


def test_titles_are_text() -> None:
    """The title of a tab, code block or details comes first in its text, so that "on Linux" is not lost."""
    tab = only('{% tabs %}\n{% tab title="On Linux" %}\nRun it.\n{% endtab %}\n{% endtabs %}')
    code = only('{% code title="a.sh" overflow="wrap" %}\n```bash\nls\n```\n{% endcode %}')
    details = only("<details>\n\n<summary>Why <b>so</b>?</summary>\n\nBecause.\n\n</details>")
    assert (tab.kind, tab.label, tab.text) == (BlockKind.TAB, "On Linux", "On Linux\nRun it.")
    assert (code.kind, code.label, code.text) == (BlockKind.CODE, "a.sh", "a.sh\nls")
    assert (details.kind, details.label, details.text) == (BlockKind.DETAILS, "Why so?", "Why so?\nBecause.")
    assert [child.text for child in details.children] == ["Because."]


def test_a_step_is_named_by_its_heading() -> None:
    """A step's label is its first heading, which stands in its text once."""
    step = only("{% stepper %}\n{% step %}\n### Accept\n\nAccept it.\n{% endstep %}\n{% endstepper %}")
    assert (step.kind, step.label, step.text) == (BlockKind.STEP, "Accept", "Accept\nAccept it.")


@pytest.mark.parametrize(
    "markdown",
    [
        "{% hint %}\n\none\n\ntwo",
        "{% dica %}\n\none\n\n{% fim %}\n\ntwo",
        "one\n\n{% endhint %}\n\ntwo",
        "\\{% hint %\\} one \\{% endtab %\\}\n\ntwo",
    ],
)
def test_tags_without_a_partner_leave_their_text(markdown: str) -> None:
    """Unclosed, unopened, unknown and escaped tags are no text; what stands around them stays."""
    assert [(block.kind, block.text) for block in parse(markdown)] == [
        (BlockKind.PARAGRAPH, "one"),
        (BlockKind.PARAGRAPH, "two"),
    ]


def test_tags_may_share_a_line_with_their_text() -> None:
    """A hint on one line is a hint."""
    block = only("{% hint %} Take care. {% endhint %}")
    assert (block.kind, block.text) == (BlockKind.HINT, "Take care.")


def test_markdown_table_rows_repeat_their_header() -> None:
    """A row reads alone: header and cell, empty cells left out."""
    block = only("| Plan | Price | |\n|---|---|---|\n| **Basic** | 10 | |\n| Pro | | x |")
    assert block.header == ("Plan", "Price", "")
    assert [row.text for row in block.children] == ["Plan: Basic; Price: 10", "Plan: Pro; x"]
    assert block.children[1].cells == ("Pro", "", "x")


def test_html_table_drops_hidden_columns() -> None:
    """What `data-hidden` and `data-header-hidden` hide is no text; blank lines do not end the table."""
    html = (
        "<table><thead><tr><th>Plan</th><th data-hidden>Id</th></tr></thead><tbody>\n"
        "<tr><td><p>Basic</p>\n\n<ul><li>one</li></ul></td><td>77</td></tr>\n\n"
        "<tr><td>Pro</td><td>78</td></tr></tbody></table>"
    )
    block = only(html)
    assert [row.text for row in block.children] == ["Plan: Basic one", "Plan: Pro"]
    assert html[block.children[1].start : block.children[1].end] == "<tr><td>Pro</td><td>78</td></tr>"
    assert only(html.replace("<table>", "<table data-header-hidden>")).text == "Basic one\nPro"


def test_cards_have_a_title_and_a_target() -> None:
    """A cards table is a table of cards."""
    block = only(
        '<table data-view="cards"><thead><tr><th></th><th></th><th data-hidden data-card-target></th></tr>'
        "</thead><tbody><tr><td><strong>Wallet</strong></td><td>Set it up.</td>"
        '<td><a href="w/">w</a></td></tr></tbody></table>'
    )
    (card,) = block.children
    assert (card.kind, card.label, card.text, card.target) == (
        BlockKind.CARD,
        "Wallet",
        "Wallet\nSet it up.",
        "w/",
    )


def test_figures_show_alternative_text_and_caption() -> None:
    """A figure's text is its alternative text and its caption, once where they are equal."""
    assert (
        only('<figure><img src="x" alt="The screen"><figcaption><p>Plans</p></figcaption></figure>').text
        == "The screen\nPlans"
    )
    assert only('<figure><img src="x" alt="Plans"><figcaption>Plans</figcaption></figure>').text == "Plans"
    assert only('<figure><img src="x" alt=""><figcaption></figcaption></figure>').text == ""


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ('{% embed url="https://www.youtube.com/watch?v=8ERjaB6iP48" %}', "youtube.com"),
        ('{% embed url="<https://a.example/first-steps>" %}\nThe tour\n{% endembed %}', "The tour"),
        ('{% content-ref url="b/README.md" %}\n[README.md](b/README.md)\n{% endcontent-ref %}', "B"),
        ('{% file src="/files/price-list.pdf" %}', "Price list.pdf"),
    ],
)  # fmt: skip
def test_references_have_a_readable_text(markdown: str, text: str) -> None:
    """A reference shows its own text, or its address as words."""
    block = only(markdown)
    assert (block.kind, block.text) == (BlockKind.REFERENCE, text)
    assert block.target
    assert block.target in markdown


def test_operations_show_method_and_path() -> None:
    """An API operation's text comes from its attributes, not from the link to its specification."""
    block = only(
        '{% openapi src="s.json" path="/users/{id}" method="get" %}\n[s.json](s.json)\n{% endopenapi %}'
    )
    assert (block.kind, block.text) == (BlockKind.OPENAPI, "GET /users/{id}")


def test_anchors_are_given_as_the_platform_gives_them() -> None:
    """Explicit anchors are kept; others are slugs, numbered where a page repeats a heading."""
    page = '# Olá, Mundo! 💡\n## Plans\n## Plans\n## Set <a id="own-id"></a>\n## T {#braced}\n<h3>Plans</h3>'
    assert [block.anchor for block in parse(page)] == [
        "olá-mundo",
        "plans",
        "plans-1",
        "own-id",
        "braced",
        "plans-2",
    ]


def test_markdown_inside_html_containers_is_read() -> None:
    """Details and divs hold markdown; several elements may share a line."""
    page = "<details><summary>S</summary>\n\n* a\n\n{% hint %}\nh\n{% endhint %}\n</details>\n\n"
    page += '<div><figure><img alt="f"></figure></div>\n\nend'
    assert kinds(page) == ["details", "figure", "paragraph"]
    assert [child.kind.value for child in parse(page)[0].children] == ["list", "hint"]


def test_html_lists_headings_and_code_are_blocks() -> None:
    """HTML blocks are the blocks that markdown has."""
    page = "<h4>Title</h4>\n<ol><li>one</li><li>two</li></ol>\n"
    page += '<pre><code class="lang-js">a\n  b</code></pre>\n\n<p>text<br>more</p>'
    heading, entries, code, text = parse(page)
    assert (heading.level, heading.text) == (4, "Title")
    assert entries.ordered
    assert [page[item.start : item.end] for item in entries.children] == ["<li>one</li>", "<li>two</li>"]
    assert (code.kind, code.text) == (BlockKind.CODE, "a\n  b")
    assert text.text == "text\nmore"


def test_indented_text_is_no_code() -> None:
    """Authors indent by accident: four spaces make no code block."""
    assert kinds("    indented\n\n{% tabs %}\n{% tab %}\n    x\n{% endtab %}\n{% endtabs %}") == [
        "paragraph",
        "tab",
    ]


def test_offsets_count_the_characters_of_the_given_text() -> None:
    """Carriage returns do not move the blocks."""
    page = "# A\r\n\r\none\\\r\ntwo\r\n\r\n* x\r\n"
    assert [page[block.start : block.end] for block in parse(page)] == ["# A", "one\\\r\ntwo", "* x"]


@settings(max_examples=40)
@given(documents)
def test_spans_are_in_order_and_nested(page: str) -> None:
    """Blocks do not overlap, and a parent covers its children."""
    assert_well_formed(parse(page), 0, len(page))


@settings(max_examples=40)
@given(documents)
def test_no_tag_is_left_in_plain_text(page: str) -> None:
    """A reader never sees the platform's tags."""
    assert TAGS.search(plain(page)) is None


@settings(max_examples=100)
@given(broken)
def test_any_text_is_read(page: str) -> None:
    """Broken mark-up never fails."""
    assert_well_formed(parse(page), 0, len(page))


def test_reading_takes_linear_time_on_unclosed_tags() -> None:
    """A page of unclosed tags is read within the test's patience."""
    for fragment in ("<table>\n\n", "{% hint\n\n", "<details>\n\n", "$$\n\n", "{% hint %}\n", "> * "):
        parse(fragment * 1500)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the shared data is not here")
def test_the_real_page_is_read() -> None:
    """The captured page has its lists and its hint."""
    served = next((SHARED / "seeds").glob("*.txt")).read_text(encoding="utf-8")
    found = kinds(boilerplate.strip(served))
    assert (found.count("heading"), found.count("list"), found.count("hint")) == (6, 3, 1)
