"""An answer to be pasted elsewhere: as markdown, as markdown with links, and as plain text for a ticket."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from ingest.dialect import plain
from service.answer import Answer, Excerpt
from service.links import Links

_MARK = re.compile(r"\[(\d{1,2})\](?!\()")


@dataclass(frozen=True, slots=True)
class Copies:
    """The same answer in each form, with where it stands."""

    markdown: str
    linked: str
    text: str


def copies(answer: Answer, links: Links) -> Copies:
    """The forms of an answer; links lead to where its pages are published."""
    addresses = {str(each.mark): _address(each, links) for each in answer.excerpts}
    named = [f"- [{each.mark}] {_place(each)}" for each in answer.excerpts]
    told = [f"- [{each.mark}] [{_place(each)}]({addresses[str(each.mark)]})" for each in answer.excerpts]
    bare = [f"[{each.mark}] {_place(each)}: {addresses[str(each.mark)]}" for each in answer.excerpts]

    def link(found: re.Match[str]) -> str:
        return f"[\\[{found[1]}\\]]({addresses[found[1]]})" if found[1] in addresses else found[0]

    head = f"**{answer.question}**"
    return Copies(
        markdown=_joined(head, answer.markdown, "\n".join(named)),
        linked=_joined(head, _MARK.sub(link, answer.markdown), "\n".join(told)),
        text=_joined(answer.question, plain(answer.markdown), "\n".join(bare)),
    )


def _address(excerpt: Excerpt, links: Links) -> str:
    page = links.page(excerpt.page_url)
    return f"{page}#{quote(excerpt.anchor)}" if excerpt.anchor else page


def _place(excerpt: Excerpt) -> str:
    return " > ".join((excerpt.page_title, *excerpt.heading_path))


def _joined(*parts: str) -> str:
    return "\n\n".join(filter(None, parts))
