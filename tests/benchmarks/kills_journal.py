"""What became of each edition that was written, noted as it happens, for another process to read."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic
from typing import Literal, TextIO


@dataclass(frozen=True, slots=True)
class Entry:
    """At this moment, in seconds of the machine's clock, an edition was `begun`, `acknowledged` or `failed`.

    `generation` is the number of one whose commit was acknowledged.
    """

    at: float
    event: Literal["begun", "acknowledged", "failed"]
    edition: int
    generation: int = 0
    problem: str = ""


def note(
    journal: TextIO,
    event: Literal["begun", "acknowledged", "failed"],
    edition: int,
    generation: int = 0,
    problem: str = "",
) -> None:
    """Write an entry."""
    entry = Entry(monotonic(), event, edition, generation, problem)
    journal.write(json.dumps(asdict(entry)) + "\n")
    journal.flush()


@dataclass(frozen=True, slots=True)
class Journal:
    """All entries, in order."""

    entries: Sequence[Entry]

    @classmethod
    def read(cls, file: Path) -> "Journal":
        """Those that were written until now."""
        lines = file.read_text().splitlines(keepends=True) if file.exists() else []
        return cls([Entry(**json.loads(line)) for line in lines if line.endswith("\n")])

    def acknowledged(self, since: float = 0.0, until: float = float("inf")) -> list[Entry]:
        """Those commits that were acknowledged in this time."""
        return [each for each in self.entries if each.event == "acknowledged" and since <= each.at <= until]

    def failures(self) -> list[Entry]:
        """Those editions that were given up."""
        return [each for each in self.entries if each.event == "failed"]

    def resumed(self, moment: float) -> float | None:
        """Seconds from this moment to the first acknowledged commit of an edition begun after it."""
        begun = {each.edition for each in self.entries if each.event == "begun" and each.at > moment}
        later = (each.at for each in self.acknowledged(moment) if each.edition in begun)
        return next((at - moment for at in later), None)
