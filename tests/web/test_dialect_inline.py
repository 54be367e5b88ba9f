"""What becomes of the marks amid a page's text."""

import pytest

from ingest.links import SiteMap
from service.web.dialect import Targets
from tests.web.shown import soup, whole


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("**b** *e* ~~s~~ `c<d>`", "<strong>b</strong> <em>e</em> <s>s</s> <code>c&lt;d&gt;</code>"),
        ('<mark style="color:red;">m</mark> <kbd>K</kbd>', "<mark>m</mark> <kbd>K</kbd>"),
        ("H<sub>2</sub>O and <u>u</u>", "H<sub>2</sub>O and <u>u</u>"),
        ("so $$a^2$$ is", 'so <code class="math">a^2</code> is'),
        ('<span data-gb-custom-inline data-tag="emoji" data-code="1f680">x</span>!', "\U0001f680!"),
        ('<i class="fa-star">:star:</i> Star', " Star"),
        ("one&#x20;\\\ntwo\\", "one <br>two"),
        ("Send <your-token> with <b>x", "Send &lt;your-token&gt; with <b>x</b>"),
        ("a <!-- not for readers --> b", "a  b"),
        ('{% if x %}Read{% endif %} "this" & that', 'Read "this" &amp; that'),
        ("<b>not closed", "<b>not closed</b>"),
        ("not opened</b>", "not opened"),
        ("one<br>two<hr>three", "one<br>two<br>three"),
        ("**bold :** \\*star\\*", "<strong>bold :</strong> *star*"),
    ],
)
def test_marks(markdown: str, html: str) -> None:
    """Marks become elements; what is no mark and no HTML is text."""
    assert whole(f"It says {markdown}").html == f"<p>It says {html}</p>"


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("guide/one.md", "/guide/one"),
        ("one.md#part-2", "/guide/one#part-2"),
        ("https://docs.test/guide/one", "/guide/one"),
        ("../README.md", "/"),
        ("<dois artigos.md>", "/guide/dois%20artigos"),
        ("#further-down", "#further-down"),
        ("https://other.test/a b", None),
        ("https://other.test/a?b=c", "https://other.test/a?b=c"),
        ("mailto:team@docs.test", "mailto:team@docs.test"),
        ("tel:+551199", "tel:+551199"),
        ("report.pdf", "https://docs.test/report.pdf"),
        ("broken://pages/abc", None),
        ("/broken/pages/abc", None),
        ("javascript:alert(1)", None),
        ("ftp://files.test/x", None),
    ],
)
def test_links(written: str, address: str | None) -> None:
    """A link leads to where we serve the page; without a place that it may lead to it is its words."""
    shown = soup(f"Read [these words]({written}) now.")
    link = shown.a
    assert "these words" in shown.get_text()
    assert (link["href"] if link else None) == address


def test_links_to_other_sites_tell_them_nothing() -> None:
    """A link that leaves the site says not where from; one within it does not leave."""
    outer, inner = soup("[a](https://other.test) [b](guide/one.md)").find_all("a")
    assert outer["rel"] == ["noopener", "noreferrer"]
    assert "rel" not in inner.attrs


def test_mentions_and_addresses_read_as_titles() -> None:
    """A mention, and a link that shows a file's name, has the page's title."""
    mention, named = soup('[x](guide/one.md "mention") and [one.md](guide/one.md)').find_all("a")
    assert (mention.get_text(), mention["class"]) == ("Page one", ["mention"])
    assert named.get_text() == "Page one"


def test_buttons() -> None:
    """A link that the author made a button is one, primary or not; other classes go."""
    links = soup(
        'Do <a href="guide/one.md" class="button primary x">A</a> <a class="button" href="#b">B</a>'
    ).find_all("a")
    assert [(link["href"], link["class"]) for link in links] == [
        ("/guide/one", ["button", "primary"]),
        ("#b", ["button"]),
    ]


def test_pictures_load_late_and_tell_nothing() -> None:
    """A picture loads when one gets to it, without a word of the page that it is on."""
    picture = soup('![A *fine* chart](https://img.test/x.png "Tip") amid text').img
    assert picture is not None
    assert picture.attrs == {
        "src": "https://img.test/x.png",
        "alt": "A fine chart",
        "title": "Tip",
        "loading": "lazy",
        "decoding": "async",
        "referrerpolicy": "no-referrer",
    }


def test_pictures_beside_a_published_page() -> None:
    """A picture that lies beside the page is loaded from where the page is published."""
    picture = soup('<figure><img src="/files/abc" alt="" width="400" height="auto"></figure>').img
    assert picture is not None
    assert (picture["src"], picture["alt"], picture["width"]) == ("https://docs.test/files/abc", "", "400")
    assert "height" not in picture.attrs


def test_pictures_that_lie_nowhere_say_what_they_show() -> None:
    """Where the page is published nowhere, neither are its pictures: their words stand instead."""
    unpublished = Targets("/guide", "/guide", SiteMap.of([]), str)
    shown = soup("![A chart](.gitbook/assets/x.png)", targets=unpublished)
    assert shown.img is None
    assert shown.get_text().strip() == "A chart"


def test_footnotes_lead_there_and_back() -> None:
    """A mark leads to its note, and the note to its first mark."""
    shown = soup("A[^1] and again[^1].\n\n[^1]: The *note*.\n")
    marks = shown.select("sup a")
    assert [mark["href"] for mark in marks] == ["#note:1", "#note:1"]
    assert [mark.get("id") for mark in marks] == ["noteref:1", None]
    note = shown.find(id="note:1")
    assert note is not None
    assert note.a is not None
    assert note.a["href"] == "#noteref:1"
    assert "The note." in note.get_text()
