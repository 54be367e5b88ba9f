"""`POST /v1/feedback`: what readers and agents say of pages and answers."""

from datetime import datetime

from fastapi import APIRouter, Request
from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel
from starlette.exceptions import HTTPException

from service.render.wire import Wire
from service.routes.v1_backing import backing_of
from service.routes.v1_route import BoundedRoute, problems

NOBODY = "Nobody takes feedback here: tell the people who publish this documentation."

router = APIRouter(route_class=BoundedRoute)


class FeedbackBody(Wire):
    """What you have to say: of a page, of the answer to a question, or of both."""

    model_config = ConfigDict(
        extra="forbid",
        alias_generator=to_camel,
        populate_by_name=False,
        json_schema_extra={
            "examples": [
                {
                    "content": "The page does not say who may upgrade the plan.",
                    "pageUrl": "/en/administration-and-configuration/billing/support",
                    "question": "Who may upgrade the support plan?",
                    "helpful": False,
                }
            ]
        },
    )

    content: str = Field(min_length=1, max_length=8192, pattern=r"\S")
    page_url: str = Field("", max_length=2048)
    question: str = Field("", max_length=2048)
    goal: str = Field("", max_length=2048)
    helpful: bool | None = Field(
        None, strict=True, description="Whether the answer helped; null for no word."
    )
    reason: str = Field("", max_length=2048, description="Why it did or did not.")


class FeedbackWire(Wire):
    """The feedback is kept under this number."""

    number: int
    at: datetime


@router.post(
    "/v1/feedback",
    status_code=201,
    responses=problems(400, 413, 422),
    summary="Say what is wrong, missing or good",
    operation_id="sendFeedback",
)
def send_feedback(request: Request, body: FeedbackBody) -> FeedbackWire:
    """It is kept for those who write the documentation. Leave out what is personal."""
    store = backing_of(request).feedback
    if store is None:
        raise HTTPException(503, NOBODY)
    kept = store.add(body.content, body.page_url, body.question, body.goal, body.helpful, body.reason)
    return FeedbackWire(number=kept.number, at=kept.at)
