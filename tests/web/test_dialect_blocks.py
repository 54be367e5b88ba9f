"""What becomes of the blocks of a page."""

import pytest
from bs4 import Tag

from tests.web.shown import seen, soup, whole


def test_headings_have_the_anchors_that_answers_cite() -> None:
    """Ids are as passages have them: explicit, in the heading's words, numbered where they come again."""
    markdown = (
        '# T\n\n## Set up\n\n## Set up\n\n### <a href="#own" id="own"></a>Named\n\n<h4>In *HTML*</h4>\n'
    )
    shown = whole(markdown)
    assert [(each.level, each.text, each.anchor) for each in shown.headings] == [
        (2, "Set up", "set-up"),
        (2, "Set up", "set-up-1"),
        (3, "Named", "own"),
        (4, "In *HTML*", "in-html"),
    ]
    headings = soup(markdown).find_all(["h2", "h3", "h4"])
    assert [heading["id"] for heading in headings] == ["set-up", "set-up-1", "own", "in-html"]
    links = [heading.select_one("a.anchor") for heading in headings]
    assert [link["href"] for link in links if link] == ["#set-up", "#set-up-1", "#own", "#in-html"]
    assert headings[0].get_text() == "Set upLink to this section: Set up"


def test_there_is_one_title() -> None:
    """The heading of the first level that a page begins with is its title; others stand a level lower."""
    shown = whole("# The *title*\n\nText\n\n# Another\n")
    assert (shown.title, shown.anchor) == ("The title", "the-title")
    assert soup("# The title\n\nText\n\n# Another\n").h1 is None
    assert [(each.level, each.text) for each in shown.headings] == [(2, "Another")]
    assert whole("Text\n\n# Late\n").title == ""


def test_no_level_is_left_out() -> None:
    """Authors choose levels by their looks; who listens to the page gets one below the other."""
    shown = whole("#### A\n\n###### B\n\n#### C\n\n## D\n\n#### E\n")
    assert [(each.level, each.text, each.written) for each in shown.headings] == [
        (2, "A", 4),
        (3, "B", 6),
        (2, "C", 4),
        (2, "D", 2),
        (3, "E", 4),
    ]


def test_lists() -> None:
    """Lists nest, number from where they begin, and task lists say what is done."""
    shown = soup("* a\n  * b\n\n3. c\n4. d\n\n- [x] done\n- [ ] open\n")
    nested = shown.select_one("ul > li > ul > li")
    assert nested is not None
    assert nested.get_text() == "b"
    numbered = shown.find("ol")
    assert isinstance(numbered, Tag)
    assert numbered["start"] == "3"
    ticks = [tick["aria-label"] for tick in shown.select("li.task > .tick[role=img]")]
    assert ticks == ["Done:", "To do:"]
    assert shown.select("li.task")[0].get_text() == "done"


def test_pipe_tables() -> None:
    """A table scrolls in a box that the keyboard reaches; its cells are aligned as written."""
    shown = soup("| Name | Number |\n|---|--:|\n| *Ann* | 1 |\n| <ul><li>b</li></ul> | 2 |\n")
    region = shown.select_one("div.table")
    assert region is not None
    assert (region["role"], region["tabindex"], region["aria-label"]) == ("group", "0", "Table")
    assert [cell.get_text() for cell in shown.select("thead th[scope=col]")] == ["Name", "Number"]
    assert str(shown.select("td")[0]) == "<td><em>Ann</em></td>"
    assert [cell.get("class") for cell in shown.select("tr td:last-child")] == [["right"], ["right"]]
    assert shown.select_one("td ul li") is not None


def test_html_tables() -> None:
    """Columns that the author hides are left out, and so is a header that says nothing."""
    table = (
        "<table><thead><tr><th>A</th><th data-hidden>B</th></tr></thead><tbody>"
        '<tr><td colspan="2">1 <a href="guide/one.md">one.md</a></td><td>secret</td></tr></tbody></table>'
    )
    shown = soup(table)
    assert [cell.get_text() for cell in shown.select("th")] == ["A"]
    assert str(shown.td) == '<td colspan="2">1 <a href="/guide/one">Page one</a></td>'
    assert "secret" not in shown.get_text()
    assert soup(table.replace("<table>", "<table data-header-hidden>")).th is None


