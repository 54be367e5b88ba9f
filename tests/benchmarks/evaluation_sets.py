"""The open sets that retrieval is measured on, and what each of them was used for."""

from dataclasses import dataclass

from tests.benchmarks.halves import Half, by_article, by_conversation


@dataclass(frozen=True, slots=True)
class EvaluationSet:
    """Questions (`queries`) about the corpus in `folder`, with the labels in `qrels`.

    `name` is for the command line and for files, `title` for readers. `note` says what was tuned on the set.
    `half` tells the questions that are held out where models are fitted on the others.
    """

    name: str
    title: str
    folder: str
    queries: str
    qrels: str
    note: str
    half: Half | None = None


_FITTED = "ranker and confidence model were fitted on the half that is not held out"
_LANGUAGE = f"the choice of language was tuned on all of it; {_FITTED}"

SETS = (
    EvaluationSet(
        "mtrag-lastturn", "MTRAG cloud, last turn (pool)", "mtrag-cloud", "queries-lastturn.jsonl",
        "qrels.tsv", "the ranker was fitted on the half that is not held out", by_conversation,
    ),
    EvaluationSet(
        "mtrag-rewrite", "MTRAG cloud, rewrite (pool)", "mtrag-cloud", "queries-rewrite.jsonl", "qrels.tsv",
        "the ranker was fitted on the half that is not held out, the confidence model on half the passages",
        by_conversation,
    ),
    EvaluationSet(
        "aws-dev", "AWS dev", "aws-dev", "queries.jsonl", "qrels.tsv",
        "no model was fitted on it; which names are left out of a search was decided on all of it",
    ),
    EvaluationSet(
        "squad2", "SQuAD 2, answerable", "squad2", "queries.jsonl", "qrels.tsv", _FITTED, by_article
    ),
    EvaluationSet(
        "xquad-en", "XQuAD en", "xquad", "queries-en.jsonl", "qrels-en-en.tsv", _LANGUAGE, by_article
    ),
    EvaluationSet(
        "xquad-es", "XQuAD es", "xquad", "queries-es.jsonl", "qrels-es-es.tsv", _LANGUAGE, by_article
    ),
    EvaluationSet(
        "xquad-es-en", "XQuAD es, asked of en", "xquad", "queries-es.jsonl", "qrels-es-en.tsv",
        _LANGUAGE, by_article,
    ),
    EvaluationSet("faquad", "FaQuAD", "faquad", "queries.jsonl", "qrels.tsv", _FITTED, by_article),
    EvaluationSet(
        "pira-pt", "Pira validation, pt", "pira-validation", "queries-pt.jsonl", "qrels.tsv",
        _LANGUAGE, by_article,
    ),
    EvaluationSet(
        "pira-en", "Pira validation, en", "pira-validation", "queries-en.jsonl", "qrels.tsv",
        "the choice of language was tuned on all of it", by_article,
    ),
)  # fmt: skip


def named(names: list[str]) -> list[EvaluationSet]:
    """The sets of these names, all of them where there is none, in the order of the table."""
    return [each for each in SETS if not names or each.name in names]
