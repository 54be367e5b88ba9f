"""`askdocs conformance`: our own service keeps every rule, and each rule can be broken."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from time import sleep

import httpx
import pytest
from typer.testing import CliRunner

from service.cli import app as commands
from service.conformance.question import questions_of
from service.conformance.rule import Outcome, Rule, Subject
from service.conformance.suite import RULES, Suite
from tests.service.bilingual import QUESTION, SUPPORT, UNANSWERABLE, application, installed
from tests.service.broken import Broken, Exchange, Fault
from tests.service.live import serving

PATIENCE = 0.3
"""Seconds: no test need wait for as long as a client does."""

BY_NAME = {rule.name: rule for rule in RULES}


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Broken:
    """Our service, in which a fault can be set."""
    return Broken(application(installed(tmp_path_factory.mktemp("site"))))


@pytest.fixture(scope="module")
def url(broken: Broken) -> Iterator[str]:
    """Where it is served."""
    with serving(broken) as address:
        yield address


@pytest.fixture
def whole(broken: Broken, url: str) -> str:
    """Where it is served without a fault."""
    broken.fault = None
    return url


def tried(url: str, *rules: Rule, patience: float = 60.0) -> list[Outcome]:
    """These rules on the site, or all; a busy machine has time."""
    subject = Subject(f"{url}{SUPPORT}", QUESTION, UNANSWERABLE, patience=patience)
    with httpx.Client(timeout=60) as client:
        return list(Suite(client).outcomes(subject, rules or RULES))


def body(change: Callable[[str], str]) -> Fault:
    """The texts of answers are changed."""
    return lambda seen: replace(seen, body=change(seen.body)) if seen.ask is not None else seen


def header(name: str, value: str) -> Fault:
    """A header of all responses is changed, or left out."""
    return lambda seen: replace(
        seen, headers={key: kept for key, kept in {**seen.headers, name: value}.items() if kept}
    )


def where(applies: Callable[[Exchange], bool], fault: Fault) -> Fault:
    """The fault, for some requests only."""
    return lambda seen: fault(seen) if applies(seen) else seen


def status(code: int) -> Fault:
    """Another status."""
    return lambda seen: replace(seen, status=code)


def slow(seen: Exchange) -> Exchange:
    """It takes longer than a client waits."""
    sleep(PATIENCE + 0.1)
    return seen


def is_unanswerable(seen: Exchange) -> bool:
    """Whether the question without an answer was asked."""
    return seen.ask == UNANSWERABLE


def is_markdown_asked(seen: Exchange) -> bool:
    """Whether a client that prefers markdown asks at the page itself."""
    return not seen.path.endswith(".md") and "markdown" in seen.asking["accept"]


def is_browser_at_markdown(seen: Exchange) -> bool:
    """Whether a browser asks at the page's markdown."""
    return seen.path.endswith(".md") and "text/html" in seen.asking["accept"]


def without(start: str, end: str) -> Fault:
    """What stands between two lines is left out, with the first."""
    return body(
        lambda text: re.sub(f"{re.escape(start)}\n.*?(?={re.escape(end)})", "", text, flags=re.DOTALL)
    )


HTML = header("content-type", "text/html; charset=utf-8")
EXCERPTS, FOLLOW_UPS, SOURCES = "# Excerpts:", "# Suggested Follow-up Questions:", "# Sources:"
FAULTS: dict[str, Fault] = {
    "answer-status": where(lambda seen: seen.ask == QUESTION, status(404)),
    "answer-type": header("content-type", "text/markdown"),
    "answer-varies": header("vary", "Cookie"),
    "answer-noindex": header("x-robots-tag", ""),
    "answer-in-time": slow,
    "question-heading": body(lambda text: text.replace(f"# {QUESTION}", f"## {QUESTION}")),
    "direct-answer": body(lambda text: f"# {QUESTION}\n\n{text[text.index(EXCERPTS) :]}"),
    "excerpts": without(EXCERPTS, FOLLOW_UPS),
    "sources-heading": body(lambda text: text.replace(SOURCES, "# References:")),
    "headings-order": body(
        lambda text: (
            text.replace(EXCERPTS, "x").replace(FOLLOW_UPS, EXCERPTS).replace("\nx\n", f"\n{FOLLOW_UPS}\n")
        )
    ),
    "sources-list": body(lambda text: text.replace(f"{SOURCES}\n\n- ", f"{SOURCES}\n\n1. ")),
    "sources-markdown": body(lambda text: text.replace(".md)", ")")),
    "follow-ups-list": body(lambda text: re.sub(f"({FOLLOW_UPS}\n\n)[^\n]+\n\n", r"\1", text)),
    "follow-ups-markdown": body(lambda text: text.replace(".md?ask=", "?ask=")),
    "follow-ups-ask": body(lambda text: text.replace("?ask=", "?ask=Really%20")),
    "goal": body(lambda text: re.sub(r"&goal=[^)]*", "", text)),
    "unanswered-status": where(is_unanswerable, status(404)),
    "unanswered-sentence": where(is_unanswerable, body(lambda text: f"# Nothing\n\n{text}")),
    "unanswered-words": where(is_unanswerable, body(lambda text: f"Page not found. {text}")),
    "empty-question": where(lambda seen: seen.ask == "<question", status(400)),
    "question-limit": where(lambda seen: len(seen.ask or "") > 512, status(200)),
    "path-is-a-hint": where(lambda seen: "no-such-page" in seen.path, body(lambda _: "# Page Not Found\n")),
    "accept-markdown": where(is_markdown_asked, HTML),
    "browser": body(lambda text: text.replace(QUESTION, "")),
    "suffix": where(is_browser_at_markdown, HTML),
    "plain-text": where(
        lambda seen: "ChatGPT-User" in seen.asking["user-agent"],
        header("content-type", "text/markdown; charset=utf-8"),
    ),
    "json": body(lambda text: text.replace("followupQuestions", "followUpQuestions")),
}


