"""The prompt: what a language model is told, with all that others wrote fenced in as data."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from string import Template

from index.hit import Hit
from ingest.languages.table import filled, read
from service.answerers.language_model import Messages
from service.phrasebook import phrases

FOLDER = Path(__file__).parent / "prompts"

CURRENT = "answer-1"
"""The prompt in use: the name of its file."""

WORDS = 120
"""How long an answer may be, about."""

BYTES_PER_TOKEN = 3
"""A token is taken for so many bytes of UTF-8: few tokenizers make more of a text."""

_CONTROL = re.compile(
    r"<(?=\||｜|/?s>|<SYS>|</SYS>|/?(?:start|end)_of_|/?think>)|\[(?=/?INST\])", re.IGNORECASE
)
"""Where words begin that some servers take for the end of a message, wherever they stand."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A prompt's file: the word for `unanswered`, `rules` and `task`, with places as `$name`."""

    unanswered: str
    rules: str
    task: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a model is asked: `language` is the asker's, an ISO 639-1 code; `history` are earlier questions,
    oldest first.
    """

    question: str
    language: str
    goal: str = ""
    history: tuple[str, ...] = ()


@cache
def wording(identity: str = CURRENT, folder: Path = FOLDER) -> Wording:
    """The prompt of this name."""
    file = folder / f"{identity}.toml"
    return filled(Wording, read(file), str(file))


def fitting(hits: Sequence[Hit], tokens: int) -> tuple[Hit, ...]:
    """The first hits whose passages fit into so many tokens together, each whole."""
    kept: list[Hit] = []
    for hit in hits:
        tokens -= -(-len(hit.passage.in_context.encode()) // BYTES_PER_TOKEN)
        if tokens < 0:
            break
        kept.append(hit)
    return tuple(kept)


def messages(asked: Asked, hits: Sequence[Hit], identity: str = CURRENT) -> Messages:
    """What the model is told; the hits are numbered from 1.

    No text that is fenced in can close its fence: the fence's name is made from all of them.
    """
    words = wording(identity)
    texts = [asked.question, asked.goal, *asked.history, *(hit.passage.in_context for hit in hits)]
    places = {
        "mark": fence_mark(texts),
        "language": phrases("en").language_name(asked.language),
        "words": str(WORDS),
        "unanswered": words.unanswered,
    }
    excerpts = "\n".join(_excerpt(number, hit, places["mark"]) for number, hit in enumerate(hits, start=1))
    given = {"excerpts": excerpts, "asked": "\n".join(_asked(asked, places["mark"]))}
    rules, task = (Template(text.strip()).substitute(places | given) for text in (words.rules, words.task))
    return Messages(rules, task)


def fence_mark(texts: Sequence[str]) -> str:
    """A word that none of the texts has, always the same for the same texts."""
    whole = "\0".join(texts)
    mark = whole
    while (mark := sha256(f"{mark}\0{whole}".encode(errors="replace")).hexdigest()[:12]) in whole:
        pass
    return mark


def harmless(text: str) -> str:
    """The text, with the words broken that end a message for some servers."""
    return _CONTROL.sub(lambda found: f"{found[0]} ", text)


def _excerpt(number: int, hit: Hit, mark: str) -> str:
    passage = hit.passage
    return _fenced(f"excerpt-{mark}", f"[{number}] {passage.context}\n\n{passage.text}")


def _asked(asked: Asked, mark: str) -> Iterator[str]:
    if asked.history:
        earlier = "\n".join(f"{number}. {text}" for number, text in enumerate(asked.history, start=1))
        yield _fenced(f"earlier-questions-{mark}", earlier)
    if asked.goal:
        yield _fenced(f"goal-{mark}", asked.goal)
    yield _fenced(f"question-{mark}", asked.question)


def _fenced(name: str, text: str) -> str:
    return f"<{name}>\n{harmless(text)}\n</{name}>"