def test_cards() -> None:
    """A table shown as cards is a list whose cards lead to their targets, with their covers."""
    hidden = "<th data-hidden data-card-target></th><th data-hidden data-card-cover></th>"
    head = f"<tr><th></th><th></th>{hidden}</tr>"
    rows = (
        "<tr><td><strong>First</strong></td><td>About it</td><td><a href='guide/one.md'>x</a></td>"
        "<td><a href='https://img.test/c.png'>c.png</a></td></tr>"
        "<tr><td></td><td></td><td><a href='guide/one.md'>x</a></td><td></td></tr>"
        "<tr><td>No target</td><td></td><td></td><td></td></tr>"
    )
    shown = soup(f'<table data-view="cards"><thead>{head}</thead><tbody>{rows}</tbody></table>')
    first, second, third = shown.select("ul.cards > li")
    assert [str(link["href"]) for link in first.select("a")] == ["/guide/one"]
    assert first.get_text(" ").split() == ["First", "About", "it"]
    assert [str(picture["src"]) for picture in first.select(".card-cover img")] == ["https://img.test/c.png"]
    assert second.get_text().strip() == "Page one"
    assert (third.get_text().strip(), third.a) == ("No target", None)


@pytest.mark.parametrize(
    ("style", "label"),
    [("info", "Information"), ("success", "Success"), ("warning", "Warning"), ("danger", "Danger")],
)
def test_hints(style: str, label: str) -> None:
    """A hint has its icon, and its kind in words for those who do not see it."""
    hint = soup(f'{{% hint style="{style}" %}}\nMind **this**.\n{{% endhint %}}').select_one("div.hint")
    assert hint is not None
    assert hint["class"] == ["hint", style]
    assert hint.select_one("svg.icon[aria-hidden=true] path[d]") is not None
    assert hint.get_text(" ").split() == [label, "Mind", "this", "."]


def test_a_hint_of_no_known_style_is_information() -> None:
    """A style that there is not is the plainest one."""
    assert soup('{% hint style="x y" %}\nA\n{% endhint %}').select_one("div.hint.info") is not None


def test_tabs() -> None:
    """Without a script all panels are there, each under its title."""
    shown = soup(
        '{% tabs %}\n{% tab title="Windows" %}\nPress W.\n{% endtab %}\n{% tab title="macOS" %}\nPress M.\n'
        "{% endtab %}\n{% endtabs %}"
    )
    panels = shown.select("div.tabs > section.tab")
    assert [(panel["aria-label"], panel["data-title"]) for panel in panels] == [
        ("Windows",) * 2,
        ("macOS",) * 2,
    ]
    assert [panel.get_text(" ").split() for panel in panels] == [
        ["Windows", "Press", "W."],
        ["macOS", "Press", "M."],
    ]


def test_steps() -> None:
    """A stepper is a numbered list; a step that has no heading has its title."""
    shown = soup(
        "{% stepper %}\n{% step %}\n### One\nA\n{% endstep %}\n"
        '{% step title="Two" %}\nB\n{% endstep %}\n{% endstepper %}'
    )
    first, second = shown.select("ol.steps > li")
    assert first.h2 is not None
    assert second.get_text(" ").split() == ["Two", "B"]


def test_code() -> None:
    """Code has its title and its language above it, and stays as it is, lines numbered where asked for."""
    shown = soup(
        '{% code title="a.sql" lineNumbers="true" %}\n```sql\nSELECT 1 < 2;\n  GO\n```\n{% endcode %}\n\n'
        '```\nplain\n```\n\n<pre class="language-sh"><code class="lang-sh">echo <b>hi</b>\n</code></pre>'
    )
    titled, plain, authored = shown.select("div.code")
    assert [part.get_text() for part in titled.select(".code-head > *")] == ["a.sql", "SQL"]
    assert titled.pre is not None
    assert titled.pre.get_text() == "SELECT 1 < 2;\n  GO"
    assert len(titled.select(".line")) == 2
    assert plain.select_one(".code-head") is None
    assert plain.pre is not None
    assert plain.pre["tabindex"] == "0"
    assert [part.get_text() for part in authored.select(".code-head > *")] == ["Shell"]
    assert authored.pre is not None
    assert authored.pre.get_text() == "echo hi"