def test_our_own_service_keeps_every_rule(whole: str) -> None:
    """Over a real socket, as any client meets it."""
    outcomes = tried(whole)
    assert [outcome.rule.name for outcome in outcomes] == list(BY_NAME)
    assert {each.rule.name: each.verdict.seen for each in outcomes if not each.verdict.kept} == {}


def test_there_is_a_fault_for_every_rule() -> None:
    """No rule is left that nothing was seen to break."""
    assert set(FAULTS) == set(BY_NAME)


@pytest.mark.parametrize("name", FAULTS)
def test_fault_breaks_its_rule(broken: Broken, url: str, name: str) -> None:
    """Each check fails where its rule is broken, and says what it saw."""
    broken.fault, broken.replies = FAULTS[name], 0
    (outcome,) = tried(url, BY_NAME[name], patience=PATIENCE)
    assert broken.replies, "the fault itself failed"
    assert not outcome.verdict.kept
    assert outcome.verdict.seen


@pytest.mark.parametrize("name", ["goal", "sources-heading", "json", "plain-text", "unanswered-words"])
def test_fault_leaves_most_rules_alone(broken: Broken, url: str, name: str) -> None:
    """A report names what is wrong, and does not drown it."""
    broken.fault = FAULTS[name]
    assert len([each for each in tried(url) if not each.verdict.kept]) < len(BY_NAME) / 2


def test_dead_host_breaks_rules_and_raises_nothing() -> None:
    """What came instead of a response is what was seen."""
    outcomes = tried("http://127.0.0.1:9")
    assert not any(outcome.verdict.kept for outcome in outcomes)
    assert {outcome.verdict.seen.partition(":")[0] for outcome in outcomes} == {"no response"}


@pytest.mark.parametrize(
    ("page", "bare", "markdown", "missing"),
    [
        ("https://d.test/a/b", "https://d.test/a/b", "https://d.test/a/b.md", "https://d.test/a/b/no-such"),
        ("https://d.test/a.md?x=1#y", "https://d.test/a", "https://d.test/a.md", "https://d.test/a/no-such"),
        ("https://d.test", "https://d.test/", "https://d.test/readme.md", "https://d.test/no-such"),
        ("https://d.test/", "https://d.test/", "https://d.test/readme.md", "https://d.test/no-such"),
    ],
)
def test_page_may_be_named_in_any_way(page: str, bare: str, markdown: str, missing: str) -> None:
    """With or without an ending, a query, a fragment; the home page too."""
    subject = Subject(page, QUESTION, UNANSWERABLE)
    assert (subject.bare, subject.markdown) == (bare, markdown)
    assert subject.missing.startswith(missing)
    assert subject.missing.endswith(".md")


def test_command_passes_a_whole_site(whole: str) -> None:
    """A line a rule, what was seen, and status 0; without a question, one is made of the page's headings."""
    done = CliRunner().invoke(commands, ["conformance", f"{whole}{SUPPORT}"])
    assert done.exit_code == 0, done.output
    assert len(done.output.splitlines()) == len(RULES)
    assert "pass  sources-heading" in done.output
    assert "“Enterprise Support” in “Support" in done.output


def test_questions_are_made_of_a_page_in_its_language() -> None:
    """Of its headings but for the title, five at most; of a title alone where there is no other."""
    page = "# Suporte\n\n" + "".join(
        f"## Plano {at}\n\nO plano é de todos os usuários.\n\n" for at in range(9)
    )
    asked = questions_of(page)
    assert asked[0] == "O que a documentação diz sobre “Plano 0” em “Suporte”?"
    assert len(asked) == 5
    (only,) = questions_of("# Home\n\nThe users of the plan.\n\n---\n\n# Agent Instructions\n\n## Ask\n")
    assert only == "What does the documentation say about “Home” in “Home”?"
    assert questions_of("No heading at all.") == []


def test_command_fails_on_a_broken_site(broken: Broken, url: str) -> None:
    """The broken rule is marked, and the status is 1; as JSON too."""
    broken.fault = FAULTS["goal"]
    arguments = ["conformance", f"{url}{SUPPORT}", "--question", QUESTION]
    done = CliRunner().invoke(commands, arguments)
    assert done.exit_code == 1
    assert re.findall(r"^FAIL  (\S+)", done.output, re.MULTILINE) == ["goal"]
    told = [
        json.loads(line) for line in CliRunner().invoke(commands, [*arguments, "--json"]).output.splitlines()
    ]
    assert [each["rule"] for each in told if not each["kept"]] == ["goal"]


def test_command_says_what_to_do_where_there_is_no_page(whole: str) -> None:
    """A question cannot be made of nothing."""
    done = CliRunner().invoke(commands, ["conformance", f"{whole}/llms-full.txt/9"])
    assert done.exit_code == 1
    assert "give a --question" in str(done.exception)
