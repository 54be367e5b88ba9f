"""What a reader of a generation has to know beside its information, kept in the row that makes it live."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True, slots=True)
class Space:
    """The vectors of one embedder and language: so many, in the rows with this number.

    `graph` says whether they stand in a graph; `token_width` is the bytes of a token's code, 0 for no tokens.
    """

    number: int
    embedder: str
    language: str
    dimension: int
    count: int
    graph: bool
    token_width: int


@dataclass(frozen=True, slots=True)
class Details:
    """The spaces, and for each language how many words each field has in all passages together."""

    spaces: tuple[Space, ...] = ()
    lengths: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def space(self, embedder: str, language: str) -> Space | None:
        """The vectors of this embedder and language."""
        asked = embedder, language
        return next((each for each in self.spaces if (each.embedder, each.language) == asked), None)


def stored_details(details: Details) -> str:
    """Write them."""
    return json.dumps(asdict(details))


def restored_details(text: str) -> Details:
    """Read what `stored_details` wrote."""
    fields = json.loads(text)
    return Details(tuple(Space(**space) for space in fields["spaces"]), fields["lengths"])
