"""What a chat client sends, in OpenAI's protocol, and the question that is in it."""

from collections.abc import Iterator

from pydantic import BaseModel, Field

from service.errors import ChatError, EmptyQuestionError, QuestionTooLongError
from service.questions.question import Question


class Part(BaseModel):
    """A part of a message's content: of the kinds that there are, only `text` is read."""

    type: str
    text: str = ""


class Message(BaseModel):
    """A message of the conversation."""

    role: str
    content: str | list[Part] | None = None


class StreamOptions(BaseModel):
    """What a streamed response has beside the answer."""

    include_usage: bool = False


class ChatRequest(BaseModel):
    """A request for a completion. What steers a language model, such as `temperature`, is ignored."""

    model: str
    messages: list[Message] = Field(min_length=1)
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    n: int | None = 1

    @property
    def wants_usage(self) -> bool:
        """Whether a streamed response ends with the count of tokens."""
        return self.stream_options is not None and self.stream_options.include_usage

    @property
    def prompt(self) -> str:
        """All the text that was sent."""
        return "\n".join(_text(message) for message in self.messages)


def question(asked: ChatRequest) -> Question:
    """The last user message, with the user messages before it as its history; no other message is read.

    Raises ChatError where that is no question.
    """
    if asked.n not in (None, 1):
        raise ChatError("One question has one answer here: leave `n` out.", "n", "unsupported_value")
    said = list(_said(asked))
    if not said:
        raise ChatError("Send the question as a message of the role `user`.", "messages", "no_question")
    try:
        return Question.checked(said[-1], history=said[:-1])
    except EmptyQuestionError as error:
        told = "The last user message is empty: it is what is answered."
        raise ChatError(told, "messages", "no_question") from error
    except QuestionTooLongError as error:
        raise ChatError(str(error), "messages", "string_above_max_length") from error


def _said(asked: ChatRequest) -> Iterator[str]:
    for at, message in enumerate(asked.messages):
        if message.role == "user":
            _refuse_all_but_text(message, at)
            yield _text(message)


def _text(message: Message) -> str:
    if isinstance(message.content, list):
        return "\n".join(part.text for part in message.content)
    return message.content or ""


def _refuse_all_but_text(message: Message, at: int) -> None:
    for number, part in enumerate(message.content if isinstance(message.content, list) else ()):
        if part.type != "text":
            raise ChatError(
                f"Questions are asked in text: content of the type `{part.type}` cannot be read.",
                f"messages[{at}].content[{number}].type",
                "unsupported_content",
            )
