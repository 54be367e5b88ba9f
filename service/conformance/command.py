"""`askdocs conformance URL`: checks any host, and says of each rule what was seen."""

import json
from collections.abc import Iterator
from typing import Annotated

import httpx
import typer

from service.conformance.rule import Outcome
from service.conformance.suite import TIMEOUT_S, Suite


def conformance(
    url: Annotated[
        str,
        typer.Argument(
            help="A page of the site, such as https://docs.example.com/users.", show_default=False
        ),
    ],
    question: Annotated[
        str, typer.Option(help="A question that the site answers; if not given, one about the page.")
    ] = "",
    unanswerable: Annotated[
        str, typer.Option(help="A question that it does not answer; if not given, one about a far moon.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON lines, for machines.")] = False,
) -> None:
    """Check that a site answers `?ask=` as clients of the documentation platform expect.

    Ends with status 1 where it breaks a rule.
    """
    kept = True
    for outcome in tried(url, question, unanswerable):
        kept = kept and outcome.verdict.kept
        typer.echo(_as_json(outcome) if as_json else line(outcome))
    raise typer.Exit(0 if kept else 1)


def tried(url: str, question: str = "", unanswerable: str = "") -> Iterator[Outcome]:
    """All rules, tried at a page of a host. Raises UnreachableError where it has no page to ask about."""
    with httpx.Client(timeout=TIMEOUT_S, follow_redirects=True) as client:
        suite = Suite(client)
        yield from suite.outcomes(suite.subject(url, question, unanswerable))


def line(outcome: Outcome) -> str:
    """A rule on one line: whether it is kept, what it says, what was seen."""
    mark = "pass" if outcome.verdict.kept else "FAIL"
    return f"{mark}  {outcome.rule.name:<20} {outcome.rule.says} [{outcome.verdict.seen}]"


def _as_json(outcome: Outcome) -> str:
    rule, verdict = outcome.rule, outcome.verdict
    told = {"rule": rule.name, "kept": verdict.kept, "says": rule.says, "seen": verdict.seen}
    return json.dumps(told, ensure_ascii=False)
