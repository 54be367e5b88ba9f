"""OpenAI's protocol: chat clients ask as if we were a language model."""

from collections.abc import Callable

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from service.answerer import Tell, untold
from service.ask import Asker
from service.errors import ChatError
from service.found import Found
from service.links import Links
from service.passages import passages
from service.render.openai import ANSWER_MODEL, CONTEXT_MODEL, Completion, ModelsWire, ModelWire, models
from service.render.openai_message import Told, answered, quoted
from service.routes.openai_errors import OpenAIRoute
from service.routes.openai_request import ChatRequest, question
from service.routes.openai_stream import events
from service.routes.replies import asker_of, links_of

PASSAGES = 10
"""How many passages a question gets as context, at the most."""

CONTEXT_CHARACTERS = 16_000
"""How long they may be together."""

Saying = Callable[[Found, Tell], Told]
"""Says what a model says of what was found, `Tell` being given the text piece by piece."""

router = APIRouter(prefix="/v1", route_class=OpenAIRoute)


@router.post("/chat/completions")
def complete(request: Request, asked: ChatRequest) -> Response:
    """The answer to the last user message, or the passages about it; in chunks where `stream` is set."""
    asker = asker_of(request)
    say = _saying(asked.model, asker, links_of(request))
    found = asker.find(question(asked))
    completion = Completion(asked.model, asked.prompt)
    if not asked.stream:
        body = completion.whole(say(found, untold))
        return Response(body, media_type="application/json")
    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    chunks = events(completion, lambda tell: say(found, tell), asked.wants_usage)
    return StreamingResponse(chunks, media_type="text/event-stream", headers=headers)


@router.get("/models")
def list_models(request: Request) -> ModelsWire:
    """The models that a client may name."""
    return models(int(asker_of(request).generation().info.built_at.timestamp()))


@router.get("/models/{name}")
def model(request: Request, name: str) -> ModelWire:
    """One of them."""
    for each in list_models(request).data:
        if each.id == name:
            return each
    raise _unknown(name)


def _saying(model: str, asker: Asker, links: Links) -> Saying:
    """What the model of this name does. Raises ChatError where there is none."""
    if model == ANSWER_MODEL:
        return lambda found, tell: answered(asker.answer(found, tell), links, found)
    if model == CONTEXT_MODEL:
        return lambda found, _tell: quoted(passages(asker, found, PASSAGES, CONTEXT_CHARACTERS), links)
    raise _unknown(model)


def _unknown(name: str) -> ChatError:
    told = f"There is no model `{name}`: name `{ANSWER_MODEL}` or `{CONTEXT_MODEL}`."
    return ChatError(told, "model", "model_not_found", status=404)
