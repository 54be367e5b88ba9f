"""The platform's banner and trailer go; the author's text stays."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.boilerplate import is_not_found, strip
from tests.ingest.documents import documents

PAGE = "# Support\n\nTwo plans.\n\n---\n\nMore text."
BANNER = "> For the complete documentation index, see [llms.txt](https://d.example/llms.txt).\n\n"
BANNERS = (
    BANNER,
    "> Para o índice completo, consulte [llms.txt](https://d.example/pt/llms.txt).\n> Outra linha.\n\n",
    "\n> 完整文档索引见 [llms.txt](/llms.txt)。\n",
)
APRIL = """

---

# Agent Instructions: Querying This Documentation

If you need additional information, query the documentation with the `ask` query parameter:

```
GET https://d.example/support.md?ask=<question>
```

The question should be specific.
"""
JUNE = """


---

# Agent Instructions
This documentation is published with GitBook.

## Querying This Documentation
Perform an HTTP GET request:

```
GET https://d.example/support.md?ask=<question>&goal=<endgoal>
```

`ask` is the immediate question. `goal` is optional.

The response will contain a direct answer.
"""
APRIL_HEADING = "# Agent Instructions: Querying This Documentation"
TRAILERS = (
    APRIL,
    JUNE,
    JUNE.replace("endgoal", "end_goal"),
    JUNE.replace("endgoal", "user_goal"),
    JUNE.replace("```\n", "").replace("<", "\\<").replace("&", "\\&"),
    JUNE.replace("# Agent", "\\# Agent").replace("## Querying", "\\## Querying"),
    APRIL.replace("<question>", "&lt;question&gt;"),
    APRIL.replace(APRIL_HEADING, "# Instruções para agentes").replace("<question>", "<pergunta>"),
    APRIL.replace(APRIL_HEADING, "# 代理说明").replace("GET ", "获取 ").replace("<question>", "<问题>"),
    APRIL.replace("<question>", "質問"),
)  # fmt: skip


@pytest.mark.parametrize("trailer", TRAILERS)
@pytest.mark.parametrize("banner", ["", *BANNERS])
def test_banner_and_trailer_go(banner: str, trailer: str) -> None:
    """Every variant goes, with the rule in front; the author's own rule stays."""
    assert strip(banner + PAGE + trailer) == PAGE


def test_a_page_that_holds_only_a_trailer_is_empty() -> None:
    """An empty page is empty."""
    assert strip(APRIL) == ""


@pytest.mark.parametrize(
    "page",
    [
        PAGE,
        "# Agents\n\nAdd `?ask=`:\n\n```\nGET /x.md?ask=<question>\n```\n\n## Limits\n\nTen a minute.",
        "# Agents\n\n---\n\n# Agent Instructions\n\n```\nGET /x?ask=<question>\n```\n\n## Limits\n\nTen.",
        "# Agents\n\n````\n---\n\n# Agent Instructions\n\n```\nGET /x?ask=<question>\n```\n````",
        "# Agents\n\n---\n\n# Example\n\n```\nGET /x.md?ask=How+do+I+pay\n```\n\nIt answers.",
        "> A quotation that names llms.txt.\n\nText.",
        "Text.\n\n> See [llms.txt](/llms.txt).",
    ],
)
def test_the_author_keeps_what_looks_like_it(page: str) -> None:
    """A page may write about agents, `?ask=` and llms.txt, in its middle and in examples."""
    assert strip(page) == page
    assert strip(page + JUNE) == page


@settings(max_examples=40)
@given(documents, st.sampled_from(["", *BANNERS]), st.sampled_from(["", *TRAILERS]))
def test_stripping_twice_changes_nothing(page: str, banner: str, trailer: str) -> None:
    """Idempotent, and the author's text survives."""
    once = strip(banner + page + trailer)
    assert strip(once) == once
    assert once == strip(page)


def test_not_found_text_is_known() -> None:
    """The 200 of a missing page is told from a page about missing pages."""
    assert is_not_found(
        "# Page Not Found\n\nThe URL `/x` does not exist.\n\n## Suggested Pages\n\n- [A](/a.md)\n" + JUNE
    )
    assert is_not_found(BANNER + "# Page Not Found\n\nAsk: GET /index.md?ask=<question>\n")
    assert not is_not_found("# Page Not Found\n\nShow your own text for missing pages in *Settings*." + JUNE)
    assert not is_not_found("# Pages\n\n## Page Not Found\n")
