"""`POST /v1/ask`: a question in a body, answered in JSON or in events."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from service.errors import EmptyQuestionError
from service.events_answer import Dialect
from service.questions.question import MAX_CHARACTERS, MAX_LIMIT, Question
from service.render.wire import AnswerWire, wire
from service.routes.replies import NOINDEX, asker_of, labels, links_of
from service.routes.v1_events import answer_events, wants_events
from service.routes.v1_route import BoundedRoute, problems

NO_QUESTION = "Ask something in the field `question`, in natural language."

ANSWERED: dict[str, Any] = {
    "description": "The answer; as events where `Accept` names `text/event-stream` first.",
    "content": {
        "text/event-stream": {
            "schema": {"type": "string"},
            "example": 'event: answer\ndata: {"markdown":"Enterprise Support has a WhatsApp channel. [1]"}\n'
            "id: 4vT3zGqkQe0bXw1u-2\n\n",
        }
    },
}

Earlier = Annotated[str, StringConstraints(max_length=1024)]

router = APIRouter(route_class=BoundedRoute)


class AskBody(BaseModel):
    """A question. `page` is where it is asked from, maybe with the fragment of a heading; `k` bounds excerpts
    and sources; `history` are the questions before it, oldest first.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "question": "And within what time in Basic Support?",
                    "history": ["Within what time does Enterprise Support answer a ticket?"],
                    "page": "/en/administration-and-configuration/billing/support",
                    "k": 3,
                }
            ]
        },
    )

    question: str = Field(min_length=1, max_length=MAX_CHARACTERS, pattern=r"\S")
    goal: str = Field("", max_length=2048, description="What you are finally trying to do.")
    page: str = Field("", max_length=2048, examples=["/en/users#roles"])
    language: str = Field("", max_length=35, description='ISO 639-1; "" to have it detected.')
    k: int = Field(5, ge=1, le=MAX_LIMIT)
    history: list[Earlier] = Field([], max_length=20)
    events: Dialect = Field(Dialect.NAMED, description="The form of events, where they are asked for.")

    def checked(self) -> Question:
        """The question, as every door hands it in. Raises QuestionError."""
        try:
            return Question.checked(
                self.question, self.goal, self.page, self.language, self.k, tuple(self.history)
            )
        except EmptyQuestionError as error:
            raise EmptyQuestionError(NO_QUESTION) from error


@router.post(
    "/v1/ask",
    response_model=AnswerWire,
    responses={200: ANSWERED, 204: {"description": "You have all events."}, **problems(400, 413, 422)},
    summary="Ask the documentation",
    operation_id="ask",
)
def ask(request: Request, body: AskBody) -> Response:
    """A direct answer in the documentation's own words, excerpts and sources; or that it does not say."""
    question = body.checked()
    if wants_events(request):
        return answer_events(request, question, body.events)
    asker = asker_of(request)
    found = asker.find(question)
    whole = wire(asker.answer(found), links_of(request), found)
    return JSONResponse(whole.model_dump(mode="json", by_alias=True), headers=labels(NOINDEX))
