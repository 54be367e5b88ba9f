"""Ask a stored index stage by stage: python -m tests.benchmarks.scale_search STORE < QUESTIONS.json

QUESTIONS.json is {"warm_up": [...], "asked": [...]}; what was measured is printed as JSON. It is a process of
its own, so that its memory is that of one which answers.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar

from index.embedder import TokenEmbedder
from index.fusion import convex, min_max
from index.late import late_scores, question_tokens
from index.models import Embedders
from index.search import CANDIDATES, RERANKED, Query, search
from index.store import Generation
from index.stores.local import LocalStore
from service.ask import HITS
from service.settings import Settings
from service.wiring import Workspace
from tests.benchmarks.memory import Memory, memory

LANGUAGE = "en"
NEAREST = 20
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Searched:
    """Milliseconds of each question by stage, the numbers of its nearest passages by vector, and memory:
    with the model alone, and after all questions.
    """

    milliseconds: dict[str, list[float]]
    nearest: list[list[int]]
    model: Memory
    after: Memory

    @classmethod
    def read(cls, printed: str) -> "Searched":
        """What such a process has printed."""
        found: dict[str, Any] = json.loads(printed)
        return cls(
            found["milliseconds"], found["nearest"], Memory(**found["model"]), Memory(**found["after"])
        )


@dataclass(frozen=True, slots=True)
class Searcher:
    """Asks one generation, and keeps the time of each stage."""

    generation: Generation
    embedders: Embedders
    milliseconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def search(self, text: str) -> None:
        """The whole search, as it is done for an answer."""
        query = Query(text, LANGUAGE)
        self._timed("search, whole", lambda: search(self.generation, self.embedders, query, HITS))

    def stages(self, text: str) -> list[int]:
        """One stage after the other; the numbers of the passages nearest by vector."""
        timed, generation, embedder = self._timed, self.generation, self.embedders.of_question(LANGUAGE)
        identity = embedder.identity
        vector = timed("embed", lambda: embedder.queries([text]))[0]
        dense = timed("dense", lambda: generation.dense_topk(identity, LANGUAGE, vector, CANDIDATES))
        lexical = timed("lexical", lambda: generation.lexical_topk(LANGUAGE, text, CANDIDATES))
        fused = [hit.passage for hit in convex(min_max(dense), min_max(lexical))]
        timed("read passages", lambda: generation.passages(fused))
        self._late(embedder, text, fused[:RERANKED])
        return [hit.passage for hit in dense[:NEAREST]]

    def _late(self, embedder: object, text: str, numbers: Sequence[int]) -> None:
        if not isinstance(embedder, TokenEmbedder):
            return
        generation, identity = self.generation, embedder.identity
        weights = self._timed("weigh words", lambda: generation.term_weights(LANGUAGE, text))
        asked = question_tokens(text, LANGUAGE, embedder.read_queries([text])[0].tokens, weights)
        tokens = self._timed("read tokens", lambda: generation.tokens(identity, LANGUAGE, numbers))
        self._timed("compare tokens", lambda: late_scores(asked, tokens))

    def _timed(self, stage: str, work: Callable[[], T]) -> T:
        start = perf_counter()
        done = work()
        self.milliseconds[stage].append((perf_counter() - start) * 1000)
        return done


def measure(workspace: Workspace, store: Path, warm_up: Sequence[str], asked: Sequence[str]) -> Searched:
    """Ask the first questions to warm up, then the others: the whole search of each, then stage by stage.

    Both begin by embedding the question: each has its own memory of questions, over one model.
    """
    whole, staged = _two_over_one_model(workspace)
    whole.of_question(LANGUAGE).queries(["askdocs"])
    model = memory()
    generation = LocalStore(store).live()
    assert generation
    _ask(Searcher(generation, whole), Searcher(generation, staged), warm_up)
    searcher = Searcher(generation, staged)
    nearest = _ask(Searcher(generation, whole, searcher.milliseconds), searcher, asked)
    return Searched(dict(searcher.milliseconds), nearest, model, memory())


def _ask(whole: Searcher, staged: Searcher, texts: Sequence[str]) -> list[list[int]]:
    for text in texts:
        whole.search(text)
    return [staged.stages(text) for text in texts]


def _two_over_one_model(workspace: Workspace) -> tuple[Embedders, Embedders]:
    embedders = workspace.embedders()
    opened = cache(embedders.open)
    one, other = (Embedders(opened, embedders.multilingual, embedders.native) for _ in range(2))
    return one, other


def main() -> None:
    """Measure and print."""
    questions = json.load(sys.stdin)
    found = measure(
        Workspace(Settings(threads=1)), Path(sys.argv[1]), questions["warm_up"], questions["asked"]
    )
    print(json.dumps(asdict(found)))


if __name__ == "__main__":
    main()
