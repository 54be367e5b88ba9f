"""Pages of documentation sites as HTML: the chrome that is drawn around them, and hypothesis strategies."""

import html as entities
import re
from collections import Counter

from hypothesis import strategies as st

from ingest.webpage import markdown

URL = "https://docs.example.com/guide/billing"
CHROME = "Sidebar Breadcrumb Outline Footer Feedback Cookies Previous Next Updated Skip Copied"


def shell(content: str, title: str = "Billing", head: str = "") -> str:
    """A page of the platform: its content between the chrome that its renderer draws."""
    return f"""<!DOCTYPE html><html lang="en"><head><title>{entities.escape(title)} | Acme Docs</title>{head}
    <style>.x {{ color: red }}</style></head><body class="theme-clean bg-tint-base">
    <a class="skip" href="#main">Skip to content</a>
    <header class="flex sticky"><a href="/">Acme Footer</a>
    <nav><ul><li><a href="/en">Sidebar</a></li></ul></nav>
    <div role="search"><button>Search <kbd>K</kbd></button></div></header>
    <div class="flex lg:flex-row"><aside class="sidebar page-has-toc:block"><ul>
    <li><a href="/a">Sidebar one</a></li><li><a href="/b">Sidebar two</a></li></ul></aside>
    <aside class="outline-hidden"><h2>Outline of this</h2>
    <ul><li><a href="#plans">Outline</a></li></ul></aside>
    <main class="relative min-w-0 flex-1 page-has-toc" id="main">
    <div class="sr-only">Skip this: see <a href="/llms.txt">llms.txt</a>.</div>
    <header class="max-w-3xl mb-6"><nav><ol><li><a href="/up">Breadcrumb</a></li></ol></nav>
    <div class="flex"><h1 class="text-4xl">{entities.escape(title)}</h1>
    <button>Copied page</button></div></header>
    <div class="flex flex-col">{content}</div>
    <div class="mt-6 flex"><a class="group flex" href="/p"><svg></svg>
    <div><span>Previous</span><span>Sidebar</span></div></a>
    <a class="group flex" href="/n"><svg></svg><div><span>Next</span><span>Sidebar</span></div></a></div>
    <div class="mt-6"><p class="mr-auto">Last updated <time>Updated today</time></p>
    <div><span>Was this helpful?</span><button>Feedback</button></div></div></main></div>
    <div id="cookie-banner" role="dialog"><p>Cookies here</p></div><footer><p>Footer</p></footer>
    <script>var Footer = "<p>Footer</p>";</script></body></html>"""


def body(content: str) -> str:
    """The markdown of this content on a page of the platform, without its title."""
    title, _, rest = markdown(shell(content), URL).partition("\n\n")
    assert title == "# Billing"
    return rest.rstrip("\n")


def word_counts(text: str) -> Counter[str]:
    """How often each word stands in a text."""
    return Counter(re.findall(r"\w+", text.lower()))


def visible_words(content: str) -> Counter[str]:
    """The words that a browser shows of this HTML."""
    return word_counts(entities.unescape(re.sub(r"<[^>]*>", " ", content)))


WORDS = st.lists(
    st.sampled_from(
        [
            "alfa",
            "bravo",
            "c_d",
            "e*f",
            "<g>",
            "[h]",
            "1.",
            "#",
            "-",
            "&",
            "`i`",
            "$$",
            "{%",
            "\\",
            "|",
            ">",
            "~~",
            "ação",
            "日本",
        ]
    ),
    min_size=1,
    max_size=6,
)
TEXT = WORDS.map(lambda words: entities.escape(" ".join(words)))
INLINE = st.recursive(
    TEXT,
    lambda inner: st.one_of(
        st.tuples(
            st.sampled_from(["b", "i", "em", "strong", "code", "kbd", "mark", "span", "del", "sub"]), inner
        ).map(lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0]}>"),
        inner.map(lambda text: f'<a href="/x">{text}</a>'),
        st.tuples(inner, inner).map(" ".join),
        st.tuples(inner, inner).map("<br>".join),
    ),
    max_leaves=4,
)
BLOCKS = st.recursive(
    st.one_of(
        st.tuples(st.sampled_from(["p", "h2", "h3", "div", "blockquote"]), INLINE).map(
            lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0]}>"
        ),
        TEXT.map(lambda text: f"<pre><code>{text}</code></pre>"),
        st.lists(st.tuples(INLINE, INLINE), min_size=1, max_size=3).map(
            lambda rows: (
                "<table>" + "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in rows) + "</table>"
            )
        ),
    ),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(
            lambda items: "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"
        ),
        st.lists(inner, min_size=1, max_size=3).map(
            lambda items: "<ol>" + "".join(f"<li>{item}</li>" for item in items) + "</ol>"
        ),
        inner.map(lambda block: f'<div class="hint bg-info"><div>{block}</div></div>'),
        inner.map(lambda block: f"<details><summary>alfa</summary>{block}</details>"),
    ),
    max_leaves=5,
)

PIECES = (
    "<p> </p> <div> <table> <tr> <td> <th> <li> <ol> <ul> <pre> <code> <br> "
    "<h1> <a> <main> </main> <details> <summary>"
    " <button> <nav> <!-- --> <![CDATA[ ]]> <?xml <?php <svg> <math> "
    "<annotation> <img> <figure> <template> <body> <html>"
    " <script> </script> <base> <input> <dl> <dt> <dd> </a> </table> </ul> "
    "<!DOCTYPE &#0; &#xD800; &nbsp; \0 \ud800"
)
MARKUP = st.lists(
    st.one_of(
        st.sampled_from(PIECES.split()),
        st.sampled_from(
            [
                '<div role="tablist">',
                '<i role="tab" aria-controls="a">',
                '<div id="a" role="tabpanel">',
                '<div class="hint">',
                '<div class="steps">',
                '<td rowspan="9" colspan="9">',
                '<ol start="99999999999">',
                '<a href="http://[">',
                "<li value=x>",
                '<div role="row">',
                '<button aria-expanded aria-controls="a">',
                '<span class="katex">',
                '<base href="http://[">',
            ]
        ),
        st.text(max_size=8),
    ),
    max_size=40,
)
