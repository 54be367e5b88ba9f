"""The rules of an answer in markdown: status, headers, and each of its sections."""

from collections.abc import Sequence
from urllib.parse import parse_qs, urlsplit

import httpx

from service.conformance.document import EXCERPTS, FOLLOW_UPS, SOURCES, Document, Link
from service.conformance.rule import Rule, Sending, Subject, Verdict

ORDER = (EXCERPTS, FOLLOW_UPS, SOURCES)


def asked(subject: Subject) -> Sequence[Sending]:
    """The question, with a goal, at the page's markdown."""
    return [Sending(subject.markdown, subject.question, subject.goal)]


def is_answered(response: httpx.Response, _: Subject) -> Verdict:
    """Judge the status."""
    return Verdict(response.status_code == 200, f"status {response.status_code}")


def is_markdown(response: httpx.Response, _: Subject) -> Verdict:
    """Judge the type."""
    kind = response.headers.get("content-type", "")
    told = kind.lower().replace(" ", "")
    return Verdict(told == "text/markdown;charset=utf-8", f"Content-Type: {kind}")


def varies(response: httpx.Response, _: Subject) -> Verdict:
    """Judge what caches are told."""
    told = response.headers.get("vary", "")
    return Verdict("accept" in [name.strip().lower() for name in told.split(",")], f"Vary: {told}")


def is_kept_from_indexes(response: httpx.Response, _: Subject) -> Verdict:
    """Judge what crawlers are told."""
    told = response.headers.get("x-robots-tag", "")
    return Verdict("noindex" in told.lower(), f"X-Robots-Tag: {told}")


def is_in_time(response: httpx.Response, subject: Subject) -> Verdict:
    """Judge how long it took."""
    spent = response.elapsed.total_seconds()
    return Verdict(spent < subject.patience, f"{spent:.2f} s")


def repeats_the_question(response: httpx.Response, subject: Subject) -> Verdict:
    """Judge the first line."""
    title = Document.of(response.text).title
    return Verdict(title == f"# {subject.question}", f"first line: {title[:120]!r}")


def answers_directly(response: httpx.Response, _: Subject) -> Verdict:
    """Judge what follows the first line."""
    document = Document.of(response.text)
    if not document.headings:
        return Verdict(False, "no headings: is this question answered? Give one that is with --question.")
    said = document.direct_answer
    return Verdict(bool(said), f"{len(said)} characters: {said[:80]!r}")


def has_sources_once(response: httpx.Response, _: Subject) -> Verdict:
    """Judge the line at which clients cut."""
    headings = Document.of(response.text).headings
    return Verdict(headings.count(SOURCES) == 1, f"`{SOURCES}` {headings.count(SOURCES)} times")


def is_in_order(response: httpx.Response, _: Subject) -> Verdict:
    """Judge the order of the headings."""
    headings = Document.of(response.text).headings
    wanted = [each for each in ORDER if each in headings]
    return Verdict(bool(headings) and headings == wanted, ", ".join(headings) or "no headings")


def lists_sources(response: httpx.Response, _: Subject) -> Verdict:
    """Judge the list that clients parse."""
    document = Document.of(response.text)
    lines, links = document.section(SOURCES), document.links(SOURCES)
    return Verdict(bool(links) and len(links) == len(lines), f"{len(links)} links in {len(lines)} lines")


def cites_markdown(response: httpx.Response, _: Subject) -> Verdict:
    """Judge where sources lead."""
    links = Document.of(response.text).links(SOURCES)
    return _all_lead_to_markdown(links)


def gives_excerpts(response: httpx.Response, _: Subject) -> Verdict:
    """Judge whether what the trailer promises is there."""
    lines = Document.of(response.text).section(EXCERPTS)
    return Verdict(bool(lines), f"{len(lines)} lines below `{EXCERPTS}`")


def suggests(response: httpx.Response, _: Subject) -> Verdict:
    """Judge the shape of the suggestions: a sentence, then nothing but links."""
    document = Document.of(response.text)
    lines, links = document.section(FOLLOW_UPS), document.links(FOLLOW_UPS)
    shaped = bool(links) and len(lines) == len(links) + 1 and not lines[0].startswith(("-", "*"))
    return Verdict(shaped, f"{len(links)} links in {len(lines)} lines")


def suggests_markdown(response: httpx.Response, _: Subject) -> Verdict:
    """Judge where the suggestions lead."""
    return _all_lead_to_markdown(Document.of(response.text).links(FOLLOW_UPS))


def suggests_its_questions(response: httpx.Response, _: Subject) -> Verdict:
    """Judge what the suggestions ask."""
    links = Document.of(response.text).links(FOLLOW_UPS)
    asked = [_parameter(link, "ask") for link in links]
    wrong = [link.url for link, ask in zip(links, asked, strict=True) if ask != link.title.replace("\\", "")]
    return Verdict(
        bool(links) and not wrong, f"asks otherwise: {wrong[0]}" if wrong else f"{len(links)} links"
    )


def carries_the_goal(response: httpx.Response, subject: Subject) -> Verdict:
    """Judge what the suggestions keep."""
    links = Document.of(response.text).links(FOLLOW_UPS)
    without = [link.url for link in links if _parameter(link, "goal") != subject.goal]
    return Verdict(
        bool(links) and not without, f"without: {without[0]}" if without else f"{len(links)} links"
    )


def _parameter(link: Link, name: str) -> str:
    return parse_qs(urlsplit(link.url).query).get(name, [""])[0]


def _all_lead_to_markdown(links: Sequence[Link]) -> Verdict:
    others = [link.url for link in links if not _is_markdown(link.url)]
    return Verdict(
        bool(links) and not others, f"leads elsewhere: {others[0]}" if others else f"{len(links)} links"
    )


def _is_markdown(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and parts.path.endswith(".md")


RULES = (
    Rule("answer-status", "An answer has status 200.", asked, is_answered),
    Rule("answer-type", "An answer is text/markdown in UTF-8.", asked, is_markdown),
    Rule("answer-varies", "Caches are told that it depends on Accept.", asked, varies),
    Rule("answer-noindex", "Crawlers are told not to index it.", asked, is_kept_from_indexes),
    Rule("answer-in-time", "It comes before a client gives up (8 s).", asked, is_in_time),
    Rule("question-heading", "Its first line is `# ` and the question.", asked, repeats_the_question),
    Rule("direct-answer", "A direct answer follows.", asked, answers_directly),
    Rule("excerpts", "Excerpts follow below `# Excerpts:`, as the trailer promises.", asked, gives_excerpts),
    Rule("sources-heading", "The line `# Sources:` stands in it once.", asked, has_sources_once),
    Rule(
        "headings-order", "Excerpts, follow-up questions and sources come in this order.", asked, is_in_order
    ),
    Rule("sources-list", "Below `# Sources:` stands a list of links and nothing else.", asked, lists_sources),
    Rule("sources-markdown", "Sources are absolute addresses of markdown (`.md`).", asked, cites_markdown),
    Rule("follow-ups-list", "Follow-up questions are one sentence and a list of links.", asked, suggests),
    Rule("follow-ups-markdown", "They are asked at addresses of markdown (`.md`).", asked, suggests_markdown),
    Rule("follow-ups-ask", "Their links ask what their titles say.", asked, suggests_its_questions),
    Rule("goal", "Their links carry the goal forward.", asked, carries_the_goal),
)
