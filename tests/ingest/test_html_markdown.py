"""The conversion of HTML: what text, hints, tabs, steps, tables and formulas become."""

import pytest

from tests.ingest.webpages import body


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            "<p>2 * 3 &lt;id&gt; a_b _c_ [x] 1 &lt; 2 &amp;amp; C:\\dir</p>",
            r"2 \* 3 \<id> a_b \_c\_ \[x\] 1 < 2 \&amp; C:\dir",
        ),
        ("<p># no heading</p><p>1. no item</p><p>- none</p>", "\\# no heading\n\n1\\. no item\n\n\\- none"),
        ("<p>{% hint %} costs $$5$$</p>", r"{\% hint %} costs \$\$5\$\$"),
        (
            "<p><b>bold</b> <i>it</i> <s>old</s> x<b>y:</b>z</p>",
            "**bold** _it_ ~~old~~ x<strong>y:</strong>z",
        ),
        ("<p>one<br>two<br></p>", "one\\\ntwo"),
        ("<p>Press <kbd>Ctrl</kbd>, <mark>now</mark></p>", "Press <kbd>Ctrl</kbd>, <mark>now</mark>"),
        ("<p><code>a*b_`c`</code></p>", "`` a*b_`c` ``"),
        ("<p><code>one<br>two</code></p>", "`one two`"),
        (
            '<p><a href="/x/y(z)">t</a> <a href="#f">f</a> <a href="p?q">r</a></p>',
            "[t](/x/y%28z%29) [f](#f) [r](https://docs.example.com/guide/p?q)",
        ),
        ('<p><a href="https://a.example/b">https://a.example/b</a></p>', "<https://a.example/b>"),
        (
            (
                '<h2 id="p"><div><a href="#p" aria-label="Link"><svg></svg></a></div><div>'
                "Plans</div></h2><p>x</p>"
            ),
            "## Plans\n\nx",
        ),
        (
            '<ol start="3"><li>c<ol><li><p>d</p><p>e</p></li></ol></li><li value="9">f</li></ol>',
            "3. c\n   1. d\n\n      e\n9. f",
        ),
        ("<dl><dt>Term</dt><dd>Meaning</dd></dl>", "**Term**\n\nMeaning"),
        ("<blockquote><p>a</p><p>b</p></blockquote><p>x</p>", "> a\n>\n> b\n\nx"),
        ("<p>a</p><hr><p>b</p>", "a\n\n***\n\nb"),
        (
            '<p>Hi <img class="emoji" alt="🚀" src="/emoji/1f680.png"> <img alt="A" src="s.png"></p>',
            "Hi 🚀 ![A](https://docs.example.com/guide/s.png)",
        ),
        (
            '<figure><img src="/f/a.png" alt="A &quot;b&quot;"><figcaption>Cap &amp; x</figcaption></figure>',
            (
                '<figure><img src="/f/a.png" alt="A &quot;b&quot;"><figcaption><p>Cap '
                "&amp; x</p></figcaption></figure>"
            ),
        ),
        (
            (
                '<ul><li><input type="checkbox" checked disabled> done</li><li><input '
                'type="checkbox"> open</li></ul>'
            ),
            "* [x] done\n* [ ] open",
        ),
        ('<iframe src="https://v.example/1"></iframe><p>x</p>', '{% embed url="https://v.example/1" %}\n\nx'),
        (
            '<a href="/next"><div><h3>Card</h3><p>About it</p></div></a><p>x</p>',
            "### [Card](/next)\n\nAbout it\n\nx",
        ),
        (
            "<details><summary>More <b>on</b> it</summary><p>Inside</p></details>",
            "<details>\n\n<summary>More on it</summary>\n\nInside\n\n</details>",
        ),
    ],
)
def test_elements_become_the_markdown_of_the_platform(content: str, expected: str) -> None:
    """Text, links, lists, images and headings are written as the platform writes them."""
    assert body(content) == expected


