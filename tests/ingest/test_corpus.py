"""The corpus: what it keeps, and what it survives."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.corpus import Corpus, Departure, Failure
from ingest.errors import IngestError
from ingest.journal import ChangeKind
from ingest.page import Alternate, Page
from ingest.source import Fetched, Validators
from tests.ingest.corpora import pytest_generate_tests  # noqa: F401 - pytest calls it

NOW = datetime(2026, 4, 7, 12, 30, tzinfo=UTC)
VALIDATORS = Validators('"abc"', "Tue, 07 Apr 2026 12:30:00 GMT", NOW)


def fetched(url: str, markdown: str = "# A\n", language: str = "en") -> Fetched:
    """A page with all its fields."""
    page = Page(
        url=url,
        path=url.removeprefix("https://docs.test") or "/",
        title="A",
        description="What it says.",
        language=language,
        markdown=markdown,
        fetched_at=NOW,
        last_modified=NOW - timedelta(days=1),
        alternates=(Alternate("pt", "/a"),),
    )
    return Fetched(page, VALIDATORS)


def test_a_file_keeps_a_page_to_the_last_character(tmp_path: Path) -> None:
    """A text may hold the character 0, which PostgreSQL knows in no text."""
    found = fetched("/a", "# A\n\x00text")
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        corpus.save(found)
        assert corpus.page("/a") == found.page


def test_a_page_comes_back_as_it_was_saved(corpus: Corpus) -> None:
    """Every field of page and validators survives."""
    found = fetched("https://docs.test/en/ação", "# Ação 🎉\n\r\ntext")
    corpus.save(found)
    assert corpus.page("https://docs.test/en/ação") == found.page
    assert corpus.validators("https://docs.test/en/ação") == VALIDATORS
    assert corpus.page("https://docs.test/none") is None
    assert corpus.validators("https://docs.test/none") is None


def test_a_page_saved_again_replaces_its_older_copy(corpus: Corpus) -> None:
    """Each URL is there once, and pages come in the order of their URLs."""
    for url, markdown in (("/b", "one"), ("/a", "two"), ("/b", "three")):
        corpus.save(fetched(url, markdown))
    assert [(page.url, page.markdown) for page in corpus.pages()] == [("/a", "two"), ("/b", "three")]
    assert corpus.urls() == {"/a", "/b"}
    assert corpus.languages() == {"en": 2}


def test_what_was_saved_is_there_after_a_kill(tmp_path: Path) -> None:
    """A second reader sees each page at once, without the writer having closed."""
    writer = Corpus.open(tmp_path / "corpus.db")
    writer.begin("https://docs.test")
    writer.save(fetched("/a"))
    with Corpus.open(tmp_path / "corpus.db") as reader:
        assert reader.urls() == {"/a"}
        assert reader.source == "https://docs.test"
        assert reader.crawled_at is None
    writer.close()


def test_a_moved_page_is_known_by_its_listing(corpus: Corpus) -> None:
    """The validators are found by the URL that the source lists, the page by its own."""
    corpus.save(fetched("/new"), listed="/old")
    assert corpus.validators("/old") == VALIDATORS
    assert corpus.validators("/new") is None
    assert (corpus.forget(["/old"]), corpus.drop()) == (1, ())
    assert (corpus.forget([]), corpus.drop()) == (0, (Departure("/new", "en", ""),))
    assert corpus.urls() == frozenset()


def test_removed_pages_are_fetched_afresh(corpus: Corpus) -> None:
    """With a page its validators go; until it is dropped, nothing is lost."""
    corpus.save(fetched("/a"))
    corpus.save(fetched("/b"))
    corpus.gone("/a", "the site says so")
    assert corpus.validators("/a") is None
    assert corpus.urls() == {"/a", "/b"}
    corpus.drop()
    assert corpus.urls() == {"/b"}
    assert corpus.failures() == (Failure("/a", "the site says so"),)


def test_what_became_of_a_page_is_told(corpus: Corpus) -> None:
    """Saving says whether readers see something new."""
    assert corpus.save(fetched("/a")) is ChangeKind.ADDED
    assert corpus.save(fetched("/a")) is None
    assert corpus.save(fetched("/a", "# Other\n")) is ChangeKind.CHANGED


def test_a_failure_keeps_the_older_copy(corpus: Corpus) -> None:
    """A page that fails stays as it was, and counts as failed until it is seen again."""
    corpus.save(fetched("/a"))
    corpus.fail("/a", "no answer in time")
    corpus.fail("/never-seen", "answered 403")
    assert corpus.failures() == (Failure("/a", "no answer in time"), Failure("/never-seen", "answered 403"))
    assert corpus.validators("/a") == VALIDATORS
    assert corpus.validators("/never-seen") is None
    assert corpus.unchecked() == ("/a",)
    corpus.confirm([("/a", [Alternate("es", "/es/a")])])
    assert corpus.unchecked() == ()
    assert [failure.url for failure in corpus.failures()] == ["/never-seen"]
    kept = corpus.page("/a")
    assert kept is not None
    assert kept.alternates == (Alternate("es", "/es/a"),)
    corpus.confirm([("/a", [])])
    assert corpus.page("/a") == kept


def test_a_crawl_that_was_cut_off_is_taken_up(corpus: Corpus) -> None:
    """Begun again, it counts from its first beginning; once finished, from now."""
    begun = corpus.begin("https://docs.test")
    corpus.confirm([("/a", [])])
    assert corpus.begin("https://docs.test") == begun
    corpus.finish(listed=12)
    assert corpus.listed == 12
    assert corpus.crawled_at is not None
    assert corpus.begin("https://docs.test") > begun


def test_only_what_this_crawl_saw_counts_as_visited(corpus: Corpus) -> None:
    """Pages of an earlier crawl and failures are not fresh."""
    corpus.save(fetched("/old"))
    begun = corpus.begin("")
    corpus.save(fetched("/confirmed"))
    corpus.confirm([("/confirmed", [])])
    corpus.fail("/failed", "why")
    assert corpus.visited_since(begun) == {"/confirmed"}


def test_another_location_replaces_the_pages(corpus: Corpus) -> None:
    """Pages, validators and counts of the former source go when the new crawl begins."""
    corpus.begin("https://docs.test")
    corpus.save(fetched("/a"))
    corpus.finish(listed=1)
    corpus.begin("https://other.test")
    assert corpus.urls() == frozenset()
    assert corpus.validators("/a") is None
    assert (corpus.source, corpus.listed, corpus.crawled_at) == ("https://other.test", 0, None)


@pytest.mark.parametrize(
    "content", [b"not a database, but long enough to look like one" * 100, b"SQLite format 3\0" + b"x" * 4096]
)
def test_a_damaged_file_is_told_with_advice(tmp_path: Path, content: bytes) -> None:
    """A file that is no database says what to do."""
    (tmp_path / "corpus.db").write_bytes(content)
    with pytest.raises(IngestError, match=r"damaged.*delete it and crawl again"):
        Corpus.open(tmp_path / "corpus.db")


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    """Nothing is written into it."""
    foreign = sqlite3.connect(tmp_path / "corpus.db")
    foreign.execute("CREATE TABLE notes (text)")
    foreign.commit()
    foreign.close()
    with pytest.raises(IngestError, match="another program"):
        Corpus.open(tmp_path / "corpus.db")


def test_a_corpus_of_another_version_is_told(tmp_path: Path) -> None:
    """An older or newer layout is not misread."""
    Corpus.open(tmp_path / "corpus.db").close()
    newer = sqlite3.connect(tmp_path / "corpus.db")
    newer.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(IngestError, match="another version"):
        Corpus.open(tmp_path / "corpus.db")


def test_a_place_that_cannot_hold_it_is_told(tmp_path: Path) -> None:
    """A file where the folder should be, a folder where the file should be."""
    (tmp_path / "file").write_text("x")
    for place in (tmp_path / "file" / "corpus.db", tmp_path):
        with pytest.raises(IngestError, match="cannot be opened"):
            Corpus.open(place)
