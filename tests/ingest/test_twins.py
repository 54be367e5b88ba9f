"""Pages are paired with their translations by what translators keep, and by nothing else."""

import re
import tarfile
import tracemalloc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from posixpath import normpath
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.language import below_language
from ingest.page import Alternate, Page
from ingest.sources import open_source
from ingest.twins import find_twins, pair_twins, with_twins

FETCHED = datetime(2024, 5, 1, tzinfo=UTC)
ADMIN = "/administracao-e-configuracao"
ADMINISTRATION = "/en/administration-and-configuration"
SAMPLE_TWINS = {
    "/": "/en",
    ADMIN: ADMINISTRATION,
    f"{ADMIN}/faturamento": f"{ADMINISTRATION}/billing",
    f"{ADMIN}/faturamento/suporte": f"{ADMINISTRATION}/billing/support",
    f"{ADMIN}/artefatos/conectores/openapi": f"{ADMINISTRATION}/artifacts/connectors/openapi",
    "/integracoes/sql-server": "/en/integrations/sql-server",
    "/integracoes/sql-server/api-deploy": "/en/integrations/sql-server/api-deploy",
}
FILLER = {
    "pt": "Esta página explica como configurar o produto.",
    "en": "This page tells you how to set things up.",
    "es": "Aquí se cuenta cómo usar el sistema.",
}


def page(language: str, path: str, markdown: str = "", alternates: tuple[Alternate, ...] = ()) -> Page:
    """A page with a sentence in its language before the markdown."""
    text = f"{FILLER[language]}\n\n{markdown}"
    return Page(path, path, "", "", language, text, FETCHED, alternates=alternates)


def specific(name: str) -> str:
    """Content that a translation would keep and that only pages of this name have."""
    return (
        f"![](/files/{name}Image)\n\n```sh\ndeploy --{name}-one\ndeploy --{name}-two\n```\n\n"
        f"Use `{name}_setting` and `{name}_mode`, see [docs](https://example.com/{name}).\n"
    )


def found(pages: Sequence[Page]) -> dict[str, set[str]]:
    """The paths of each page's alternates, for the pages that have any."""
    return {each.path: {twin.path for twin in each.alternates} for each in pages if each.alternates}


def test_pages_that_share_rare_content_are_twins() -> None:
    """Figures, code, identifiers and addresses pair pages whose paths have nothing in common."""
    names = ["alpha", "beta", "gamma", "delta"]
    portuguese = [page("pt", f"/guia/{number}x", specific(name)) for number, name in enumerate(names)]
    english = [page("en", f"/en/guide/{name}", specific(name)) for name in names]
    pairs = found(pair_twins([*portuguese, *english]))
    assert pairs == {
        **{f"/guia/{number}x": {f"/en/guide/{name}"} for number, name in enumerate(names)},
        **{f"/en/guide/{name}": {f"/guia/{number}x"} for number, name in enumerate(names)},
    }


def test_what_every_page_has_pairs_nothing() -> None:
    """A logo and a snippet on all pages tell no page from another."""
    common = specific("common")
    pages = [page("pt", f"/a{number}", common) for number in range(6)]
    pages += [page("en", f"/en/b{number}", common) for number in range(6)]
    assert found(pair_twins(pages)) == {}


def test_two_equally_good_twins_are_none() -> None:
    """A page whose twin could be either of two stays alone."""
    pages = [page("pt", "/original", specific("alpha"))]
    pages += [page("en", f"/en/{name}", specific("alpha")) for name in ("copy", "draft")]
    pages += [page("pt", "/other", specific("beta")), page("en", "/en/else", specific("gamma"))]
    assert found(pair_twins(pages)) == {}


def test_a_page_without_a_translation_takes_no_other_twin() -> None:
    """What is left over is not paired because it is left over."""
    pages = [page("pt", "/primeiro", specific("alpha")), page("en", "/en/first", specific("alpha"))]
    pages += [page("pt", "/sobra", specific("beta")), page("en", "/en/left", specific("gamma"))]
    assert found(pair_twins(pages)) == {"/primeiro": {"/en/first"}, "/en/first": {"/primeiro"}}