@pytest.mark.parametrize(
    ("content", "style", "text"),
    [
        (
            '<div class="hint bg-warning border-warning"><div><svg></svg></div><div><p>Care</p></div></div>',
            "warning",
            "Care",
        ),
        (
            '<div class="hint bg-danger-subtle [&amp;_.hint]:border"><div><p>Care</p></div></div>',
            "danger",
            "Care",
        ),
        ('<div class="admonition tip"><p class="admonition-title">Tip</p><p>Care</p></div>', "info", "Care"),
        (
            (
                '<div class="theme-admonition theme-admonition-caution alert"><div '
                'class="admonitionHeading_x"><span>caution</span></div><div '
                'class="admonitionContent_y"><p>Care</p></div></div>'
            ),
            "warning",
            "Care",
        ),
        (
            (
                '<aside class="starlight-aside starlight-aside--danger"><p '
                'class="starlight-aside__title">Look out</p><p>Care</p></aside>'
            ),
            "danger",
            "**Look out**\n\nCare",
        ),
        ('<div data-callout-type="success"><p>Care</p></div>', "success", "Care"),
        ('<div role="alert"><p>Care</p></div>', "info", "Care"),
    ],
)
def test_callouts_become_hints(content: str, style: str, text: str) -> None:
    """Callouts of any documentation site become hints of the nearest style."""
    assert body(content) == f'{{% hint style="{style}" %}}\n{text}\n{{% endhint %}}'


TABS = (
    '{% tabs %}\n{% tab title="npm" %}\nnpm i\n{% endtab %}\n\n{% tab title="a '
    '\\"b\\"" %}\nyarn\n{% endtab %}\n{% endtabs %}'
)


@pytest.mark.parametrize(
    "content",
    [
        (
            '<div role="tablist"><div><button role="tab" id="tab-1" aria-controls="1">'
            'npm</button></div><div><button role="tab" id="tab-2" aria-controls="2">a '
            '"b"</button></div></div><div role="tabpanel" id="2" class="p-4 hidden"><p>'
            'yarn</p></div><div role="tabpanel" id="1"><p>npm i</p></div>'
        ),
        (
            '<div role="tablist"><button role="tab" id="t1">npm</button><button '
            'role="tab" id="t2">a "b"</button></div><div hidden role="tabpanel" '
            'aria-labelledby="t2"><p>yarn</p></div><div role="tabpanel" '
            'aria-labelledby="t1"><p>npm i</p></div>'
        ),
        (
            '<div class="tabs-container"><ul role="tablist"><li role="tab">npm</li><li '
            'role="tab">a "b"</li></ul><div><div role="tabpanel"><p>npm i</p></div><div '
            'role="tabpanel" hidden><p>yarn</p></div></div></div>'
        ),
        (
            '<div class="tabbed-set"><input type="radio"><input type="radio"><div '
            'class="tabbed-labels"><label>npm</label><label>a "b"</label></div><div '
            'class="tabbed-content"><div class="tabbed-block"><p>npm i</p></div><div '
            'class="tabbed-block"><p>yarn</p></div></div></div>'
        ),
        (
            '<div class="sd-tab-set"><input type="radio"><label class="sd-tab-label">'
            'npm</label><div class="sd-tab-content"><p>npm i</p></div><input type="radio">'
            '<label class="sd-tab-label">a "b"</label><div class="sd-tab-content"><p>'
            "yarn</p></div></div>"
        ),
    ],
)
def test_every_tab_is_content(content: str) -> None:
    """Tabs are matched to their panels by id, label or order, and panels that are not shown are kept."""
    assert body(content) == TABS


