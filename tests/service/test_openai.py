"""The chat endpoint, spoken to by the official client over a socket, on a small site."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from openai import BadRequestError, InternalServerError, NotFoundError, OpenAI
from openai.types.chat import ChatCompletion, ChatCompletionChunk

from service.app import create_app
from service.questions.question import MAX_CHARACTERS
from service.settings import Settings
from service.wiring import Workspace
from tests.llm_server import Reply
from tests.llm_server import serving as llm_serving
from tests.service import generation
from tests.service.bilingual import QUESTION, SUPPORT, UNANSWERABLE, application, installed
from tests.service.live import serving
from tests.service.test_generative import GOOD, GOOD_TOLD

API = Path(__file__).resolve().parents[2] / "docs" / "api.md"
MODEL, CONTEXT = "askdocs", "askdocs-context"
PRINTED = "Which support plan gives access to WhatsApp?"
IMAGE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,aGk="}}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """An installation that no test changes."""
    return installed(tmp_path_factory.mktemp("openai"))


@pytest.fixture(scope="module")
def url(workspace: Workspace) -> Iterator[str]:
    """Where it is served."""
    with serving(application(workspace)) as address:
        yield address


@pytest.fixture
def client(url: str) -> Iterator[OpenAI]:
    """The official client, which sends a key whether one is wanted or not."""
    with OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0) as opened:
        yield opened


def said(*texts: str) -> Any:  # noqa: ANN401 - the client has a type for each role
    """A conversation: user and assistant in turn."""
    roles = ("user", "assistant")
    return [{"role": roles[at % 2], "content": text} for at, text in enumerate(texts)]


def ours(response: ChatCompletion | ChatCompletionChunk) -> Any:  # noqa: ANN401 - it is JSON
    """What a response has beside what OpenAI's protocol has."""
    assert response.model_extra
    return response.model_extra["askdocs"]


def test_answer_cites_its_sources(client: OpenAI, url: str) -> None:
    """The text has marks and a list of sources; each mark is an annotation that says where it leads."""
    response = client.chat.completions.create(model=MODEL, messages=said(QUESTION))
    (choice,) = response.choices
    content, annotations = choice.message.content, choice.message.annotations
    assert (choice.finish_reason, choice.message.role) == ("stop", "assistant")
    assert content
    assert "direct WhatsApp channel" in content
    source = f"{url}{SUPPORT}.md#enterprise-support"
    assert content.endswith(f"\n\nSources:\n\n- [1] [Support \\[plans\\] > Enterprise Support]({source})")
    assert annotations
    citation = annotations[0].url_citation
    assert content[citation.start_index : citation.end_index] == "[1]"
    assert (citation.url, citation.title) == (source, "Support [plans]")


