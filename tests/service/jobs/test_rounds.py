"""Syncs that workers do: they come to what one process comes to, whatever happens on the way."""

import asyncio
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from ingest.corpus import Failure
from ingest.errors import BusyError
from ingest.frontier import Frontier, Phase, Round
from ingest.sources import page_reader
from ingest.title import heading_title
from service.jobs.enqueuing import enqueue
from service.settings import SiteSettings
from service.wiring import Workspace
from tests.docs_site import WRITTEN, DocsSite, Fault, docs_site, numbered
from tests.service.jobs.installation import (
    SOON,
    live,
    results,
    run_workers,
    shared_workspace,
    site_settings,
    synced,
    synced_alone,
)  # fmt: skip

PAGES = numbered(60, sections=10)
LATER = WRITTEN + timedelta(days=1)


@contextmanager
def installed(data: Path, store: str, site: DocsSite) -> Iterator[tuple[Workspace, Frontier]]:
    """An installation with this site, which has synced nothing, and what becomes of its rounds."""
    workspace = shared_workspace(data, store, site_settings(site))
    with closing(workspace.tables(workspace.sites[0])) as tables:
        yield workspace, Frontier(tables)


def test_workers_come_to_what_one_process_comes_to(tmp_path: Path, postgres: str) -> None:
    """The same fingerprint, pages and results, with three workers; a changed site again."""
    with docs_site(PAGES) as site, installed(tmp_path / "data", postgres, site) as (workspace, frontier):
        alone = shared_workspace(tmp_path / "alone", postgres, site_settings(site))
        for _ in range(2):
            found, expected = synced(workspace, workers=3), synced_alone(alone)
            assert found.info.fingerprint == expected.info.fingerprint
            assert found.info.passages == expected.info.passages
            assert [(page.url, page.markdown) for page in found.pages()] == [
                (page.url, page.markdown) for page in expected.pages()
            ]
            assert results(workspace) == results(alone)
            site.write("/section-1/page-11", "# Page 11\n\nOption 12 is gone.\n", LATER)
            site.pages.pop("/section-2/page-12", None)
        report = frontier.report()
    assert (report.changed, report.removed, report.added) == (1, 1, 0)
    assert report.unchanged == len(PAGES) - 2


def test_an_unchanged_site_costs_no_page(tmp_path: Path, postgres: str) -> None:
    """A second round asks for the sitemaps only, and confirms the generation."""
    with docs_site(PAGES) as site, installed(tmp_path, postgres, site) as (workspace, _):
        first = synced(workspace).info
        site.requests.clear()
        second = synced(workspace).info
        assert {request.path for request in site.requests} == {"/sitemap.xml", "/sitemap-pages.xml"}
    assert second.number == first.number
    assert second.checked_at and first.checked_at and second.checked_at > first.checked_at


def test_two_plans_at_once_make_one_round(tmp_path: Path, postgres: str) -> None:
    """Each page is asked for once, though the sync was asked for three times, by two names of the site."""
    with docs_site(PAGES) as site, installed(tmp_path, postgres, site) as (workspace, frontier):
        for _ in range(3):
            asyncio.run(enqueue(workspace, workspace.sites))
        run_workers(workspace, 2)
        asked = [len(site.asked(f"{path}.md")) for path in PAGES if path != "/"]
        assert set(asked) == {1}
        assert frontier.round.phase is Phase.DONE
    assert live(workspace).info.number == 1


