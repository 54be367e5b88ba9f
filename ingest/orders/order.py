"""A turn of phrase in which text gives orders to AI agents, and those of one language."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Order:
    """A turn of phrase: `words` is a pattern, and only a text that has one of the `cues`, and one of the
    words in `also`, can match it. Alternatives are parted by `|`.

    All is lower case and without accents in Latin letters. In `words` a space is any white space, START the
    beginning of a sentence or line, GAP a few words of the same sentence, ADDRESS an address on the web, and
    AGENT a machine that reads, as the language names it. What would make it advice for people ("ignore these
    instructions if ...") is part of the pattern.
    """

    cues: str
    also: str
    words: str


@dataclass(frozen=True, slots=True)
class Phrases:
    """A language's names for a machine that reads, and its turns of phrase."""

    agent: str
    orders: tuple[Order, ...]


MACHINES = (
    " ai|\nai| ia|\nia| ki|\nki|llm|chatbot|language model|linguagem|lenguaje|langage|sprachmodell|artifi"
    "|intelligenz"
)
"""Every name of an AGENT in Latin letters has one of these in it."""
