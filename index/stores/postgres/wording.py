"""The words of a generation while it is built, written block by block."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from index.stores.postgres.copying import Copying
from index.stores.postgres.postings import BLOCK, Block
from ingest.passage import Passage


class Wording:
    """Gathers the words of passages; what one block of numbers has is in memory at a time."""

    def __init__(self, copying: Copying) -> None:
        self._copying = copying
        self._blocks: dict[str, Block] = {}
        self._lengths: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def add(self, number: int, passage: Passage) -> None:
        """Add a passage's words."""
        if passage.language not in self._blocks:
            self._blocks[passage.language] = Block(passage.language, number)
        self._blocks[passage.language].add(number, passage)

    def is_full(self, number: int) -> bool:
        """Whether the block ends with this passage."""
        return number % BLOCK == BLOCK - 1

    def write(self) -> None:
        """Write what was added, and begin anew."""
        for language, block in self._blocks.items():
            self._lengths[language].update(block.lengths)
            self._copying.copy(
                "words",
                (
                    (language, field, word, block.first, count, kept)
                    for field, word, count, kept in block.words()
                ),
            )
            self._copying.copy(
                "pairs", ((language, bucket, block.first, kept) for bucket, kept in block.pairs())
            )
        self._blocks = {}

    def lengths(self) -> Mapping[str, Mapping[str, int]]:
        """How many words each field of each language has in all."""
        return {language: dict(lengths) for language, lengths in self._lengths.items()}
