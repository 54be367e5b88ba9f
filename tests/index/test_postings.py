"""Postings: what a block keeps of its passages."""

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from index.stores.postgres.postings import BUCKETS, Block, PairKey, Postings
from index.stores.words import EXACT, PAIRS, STEMS
from tests.index.store_contract import passages


def block_of(texts: Iterable[str], first: int = 100) -> Block:
    """A block of English passages with these texts."""
    block = Block("en", first)
    for number, each in enumerate(passages(list(texts)), first):
        block.add(number, each)
    return block


def test_a_word_knows_its_passages_and_how_often_they_have_it() -> None:
    """By stem and as it is, with the length of the field beside."""
    block = block_of(["zebras zebra", "horse", "a zebra"])
    kept = {
        (field, word): (count, Postings.of_word([(100, stored)]))
        for field, word, count, stored in block.words()
    }
    count, found = kept[STEMS, "zebra"]
    assert count == len(found) == 2
    assert found.numbers.tolist() == [100, 102]
    assert found.counts.tolist() == [2, 1]
    assert kept[EXACT, "zebras"][1].numbers.tolist() == [100]
    context = 4  # twice the title, and two headings
    assert found.norms.tolist() == [context + 2, context + 2]
    assert block.lengths[STEMS] == 3 * context + 5


def test_pairs_stand_in_buckets() -> None:
    """A pair is found in its bucket under its hash, and no other is."""
    block = block_of(["rotate key", "key rotate", "rotate key rotate key"])
    buckets = dict(block.pairs())
    key = PairKey.of("rotat_key")
    rows = [(first, buckets[key.bucket]) for first in (100, 5000)]
    found = Postings.of_pair(rows, key.code)
    assert found.numbers.tolist() == [100, 102, 5000, 5002]
    assert found.counts.tolist() == [1, 2, 1, 2]
    assert not len(Postings.of_pair(rows, key.code ^ 1))
    assert block.lengths[PAIRS] > 0


@given(st.text())
def test_every_pair_has_a_bucket(pair: str) -> None:
    """The same each time, in range."""
    pair = pair.encode(errors="ignore").decode()
    assert PairKey.of(pair) == PairKey.of(pair)
    assert 0 <= PairKey.of(pair).bucket < BUCKETS
    assert 0 <= PairKey.of(pair).code < 2**32
