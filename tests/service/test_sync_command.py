"""`crawl` and `sync` on sites of several kinds, run as a program."""

import json
from pathlib import Path

import pytest

from tests.docs_site import DocsSite, Fault, docs_site
from tests.service.test_cli import askdocs

PAGES = {f"/page-{number}": f"# Page {number}\n\nOption {number} is blue.\n" for number in range(5)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of two pages."""
    root = tmp_path / "wiki"
    root.mkdir()
    (root / "README.md").write_text(
        "# Wiki\n\nThe wiki explains which colours there are and how they are used.\n"
    )
    (root / "red.md").write_text("# Red\n\nRed is a colour that this [wiki](README.md) says is warm.\n")
    return root


@pytest.fixture
def two_sites(tmp_path: Path, folder: Path) -> Path:
    """Settings of two sites: the folder, and a second one in which one page is left out."""
    other = tmp_path / "notes"
    other.mkdir()
    (other / "README.md").write_text("# Notes\n\nThese are the notes that we made about green.\n")
    (other / "draft.md").write_text("# Draft\n\nNothing yet.\n")
    file = tmp_path / "askdocs.toml"
    file.write_text(
        f'[[site]]\nname = "wiki"\nlocation = "{folder}"\n\n'
        f'[[site]]\nname = "notes"\nlocation = "{other}"\nexclude = ["/draft"]\n'
    )
    return file


def paths(data: Path, *options: str | Path) -> set[str]:
    """The URLs of all indexed pages."""
    lines = askdocs(*options, "export", "pages", data=data).stdout.splitlines()
    return {json.loads(line)["url"] for line in lines}


def test_crawl_that_misses_pages_ends_with_a_status_of_its_own(tmp_path: Path) -> None:
    """What came is stored, what failed is told by reason, with an example."""
    with docs_site(PAGES) as site:
        site.faults |= {f"/page-{number}{end}": Fault(status=403) for number in (1, 2) for end in ("", ".md")}
        done = askdocs("sync", site.url, "--allow-private", data=tmp_path)
        assert done.returncode == 3
        assert "2 failed: the site answered 403 (such as" in done.stderr
        assert len(paths(tmp_path)) == 3
        site.faults.clear()
        done = askdocs("sync", "--allow-private", data=tmp_path)
        assert done.returncode == 0
    assert len(paths(tmp_path)) == 5


def test_log_gets_plain_lines_and_machines_get_events(tmp_path: Path, folder: Path) -> None:
    """Without a terminal there is no bar; with --json there is nothing but JSON on standard output."""
    done = askdocs("crawl", folder, data=tmp_path)
    lines = done.stderr.splitlines()
    assert lines[0] == "crawl: 2 to do"
    assert lines[1].startswith(f"{folder}: 2 pages in ")
    assert lines[2:] == ["en: 2 added"]
    done = askdocs("sync", "--json", data=tmp_path)
    events = [json.loads(line) for line in done.stdout.splitlines()]
    crawled = next(event for event in events if event["event"] == "crawled")
    assert (crawled["listed"], crawled["whole"]) == (2, True)
    assert crawled["languages"]["en"]["unchanged"] == 2
    assert [event["outcome"] for event in events if event["event"] == "page"] == ["unchanged"] * 2
    assert (events[-1]["event"], events[-1]["anew"], events[-1]["pages"]) == ("indexed", True, {"en": 2})


def test_several_sites_are_one_index(tmp_path: Path, two_sites: Path) -> None:
    """The first one's pages are at the root, the others' below their names; each has its rules."""
    data = tmp_path / "data"
    done = askdocs("--config", two_sites, "sync", data=data)
    assert done.returncode == 0, done.stderr
    assert paths(data, "--config", two_sites) == {"/", "/red", "/notes"}
    status = json.loads(askdocs("--config", two_sites, "status", "--json", data=data).stdout)
    assert [(site["name"], site["pages"]) for site in status["sites"]] == [
        ("wiki", {"en": 2}),
        ("notes", {"en": 1}),
    ]


def test_one_of_several_sites_is_synced_by_its_name(tmp_path: Path, two_sites: Path, folder: Path) -> None:
    """The others stay as they were; an unknown name is told."""
    data = tmp_path / "data"
    askdocs("--config", two_sites, "sync", data=data)
    (folder / "blue.md").write_text("# Blue\n")
    (tmp_path / "notes" / "yellow.md").write_text("# Yellow\n")
    assert askdocs("--config", two_sites, "sync", "notes", data=data).returncode == 0
    assert paths(data, "--config", two_sites) == {"/", "/red", "/notes", "/notes/yellow"}
    done = askdocs("--config", two_sites, "sync", "https://x.test", data=data)
    assert done.returncode == 1
    assert "name one of wiki, notes" in done.stderr


def test_site_that_fails_does_not_hold_up_the_others(tmp_path: Path, two_sites: Path, folder: Path) -> None:
    """Its last pages stay, and the failure is told."""
    data = tmp_path / "data"
    askdocs("--config", two_sites, "sync", data=data)
    folder.rename(tmp_path / "away")
    (tmp_path / "notes" / "yellow.md").write_text("# Yellow\n")
    done = askdocs("--config", two_sites, "sync", data=data)
    assert done.returncode == 3
    assert "failed: " in done.stderr
    assert paths(data, "--config", two_sites) == {"/", "/red", "/notes", "/notes/yellow"}


def test_changes_are_listed(tmp_path: Path, folder: Path) -> None:
    """Added, changed, moved and removed pages, for people and for machines."""
    askdocs("crawl", folder, data=tmp_path)
    (folder / "red.md").rename(folder / "crimson.md")
    (folder / "README.md").write_text(
        "# Wiki\n\nThe wiki explains which of the colours there are and how they are used.\n"
    )
    askdocs("crawl", data=tmp_path)
    found = [json.loads(line) for line in askdocs("changes", "--json", data=tmp_path).stdout.splitlines()]
    told = {(change["kind"], change["url"], change["previous"]) for change in found}
    assert told == {
        ("added", "/", ""),
        ("added", "/red", ""),
        ("changed", "/", ""),
        ("moved", "/crimson", "/red"),
    }
    lines = askdocs("changes", "--since", "1h", data=tmp_path).stdout.splitlines()
    assert len(lines) == 4
    assert any("moved" in line and "/crimson (from /red)" in line for line in lines)
    lines = askdocs("changes", "--page", "/crimson", data=tmp_path).stdout.splitlines()
    assert [line.split()[2] for line in lines] == ["added", "moved"]
    assert askdocs("changes", "--since", "2100-01-01", data=tmp_path).stdout == ""


def test_second_sync_of_a_folder_at_once_is_told(tmp_path: Path, folder: Path) -> None:
    """One process works in a folder at a time."""
    from ingest.lock import ProcessLock

    with ProcessLock(tmp_path / "sync.lock"):
        done = askdocs("sync", folder, data=tmp_path)
    assert done.returncode == 1
    assert "wait until it is done" in done.stderr


def test_shrunken_site_is_not_believed(tmp_path: Path) -> None:
    """The index stays, unless --accept-shrink says that it is right."""

    def sync(site: DocsSite, *options: str) -> int:
        return askdocs("sync", site.url, "--allow-private", *options, data=tmp_path).returncode

    with docs_site(PAGES) as site:
        assert sync(site) == 0
        for path in list(PAGES)[:3]:
            del site.pages[path]
        assert sync(site) == 1
        assert len(paths(tmp_path)) == 5
        assert sync(site, "--accept-shrink") == 0
        assert len(paths(tmp_path)) == 2
