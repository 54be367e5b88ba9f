"""The pages of several sites as one index has them."""

from datetime import UTC, datetime
from pathlib import Path

from ingest.corpus import Corpus
from ingest.page import Alternate, Page
from ingest.source import Fetched, Validators
from service.library import Shelf, content


def shelf(file: Path, prefix: str, host: str = "") -> Shelf:
    """A crawled site of two pages, one of which failed the last time."""
    corpus = Corpus.open(file)
    corpus.begin(file.stem)
    for path in ("/", "/red"):
        page = Page(f"{host}{path}", path, "T", "", "en", f"# {file.stem}{path}", datetime.now(UTC))
        corpus.save(Fetched(page, Validators()))
    corpus.fail(f"{host}/red", "no answer in time")
    corpus.finish(2)
    return Shelf(corpus, prefix)


def test_sites_have_their_own_addresses(tmp_path: Path) -> None:
    """Pages of a published site keep their URLs; others get one below the site's name, failed pages too."""
    shelves = [
        shelf(tmp_path / "wiki.db", ""),
        shelf(tmp_path / "notes.db", "/notes"),
        shelf(tmp_path / "docs.db", "/docs", "https://docs.test"),
    ]
    made = content(shelves)
    addresses = [(page.url, page.path) for page in made.pages]
    assert addresses == [
        *[("/", "/"), ("/red", "/red"), ("/notes", "/notes"), ("/notes/red", "/notes/red")],
        *[("https://docs.test/", "/docs"), ("https://docs.test/red", "/docs/red")],
    ]
    assert [passage.page_url for passage in made.passages] == [url for url, _ in addresses]
    assert made.unchecked == ("/red", "/notes/red", "https://docs.test/red")
    assert made.checked_at == min(each.corpus.crawled_at for each in shelves if each.corpus.crawled_at)
    for each in shelves:
        each.corpus.close()


def test_pages_can_be_read_again_with_their_translations(tmp_path: Path) -> None:
    """Below a prefix the translations are there too."""
    with Corpus.open(tmp_path / "wiki.db") as corpus:
        corpus.begin("wiki")
        for path, language in (("/guia", "pt"), ("/en/guia", "en")):
            page = Page(path, path, "T", "", language, "# T\n\nWords.", datetime.now(UTC))
            corpus.save(Fetched(page, Validators()))
        made = content([Shelf(corpus, "/wiki")])
        for _ in range(2):
            twins = {page.path: page.alternates for page in made.pages}
            assert twins == {
                "/wiki/en/guia": (Alternate("pt", "/wiki/guia"),),
                "/wiki/guia": (Alternate("en", "/wiki/en/guia"),),
            }