def test_a_poison_page_is_parked_and_the_others_go_on(
    tmp_path: Path, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that we cannot read is tried three times, and told with its reason; its older copy stays."""
    with docs_site(PAGES) as site, installed(tmp_path, postgres, site) as (workspace, frontier):
        synced(workspace)
        site.write("/section-1/page-11", "# New\n\nWords.\n", LATER)
        site.write("/section-2/page-12", "# Page 12\n\nOther words.\n", LATER)
        monkeypatch.setattr(page_reader, "heading_title", choking)  # a bug that nobody knows yet
        found = synced(workspace)
        asked = len(site.asked("/section-1/page-11.md"))
        parked = frontier.parked()
        assert frontier.report().changed == 1
    url = f"{site.url}/section-1/page-11"
    assert parked == (Failure(url, "RecursionError: too deep"),)
    assert asked == 1 + SOON.tries
    page = found.page("/section-1/page-11")
    assert page and "Set option 11" in page.markdown
    assert found.info.unchecked == (url,)


def choking(markdown: str) -> str:
    """As `heading_title`, but for one page."""
    if "New" in markdown:
        raise RecursionError("too deep")
    return heading_title(markdown)


def test_a_page_that_fails_for_now_is_tried_again(tmp_path: Path, postgres: str) -> None:
    """A server's error now does not lose the page."""
    with docs_site(PAGES) as site, installed(tmp_path, postgres, site) as (workspace, frontier):
        busy = Fault(status=503, headers={"Retry-After": "3600"}, times=1)
        site.faults["/section-1/page-11.md"] = busy
        found = synced(workspace)
        assert len(site.asked("/section-1/page-11.md")) == 2
        assert not frontier.parked()
    assert found.page("/section-1/page-11")


def test_a_shrunk_site_is_not_believed(tmp_path: Path, postgres: str) -> None:
    """Nothing is removed, and the round says why it failed."""
    with docs_site(PAGES) as site, installed(tmp_path, postgres, site) as (workspace, frontier):
        before = synced(workspace).info
        for path in list(site.pages)[5:]:
            del site.pages[path]
        assert synced(workspace).info == before
        last = frontier.round
    assert last.phase is Phase.FAILED
    assert "60 last time: nothing was removed" in last.problem


def test_a_site_that_stops_answering_is_given_up(tmp_path: Path, postgres: str) -> None:
    """After forty failures in a row nobody asks on, and nothing is removed."""
    with docs_site(numbered(200)) as site, installed(tmp_path, postgres, site) as (workspace, frontier):
        busy = Fault(status=503, headers={"Retry-After": "3600"})
        site.faults |= {f"{path}.md": busy for path in site.pages if path != "/"}
        asyncio.run(enqueue(workspace, workspace.sites))
        run_workers(workspace)
        last = frontier.round
        assert last.phase is Phase.FAILED
        assert "stopped answering: 40 pages" in last.problem
        assert len(site.requests) < 150


def test_another_address_waits_for_its_turn(tmp_path: Path, postgres: str) -> None:
    """Where no sites are set, a sync of one address and then of another leaves the pages of the latter."""
    workspace = shared_workspace(tmp_path / "data", postgres)
    for name in ("one", "two"):
        docs = tmp_path / name
        docs.mkdir()
        (docs / f"{name}.md").write_text(f"# Page {name}\n\nSet option {name}.\n")
        (docs / "README.md").write_text(f"# Home of {name}\n\nWelcome.\n")
        asyncio.run(enqueue(workspace, [SiteSettings(location=str(docs))]))
    run_workers(workspace, 2)
    found = live(workspace)
    assert [page.path for page in found.pages()] == ["/", "/two"]
    assert found.info.source == str(tmp_path / "two")


def test_nobody_crawls_beside_workers(tmp_path: Path, postgres: str) -> None:
    """While a round is under way, a sync by one process says that it is to wait."""
    with docs_site(PAGES) as site, installed(tmp_path, postgres, site) as (workspace, frontier):
        frontier.begin(Round(Phase.FETCH), ())
        with pytest.raises(BusyError, match="Workers sync this site"):
            synced_alone(workspace)
        assert not site.requests


def test_a_folder_is_read_by_one_worker(tmp_path: Path, postgres: str) -> None:
    """What is on the disk is embedded and indexed by jobs all the same; it needs no settings."""
    docs = tmp_path / "docs"
    docs.mkdir()
    for number in range(5):
        (docs / f"page-{number}.md").write_text(f"# Page {number}\n\nSet option {number}.\n")
    workspace = shared_workspace(tmp_path / "data", postgres)
    asyncio.run(enqueue(workspace, [SiteSettings(location=str(docs))]))
    run_workers(workspace)
    assert sum(live(workspace).info.pages.values()) == 5
