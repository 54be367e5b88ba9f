"""The figures of steering as markdown tables: variants of a run, compared with the first one."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean

from index.evaluation.bootstrap import bootstrap_interval
from index.evaluation.ranking_metrics import Ranks
from tests.benchmarks.retrieval_tables import short
from tests.benchmarks.significance import p_value

COLUMNS = {"nDCG@5": "ndcg_at_5", "recall@5": "recall_at_5", "hit@1": "hit_at_1"}
COMPARED = {"nDCG@5": "ndcg_at_5", "hit@1": "hit_at_1"}

Variants = Mapping[str, Mapping[str, Ranks]]
"""The measures of each question, by its id, in each variant, by its name; the first is compared with."""

HEAD = ("questions", "n", "variant", *COLUMNS, *(f"{name} against the first (p)" for name in COMPARED))


def rows(title: str, variants: Variants, ids: Sequence[str]) -> list[tuple[str, ...]]:
    """One line a variant over these questions; none where there is no question."""
    base = next(iter(variants.values()))
    return [
        (title, str(len(ids)), name, *_means(ranks, ids), *_changes(base, ranks, ids, is_base=ranks is base))
        for name, ranks in variants.items()
        if ids
    ]


def table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A markdown table."""
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *lines))


def mean(values: Sequence[float]) -> str:
    """The mean with its 95 % interval."""
    low, high = bootstrap_interval(values)
    return f"{short(fmean(values))} [{short(low)}, {short(high)}]"


def change(before: Sequence[float], after: Sequence[float]) -> str:
    """The difference of the means, with its p-value by the paired randomisation test."""
    differences = [new - old for old, new in zip(before, after, strict=True)]
    value, p = fmean(differences), p_value(differences)
    return f"{'-' if value < 0 else '+'}{short(abs(value))} ({'< .001' if p < 0.001 else short(p)})"


def _means(ranks: Mapping[str, Ranks], ids: Sequence[str]) -> list[str]:
    return [mean(_values(ranks, ids, measure)) for measure in COLUMNS.values()]


def _changes(
    base: Mapping[str, Ranks], ranks: Mapping[str, Ranks], ids: Sequence[str], *, is_base: bool
) -> list[str]:
    if is_base:
        return [""] * len(COMPARED)
    return [change(_values(base, ids, name), _values(ranks, ids, name)) for name in COMPARED.values()]


def _values(ranks: Mapping[str, Ranks], ids: Sequence[str], measure: str) -> list[float]:
    return [float(getattr(ranks[id], measure)) for id in ids]