def test_a_panel_around_its_own_tab_stays_where_it_is() -> None:
    """Tabs that claim the element they stand in, or one panel twice, are no reason to turn in circles."""
    tab = '<i role="tab" aria-controls="a">one</i>'
    assert body(f'<div id="a"><div role="tablist">{tab}</div><p>x</p></div>') == "x"
    twice = body(f'<div role="tablist">{tab}{tab}</div><div id="a">x</div>')
    assert twice == '{% tabs %}\n{% tab title="one" %}\nx\n{% endtab %}\n{% endtabs %}'


@pytest.mark.parametrize(
    "content",
    [
        (
            "<div><div><div class='select-none'><div>1</div></div><div><h3>Open</h3><p>"
            "x</p></div></div><div><div>2</div><div><p>Close</p></div></div></div>"
        ),
        "<ol class='stepper'><li><h3>Open</h3><p>x</p></li><li><p>Close</p></li></ol>",
        (
            "<div role='list' class='steps ml-3'><div role='listitem' class='step'><div>"
            "1</div><div><h3>Open</h3><p>x</p></div></div><div role='listitem' "
            "class='step'><div>2</div><div>Close</div></div></div>"
        ),
    ],
)
def test_steps_become_a_stepper(content: str) -> None:
    """Numbered blocks become steps, without the numbers that are drawn beside them."""
    assert body(content) == (
        "{% stepper %}\n{% step %}\n### Open\n\nx\n{% endstep %}\n\n{% step %}\n"
        "Close\n{% endstep %}\n{% endstepper %}"
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            (
                "<table><thead><tr><th>Plan</th><th>Price</th></tr></thead><tbody><tr><td>"
                "Basic</td><td>1|2</td></tr></tbody></table>"
            ),
            "| Plan | Price |\n| --- | --- |\n| Basic | 1\\|2 |",
        ),
        (
            (
                "<div role='table'><div role='rowgroup'><div role='row'><div "
                "role='columnheader'>Plan</div><div role='columnheader'>Price</div></div>"
                "</div><div role='rowgroup'><div role='row'><div role='cell'><p>Basic</p>"
                "</div><div role='cell'>1|2</div></div></div></div>"
            ),
            "| Plan | Price |\n| --- | --- |\n| Basic | 1\\|2 |",
        ),
        (
            "<table><tr><td><p>a</p><p>b<br>c</p></td><td><ul><li>d</li><li>e</li></ul></td></tr></table>",
            "|  |  |\n| --- | --- |\n| a<br>b<br>c | <ul><li>d</li><li>e</li></ul> |",
        ),
        (
            (
                "<table><tr><th>A</th><th colspan='2'>B</th></tr><tr><td rowspan='2'>"
                "x</td><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>"
            ),
            "| A | B | B |\n| --- | --- | --- |\n| x | 1 | 2 |\n| x | 3 | 4 |",
        ),
        (
            "<table><tr><td><pre>a|b\nc</pre></td><td>x</td></tr></table>",
            "|  |  |\n| --- | --- |\n| `a\\|b`<br>`c` | x |",
        ),
        ("<table role='presentation'><tr><td><h2>A</h2></td><td><p>b</p></td></tr></table>", "## A\n\nb"),
    ],
)
def test_tables_become_pipe_tables(content: str, expected: str) -> None:
    """Each row takes one line, and what spans rows is repeated in them."""
    assert body(content) == expected


def test_formulas_are_tex() -> None:
    """A typeset formula becomes the TeX that it was made from, once."""
    tex = (
        "<math><semantics><mrow><mi>E</mi></mrow><annotation "
        'encoding="application/x-tex">E = mc^2</annotation></semantics></math>'
    )
    drawn = (
        f'<span class="katex"><span class="katex-mathml">{tex}</span><span '
        f'class="katex-html" aria-hidden="true">E=mc2</span></span>'
    )
    content = (
        f'<p>So {drawn} holds.</p><span class="katex-display">{drawn}</span>'
        f'<script type="math/tex">x_1</script>'
    )
    assert body(content) == "So $$E = mc^2$$ holds.\n\n$$\nE = mc^2\n$$\n\n$$x_1$$"
