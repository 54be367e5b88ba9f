"""Git checkouts of docs sites: `.gitbook.yaml`, shared texts, and the dates of commits."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.page import Page
from ingest.source import Listing
from ingest.sources import gitbook_yaml
from ingest.sources.fences import fences
from ingest.sources.folder import Folder
from ingest.sources.gitbook_yaml import Layout
from ingest.sources.includes import INCLUDED_MAX, expanded

pytestmark = pytest.mark.anyio
TAG = '{% include "x.md" %}'


def written(root: Path, files: Mapping[str, str]) -> Path:
    """A folder with these files."""
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root


async def listed(root: Path) -> dict[str, Listing]:
    """What the checkout lists, by path, in its order."""
    return {listing.path: listing for listing in await Folder(root, language="en").discover()}


async def read(root: Path, path: str) -> Page:
    """One page of the checkout."""
    source = Folder(root, language="en")
    listing = next(listing for listing in await source.discover() if listing.path == path)
    fetched = await source.fetch(listing, None)
    assert fetched is not None
    return fetched.page


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        ("", Layout()),
        ("root: ./docs/\n", Layout("docs", "README.md", "SUMMARY.md")),
        (
            "root: /docs//en\nstructure:\n  readme: ./home.md\n  summary: toc/list.md",
            Layout("docs/en", "home.md", "toc/list.md"),
        ),
        ("root: .", Layout()),
        ("root: ../secret\nstructure:\n  readme: ../../x.md", Layout()),
        ("root: [a]\nstructure: text\nredirects:\n  old: new.md", Layout()),
        ("root: 'unclosed", Layout()),
        ("- a list", Layout()),
        ("root: !!python/object/apply:os.getcwd []", Layout()),
    ],
)
def test_gitbook_yaml_gives_the_layout_and_never_fails(text: str, layout: Layout) -> None:
    """Paths come in one form; what is broken or leads out of the folder is as if it were not there."""
    assert gitbook_yaml.read(text) == layout


@given(st.text())
def test_any_text_gives_a_layout_below_its_folder(text: str) -> None:
    """Whatever stands in the file, its paths stay inside."""
    layout = gitbook_yaml.read(f"root: {text}")
    assert not layout.root.startswith(("/", ".."))


async def test_the_root_the_home_page_and_the_contents_are_where_gitbook_yaml_says(tmp_path: Path) -> None:
    """Pages are named from that root; what lies outside it is not published."""
    written(
        tmp_path,
        {
            ".gitbook.yaml": (
                "root: ./docs\nstructure:\n  readme: start/overview.md\n  summary: toc/contents.md\n"
            ),
            "CONTRIBUTING.md": "For contributors.",
            "docs/start/overview.md": "The home page.",
            "docs/README.md": "About this folder.",
            "docs/SUMMARY.md": "* [Old](draft.md)\n",
            "docs/toc/contents.md": "* [Guide](guides/a.md)\n* [Folder](../README.md)\n",
            "docs/guides/a.md": "The guide.",
            "docs/draft.md": "A draft.",
        },
    )
    listings = await listed(tmp_path)
    assert {path: listing.title for path, listing in listings.items()} == {
        "/guides/a": "Guide",
        "/README": "Folder",
        "/": "",
    }
    assert (await read(tmp_path, "/")).markdown == "The home page."


async def test_each_space_has_its_own_gitbook_yaml(tmp_path: Path) -> None:
    """A space's pages have the addresses that they would have without its `root`."""
    written(
        tmp_path,
        {
            "en/.gitbook.yaml": "root: ./content/\n",
            "en/content/SUMMARY.md": "* [Home](README.md)\n* [Set-up](guides/setup.md)\n",
            "en/content/README.md": "Home",
            "en/content/guides/setup.md": "Set-up",
            "en/notes.md": "For translators.",
            "pt/.gitbook.yaml": "structure:\n  readme: inicio.md\n",
            "pt/inicio.md": "Início",
            "pt/guia.md": "Guia",
        },
    )
    listings = await listed(tmp_path)
    assert {path: listing.language for path, listing in listings.items()} == {
        "/en": "en",
        "/en/guides/setup": "en",
        "/pt": "pt",
        "/pt/guia": "pt",
    }


async def test_a_space_inside_the_root_of_another_one_follows_it(tmp_path: Path) -> None:
    """`docs/en` is `/en` where `docs` is the site's root."""
    written(
        tmp_path,
        {
            ".gitbook.yaml": "root: docs",
            "docs/README.md": "Home",
            "docs/en/.gitbook.yaml": "root: pages",
            "docs/en/pages/a.md": "A page",
        },
    )
    assert set(await listed(tmp_path)) == {"/", "/en/a"}


async def test_a_root_without_pages_is_passed_over(tmp_path: Path) -> None:
    """A checkout of a part of the repository is better read than refused."""
    written(tmp_path, {".gitbook.yaml": "root: ./gone\n", "a.md": "A page."})
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / ".gitbook.yaml").symlink_to(tmp_path / "nowhere")
    assert set(await listed(tmp_path)) == {"/a"}


