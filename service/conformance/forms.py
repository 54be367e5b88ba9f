"""The rules of negotiation: the same answer in the form that a client reads."""

import json
from collections.abc import Sequence
from typing import Any

import httpx

from service.conformance.document import SOURCES, Document
from service.conformance.rule import Rule, Sending, Subject, Verdict

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
READS_NO_MARKDOWN = "Mozilla/5.0 (compatible; ChatGPT-User/1.0)"
SOURCE_FIELDS = ("type", "page", "reason", "sections")


def preferring_markdown(subject: Subject) -> Sequence[Sending]:
    """The question at the page's own address, from clients that like markdown best."""
    accepted = ("text/markdown", "text/x-markdown", "text/html;q=0.5, text/markdown;q=0.9")
    return [Sending(subject.bare, subject.question, accept=each) for each in accepted]


def from_a_browser(subject: Subject) -> Sequence[Sending]:
    """The question at the page's own address, from a browser."""
    return [Sending(subject.bare, subject.question, accept=BROWSER)]


def browser_at_markdown(subject: Subject) -> Sequence[Sending]:
    """The question at the page's markdown, from a browser."""
    return [Sending(subject.markdown, subject.question, accept=BROWSER)]


def without_markdown(subject: Subject) -> Sequence[Sending]:
    """The question at the page's markdown, from the agent that cannot read that type."""
    return [Sending(subject.markdown, subject.question, agent=READS_NO_MARKDOWN)]


def as_json(subject: Subject) -> Sequence[Sending]:
    """The question, from a client that reads JSON."""
    return [Sending(subject.markdown, subject.question, accept="application/json")]


def is_answer_in_markdown(response: httpx.Response, _: Subject) -> Verdict:
    """Judge type and text."""
    kind = response.headers.get("content-type", "")
    whole = SOURCES in Document.of(response.text).headings
    seen = f"Content-Type: {kind}, {'with' if whole else 'without'} `{SOURCES}`"
    return Verdict(kind.startswith("text/markdown") and whole, seen)


def is_page_with_the_question(response: httpx.Response, subject: Subject) -> Verdict:
    """Judge whether a person sees what was asked; a page may escape it."""
    kind, asked = response.headers.get("content-type", ""), subject.question.split("'")[0].split('"')[0]
    there = asked in response.text
    return Verdict(kind.startswith("text/html") and there, f"Content-Type: {kind}, question there: {there}")


def is_plain_text(response: httpx.Response, _: Subject) -> Verdict:
    """Judge type and text."""
    kind = response.headers.get("content-type", "")
    whole = SOURCES in Document.of(response.text).headings
    seen = f"Content-Type: {kind}, {'with' if whole else 'without'} `{SOURCES}`"
    return Verdict(kind.startswith("text/plain") and whole, seen)


def has_the_shape(response: httpx.Response, _: Subject) -> Verdict:
    """Judge the fields that clients read."""
    try:
        body = json.loads(response.text)
    except ValueError:
        return Verdict(False, f"no JSON: {response.text[:80]!r}")
    lacking = _lacking(body.get("answer") if isinstance(body, dict) else None)
    return Verdict(not lacking, f"lacks {lacking}" if lacking else "all fields")


def _lacking(answer: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    """The first field that is not as it should be, "" where none."""
    if not isinstance(answer, dict):
        return "answer"
    text = answer.get("answer")
    if not isinstance(text, dict) or not isinstance(text.get("markdown"), str):
        return "answer.answer.markdown"
    questions, sources = answer.get("followupQuestions"), answer.get("sources")
    if not isinstance(questions, list) or not all(isinstance(each, str) for each in questions):
        return "answer.followupQuestions"
    if not isinstance(sources, list) or not sources:
        return "answer.sources"
    fields = ((name, source) for source in sources for name in SOURCE_FIELDS)
    missing = (name for name, source in fields if not isinstance(source, dict) or name not in source)
    return next((f"answer.sources[].{name}" for name in missing), "")


RULES = (
    Rule(
        "accept-markdown",
        "Whoever prefers markdown gets it without `.md`.",
        preferring_markdown,
        is_answer_in_markdown,
    ),
    Rule(
        "browser",
        "A browser gets a page with the question asked in it.",
        from_a_browser,
        is_page_with_the_question,
    ),
    Rule("suffix", "`.md` gives markdown to a browser too.", browser_at_markdown, is_answer_in_markdown),
    Rule("plain-text", "ChatGPT-User gets the answer as text/plain.", without_markdown, is_plain_text),
    Rule("json", "JSON has the platform's fields.", as_json, has_the_shape),
)
