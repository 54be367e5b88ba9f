"""Language models: messages in, text out, piece by piece."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Messages:
    """What a model is told: its `rules`, and what it is to work on."""

    rules: str
    task: str


class LanguageModel(Protocol):
    """Writes text."""

    @property
    def name(self) -> str:
        """What its server calls it."""

    def write(self, messages: Messages) -> Generator[str, None, None]:
        """The pieces of one answer, as they come; they end within a bounded time, whatever the server does.

        Raises ModelError, after the pieces that came.
        """