async def test_a_page_has_the_texts_that_it_includes(tmp_path: Path) -> None:
    """Front matter of the shared text is not shown; a change of that text changes the page."""
    tag = '{% include "../.gitbook/includes/note.md" %}'
    page = f"# P\n\n{tag}\n\n* item\n\n  {tag.replace('../', '/')}\n"
    note = "---\ntitle: Note\n---\n\nKeep the **key** safe.\n\nAlways.\n"
    written(tmp_path, {"guides/p.md": page, ".gitbook/includes/note.md": note})
    source = Folder(tmp_path, language="en")
    (listing,) = await source.discover()
    first = await source.fetch(listing, None)
    assert first is not None
    assert first.page.markdown == (
        "# P\n\nKeep the **key** safe.\n\nAlways.\n\n* item\n\n  Keep the **key** safe.\n\n  Always."
    )
    assert await source.fetch(listing, first.validators) is None
    written(tmp_path, {".gitbook/includes/note.md": "Changed."})
    second = await source.fetch(listing, first.validators)
    assert second is not None
    assert second.page.markdown == "# P\n\nChanged.\n\n* item\n\n  Changed."


async def test_nothing_outside_the_checkout_is_included(tmp_path: Path) -> None:
    """Neither by name nor by link, nor what is no markdown; the tag stays."""
    site = tmp_path / "site"
    tags = [
        f'{{% include "{name}" %}}' for name in ("../secret.md", "link.md", "key.txt", "gone.md", "\0.md")
    ]
    written(tmp_path, {"secret.md": "secret", "site/key.txt": "secret", "site/p.md": "\n\n".join(tags)})
    (site / "link.md").symlink_to(tmp_path / "secret.md")
    assert (await read(site, "/p")).markdown == "\n\n".join(tags)


@pytest.mark.parametrize(
    "markdown",
    [
        f"```\n{TAG}\n```",
        f"* item\n\n      ~~~ md\n      {TAG}\n      ~~~",
        f"In a sentence, {TAG} is no block.",
        "{% include x.md %}",
    ],
)
def test_tags_in_code_and_in_sentences_stay(markdown: str) -> None:
    """A page that explains the tag keeps its example."""
    assert expanded(markdown, "p.md", lambda _: "SHARED") == markdown


def test_texts_that_include_each_other_end() -> None:
    """A cycle stops at its second turn, a flood at the hundredth text."""
    assert expanded(TAG, "p.md", {"x.md": f"x\n{TAG}"}.get) == f"x\n{TAG}"
    flood = {f"{n}.md": f'{{% include "{n + 1}.md" %}}\n' * 2 + "text" for n in range(40)}
    text = expanded('{% include "0.md" %}', "p.md", flood.get)
    assert 0 < text.count("text") <= INCLUDED_MAX


def test_a_fence_ends_at_its_own_kind_and_an_unclosed_one_is_none() -> None:
    """A longer fence may hold shorter ones; inline code at a line's start opens nothing."""
    text = "````md\n```\n````\n``` a`b ```\n~~~\n```\nx\n```\nlast\n"
    assert [text[start:end] for start, end in fences(text)] == ["````md\n```\n````", "```\nx\n```"]


@given(st.text(alphabet="`~ a\n", max_size=200))
def test_fences_come_in_order_and_begin_and_end_with_marks(text: str) -> None:
    """They never overlap, and each stands on whole lines."""
    done = 0
    for start, end in fences(text):
        assert done <= start < end
        assert start == 0 or text[start - 1] == "\n"
        assert text[start:end].strip()[:3] in ("```", "~~~")
        assert text[start:end].strip()[-3:] == text[start:end].strip()[:3]
        done = end


def git(folder: Path, *words: str, date: str = "2020-01-01T00:00:00Z") -> None:
    """Run git in a folder, without the settings of this machine's user."""
    program = shutil.which("git")
    if program is None:
        pytest.skip("git is not installed, so no repository can be made")
    names = {f"GIT_{who}_{what}": "a@b.test" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_COMMITTER_DATE": date}
    subprocess.run([program, *words], cwd=folder, env={**os.environ, **names, **settings}, check=True)  # noqa: S603


async def test_a_page_is_as_old_as_the_last_commit_that_changed_it(tmp_path: Path) -> None:
    """Also below the work tree's root, and with letters that git would quote; a new file has its own date."""
    written(tmp_path, {"docs/a.md": "A", "docs/instalação.md": "B"})
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "one")
    written(tmp_path, {"docs/a.md": "A, changed"})
    git(tmp_path, "commit", "--quiet", "-a", "-m", "two", date="2021-02-03T04:05:06Z")
    written(tmp_path, {"docs/new.md": "C"})
    os.utime(tmp_path / "docs" / "new.md", (5, 5))
    listings = await listed(tmp_path / "docs")
    assert {path: listing.last_modified for path, listing in listings.items()} == {
        "/a": datetime(2021, 2, 3, 4, 5, 6, tzinfo=UTC),
        "/instalação": datetime(2020, 1, 1, tzinfo=UTC),
        "/new": datetime.fromtimestamp(5, UTC),
    }


async def test_a_history_that_cannot_be_read_is_no_error(tmp_path: Path) -> None:
    """Without a commit, and in a folder that only looks like a repository, files have their own dates."""
    written(tmp_path, {"a.md": "A"})
    (tmp_path / ".git").write_text("gitdir: /nowhere\n")
    os.utime(tmp_path / "a.md", (5, 5))
    assert (await listed(tmp_path))["/a"].last_modified == datetime.fromtimestamp(5, UTC)
