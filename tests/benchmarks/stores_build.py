"""Put a corpus into a store, whichever it is."""

from dataclasses import dataclass

from index.store import Generation, Store
from tests.benchmarks.memory import memory, reset_peak
from tests.benchmarks.scale_build import put, seconds_of
from tests.benchmarks.variations import Variations


@dataclass(frozen=True, slots=True)
class Built:
    """Seconds by part, and the megabytes that the building process took at the highest, above what it had."""

    seconds: dict[str, float]
    megabytes: float

    @property
    def whole(self) -> float:
        """Seconds in all."""
        return sum(self.seconds.values())


def build(store: Store, variations: Variations, embedder: str) -> Built:
    """Make it live; `embedder` is the identity of what embedded the base."""
    reset_peak()
    before = memory().resident
    writer = store.begin_generation("stores", str(variations.size))
    try:
        seconds = put(writer, variations, embedder)
        seconds["commit"] = seconds_of(writer.commit)
    finally:
        writer.abandon()
    return Built(seconds, memory().peak - before)


def live(store: Store) -> Generation:
    """What was just built."""
    generation = store.live()
    assert generation
    return generation
