"""Which pages of the index answer a labelled question."""

from dataclasses import replace
from datetime import UTC, datetime

from index.evaluation.dataset import Dataset, LiveIndex, Question
from ingest.page import Alternate, Page
from service.gold import gold_pages

DATASET = Dataset(
    "set",
    "queries.jsonl",
    "",
    tuple(Question(id, "?") for id in ("one", "two", "lost", "unlabelled")),
    {"one": {"/en/users": 1}, "two": {"/en/home": 1, "/en/users": 0, "/gone": 1}, "lost": {"/gone": 1}},
    LiveIndex(),
)


def page(path: str, *twins: str) -> Page:
    """A page of a website that names these others as its translations."""
    alternates = tuple(Alternate("pt", twin) for twin in twins)
    return Page(
        f"https://docs.example{path}", path, "", "", "en", "", datetime.now(UTC), alternates=alternates
    )


def answering(*pages: Page) -> dict[str, set[str]]:
    """The paths of the pages that answer each question."""
    ids = {each.url: each.path for each in pages}
    return {id: {ids[url] for url in urls} for id, urls in gold_pages(DATASET, pages, ids).items()}


def test_pages_are_named_as_the_set_names_them() -> None:
    """A page of grade 0 does not answer; a question whose page is not there is left out, as one without."""
    assert answering(page("/en/users"), page("/en/home")) == {"one": {"/en/users"}, "two": {"/en/home"}}


def test_a_translation_answers_too() -> None:
    """Whichever of the pages names the other, and if a third one names both."""
    users, usuarios, usuarios_es = page("/en/users"), page("/usuarios"), page("/es/usuarios")
    twins = {"one": {"/en/users", "/usuarios"}}
    assert answering(page("/en/users", "/usuarios"), usuarios) == twins
    assert answering(users, page("/usuarios", "/en/users")) == twins
    named = (Alternate("en", "/en/users"), Alternate("es", "/es/usuarios"))
    assert answering(users, replace(usuarios, alternates=named), usuarios_es) == twins
    assert answering(page("/en/users", "/usuarios", "/es/usuarios"), usuarios, usuarios_es) == {
        "one": {"/en/users", "/usuarios", "/es/usuarios"}
    }