def test_pages_with_hardly_any_content_stay_alone() -> None:
    """One number in common is no evidence."""
    pages = [page("pt", "/um", "42"), page("en", "/en/one", "42"), page("pt", "/dois"), page("en", "/en/two")]
    assert found(pair_twins(pages)) == {}


def test_a_page_above_twins_is_a_twin_of_the_page_above_the_other() -> None:
    """Index pages have little of their own: what they lead to pairs them."""
    pages = [
        page("pt", "/secao", "[a](secao/um.md) [b](secao/dois.md)"),
        page("pt", "/secao/um", specific("alpha")),
        page("pt", "/secao/dois", specific("beta")),
        page("en", "/en/part", "[a](part/one.md) [b](part/two.md) [c](part/three.md)"),
        page("en", "/en/part/one", specific("alpha")),
        page("en", "/en/part/two", specific("beta")),
        page("en", "/en/part/three", specific("gamma")),
    ]
    assert found(pair_twins(pages))["/secao"] == {"/en/part"}


def test_given_alternates_are_kept_and_made_symmetric() -> None:
    """What the site says goes before what the content says, even of a page that is not there."""
    told = (Alternate("en", "/en/told"), Alternate("de", "/de/gone"))
    pages = [
        page("pt", "/a", specific("alpha"), told),
        page("en", "/en/told", specific("beta")),
        page("en", "/en/alike", specific("alpha")),
    ]
    first, second, third = pair_twins(pages)
    assert first.alternates == told
    assert second.alternates == (Alternate("pt", "/a"),)
    assert third.alternates == ()


def test_a_language_in_which_the_twin_is_missing_is_not_filled() -> None:
    """An alternate whose page was not crawled is still that language's twin."""
    told = (Alternate("en", "/en/gone"),)
    pages = [page("pt", "/a", specific("alpha"), told), page("en", "/en/alike", specific("alpha"))]
    assert pair_twins(pages) == pages


def test_equal_paths_below_the_language_are_twins() -> None:
    """They need no content."""
    pages = [page("pt", "/guia"), page("en", "/en/guia"), page("es", "/es/guia")]
    assert found(pair_twins(pages)) == {
        "/guia": {"/en/guia", "/es/guia"},
        "/en/guia": {"/guia", "/es/guia"},
        "/es/guia": {"/guia", "/en/guia"},
    }


def test_twins_of_a_twin_are_twins() -> None:
    """What the site says of two languages and the content of the third make one group."""
    pages = [
        page("pt", "/um", specific("alpha"), (Alternate("en", "/en/one"),)),
        page("en", "/en/one"),
        page("es", "/es/uno", specific("alpha")),
        page("es", "/es/otro", specific("beta")),
    ]
    assert found(pair_twins(pages))["/en/one"] == {"/um", "/es/uno"}


def test_no_pages_and_one_language_are_no_error() -> None:
    """There is nothing to pair."""
    assert pair_twins([]) == []
    alone = [page("pt", "/um", specific("alpha")), page("pt", "/dois", specific("alpha"))]
    assert pair_twins(alone) == alone


@dataclass
class Reread:
    """Pages that can be read again, and how often they were."""

    pages: Sequence[Page]
    times: int = 0

    def __iter__(self) -> Iterator[Page]:
        self.times += 1
        return iter(self.pages)


def test_pages_of_one_language_are_read_once() -> None:
    """There is nothing to compare."""
    read = Reread([page("pt", f"/{number}", specific("alpha")) for number in range(3)])
    assert find_twins(read) == {}
    assert read.times == 1


def test_pages_of_several_languages_are_read_twice() -> None:
    """What is found is told by URL, for the pages that have any, and added by `with_twins`."""
    pages = [page("pt", "/um", specific("alpha")), page("en", "/en/one", specific("alpha"))]
    pages += [page("pt", "/dois", specific("beta")), page("en", "/en/else", specific("gamma"))]
    read = Reread([replace(each, url=f"https://x.org{each.path}") for each in pages])
    twins = find_twins(read)
    assert read.times == 2
    assert twins == {
        "https://x.org/um": (Alternate("en", "/en/one"),),
        "https://x.org/en/one": (Alternate("pt", "/um"),),
    }
    assert [with_twins(each, twins) for each in read] == pair_twins(read.pages)


