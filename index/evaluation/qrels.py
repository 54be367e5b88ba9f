"""Read relevance judgements: which page answers which question, and how well."""

from collections.abc import Collection
from pathlib import Path

from index.errors import DatasetError
from index.records import lines


def read_qrels(file: Path, questions: Collection[str]) -> dict[str, dict[str, int]]:
    """The grades of these questions; others pass, for several queries files may share one file of qrels.

    Raises DatasetError, with file and line, where a line is no judgement, and where none is left.
    """
    grades: dict[str, dict[str, int]] = {}
    for number, line in lines(file):
        match line.rstrip("\r\n").split("\t"):
            case ["query-id", *_] if number == 1:
                continue
            case [question, page, grade] if grade.strip().isdecimal():
                grades.setdefault(question, {})[page] = int(grade)
            case _:
                raise DatasetError(
                    f"{file}, line {number}: expected query-id, corpus-id and a whole score, with tabs."
                )
    known = {question: pages for question, pages in grades.items() if question in questions}
    if not known:
        raise DatasetError(
            f"{file} names none of the questions asked: pass the --qrels that go with --queries."
        )
    return known
