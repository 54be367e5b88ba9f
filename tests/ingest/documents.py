"""Hypothesis strategies: pages in the platform's markdown, and broken ones."""

from hypothesis import strategies as st

WORDS = (
    "plano",
    "suporte",
    "fatura",
    "agent",
    "budget",
    "connector",
    "número",
    "São",
    "x1",
    "C#",
    "e-mail",
    "10.5",
    "你好",
)
INLINE = (
    *(
        "{}",
        "**{}**",
        "_{}_",
        "`{}`",
        "[{}](/a/b.md)",
        '[{}](c.md "mention")',
        "{}&#x20;",
        "{}&amp;{}",
        "$${}$$",
    ),
    *(
        '<mark style="color:red;">{}</mark>',
        "<strong>{}</strong>",
        "<kbd>{}</kbd>",
        "![{}](/files/x)",
        "{}[^1]",
    ),
    "{}{% note %}",
)
TAGS = [
    "{% hint %}",
    "{% endhint %}",
    "{% tabs %}",
    '{% tab title="',
    "{% endtab %}",
    "{% dica %}",
    "{%",
    "%}",
]
ELEMENTS = [
    "<table>",
    "</table>",
    "<tr><td>",
    "<details>",
    "<summary>",
    "</details>",
    "<div>",
    "<p>",
    "<figure>",
]
MARKS = [
    "```",
    "| a | b |\n|---|---|\n",
    "> ",
    "* ",
    "1. ",
    "$$",
    "---",
    "# ",
    "[^1]: ",
    "**",
    "`",
    "&#x20;",
    "<!--",
]
SPACES = ["\n", "\n\n", "\r\n", "\\\n", "  ", "\0"]
FRAGMENTS = (*TAGS, *ELEMENTS, *MARKS, *SPACES)

words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
spans = st.tuples(st.sampled_from(INLINE), words).map(lambda pair: pair[0].replace("{}", pair[1]))
sentences = st.lists(spans, min_size=1, max_size=4).map(lambda parts: " ".join(parts) + ".")
paragraphs = st.lists(sentences, min_size=1, max_size=25).map(" ".join)
short = st.lists(sentences, min_size=1, max_size=3).map(" ".join)
bullets = st.lists(short, min_size=1, max_size=8).map(lambda items: "\n".join(f"* {item}" for item in items))
steps = st.lists(short, min_size=1, max_size=8).map(
    lambda items: "\n".join(f"{number}. {item}\n   * {item}" for number, item in enumerate(items, 1))
)
fences = words.map(lambda text: f"```bash\n{text}\n\n# {text}\n```")
figures = words.map(
    lambda text: f'<figure><img src="/files/x" alt="{text}"><figcaption><p>{text}</p></figcaption></figure>'
)
tables = st.lists(st.tuples(words, words), min_size=1, max_size=40).map(
    lambda rows: "| Nome | Valor |\n| --- | --- |\n" + "\n".join(f"| {a} | {b} |" for a, b in rows)
)
html_tables = st.lists(st.tuples(words, words), min_size=1, max_size=40).map(
    lambda rows: (
        "<table><thead><tr><th>Nome</th><th data-hidden>Oculto</th></tr></thead><tbody>"
        + "".join(f"<tr>\n<td><p>{a}</p>\n\n<ul><li>{a}</li></ul></td><td>{b}</td></tr>" for a, b in rows)
        + "</tbody></table>"
    )
)
CARDS_HEAD = (
    '<table data-view="cards"><thead><tr><th></th><th data-hidden data-card-target></th></tr></thead><tbody>'
)
cards = st.lists(words, min_size=1, max_size=4).map(
    lambda titles: (
        CARDS_HEAD
        + "".join(f'<tr><td><b>{title}</b></td><td><a href="a.md">a.md</a></td></tr>' for title in titles)
        + "</tbody></table>"
    )
)
references = st.sampled_from(
    [
        '{% embed url="https://example.org/first-steps" %}',
        '{% file src="/files/report.pdf" %}',
        '{% include "/reusable/x" %}',
        '{% content-ref url="billing/README.md" %}\n[README.md](billing/README.md)\n{% endcontent-ref %}',
    ]
)
leaves = st.one_of(
    paragraphs,
    bullets,
    steps,
    fences,
    figures,
    tables,
    html_tables,
    cards,
    references,
    words.map("> {}".format),
)


def contained(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Blocks inside each of the platform's containers."""
    content = st.lists(inner, min_size=1, max_size=3).map("\n\n".join)
    return st.one_of(
        content.map('{{% hint style="info" %}}\n{}\n{{% endhint %}}'.format),
        content.map('{{% tabs %}}\n{{% tab title="Linux" %}}\n{}\n{{% endtab %}}\n{{% endtabs %}}'.format),
        content.map(
            "{{% stepper %}}\n{{% step %}}\n### Passo\n\n{}\n{{% endstep %}}\n{{% endstepper %}}".format
        ),
        content.map("<details>\n\n<summary>Dúvida</summary>\n\n{}\n\n</details>".format),
        content.map("{{% dica %}}\n{}\n{{% fim %}}".format),
        content.map("{{% columns %}}\n{{% column %}}\n{}\n{{% endcolumn %}}\n{{% endcolumns %}}".format),
    )


blocks = st.recursive(leaves, contained, max_leaves=6)
headings = st.tuples(st.sampled_from(["#", "##", "###", "####"]), words).map(" ".join)
sections = st.tuples(headings, st.lists(blocks, min_size=1, max_size=4).map("\n\n".join)).map("\n\n".join)
documents = st.lists(st.one_of(sections, headings), max_size=5).map("\n\n".join)
broken = st.lists(st.one_of(st.sampled_from(FRAGMENTS), words, st.text(max_size=8)), max_size=25).map("".join)
