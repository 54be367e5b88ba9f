"""Syncs that workers do: they come to what one process comes to, whatever happens on the way."""

import asyncio
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from ingest.frontier import Frontier, Phase
from service.jobs.enqueuing import enqueue, last_round
from service.settings import SiteSettings
from service.wiring import Workspace
from tests.docs_site import WRITTEN, Fault, docs_site, numbered
from tests.service.jobs.installation import (
    live,
    results,
    run_workers,
    shared_workspace,
    site_settings,
    synced,
    synced_alone,
)  # fmt: skip

PAGES = numbered(60, sections=10)


@pytest.fixture
def workspace(tmp_path: Path, postgres: str) -> Workspace:
    """An installation that has synced nothing."""
    return shared_workspace(tmp_path / "data", postgres)


@contextmanager
def frontier(workspace: Workspace, site: SiteSettings) -> Iterator[Frontier]:
    """What became of a site's round."""
    with closing(workspace.tables(site)) as tables:
        yield Frontier(tables)


def test_workers_come_to_what_one_process_comes_to(
    workspace: Workspace, tmp_path: Path, postgres: str
) -> None:
    """The same fingerprint, pages and results, with three workers; a changed site again."""
    alone = shared_workspace(tmp_path / "alone", postgres)
    with docs_site(PAGES) as site:
        settings = site_settings(site)
        for _ in range(2):
            found, expected = synced(workspace, [settings], workers=3), synced_alone(alone, settings)
            assert found.info.fingerprint == expected.info.fingerprint
            assert found.info.passages == expected.info.passages
            assert [(page.url, page.markdown) for page in found.pages()] == [
                (page.url, page.markdown) for page in expected.pages()
            ]
            assert results(workspace) == results(alone)
            site.write("/section-1/page-11", "# Page 11\n\nOption 12 is gone.\n", WRITTEN + timedelta(days=1))
            site.pages.pop("/section-2/page-12", None)
    with frontier(workspace, settings) as opened:
        report = opened.report()
    assert (report.changed, report.removed, report.added) == (1, 1, 0)
    assert report.unchanged == len(PAGES) - 2


def test_an_unchanged_site_costs_no_page(workspace: Workspace) -> None:
    """A second round asks for sitemaps only, embeds nothing, and confirms the generation."""
    with docs_site(PAGES) as site:
        first = synced(workspace, [site_settings(site)]).info
        site.requests.clear()
        second = synced(workspace, [site_settings(site)]).info
        assert {request.path for request in site.requests} <= {
            "/robots.txt",
            "/sitemap.xml",
            "/sitemap-pages.xml",
        }
    assert second.number == first.number
    assert second.checked_at and first.checked_at and second.checked_at > first.checked_at


def test_two_plans_at_once_make_one_round(workspace: Workspace) -> None:
    """Each page is asked for once, though the sync was asked for three times."""
    with docs_site(PAGES) as site:
        settings = site_settings(site)
        for _ in range(3):
            asyncio.run(enqueue(workspace, [settings]))
        run_workers(workspace, 2)
        asked = [len(site.asked(f"{path}.md")) for path in PAGES if path != "/"]
    assert set(asked) == {1}
    assert last_round(workspace, settings).phase is Phase.DONE
    assert live(workspace).info.number == 1


def test_a_poison_page_is_parked_and_the_others_go_on(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that we cannot read is tried three times, and told with its reason; its older copy stays."""
    with docs_site(PAGES) as site:
        settings = site_settings(site)
        synced(workspace, [settings])
        for number in (11, 12):
            site.write(
                f"/section-{number % 10}/page-{number}", "# New\n\nWords.\n", WRITTEN + timedelta(days=1)
            )
        from ingest.sources import page_reader

        whole = page_reader.heading_title

        def choking(markdown: str) -> str:
            if "New" in markdown:
                raise RecursionError("too deep")
            return whole(markdown)

        with monkeypatch.context() as patched:
            patched.setattr(page_reader, "heading_title", choking)
            found = synced(workspace, [settings])
        asked = len(site.asked("/section-1/page-11.md"))
    with frontier(workspace, settings) as opened:
        parked = opened.parked()
    assert [(each.url.removeprefix(site.url), each.reason) for each in parked] == [
        ("/section-1/page-11", "RecursionError: too deep"),
        ("/section-2/page-12", "RecursionError: too deep"),
    ]
    assert asked == 1 + 3
    page = found.page("/section-1/page-11")
    assert page and "Set option 11" in page.markdown
    assert found.info.unchecked == tuple(each.url for each in parked)


def test_a_page_that_fails_for_now_is_tried_again(workspace: Workspace) -> None:
    """A server's error now does not lose the page."""
    with docs_site(PAGES) as site:
        site.faults["/section-1/page-11.md"] = site.faults["/section-1/page-11"] = Fault(status=503, times=5)
        found = synced(workspace, [site_settings(site)])
    assert found.page("/section-1/page-11")
    with frontier(workspace, site_settings(site)) as opened:
        assert not opened.parked()


def test_a_shrunk_site_is_not_believed(workspace: Workspace) -> None:
    """Nothing is removed, and the round says why it failed."""
    with docs_site(PAGES) as site:
        settings = site_settings(site)
        before = synced(workspace, [settings]).info
        for path in list(site.pages)[5:]:
            del site.pages[path]
        assert synced(workspace, [settings]).info == before
    last = last_round(workspace, settings)
    assert last.phase is Phase.FAILED
    assert "60 last time: nothing was removed" in last.problem


def test_a_site_that_stops_answering_is_given_up(workspace: Workspace) -> None:
    """After forty failures in a row nobody asks on, and nothing is removed."""
    with docs_site(numbered(200)) as site:
        settings = site_settings(site)
        site.faults |= {path: Fault(reset=True) for page in site.pages for path in (page, f"{page}.md")}
        del site.faults["/"]
        asyncio.run(enqueue(workspace, [settings]))
        run_workers(workspace, at_once=8)
    last = last_round(workspace, settings)
    assert last.phase is Phase.FAILED
    assert "stopped answering" in last.problem


def test_a_folder_is_read_by_one_worker(workspace: Workspace, tmp_path: Path) -> None:
    """What is on the disk needs no lanes, and is embedded and indexed all the same."""
    docs = tmp_path / "docs"
    docs.mkdir()
    for number in range(5):
        (docs / f"page-{number}.md").write_text(f"# Page {number}\n\nSet option {number}.\n")
    settings = SiteSettings(location=str(docs))
    found = synced(workspace, [settings])
    assert sum(found.info.pages.values()) == 5
    with frontier(workspace, settings) as opened:
        assert opened.report().added == 5
