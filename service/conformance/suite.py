"""Tries all rules on a host: sends what each needs, once, and has each judge what came."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import httpx

from service.conformance import answers, forms, limits
from service.conformance.document import SOURCES
from service.conformance.question import questions_of
from service.conformance.rule import Outcome, Rule, Sending, Subject, Verdict
from service.errors import UnreachableError

RULES: tuple[Rule, ...] = (*answers.RULES, *limits.RULES, *forms.RULES)
TIMEOUT_S = 20.0
"""The most patient of the known clients waits for so long."""

UNANSWERABLE = "Which colour is the third moon of the planet Zyxquor?"


class Suite:
    """Speaks to the host through `client`; equal requests are sent once."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self._seen: dict[Sending, httpx.Response | httpx.HTTPError] = {}

    def outcomes(self, subject: Subject, rules: Sequence[Rule] = RULES) -> Iterator[Outcome]:
        """Each rule with its verdict, in order; a request that fails breaks the rules that need it."""
        for rule in rules:
            yield Outcome(rule, self._verdict(rule, subject))

    def subject(self, page: str, question: str = "", unanswerable: str = "") -> Subject:
        """What to try at a page; where no question is given, one about a heading of it that is answered.

        Raises UnreachableError where the page cannot be had.
        """
        subject = Subject(page, question, unanswerable or UNANSWERABLE)
        return subject if question else replace(subject, question=self._question(subject))

    def _question(self, subject: Subject) -> str:
        """The first question made of the page that gets an answer; the very first where none does."""
        found = self._sent(Sending(f"{subject.markdown}?displayAgentInstructions=false"))
        if isinstance(found, httpx.HTTPError):
            raise UnreachableError(f"{subject.markdown} cannot be had: {_told(found)}. Check the address.")
        questions = questions_of(found.text) if found.status_code == 200 else []
        if not questions:
            raise UnreachableError(
                f"{subject.markdown} is no page to make a question of (status {found.status_code}):"
                " name another page, or give a --question that the site answers."
            )
        answered = (each for each in questions if self._is_answered(replace(subject, question=each)))
        return next(answered, questions[0])

    def _is_answered(self, subject: Subject) -> bool:
        (sending,) = answers.asked(subject)
        found = self._sent(sending)
        return isinstance(found, httpx.Response) and SOURCES in found.text.splitlines()

    def _verdict(self, rule: Rule, subject: Subject) -> Verdict:
        verdicts = (self._judged(rule, sending, subject) for sending in rule.sendings(subject))
        *_, last = until_broken(verdicts)
        return last

    def _judged(self, rule: Rule, sending: Sending, subject: Subject) -> Verdict:
        found = self._sent(sending)
        if isinstance(found, httpx.HTTPError):
            return Verdict(False, _told(found))
        return rule.check(found, subject)

    def _sent(self, sending: Sending) -> httpx.Response | httpx.HTTPError:
        if sending not in self._seen:
            self._seen[sending] = self._send(sending)
        return self._seen[sending]

    def _send(self, sending: Sending) -> httpx.Response | httpx.HTTPError:
        try:
            return self._client.get(sending.url, params=sending.parameters, headers=sending.headers)
        except httpx.HTTPError as error:
            return error


def until_broken(verdicts: Iterable[Verdict]) -> Iterator[Verdict]:
    """Up to the first that is not kept."""
    for verdict in verdicts:
        yield verdict
        if not verdict.kept:
            return


def _told(error: httpx.HTTPError) -> str:
    return f"no response: {error}" if str(error) else f"no response: {type(error).__name__}"
