"""The rules of what is no question with an answer: nothing found, nothing asked, too much asked."""

import re
from collections.abc import Sequence

import httpx

from service.conformance.answers import answers_directly
from service.conformance.document import SOURCES, Document
from service.conformance.rule import Rule, Sending, Subject, Verdict

DEAD = ("page not found", "404", "does not exist")
"""Words that clients take for those of a dead page."""

LONGEST = 512


def unanswerable(subject: Subject) -> Sequence[Sending]:
    """The question without an answer."""
    return [Sending(subject.markdown, subject.unanswerable)]


def empty(subject: Subject) -> Sequence[Sending]:
    """No question, and those that crawlers copy from the trailer."""
    return [Sending(subject.markdown, ask) for ask in ("", "<question>", "<question")]


def overlong(subject: Subject) -> Sequence[Sending]:
    """A question of one character too many."""
    return [Sending(subject.markdown, (subject.question + " " + "why " * LONGEST)[:LONGEST] + "?")]


def elsewhere(subject: Subject) -> Sequence[Sending]:
    """The question, asked from a page that is not there."""
    return [Sending(subject.missing, subject.question)]


def is_no_error(response: httpx.Response, _: Subject) -> Verdict:
    """Judge the status: agents throw the bodies of errors away."""
    return Verdict(response.status_code == 200, f"status {response.status_code}")


def is_one_sentence(response: httpx.Response, _: Subject) -> Verdict:
    """Judge the body: a line of text without headings or lists."""
    lines = [line for line in response.text.splitlines() if line.strip()]
    plain = len(lines) == 1 and not re.match(r"[#>*-]", lines[0])
    return Verdict(plain, f"{len(lines)} lines: {' '.join(lines)[:120]!r}")


def sounds_alive(response: httpx.Response, _: Subject) -> Verdict:
    """Judge the words of the sentence, which may quote those of the question."""
    found = [words for words in DEAD if words in response.text.lower()]
    return Verdict(not found, f"says {found[0]!r}" if found else "none of these words")


def tells_how_to_ask(response: httpx.Response, _: Subject) -> Verdict:
    """Judge the advice."""
    told = response.status_code == 200 and re.search(r"\bask\b", response.text) is not None
    answered = SOURCES in Document.of(response.text).headings
    return Verdict(told and not answered, f"status {response.status_code}: {response.text.strip()[:120]!r}")


def says_the_limit(response: httpx.Response, _: Subject) -> Verdict:
    """Judge the error."""
    refused = 400 <= response.status_code < 500 and str(LONGEST) in response.text
    return Verdict(refused, f"status {response.status_code}: {response.text.strip()[:120]!r}")


def is_answered_there(response: httpx.Response, subject: Subject) -> Verdict:
    """Judge whether the question got lost over its path."""
    if response.status_code != 200 or SOURCES not in Document.of(response.text).headings:
        return Verdict(False, f"status {response.status_code}: {response.text.strip()[:120]!r}")
    return answers_directly(response, subject)


RULES = (
    Rule("unanswered-status", "“The docs do not say” has status 200.", unanswerable, is_no_error),
    Rule("unanswered-sentence", "It is one sentence, without headings.", unanswerable, is_one_sentence),
    Rule("unanswered-words", "It does not sound like a dead page.", unanswerable, sounds_alive),
    Rule(
        "empty-question", "An empty or copied question is told how to ask, in 200.", empty, tells_how_to_ask
    ),
    Rule(
        "question-limit",
        "A question of more than 512 characters is an error that says so.",
        overlong,
        says_the_limit,
    ),
    Rule(
        "path-is-a-hint",
        "A question is answered from the path of a missing page too.",
        elsewhere,
        is_answered_there,
    ),
)