def test_little_is_kept_of_each_page() -> None:
    """Of 2 MB of pages, with words of their own and many in common, a fraction is in memory at a time."""

    class Site:
        def __iter__(self) -> Iterator[Page]:
            for number in range(30):
                for language, path in (("pt", f"/p{number}"), ("en", f"/en/e{number}")):
                    text = "```\nsame\n" + "in all of them\n" * 2500 + "```\n"
                    yield page(language, path, specific(f"name{number}x") + text)

    tracemalloc.start()
    try:
        found = find_twins(Site())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(found) == 60
    assert peak < 1_500_000


@st.composite
def sites(draw: st.DrawFn) -> list[Page]:
    """Small sites whose pages share content at random; a few name alternates, right or wrong."""
    kinds = st.tuples(st.sampled_from(sorted(FILLER)), st.sets(st.sampled_from("abcdefg"), max_size=3))
    pages = [
        page(language, f"/{language}/p{number}", "\n".join(specific(name * 3) for name in sorted(names)))
        for number, (language, names) in enumerate(draw(st.lists(kinds, max_size=14)))
    ]
    if pages:
        for told in draw(st.lists(st.tuples(*[st.integers(0, len(pages) - 1)] * 2), max_size=2)):
            twin = Alternate(pages[told[1]].language, pages[told[1]].path)
            pages[told[0]] = replace(pages[told[0]], alternates=(twin,))
    return pages


@given(sites())
@settings(max_examples=60)
def test_whatever_the_site_its_pages_and_their_alternates_stay(site: list[Page]) -> None:
    """Only alternates are added: at most one a language, none in the page's own, and both ways."""
    paired = pair_twins(site)
    added = [after.alternates[len(before.alternates) :] for before, after in zip(site, paired, strict=True)]
    assert [replace(after, alternates=()) for after in paired] == [
        replace(before, alternates=()) for before in site
    ]
    for before, after, new in zip(site, paired, added, strict=True):
        assert after.alternates[: len(before.alternates)] == before.alternates
        languages = [twin.language for twin in new]
        assert len({*languages, before.language}) == len(languages) + 1
        assert not {twin.language for twin in before.alternates} & set(languages)
    sides = found(paired)
    fresh = {(after.path, twin.path) for after, new in zip(paired, added, strict=True) for twin in new}
    told = {(before.path, twin.path) for before in site for twin in before.alternates}
    assert all(one in sides[other] or (other, one) in told or _tells(site, other) for one, other in fresh)


def _tells(site: Sequence[Page], path: str) -> bool:
    return any(each.path == path and each.alternates for each in site)


@pytest.mark.anyio
async def test_the_samples_twins_are_found_and_no_others() -> None:
    """Seven pages have twins, two of them index pages; the others have none."""
    source = open_source("sample")
    fetched = [await source.fetch(listing, None) for listing in await source.discover()]
    pages = [each.page for each in fetched if each is not None]
    pairs = {each.path: {twin.path for twin in each.alternates} for each in pair_twins(pages)}
    assert {path: twins for path, twins in pairs.items() if twins} == {
        **{one: {other} for one, other in SAMPLE_TWINS.items()},
        **{other: {one} for one, other in SAMPLE_TWINS.items()},
    }
    assert len(pairs) == 23
    hidden = [replace(each, alternates=()) for each in pages]
    assert {each.path: {twin.path for twin in each.alternates} for each in pair_twins(hidden)} == pairs