def test_details() -> None:
    """Details stay closed until they are opened; markdown in them is markdown."""
    shown = soup("<details>\n\n<summary>More <b>on</b> it</summary>\n\nHidden *words*.\n\n</details>").details
    assert shown is not None
    assert shown.get("open") is None
    assert shown.summary is not None
    assert shown.summary.get_text() == "More on it"
    assert shown.em is not None


def test_figures() -> None:
    """A picture and its caption belong together."""
    figure = soup(
        '<figure><img src="https://img.test/x.png" alt="A"><figcaption><p>So it is</p></figcaption></figure>'
    )
    caption = figure.select_one("figure > figcaption")
    assert caption is not None
    assert caption.get_text() == "So it is"
    assert soup("![A](https://img.test/x.png)").select_one("figure > img") is not None


def test_references() -> None:
    """Pages, embeds and files are cards with a name; nothing of another site is framed."""
    shown = soup(
        '{% content-ref url="guide/one.md" %}\n[one.md](guide/one.md)\n{% endcontent-ref %}\n\n'
        '{% embed url="https://www.tube.test/watch?v=1" %}\nA film\n{% endembed %}\n\n'
        '{% file src="https://files.test/report.pdf" %}\n\n<iframe src="https://maps.test/here"></iframe>'
    )
    cards = shown.select("a.link-card")
    assert [card["href"] for card in cards] == [
        "/guide/one",
        "https://www.tube.test/watch?v=1",
        "https://files.test/report.pdf",
        "https://maps.test/here",
    ]
    titles = [title.get_text() for title in shown.select(".card-title")]
    assert titles == ["Page one", "A film", "Report.pdf", "Here"]
    assert cards[1].select(".card-note")[0].get_text() == "tube.test"


def test_a_reference_that_leads_nowhere_is_its_words() -> None:
    """The card of a page that is gone cannot be followed."""
    shown = soup('{% content-ref url="broken://x" %}\nThe old page\n{% endcontent-ref %}')
    assert (shown.a, shown.get_text().strip()) == (None, "The old page")


def test_operations() -> None:
    """An operation of an interface shows its method, path and summary."""
    shown = soup(
        '{% swagger method="post" path="/orders" summary="Create an order" %}\nText\n{% endswagger %}'
    )
    request = shown.select_one("p.request")
    assert request is not None
    assert [part.get_text() for part in request.find_all(True)] == ["POST", "/orders", "Create an order"]


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        (
            "{% columns %}\n{% column %}\nA\n{% endcolumn %}\n{% column %}\nB\n{% endcolumn %}"
            "\n{% endcolumns %}",
            "A B",
        ),
        (
            '{% updates %}\n{% update date="2025-06-01" %}\nNew\n{% endupdate %}\n{% endupdates %}',
            "2025-06-01 New",
        ),
        ('{% prompt description="Sum up" %}\nDo it.\n{% endprompt %}', "Sum up Do it."),
        ('{% @mermaid/diagram content="graph TD" %}', "Mermaid graph TD"),
        ("$$\na^2\n$$", "a^2"),
        ("> Said", "Said"),
        ('{% hint style="info" %}\nNever closed', "Never closed"),
        ('{% odd title="Odd" %}\nText\n{% endodd %}', "Odd Text"),
        ("{% endhint %}\nText", "Text"),
        ('{% hint style="info" \nText', '{% hint style="info" Text'),
        ("<center>\n\nA **b**\n\n</center>", "A b"),
        ("<p align='center'>A <b>b</b></p>", "A b"),
        ("<p>Use <my-name> here</p>", "Use <my-name> here"),
    ],
)
def test_what_is_said_is_shown(markdown: str, words: str) -> None:
    """Whatever stands around them, a page's words are there, in their order."""
    assert seen(markdown) == words


def test_updates_have_their_date() -> None:
    """The date of an update is one for machines too."""
    time = soup('{% update date="2025-06-01" title="June" %}\nNew\n{% endupdate %}').time
    assert time is not None
    assert (time["datetime"], time.get_text()) == ("2025-06-01", "2025-06-01")
