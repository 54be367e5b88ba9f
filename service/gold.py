"""The pages that answer a labelled question, in every language that the index has them in."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from index.evaluation.dataset import Dataset
from ingest.page import Page


def gold_pages(dataset: Dataset, pages: Iterable[Page], ids: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """The URLs of the pages that answer each question, by its id; `ids` are the data set's, by URL.

    A page's translations answer what it answers. Questions that no page is known to answer are left out.
    """
    called = {page.url: {page.path, *(twin.path for twin in page.alternates)} for page in pages}
    callers = _inverse((url, path) for url, paths in called.items() for path in paths)
    urls = _inverse((url, id) for url, id in ids.items())
    gold = {
        question.id: frozenset(
            twin
            for id in dataset.gold(question.id)
            for url in urls.get(id, ())
            for path in called[url]
            for twin in callers[path]
        )
        for question in dataset.questions
    }
    return {question: found for question, found in gold.items() if found}


def _inverse(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """The first ones of each second one."""
    firsts: dict[str, set[str]] = defaultdict(set)
    for first, second in pairs:
        firsts[second].add(first)
    return firsts
