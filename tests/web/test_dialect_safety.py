"""The HTML of a page: whatever its text, nothing in it is done by the browser, and nothing breaks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.block import Block, BlockKind
from ingest.dialect import parse
from tests.service.hostile.injection import injections
from tests.web.shown import TARGETS, live, soup, whole

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<img src="https://a.test/x" onerror="alert(1)" style="position:fixed">',
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt:alert(1))",
    "[click](java\nscript:alert(1))",
    "[click](<java\tscript:alert(1)>)",
    "[click](&#106;avascript:alert(1))",
    "[click](data:text/html;base64,PHNjcmlwdD4=)",
    "[click](vbscript:msgbox)",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "<a href='javascript:alert(1)'>click</a>",
    "<a href=' java&#x09;script:alert(1)'>click</a>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script><use href='data:x'></svg>",
    "<math><mi xlink:href='data:x,<script>alert(1)</script>'></math>",
    "[a]: javascript:alert(1)\n\n[a]",
    "<javascript:alert(1)>",
    '[x](http://a.test "\\" onmouseover=alert(1) x=\\"")',
    "<iframe src='https://evil.test' srcdoc='<script>1</script>'></iframe>",
    "<object data='javascript:alert(1)'></object>",
    "<form action='https://evil.test'><input name=password><button>Go</button></form>",
    "<table><tr><td onclick='x()'><a href='javascript:x()'>y</a></td></tr></table>",
    "<table data-view='cards'><tr><td>a</td><td><a href='javascript:x()'>y</a></td></tr></table>",
    "<details ontoggle=alert(1) open><summary>x</summary>y</details>",
    "<style>body{display:none}</style>",
    "<link rel=stylesheet href='https://evil.test/x.css'>",
    "<meta http-equiv=refresh content='0;url=https://evil.test'>",
    "<base href='https://evil.test/'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<!--><img src=x onerror=alert(1)>-->",
    '{% embed url="javascript:alert(1)" %}',
    '{% content-ref url="javascript:alert(1)" %}x{% endcontent-ref %}',
    '{% file src="data:text/html,x" %}',
    '{% hint style="x\\" onclick=\\"y" %}z{% endhint %}',
    '{% tab title="<img src=x onerror=alert(1)>" %}z{% endtab %}',
    '{% code title="<script>1</script>" %}\n```"><script>\nx\n```\n{% endcode %}',
    '{% update date="\\"><script>1</script>" %}z{% endupdate %}',
    "$$<script>alert(1)</script>$$",
    "`<script>` and ```<script>```",
    '<p id="main" class="skip" style="position:fixed">over everything</p>',
    "# <script>alert(1)</script>",
    "## <a href='#x' id='x\" onclick=\"y'></a>Heading",
]

PARTS = [
    *HOSTILE,
    *("{% tabs %}", '{% tab title="A" %}', "{% endtab %}", "{% endtabs %}", "{% stepper %}", "{% step %}"),
    *('{% hint style="danger" %}', "{% endhint %}", "<details>", "<summary>S</summary>", "</details>"),
    *("<table>", "<tr>", "<td>", "</table>", "| a | b |\n|---|--:|\n| 1 | 2 |", "> ", "* ", "1. ", "- [x] "),
    *(
        "```",
        "~~~js",
        "$$",
        "[^1]",
        "[^1]: note",
        "# One",
        "## Two",
        "#### Two",
        "<h2>Two</h2>",
        "\\",
        "&#x20;",
    ),
    *(
        "**",
        "_",
        "`",
        "[",
        "](",
        ")",
        "<b>",
        "</b>",
        "</p>",
        "</div></article></main>",
        "<div>",
        "\0",
        "\r\n",
    ),
]


@pytest.mark.parametrize("markdown", HOSTILE)
def test_a_page_is_data(markdown: str) -> None:
    """Scripts, frames, forms, event handlers and javascript: links are shown as text, or not at all."""
    for text in (markdown, f"# Title\n\nA line with {markdown} in it\n\n* {markdown}\n"):
        assert list(live(str(whole(text).html))) == []


@pytest.mark.parametrize("order", injections(), ids=lambda order: order.name)
def test_orders_to_agents_do_nothing_in_a_browser(order: object) -> None:
    """What an intruder wrote for agents is as harmless to people."""
    assert list(live(str(whole(getattr(order, "text")).html))) == []  # noqa: B009 - parametrized values have no type


@settings(max_examples=150)
@given(
    st.lists(
        st.tuples(st.sampled_from(PARTS), st.sampled_from(["", " ", "\n", "\n\n", "\n   "])), max_size=14
    )
)
def test_nothing_in_any_mixture_is_run(parts: list[tuple[str, str]]) -> None:
    """However tags, elements and marks are mixed up, the page is shown, is data, and keeps its anchors."""
    markdown = "".join(part + space for part, space in parts)
    shown = whole(markdown, range(3, 40))
    assert list(live(str(shown.html))) == []
    anchors = [heading.anchor for heading in shown.headings]
    given_by_ingest = list(_anchors(parse(markdown, TARGETS.title_of)))
    assert ([shown.anchor] if shown.title or shown.anchor else []) + anchors == given_by_ingest


@settings(max_examples=100)
@given(st.text(alphabet="<>/={}%#*_`[]()|!&;:\"'\\ \n-~$^abhrefx1", max_size=200))
def test_any_text_is_a_page(markdown: str) -> None:
    """No text makes the renderer fail."""
    assert list(live(str(whole(markdown).html))) == []


@pytest.mark.parametrize(
    "markdown",
    [
        "<div>" * 3000,
        "> " * 500 + "x",
        '{% hint style="info" %}\n' * 2000,
        "<table><tr><td>" * 300,
        "<b>" * 5000,
        "* " * 500 + "x",
        "[" * 5000,
        "<details><summary>" * 1000,
    ],
    ids=["div", "quote", "hint", "table", "b", "list", "bracket", "details"],
)
def test_deep_nesting(markdown: str) -> None:
    """Nesting deeper than anybody writes is shown as far as it goes."""
    assert list(live(str(whole(markdown + "\n\nThe end.").html))) == []


def test_a_page_does_not_leave_its_place() -> None:
    """End tags in a page's text close nothing that stands around it."""
    assert soup("</div></article></main>\n\nText").get_text().strip() == "Text"


def test_authors_choose_no_classes_and_no_ids() -> None:
    """An element cannot pose as a part of the interface."""
    shown = soup('<p id="main" class="skip">Over everything</p>\n\nA <b class="button" id="ask">word</b>')
    assert [dict(element.attrs) for element in shown.find_all(["p", "b"])] == [{}, {}, {}]


def _anchors(blocks: tuple[Block, ...]) -> list[str]:
    found: list[str] = []
    for block in blocks:
        found += [block.anchor] if block.kind is BlockKind.HEADING else []
        found += _anchors(block.children)
    return found
