"""Finds text that gives orders to the AI agents that read a page, instead of telling people something."""

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote_plus

from ingest.orders import LANGUAGES, Order

HIDDEN = re.compile(
    "[\u0300-\u036f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e01ef]"
)
"""Accents, once they are apart from their letters, and characters that nobody sees."""

SMUGGLED = re.compile(
    "[\U000e0020-\U000e007e\U000e0100-\U000e01ef]{8,}|[\u200b-\u200d\u2060-\u2064\ufeff]{16,}"
)
"""A message in characters that nobody sees. The flags of regions have at most six such letters."""

LOOK_ALIKES = str.maketrans("аеорсухіјѕһԁԛԝкмтнвοαειρυνκτ", "aeopcyxijshdqwkmthboaeipuvkt")
"""Cyrillic and Greek letters that look like Latin ones."""

LOOKING_LATIN = re.compile(r"\b(?=\w*[a-z])\w*[аеорсухіјѕһԁԛԝкмтнвοαειρυνκτ]\w*\b")
"""A word in letters of two scripts: what it looks like is what is meant."""

UNSEEN = re.compile(
    r"<!--(?P<comment>.*?)(?:-->|\Z)"
    r"|<(?P<element>script|style|template)\b[^>]*>(?P<inside>.{0,5000}?)</(?P=element)>"
    r"|(?P<tag><[a-z][^<>]*>|\{%[^%]*%\})"
    r"|\]\([^()\n]*?\s[\"'(](?P<title>[^\n]{1,500}?)[\"')]\)"
    r"|^ {0,3}\[[^\]\n]+\]:\s*\S+\s+[\"'(](?P<definition>[^\n]{1,500})[\"')][ \t]*$"
    r"|^[ \t>]*(?:`{3,}|~{3,})(?P<info>[^\n`]{20,})$"
    r"|(?P<address>https?://\S{30,})",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
"""What no reader sees of a page, but an agent that is given its markdown: comments, scripts, attributes, the
titles of links, the parameters of code blocks and of addresses.
"""

ATTRIBUTE = re.compile(r"=\s*(?:\"([^\"]{12,})\"|'([^']{12,})')")

REACH = 300
"""Characters around a cue that an order may take."""

START = (
    r"(?:\A|[.!?:;()\[\]—–*>|/#。、\n-])[ \n]?"
    r"(?:(?:please|kindly|now|just|important|attention|por favor|atencao|atencion|bitte"
    r"|(?:dear )?(?:ai|llm|chatgpt|claude|gemini|copilot)(?: (?:assistant|agent|model)s?)?)[,:]?[ \n]){0,2}"
)
ADDRESSEE = re.compile(
    START + r"(?:(?:hey|hello|dear|ola|hola|caros?) )?"
    r"(?:ai|llm|assistant|model|chatbot|claude|chatgpt|gpt|gemini|copilot|assistente|modelo|asistente|modele|ki|ia)s?"
    r"(?: \w+){0,3} ?[,:](?= ?\w)"
)
"""How a machine is spoken to: in a remark that no reader sees, that is enough."""

GAP = r"(?:(?:[^.\n]|\.(?=\w)){1,80}?)"
ADDRESS = r"(?:https?://|www\.|[\w-]+\.[a-z]{2,10}\b)"


@dataclass(frozen=True, slots=True)
class _Turn:
    """An order, made ready to be looked for."""

    cues: tuple[str, ...]
    also: tuple[str, ...]
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, order: Order, agent: str) -> "_Turn":
        words = order.words.replace("AGENT", agent).replace(" ", r"[ \n]")
        for name, meaning in (("START", START), ("GAP", GAP), ("ADDRESS", ADDRESS)):
            words = words.replace(name, meaning)
        cues, also = _bare(order.cues).split("|"), _bare(order.also).split("|")
        return cls(tuple(cues), tuple(also), re.compile(_bare(words)))

    def is_in(self, text: str, places: Mapping[str, Sequence[int]]) -> bool:
        """Whether it is in the text, which has the cues at these places."""
        near = sorted(place for cue in self.cues for place in places.get(cue, ()))
        return any(self._is_between(text, *span) for span in _around(near))

    def _is_between(self, text: str, start: int, end: int) -> bool:
        hinted = any(text.find(word, start, end) >= 0 for word in self.also)
        return hinted and self.pattern.search(text, start, end) is not None


def _around(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """What is within reach of these places, which are in order: each part of the text once."""
    first = 0
    for number, place in enumerate(places):
        if number + 1 == len(places) or places[number + 1] - place > 2 * REACH:
            yield max(0, places[first] - REACH), place + REACH
            first = number + 1


def addresses_agents(text: str, markdown: str = "") -> bool:
    """Whether a passage with this plain text and this markdown gives orders to an AI agent that reads it.

    Words about prompts and agents, and advice for people, are no such orders. What the markdown hides counts:
    a reader does not see it, but an agent that is given the markdown does.
    """
    return (
        _gives_orders(text)
        or SMUGGLED.search(markdown) is not None
        or any(map(_hides_orders, UNSEEN.finditer(markdown)))
    )


def _hides_orders(found: re.Match[str]) -> bool:
    """Whether something unseen gives orders, or is a remark to a machine."""
    if found["tag"]:
        values = ATTRIBUTE.findall(html.unescape(found["tag"]))
        return any(_gives_orders("".join(value)) for value in values)
    if found["address"]:
        parts = re.sub(r"[?&=]", "\n", unquote_plus(found["address"]))
        return _gives_orders(re.sub(r"[/_#-]+", " ", parts))
    remark = next(filter(None, found.group("comment", "inside", "title", "definition", "info")), "")
    remark = re.sub(r"[*_`~]+", "", html.unescape(remark))
    return _gives_orders(remark) or ADDRESSEE.search(_folded(remark)) is not None


def _gives_orders(text: str) -> bool:
    text = "\n" + _folded(text)
    if not any(cue in text for cue in _CUES):
        return False
    text = "\n".join(" ".join(line.split()) for line in text.splitlines())
    places = {
        cue: [found.start() for found in re.finditer(re.escape(cue), text)] for cue in _CUES if cue in text
    }
    return any(turn.is_in(text, places) for turn in _TURNS)


def _folded(text: str) -> str:
    """The text as it looks: without case, accents, and what nobody sees, each letter in its word's script."""
    text = text.casefold()
    if text.isascii():
        return text
    return LOOKING_LATIN.sub(lambda word: word[0].translate(LOOK_ALIKES), _bare(text).casefold())


def _bare(text: str) -> str:
    return text if text.isascii() else HIDDEN.sub("", unicodedata.normalize("NFKD", text))


_TURNS = tuple(
    _Turn.of(order, language.agent) for language in LANGUAGES.values() for order in language.orders
)
_CUES = frozenset(cue for turn in _TURNS for cue in turn.cues)
