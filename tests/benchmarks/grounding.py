"""Measure which claims pass for supported, and how near they are to what they are about:
python -m tests.benchmarks.grounding DATA [SET ...]

The thresholds of `service.grounding` and `service.answerers.claim_nearness` were chosen on the half of the
articles that is not held out.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.evaluation.dataset import Dataset, ReadyPassages, open_dataset
from index.evaluation.dataset import Question as Labelled
from index.hit import Evidence, Hit
from index.terms import telling
from ingest.passage import Passage
from service.answerers.claim_nearness import ClaimNearness
from service.ask import Asker
from service.evaluate import prepared
from service.grounding.claim import Claim
from service.grounding.grounding import Ground, Grounding
from service.settings import Settings
from service.wiring import Workspace
from tests.benchmarks.claims import MadeClaim, Source, claims, following, names_of
from tests.benchmarks.evaluation_sets import EvaluationSet, named
from tests.benchmarks.halves import held_out

SETS = ["squad2", "xquad-en", "xquad-es", "faquad", "xquad-es-en"]
PASSAGES = 60
"""Passages of a set that claims are made about: every so manieth."""

QUESTIONS = 3
"""Questions about one passage that claims are made of."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim, the fault found in it ("" for none), its share of stems in the passage, and how near it is."""

    claim: MadeClaim
    fault: str
    share: float
    near: float


def small(data: Path, which: EvaluationSet) -> Dataset:
    """A set with a part of its passages, and the first questions about each of them."""
    whole = open_dataset(data / which.folder, which.queries, which.qrels)
    assert isinstance(whole.corpus, ReadyPassages)
    step = -(-len(whole.corpus.pages) // PASSAGES)
    corpus = ReadyPassages(whole.corpus.pages[::step], whole.corpus.passages[::step])
    kept: dict[str, list[Labelled]] = {page.url: [] for page in corpus.pages}
    for question in whole.questions:
        gold = min(whole.qrels.get(question.id, {}), default="")
        if question.answers and len(kept.get(gold, [None] * QUESTIONS)) < QUESTIONS:
            kept[gold].append(question)
    questions = tuple(question for group in kept.values() for question in group)
    return replace(whole, name=f"{which.name}-claims", corpus=corpus, questions=questions)


def judged(asker: Asker, dataset: Dataset) -> Iterator[Judged]:
    """Judge the claims of a set."""
    generation = asker.generation()
    count = sum(generation.info.passages.values())
    hits = {
        passage.page_url: Hit(number, passage, Evidence(None, None, ""), 1.0)
        for number, passage in enumerate(generation.passages(range(count)))
    }
    after, names = following(sorted(hits)), names_of([hit.passage.text for hit in hits.values()])
    for labelled in dataset.questions:
        gold = min(dataset.qrels[labelled.id])
        language = labelled.language or hits[gold].passage.language
        text, other = hits[gold].passage.text, hits[after[gold]].passage.text
        for claim in claims(Source(labelled, language, gold, text, other, names)):
            yield _judged(asker, claim, language, hits[gold])


def _judged(asker: Asker, made: MadeClaim, language: str, hit: Hit) -> Judged:
    passage: Passage = hit.passage
    nearness = ClaimNearness(asker.embedders, asker.generation(), language)
    ground = Ground.of(passage.language, passage.text, passage.context, passage.markdown)
    check = Grounding(
        language, Ground.of(language, made.asked), {1: ground}, lambda text, _: nearness.margin(text, hit)
    )
    fault = check.verdict(Claim.of(f"{made.text} [1]")).fault
    stems = set(telling(language, made.text))
    share = len(stems & ground.words.stems) / max(len(stems), 1)
    return Judged(made, fault.name if fault else "", share, nearness.nearness(made.text, hit) or 0.0)


def report(found: Sequence[Judged]) -> Iterator[str]:
    """A line for each kind of claim: how many, how many pass, why not, and how shares and nearness lie."""
    kinds: Mapping[str, list[Judged]] = defaultdict(list)
    for each in found:
        kinds[f"{'+' if each.claim.supported else '-'} {each.claim.kind}"].append(each)
    for kind, group in sorted(kinds.items()):
        faults = sorted({each.fault for each in group if each.fault})
        counts = ", ".join(
            f"{fault.lower()} {sum(each.fault == fault for each in group)}" for fault in faults
        )
        shares = np.percentile([each.share for each in group], [5, 50, 95])
        near = np.percentile([each.near for each in group], [5, 50, 95])
        passed = sum(not each.fault for each in group)
        yield (
            f"{kind:22} {len(group):5} passed {passed / len(group):.3f}"
            f"  share {_row(shares)}  near {_row(near)}  {counts}"
        )


def _row(figures: NDArray[np.float64]) -> str:
    return " ".join(f"{figure:.2f}" for figure in figures)


def main(data: Path, sets: Sequence[str]) -> None:
    """Print the report of each set, for the half to choose on and the one held out."""
    workspace = Workspace(Settings(data=Path("data/var")))
    for which in named(list(sets)):
        dataset = small(data, which)
        asker, _ = prepared(workspace, dataset)
        found = list(judged(asker, dataset))
        for title, held in (("chosen on", False), ("held out", True)):
            print(f"## {which.name}, {title}")
            print(
                "\n".join(report([each for each in found if held_out(each.claim.passage) is held])),
                flush=True,
            )


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:] or SETS)
