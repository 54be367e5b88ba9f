"""What a corpus remembers of its pages' comings and goings."""

from datetime import UTC, datetime, timedelta

from ingest.corpus import Corpus
from ingest.journal import ChangeKind
from ingest.page import Page
from ingest.source import Fetched, Validators
from tests.ingest.corpora import pytest_generate_tests  # noqa: F401 - pytest calls it


def save(corpus: Corpus, url: str, markdown: str, listed: str = "") -> None:
    """Store a page of this text."""
    page = Page(url, url, "T", "", "en", markdown, datetime.now(UTC))
    corpus.save(Fetched(page, Validators()), listed)


def kinds(corpus: Corpus, url: str) -> list[tuple[ChangeKind, str]]:
    """What happened to a page, with the URLs that it had."""
    return [(change.kind, change.url) for change in corpus.journal.of(url)]


def crawl(corpus: Corpus, *pages: tuple[str, str]) -> None:
    """One whole crawl of a source that has these pages."""
    corpus.begin("site")
    for url, markdown in pages:
        save(corpus, url, markdown)
    corpus.forget(url for url, _ in pages)
    corpus.drop()
    corpus.finish(len(pages))


def test_changes_are_noted_with_their_pages(corpus: Corpus) -> None:
    """Each page that came, changed or went; an unchanged one is no news."""
    crawl(corpus, ("/a", "one"), ("/b", "two"))
    crawl(corpus, ("/a", "one"), ("/b", "other"))
    crawl(corpus, ("/b", "other"))
    told = [(change.kind, change.url) for change in corpus.journal.since()]
    assert told == [
        (ChangeKind.ADDED, "/a"),
        (ChangeKind.ADDED, "/b"),
        (ChangeKind.CHANGED, "/b"),
        (ChangeKind.REMOVED, "/a"),
    ]


def test_only_what_happened_since_is_told(corpus: Corpus) -> None:
    """The moment itself counts."""
    crawl(corpus, ("/a", "one"))
    first = next(corpus.journal.since())
    assert list(corpus.journal.since(first.at)) == [first]
    assert list(corpus.journal.since(first.at + timedelta(microseconds=1))) == []


def test_a_renamed_page_keeps_its_history(corpus: Corpus) -> None:
    """The same text at another address is the same page; so it is when it comes back."""
    crawl(corpus, ("/old", "text"))
    crawl(corpus, ("/old", "longer text"))
    crawl(corpus, ("/new", "longer text"))
    assert kinds(corpus, "/new") == [
        (ChangeKind.ADDED, "/old"),
        (ChangeKind.CHANGED, "/old"),
        (ChangeKind.MOVED, "/new"),
    ]
    crawl(corpus, ("/old", "longer text"))
    assert kinds(corpus, "/old") == [
        *[(ChangeKind.ADDED, "/old"), (ChangeKind.CHANGED, "/old")],
        *[(ChangeKind.MOVED, "/new"), (ChangeKind.MOVED, "/old")],
    ]


def test_a_page_that_its_site_redirects_moved_there(corpus: Corpus) -> None:
    """Whatever the text at the new address, and whether that was there before."""
    crawl(corpus, ("/old", "text"), ("/b", "other"))
    corpus.begin("site")
    save(corpus, "/b", "both texts", listed="/old")
    save(corpus, "/b", "both texts")
    corpus.drop()
    moved = [change for change in corpus.journal.since() if change.kind is ChangeKind.MOVED]
    assert [(change.previous, change.url) for change in moved] == [("/old", "/b")]


def test_a_page_of_the_same_text_that_was_there_before_is_another(corpus: Corpus) -> None:
    """A copy that stays says nothing of the one that goes."""
    crawl(corpus, ("/a", "text"), ("/copy", "text"))
    crawl(corpus, ("/copy", "text"))
    assert kinds(corpus, "/a")[-1] == (ChangeKind.REMOVED, "/a")
