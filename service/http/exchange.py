"""What is known of the request in hand, wherever in the code: its id, its trace, how its answer came."""

import re
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from secrets import token_hex
from uuid import uuid4

from starlette.datastructures import Headers
from starlette.types import Scope

from service.answer import Answer
from service.questions.question import Question
from service.single_flight import Came

_ID = re.compile(r"[A-Za-z0-9._:/+=-]{1,128}")
_TRACEPARENT = re.compile(
    r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?"
)
"""https://www.w3.org/TR/trace-context/, 3.2"""


@dataclass(slots=True)
class Exchange:
    """One request and its response. `id` is the client's if it sent a well-formed one, else ours.

    `trace_id` is that of the `traceparent` header, or a new one. `told` are its last question and answer, and
    `came` says how that answer came.
    """

    id: str
    trace_id: str
    traceparent: str
    method: str
    scope: Scope
    status: int = 0
    told: tuple[Question, Answer] | None = None
    came: Came | None = None

    @property
    def timings(self) -> Mapping[str, float]:
        """Milliseconds by stage of its last answer."""
        return self.told[1].timings if self.told else {}

    @property
    def route(self) -> str:
        """The pattern of the path, so that there are few of them; "" where no route was reached."""
        pattern: str | None = getattr(self.scope.get("route"), "path", None)
        if pattern is None and "endpoint" in self.scope and not self.scope.get("path_params"):
            return str(self.scope["path"])  # a plain route, whose path has no variables
        return pattern or ""


current: ContextVar[Exchange | None] = ContextVar("current", default=None)
"""The request that this task or thread works for; None where it works for none."""


def opened(scope: Scope) -> Exchange:
    """The exchange that begins with a request."""
    headers = Headers(scope=scope)
    sent, parent = headers.get("x-request-id", ""), headers.get("traceparent", "")
    trace = _TRACEPARENT.fullmatch(parent)
    return Exchange(
        id=sent if _ID.fullmatch(sent) else uuid4().hex,
        trace_id=trace[1] if trace else token_hex(16),
        traceparent=parent if trace else "",
        method=scope["method"],
        scope=scope,
    )


def door() -> str:
    """The route by which the request in hand came; "" where there is none."""
    exchange = current.get()
    return exchange.route if exchange else ""


class Noted:
    """Notes on the request in hand how its answer came."""

    def answered(self, question: Question, answer: Answer, came: Came, _milliseconds: float) -> None:
        """A question was answered."""
        if exchange := current.get():
            exchange.told, exchange.came = (question, answer), came