def test_example_of_the_documentation_runs(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """As it is printed there, but for the address, and for a question that this site answers."""
    section = API.read_text("utf-8").partition("\n### Chat completions\n")[2]
    code = section.partition("```python\n")[2].partition("```")[0]
    for printed, here in (("http://127.0.0.1:8000", url), (PRINTED, QUESTION)):
        assert printed in code
        code = code.replace(printed, here)
    exec(code, {"__name__": __name__})  # noqa: S102 - our own documentation
    assert "WhatsApp" in capsys.readouterr().out


def test_our_own_answer_goes_with_it(client: OpenAI, url: str) -> None:
    """What `POST /v1/ask` says is there, to the letter, for those who know of it."""
    response = client.chat.completions.create(model=MODEL, messages=said(QUESTION))
    asked = httpx.post(f"{url}/v1/ask", json={"question": QUESTION}).json()["answer"]
    assert ours(response) == asked


def test_tokens_are_estimated(client: OpenAI) -> None:
    """Four characters count as one."""
    response = client.chat.completions.create(model=MODEL, messages=said(QUESTION))
    assert response.usage
    assert response.usage.prompt_tokens == -(-len(QUESTION) // 4)
    assert response.usage.completion_tokens == -(-len(response.choices[0].message.content or "") // 4)
    assert response.usage.total_tokens == response.usage.prompt_tokens + response.usage.completion_tokens


def test_streamed_answer_is_the_same(client: OpenAI) -> None:
    """Pieces, then citations, then tokens where these were asked for; nothing behind the end."""
    whole = client.chat.completions.create(model=MODEL, messages=said(QUESTION))
    chunks = list(
        client.chat.completions.create(
            model=MODEL, messages=said(QUESTION), stream=True, stream_options={"include_usage": True}
        )
    )
    *pieces, last, counted = chunks
    content = "".join(piece.choices[0].delta.content or "" for piece in pieces)
    assert content == whole.choices[0].message.content
    assert pieces[0].choices[0].delta.role == "assistant"
    assert [piece.choices[0].finish_reason for piece in pieces] == [None] * len(pieces)
    assert last.choices[0].finish_reason == "stop"
    extra = last.choices[0].delta.model_extra
    annotations = whole.choices[0].message.annotations
    assert annotations
    assert extra == {"annotations": [each.model_dump() for each in annotations]}
    assert ours(last)["excerpts"] == ours(whole)["excerpts"]
    assert (counted.choices, counted.usage) == ([], whole.usage)
    assert len({chunk.id for chunk in chunks}) == 1


def test_stream_ends_as_clients_expect(url: str) -> None:
    """Server-sent events, the last of which is `[DONE]`; no tokens unless asked for."""
    body = {"model": MODEL, "messages": said(QUESTION), "stream": True}
    response = httpx.post(f"{url}/v1/chat/completions", json=body)
    assert response.headers["content-type"].startswith("text/event-stream")
    *events, done, rest = response.text.split("\n\n")
    assert (done, rest) == ("data: [DONE]", "")
    assert all(event.startswith("data: {") for event in events)
    assert '"usage"' not in response.text


def test_words_of_a_language_model_are_streamed_as_they_are_checked(tmp_path: Path) -> None:
    """Each supported sentence is a chunk of its own, before the last one is written."""
    data = generation.installed(tmp_path)
    with llm_serving(Reply(GOOD)) as llm:
        app = create_app(generation.asker_with(data, llm))
        with serving(app) as url, OpenAI(base_url=f"{url}/v1", api_key="none") as client:
            asked = said(generation.QUESTION)
            stream = client.chat.completions.create(model=MODEL, messages=asked, stream=True)
            pieces = [chunk.choices[0].delta.content for chunk in stream if chunk.choices[0].delta.content]
    assert tuple(pieces[:2]) == GOOD_TOLD
    assert pieces[2].startswith("\n\nSources:\n\n- [1] ")
    assert len(pieces) == 3


def test_earlier_questions_are_the_history(client: OpenAI) -> None:
    """What a follow-up leaves unsaid stands in the user's questions before it; nobody else's words count."""
    conversation = said(QUESTION, "Enterprise Support has one.", "And by e-mail?")
    followed = client.chat.completions.create(model=CONTEXT, messages=conversation)
    alone = client.chat.completions.create(model=CONTEXT, messages=said("And by e-mail?"))
    bare = client.chat.completions.create(model=CONTEXT, messages=said(QUESTION, "", "And by e-mail?"))
    assert ours(followed)["passages"] == ours(bare)["passages"]
    assert ours(followed)["confidence"] != ours(alone)["confidence"]
    top = ours(followed)["passages"][0]
    assert top["title"] == "Support [plans]"


def test_other_roles_are_not_asked_anything(client: OpenAI) -> None:
    """A system message, which chat clients send of their own, changes nothing."""
    messages = [{"role": "system", "content": UNANSWERABLE}, *said(QUESTION)]
    asked = client.chat.completions.create(model=MODEL, messages=messages)
    plain = client.chat.completions.create(model=MODEL, messages=said(QUESTION))
    assert asked.choices[0].message.content == plain.choices[0].message.content


def test_question_may_come_in_parts(client: OpenAI) -> None:
    """Text parts are read one after the other."""
    first, second = QUESTION.split(" has ")
    parts = [{"type": "text", "text": first}, {"type": "text", "text": f"has {second}"}]
    asked: Any = [{"role": "user", "content": parts}]
    response = client.chat.completions.create(model=MODEL, messages=asked)
    assert ours(response)["question"] == QUESTION


def test_unanswered_question_gets_one_sentence(client: OpenAI) -> None:
    """No sources and no citations; the status says so to programs."""
    response = client.chat.completions.create(model=MODEL, messages=said(UNANSWERABLE))
    message = response.choices[0].message
    assert message.content
    assert "\n" not in message.content
    assert message.annotations == []
    assert ours(response)["status"] == "unanswered"


def test_context_model_gives_passages_alone(client: OpenAI, url: str) -> None:
    """Numbered, verbatim, with addresses, best first, even where the documentation may not answer."""
    response = client.chat.completions.create(model=CONTEXT, messages=said(QUESTION))
    content, passages = response.choices[0].message.content, ours(response)["passages"]
    assert content
    assert content.startswith(f"[1] [Support \\[plans\\] > Enterprise Support]({url}{SUPPORT}.md#")
    assert "> * **Channel:** Enterprise Support has a direct WhatsApp channel." in content
    assert [each["mark"] for each in passages] == list(range(1, len(passages) + 1))
    unanswerable = client.chat.completions.create(model=CONTEXT, messages=said("plans of glass"))
    assert ours(unanswerable)["passages"]


def test_context_is_streamed_too(client: OpenAI) -> None:
    """The same text."""
    whole = client.chat.completions.create(model=CONTEXT, messages=said(QUESTION))
    stream = client.chat.completions.create(model=CONTEXT, messages=said(QUESTION), stream=True)
    content = "".join(chunk.choices[0].delta.content or "" for chunk in stream)
    assert content == whole.choices[0].message.content


def test_models_are_listed(client: OpenAI, workspace: Workspace) -> None:
    """Both, made when the index was; each can be looked up by its name."""
    models = client.models.list().data
    assert [model.id for model in models] == [MODEL, CONTEXT]
    built_at = workspace.asker().generation().info.built_at
    assert {model.created for model in models} == {int(built_at.timestamp())}
    assert client.models.retrieve(CONTEXT) == models[1]
    with pytest.raises(NotFoundError, match="There is no model `gpt`") as told:
        client.models.retrieve("gpt")
    assert told.value.code == "model_not_found"


@pytest.mark.parametrize(
    ("request_", "param", "code"),
    [
        (
            {"messages": [{"role": "user", "content": [IMAGE]}]},
            "messages[0].content[0].type",
            "unsupported_content",
        ),
        ({"messages": [{"role": "user", "content": " "}]}, "messages", "no_question"),
        ({"messages": [{"role": "system", "content": QUESTION}]}, "messages", "no_question"),
        ({"messages": said("x" * (MAX_CHARACTERS + 1))}, "messages", "string_above_max_length"),
        ({"messages": said(QUESTION), "n": 2}, "n", "unsupported_value"),
        ({"messages": []}, "messages", "too_short"),
    ],
)
def test_what_cannot_be_answered_is_refused(
    client: OpenAI, request_: dict[str, Any], param: str, code: str
) -> None:
    """The client raises its own error, which names the place."""
    with pytest.raises(BadRequestError) as told:
        client.chat.completions.create(model=MODEL, **request_)
    assert (told.value.param, told.value.code, told.value.type) == (param, code, "invalid_request_error")
    assert told.value.body
    assert str(told.value.body["message"])  # type: ignore[index] # the error, as an object


def test_unknown_model_is_refused(client: OpenAI) -> None:
    """It is told which there are."""
    with pytest.raises(NotFoundError, match="name `askdocs` or `askdocs-context`"):
        client.chat.completions.create(model="gpt", messages=said(QUESTION))


def test_body_that_is_no_json_is_refused(url: str) -> None:
    """In the shape of all errors here."""
    response = httpx.post(
        f"{url}/v1/chat/completions", content=b"{", headers={"Content-Type": "application/json"}
    )
    assert response.status_code == 400
    assert response.json()["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize("stream", [False, True])
def test_empty_index_is_told_before_the_answer_begins(tmp_path: Path, stream: bool) -> None:
    """A status that says so, streamed or not."""
    empty = Workspace(Settings(data=tmp_path, embedders={}, multilingual="hashing"))
    with (
        serving(create_app(empty.asker())) as url,
        OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0) as client,
        pytest.raises(InternalServerError, match="Nothing is indexed yet") as told,
    ):
        client.chat.completions.create(model=MODEL, messages=said(QUESTION), stream=stream)
    assert (told.value.status_code, told.value.code) == (503, "no_index")
