"""Why a question got its answer, as tables for a terminal."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from service.explain import Explained, Explanation, Ranked


def explanation(found: Explanation) -> RenderableType:
    """Each part of the question, then what was said."""
    answer = found.answer
    verdict = f"{answer.status}: confidence {answer.confidence:.3f}"
    limits = f"answered from {found.answered_from:.2f}, in part from {found.partial_from:.2f}"
    said = [Text(f"{verdict} ({limits})", style="bold"), Text(answer.markdown)]
    return Group(*(line for part in found.parts for line in _part(part)), *said)


def _part(part: Explained) -> Iterator[RenderableType]:
    yield Text(part.question, style="bold")
    yield Text(f"language {part.language}, shape {part.shape}; searched for: {part.searched}")
    yield _passages(part.passages)
    yield _confidence(part)
    yield _choices(part)


def _passages(passages: tuple[Ranked, ...]) -> Table:
    table = Table("passage", "score", "dense (rank)", "BM25 (rank)", "tokens", "cross-encoder", title="found")
    for each in passages:
        figures = (_ranked(each.dense), _ranked(each.lexical), _figure(each.late), _figure(each.cross))
        table.add_row(escape(f"{each.passage}\n{each.headings}"), f"{each.score:.3f}", *figures)
    return table


def _confidence(part: Explained) -> Table:
    table = Table(
        "feature", "value", "adds", title=f"confidence {part.confidence:.3f}, by {part.way or 'nothing'}"
    )
    table.add_row("intercept", "", f"{part.intercept:+.2f}")
    for each in part.weighed:
        table.add_row(each.name, f"{each.value:.3f}", f"{each.adds:+.2f}")
    return table


def _choices(part: Explained) -> Table:
    table = Table("score", "words", title="might be quoted")
    for score, words in part.choices:
        table.add_row(f"{score:.3f}", escape(words))
    return table


def _ranked(found: tuple[int, float] | None) -> str:
    return f"{found[1]:.3f} ({found[0]})" if found else "-"


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
