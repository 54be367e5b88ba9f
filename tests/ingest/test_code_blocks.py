"""Code blocks from HTML: verbatim, with language and title, however a site marks them up."""

import html as entities

import pytest

from tests.ingest.webpages import body

CODE = "def f(x):\n\n    return x * 2  # <b>_no_\n```"


@pytest.mark.parametrize(
    ("content", "opening"),
    [
        ("<pre><code class='language-py'>{text}</code></pre>", "````py"),
        (
            (
                "<div class='group/codeblock grid'><div class='flex'><div>f.py</div></div>"
                "<button>Copy</button><pre><code data-lang='py'>{gitbook}</code></pre>"
                "</div>"
            ),
            '{% code title="f.py" %}\n````py',
        ),
        (
            (
                "<div class='language-py codeBlockContainer_x'><div "
                "class='codeBlockTitle_y'>f.py</div><div><pre class='prism-code "
                "language-py'><code>{docusaurus}</code></pre><div class='buttonGroup__z'>"
                "<button>Copy</button></div></div></div>"
            ),
            '{% code title="f.py" %}\n````py',
        ),
        (
            (
                "<div class='language-py highlight'><span class='filename'>f.py</span>"
                "<pre><span></span><code>{text}</code></pre></div>"
            ),
            '{% code title="f.py" %}\n````py',
        ),
        (
            (
                "<div class='highlight-py notranslate'><div class='highlight'><pre><span>"
                "</span>{text}</pre></div></div>"
            ),
            "````py",
        ),
        (
            (
                "<table class='highlighttable'><tr><td class='linenos'><div "
                "class='linenodiv'><pre>1\n2\n3\n4</pre></div></td><td class='code'><div "
                "class='language-py'><pre><code>{text}</code></pre></div></td></tr>"
                "</table>"
            ),
            "````py",
        ),
        (
            "<figure><figcaption>f.py</figcaption><pre data-language='py'><code>{divs}</code></pre></figure>",
            '{% code title="f.py" %}\n````py',
        ),
        (
            (
                "<div class='language-py'><button class='copy'></button><span "
                "class='lang'>py</span><pre class='shiki'><code>{shiki}</code></pre></div>"
            ),
            "````py",
        ),
    ],
)
def test_code_is_verbatim(content: str, opening: str) -> None:
    """Code keeps its lines, spaces and signs, its language and its title, however it is marked up."""
    lines = [entities.escape(line) for line in CODE.split("\n")]
    number = "<span class='highlight-line-number'></span>"
    renderings = {
        "text": entities.escape(CODE) + "\n",
        "gitbook": "".join(
            (
                f"<span class='highlight-line'>{number}<span "
                f"class='highlight-line-content'>{line}\n</span></span>"
            )
            for line in lines
        ),
        "docusaurus": "".join(
            f"<span class='token-line'><span class='token plain'>{line}</span><br></span>" for line in lines
        ),
        "divs": "".join(
            f"<div class='line'><span class='ln-num'>{place}</span>{line}</div>"
            for place, line in enumerate(lines)
        ),
        "shiki": "\n".join(f"<span class='line'><span>{line}</span></span>" for line in lines),
    }
    closing = "````\n{% endcode %}" if opening.startswith("{%") else "````"
    assert body(content.format(**renderings)) == f"{opening}\n{CODE}\n{closing}"
