"""What passages gain near the page that a question is asked from."""

from pathlib import Path

import pytest

from index.build import Builder, Content, NoProgress
from index.cache import EmbeddingCache
from index.embedders.hashing import HashingEmbedder
from index.models import Embedders
from index.prior import ANCHOR, PAGE, SECTION, Prior
from index.search import Query, search
from index.store import Generation
from index.stores.local import LocalStore
from ingest.passage import Passage
from ingest.split import split
from tests.index.test_search import pages

TEXT = "# Notes\n\nSettings are saved at once."
PATHS = (
    "/",
    "/en",
    "/en/admin/users",
    "/en/admin/users/roles",
    "/en/admin/billing",
    "/en/agents",
    "/en/agents/own",
)
FORMS = (
    "# Forms\n\nForms may be sent.\n\n## Saving\n\nSettings are saved at once.\n\n"
    "## Closing\n\nSettings are closed at once.\n"
)

EMBEDDERS = Embedders(lambda _: HashingEmbedder(), "hashing")


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    """Pages with one text in two sections and above them, and one page in parts."""
    folder: Path = tmp_path_factory.mktemp("prior")
    texts = {**dict.fromkeys(PATHS, ("en", TEXT, ())), "/en/forms": ("en", FORMS, ())}
    builder = Builder(LocalStore(folder / "index"), EMBEDDERS, EmbeddingCache.at(folder / "cache.db"))
    documents = pages(texts)
    content = Content("test", documents, [passage for page in documents for passage in split(page)])
    builder.build(content, NoProgress())
    live = builder.store.live()
    assert live
    return live


def passage_of(generation: Generation, path: str) -> Passage:
    """The first passage of a page."""
    page = generation.page(path)
    assert page
    return split(page)[0]


@pytest.mark.parametrize(
    ("asked_from", "in_section"),
    [
        ("/en/admin/users", {"/en/admin/users/roles", "/en/admin/billing"}),
        ("/en/admin/users/roles", set()),
        ("/en/agents", {"/en/agents/own"}),
        ("/en", set()),
        ("/", set()),
        ("/nowhere", set()),
        ("", set()),
    ],
)
def test_section_is_what_stands_below_the_same_parent(
    generation: Generation, asked_from: str, in_section: set[str]
) -> None:
    """Neither the site nor a language is a section: their pages would all gain."""
    prior = Prior.at(generation, asked_from)
    gains = {path: prior.gain(passage_of(generation, path)) for path in PATHS}
    assert {path for path, gain in gains.items() if gain == SECTION} == in_section
    assert {path for path, gain in gains.items() if gain == PAGE} == {asked_from} & set(PATHS)


def test_gains_are_ordered() -> None:
    """The page counts more than its section."""
    assert 0 < SECTION < PAGE
    assert ANCHOR > 0


def test_passage_under_the_heading_that_is_asked_from_weighs_more(generation: Generation) -> None:
    """A fragment tells which of the page's passages the asker sees."""
    for anchor in ("saving", "closing"):
        hits = search(generation, EMBEDDERS, Query("settings at once", "en", f"/en/forms#{anchor}"), 20)
        on_page = [hit.passage.anchor for hit in hits if hit.passage.page_url == "/en/forms"]
        assert on_page[0] == anchor


def test_page_whose_address_has_a_hash_is_found(tmp_path: Path) -> None:
    """What looks like a fragment may belong to the address."""
    builder = Builder(LocalStore(tmp_path / "index"), EMBEDDERS, EmbeddingCache.at(tmp_path / "cache.db"))
    documents = pages({"/notes#1": ("en", TEXT, ())})
    content = Content("test", documents, [passage for page in documents for passage in split(page)])
    builder.build(content, NoProgress())
    live = builder.store.live()
    assert live
    assert Prior.at(live, "/notes#1") == Prior("/notes#1", "/notes#1/")


def test_nothing_is_left_out(generation: Generation) -> None:
    """Whatever page is asked from, the same passages are found."""
    found = [
        {hit.number for hit in search(generation, EMBEDDERS, Query("settings saved", "en", path), 20)}
        for path in ("", "/en/agents", "/en/forms#saving")
    ]
    assert found[0] == found[1] == found[2]
