"""Answers as markdown, in the form that clients of `?ask=` parse.

They cut at the line `# Sources:` and read the list below it, so both headings of the contract stand here to
the letter. Excerpts are quoted line by line, so that no line of the documentation can be taken for a heading
of the answer.
"""

from collections.abc import Iterable, Iterator

from service.answer import Answer, Excerpt, Status
from service.links import Links
from service.phrasebook import phrases

EXCERPTS = "# Excerpts:"
FOLLOW_UPS = "# Suggested Follow-up Questions:"
SOURCES = "# Sources:"


def render(answer: Answer, links: Links, goal: str = "") -> str:
    """The answer as one markdown document; a single sentence where it is unanswered."""
    if answer.status is Status.UNANSWERED:
        return f"{unanswered(answer, links)}\n"
    sections = [
        f"# {answer.question}",
        answer.markdown,
        *([f"*{answer.note}*"] if answer.note else []),
        *([EXCERPTS] if answer.excerpts else []),
        *(excerpt_markdown(excerpt, answer.language, links) for excerpt in answer.excerpts),
        *_follow_ups(answer, links, goal),
        SOURCES,
        _list(f"[{escaped(page.title)}]({links.markdown(page.url)})" for page in answer.sources),
    ]
    return "\n\n".join(sections) + "\n"


def unanswered(answer: Answer, links: Links) -> str:
    """In one sentence: the documentation does not say; where it is nearest; what is not mentioned there."""
    words = phrases(answer.language)
    if not answer.nearest:
        return words.unanswered
    pages = [f"[{escaped(page.title)}]({links.markdown(page.url)})" for page in answer.nearest]
    nearest = words.enumerated(pages)
    if not answer.missing:
        return words.unanswered_nearest.format(pages=nearest)
    missing = words.enumerated([words.quoted(word) for word in answer.missing])
    return words.unanswered_missing.format(pages=nearest, words=missing)


def excerpt_markdown(excerpt: Excerpt, language: str, links: Links) -> str:
    """A passage under its mark and place, quoted; `language` is the reader's."""
    return f"{place(excerpt, links)}{_age(excerpt, language)}\n\n{_quoted(excerpt.markdown)}"


def place(excerpt: Excerpt, links: Links) -> str:
    """Where an excerpt stands, behind its mark."""
    path = " > ".join((excerpt.page_title, *excerpt.heading_path))
    return f"[{excerpt.mark}] [{escaped(path)}]({links.section(excerpt.page_url, excerpt.anchor)})"


def _age(excerpt: Excerpt, language: str) -> str:
    """The day on which the page was last found to say so."""
    moment = excerpt.checked_at
    return f" ({phrases(language).as_of.format(date=moment.date())})" if moment else ""


def _quoted(markdown: str) -> str:
    return "\n".join(f"> {line}" if line else ">" for line in markdown.split("\n"))


def _follow_ups(answer: Answer, links: Links, goal: str) -> Iterator[str]:
    if not answer.follow_ups:
        return
    yield FOLLOW_UPS
    yield phrases(answer.language).follow_ups
    yield _list(
        f"[{escaped(each.question)}]({links.ask(each.page_url, each.question, goal)})"
        for each in answer.follow_ups
    )


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def escaped(text: str) -> str:
    """A text fit to be the words of a link."""
    return text.replace("[", "\\[").replace("]", "\\]")
