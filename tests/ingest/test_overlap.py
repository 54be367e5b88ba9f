"""What pages of two languages share, against the same sums made one by one."""

from collections import defaultdict
from itertools import product
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import overlap
from ingest.overlap import MISSED, SPREAD_MAX, Overlap, Postings, codes
from ingest.traits import KEPT, WEIGHTS, Feature, Trait

features = st.tuples(st.sampled_from([Trait.WORD, Trait.CODE, Trait.FIGURE]), st.sampled_from("abcdef"))
pages = st.lists(st.frozensets(features, max_size=6), max_size=40)


def measured(site: list[frozenset[Feature]], cut: int) -> Overlap:
    """The overlap of the pages before `cut` with those from there."""
    coded = [codes(page) for page in site]
    here, there = range(min(cut, len(site))), range(min(cut, len(site)), len(site))
    return Overlap.of(Postings.of(coded, here), Postings.of(coded, there), len(site))


def expected(
    site: list[frozenset[Feature]], cut: int
) -> tuple[dict[tuple[int, int], float], dict[int, float]]:
    """What pairs share and each page could share, by the definitions."""
    sides = [[place for place in range(len(site)) if (place < cut) is first] for first in (True, False)]
    having = [
        {
            each: [place for place in side if each in site[place]]
            for each in {f for p in side for f in site[p]}
        }
        for side in sides
    ]
    weights = [
        {each: WEIGHTS[each[0]] * log((len(side) + 1) / len(found)) for each, found in having[number].items()}
        for number, side in enumerate(sides)
    ]
    shared: dict[tuple[int, int], float] = defaultdict(float)
    mass: dict[int, float] = defaultdict(float)
    for each in having[0].keys() & having[1].keys():
        ours, theirs = having[0][each], having[1][each]
        if max(len(ours), len(theirs)) <= SPREAD_MAX:
            weight = (weights[0][each] + weights[1][each]) / 2
            for pair in product(ours, theirs):
                shared[pair] += weight
            for place in (*ours, *theirs):
                mass[place] += weight
    for number in (0, 1):
        for each in having[number].keys() - having[1 - number].keys():
            if each[0] in KEPT and len(having[number][each]) <= SPREAD_MAX:
                for place in having[number][each]:
                    mass[place] += MISSED * weights[number][each]
    return shared, mass


@pytest.mark.parametrize("at_once", [1, 3, overlap.PAIRS_AT_ONCE])
@given(site=pages, cut=st.integers(0, 40))
def test_sums_are_those_of_the_definition(at_once: int, site: list[frozenset[Feature]], cut: int) -> None:
    """Shared and possible weights of all pages, however many pairs are summed up at a time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(overlap, "PAIRS_AT_ONCE", at_once)
        found = measured(site, cut)
    shared, mass = expected(site, cut)
    pairs = {
        divmod(int(pair), len(site)): weight for pair, weight in zip(found.pairs, found.shared, strict=True)
    }
    assert pairs == pytest.approx(dict(shared))
    assert found.mass.tolist() == pytest.approx([mass[place] for place in range(len(site))])
    assert found.of_pairs(found.pairs).tolist() == found.shared.tolist()


def test_a_pair_that_shares_nothing_weighs_nothing() -> None:
    """Asked of any pair, known or not."""
    feature = (Trait.CODE, "x")
    found = measured([frozenset({feature}), frozenset(), frozenset({feature}), frozenset()], 2)
    every = found.pairs[0] + [-1, 0, 1]
    assert found.of_pairs(every).tolist() == [0.0, pytest.approx(2 * log(3)), 0.0]
