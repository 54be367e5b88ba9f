"""Finds text that gives orders to the AI agents that read a page, instead of telling people something."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.orders import LANGUAGES, Order

HIDDEN = re.compile(r"[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
"""Accents, once they are apart from their letters, and characters that nobody sees."""

UNSEEN = re.compile(r"<!--(.*?)(?:-->|\Z)|\]\([^()\s]*\s+[\"']([^\"'\n]+)[\"']\)", re.DOTALL)
"""Comments and the titles of links: no reader's text, but in the excerpt that an agent is given."""

REACH = 300
"""Characters around a cue that an order may take."""

START = (
    r"(?:\A|[.!?:;()\[\]—–*>|\n-])[ \n]?(?:(?:please|now|just|important|attention|por favor|atencao|atencion"
    r"|(?:dear )?(?:ai|llm|chatgpt|claude|gemini|copilot)(?: (?:assistant|agent|model)s?)?)[,:]?[ \n])?"
)


@dataclass(frozen=True, slots=True)
class _Turn:
    """An order, made ready to be looked for."""

    cues: tuple[str, ...]
    also: tuple[str, ...]
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, order: Order, agent: str) -> "_Turn":
        words = order.words.replace("AGENT", agent).replace(" ", r"[ \n]").replace("START", START)
        return cls(tuple(order.cues.split("|")), tuple(order.also.split("|")), re.compile(words))

    def is_in(self, text: str, places: Mapping[str, Sequence[int]]) -> bool:
        """Whether it is in the text, which has the cues at these places."""
        near = (place for cue in self.cues for place in places.get(cue, ()))
        return any(self._is_between(text, max(0, place - REACH), place + REACH) for place in near)

    def _is_between(self, text: str, start: int, end: int) -> bool:
        hinted = any(text.find(word, start, end) >= 0 for word in self.also)
        return hinted and self.pattern.search(text, start, end) is not None


_TURNS = tuple(
    _Turn.of(order, language.agent) for language in LANGUAGES.values() for order in language.orders
)
_CUES = frozenset(cue for turn in _TURNS for cue in turn.cues)


def addresses_agents(text: str, markdown: str = "") -> bool:
    """Whether a passage with this plain text and this markdown gives orders to an AI agent that reads it.

    Words about prompts and agents, and advice for people, are no such orders. Comments and link titles of
    the markdown count: a reader does not see them, but an agent that is given the markdown does.
    """
    unseen = UNSEEN.findall(markdown) if "<!--" in markdown or '")' in markdown else ()
    return _gives_orders(text) or any(_gives_orders(" ".join(found)) for found in unseen)


def _gives_orders(text: str) -> bool:
    text = text.casefold()
    if not text.isascii():
        text = HIDDEN.sub("", unicodedata.normalize("NFKD", text))
    text = "\n" + text
    if not any(cue in text for cue in _CUES):
        return False
    text = "\n".join(" ".join(line.split()) for line in text.splitlines())
    places = {
        cue: [found.start() for found in re.finditer(re.escape(cue), text)] for cue in _CUES if cue in text
    }
    return any(turn.is_in(text, places) for turn in _TURNS)