@pytest.mark.timeout(30)
@pytest.mark.parametrize("mark", ["`", "~", "![", "](", "<a ", "<img ", "{% ", "<http://", "[^", "```\n"])
def test_broken_markdown_takes_no_longer(mark: str) -> None:
    """A mark that is repeated and never closed is read once; more often takes longer than the test may."""
    text = mark * (1_000_000 // len(mark))
    assert len(pair_twins([page("pt", "/a", text), page("en", "/en/b", text)])) == 2


@pytest.mark.timeout(30)
def test_thousands_of_pages_are_paired() -> None:
    """No page is compared with every other, which would take longer than the test may."""
    pages = []
    for number in range(2600):
        code = "\n".join(f"run --part-{number}-{line}" for line in range(20))
        text = f"{specific(f'name{number}x')}\n```\n{code}\n```\n" + "A word that all have.\n\n" * 50
        pages += [page("pt", f"/p{number}", text), page("en", f"/en/e{number}", text)]
    paired = pair_twins(pages)
    assert all(len(each.alternates) == 1 for each in paired)


@dataclass(frozen=True, slots=True)
class Withheld:
    """A site whose paths and alternates tell nothing, and what each path was below its language."""

    pages: list[Page]
    truth: dict[str, str]

    def without(self, part: float, seed: int) -> "Withheld":
        """The site less a part of its pages, chosen at random: many of the rest have no twin."""
        random = Random(seed)  # noqa: S311 - a sample, no secret
        return Withheld([each for each in self.pages if random.random() >= part], self.truth)

    def measured(self) -> tuple[float, float]:
        """Precision and recall of the alternates found."""
        right = [
            self.truth[each.path] == self.truth[twin.path]
            for each in pair_twins(self.pages)
            for twin in each.alternates
        ]
        names = [self.truth[each.path] for each in self.pages]
        wanted = sum(names.count(name) - 1 for name in names)
        return sum(right) / len(right), sum(right) / wanted


def withheld(archive: Path) -> Withheld:
    """The archive's pages under paths such as `/en/p123`; links among them lead there."""
    pages = list(_archived(archive))
    numbers = list(range(len(pages)))
    Random(0).shuffle(numbers)  # noqa: S311 - an order, no secret
    renamed = {each.path: f"/{each.language}/p{number}" for each, number in zip(pages, numbers, strict=True)}
    opaque = [
        replace(each, url=(path := renamed[each.path]), path=path, markdown=_relinked(each, renamed))
        for each in pages
    ]
    return Withheld(opaque, {renamed[each.path]: below_language(each.path) for each in pages})


def _archived(archive: Path) -> Iterator[Page]:
    with tarfile.open(archive) as packed:
        for member in packed:
            language, _, name = member.name.removeprefix("./").partition("/")
            file = packed.extractfile(member) if name.endswith(".md") and name != "SUMMARY.md" else None
            if file is not None:
                path = re.sub(r"(/README)?\.md$", "", f"/{language}/{name}")
                text = file.read().decode("utf-8")
                yield Page(path, path, "", "", language, text, FETCHED)


def _relinked(page: Page, renamed: dict[str, str]) -> str:
    def new(link: re.Match[str]) -> str:
        bases = (page.path.rpartition("/")[0], page.path)
        paths = (re.sub(r"(/README)?\.md$", "", normpath(f"{base}/{link[1]}")) for base in bases)
        return f"]({next((renamed[path] for path in paths if path in renamed), '/gone')}.md)"

    return re.sub(r"\]\((?!\w+:)([^)\s#]+\.md)[^)\s]*\)", new, page.markdown)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "precision", "recall", "apart"),
    [("solanabr-wiki", 0.98, 0.98, 0.95), ("excelize-doc", 0.98, 0.97, 0.97)],
)
def test_real_translations_are_paired_without_their_paths(
    shared: Path, name: str, precision: float, recall: float, apart: float
) -> None:
    """Measured on whole sites, and on sites with 30 % of the pages gone; weights chosen on solanabr alone."""
    site = withheld(shared / "sites" / f"{name}.tar.xz")
    found_right, found_all = site.measured()
    assert (found_right >= precision, found_all >= recall) == (True, True)
    for seed in range(3):
        found_right, found_all = site.without(0.3, seed).measured()
        assert (found_right >= apart, found_all >= 0.95) == (True, True)
