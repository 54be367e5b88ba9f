"""How large an index may become, in either store."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from index.build import Builder, Content, NoProgress
from index.cache import EmbeddingCache
from index.embedders.hashing import HashingEmbedder
from index.errors import QuotaError
from index.models import Embedders
from index.quota import Quota
from index.store import Store
from index.stores.local import LocalStore
from index.stores.postgres.store import PostgresStore
from tests.index.store_contract import found, live, page, passages

CONTENT = Content("docs", [page("/a"), page("/b")], passages(["apple", "apricot", "avocado"]))
LARGER = Content("docs", [page("/a"), page("/c")], passages(["banana", "berry", "bean"]))


@pytest.fixture(params=["local", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of each kind."""
    if request.param == "local":
        yield LocalStore(tmp_path / "index")
        return
    with closing(PostgresStore(request.getfixturevalue("postgres"), uuid4().hex)) as opened:
        yield opened


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[EmbeddingCache]:
    """An empty cache."""
    with closing(EmbeddingCache.at(tmp_path / "cache.db")) as opened:
        yield opened


@pytest.mark.parametrize(
    ("quota", "advice"),
    [
        (Quota(pages=1), r"may have 1 pages.*quota `pages`"),
        (Quota(passages=2), r"may have 2 passages.*quota `passages`"),
    ],
)
def test_what_exceeds_a_quota_does_not_become_live(
    store: Store, cache: EmbeddingCache, quota: Quota, advice: str
) -> None:
    """The live index stays, and nothing was embedded for the other one."""
    embedders = Embedders(lambda _: HashingEmbedder(), "hashing")
    info = Builder(store, embedders, cache).build(CONTENT, NoProgress())
    with pytest.raises(QuotaError, match=advice):
        Builder(store, embedders, cache, quota=quota).build(LARGER, NoProgress())
    assert live(store).info == info
    assert found(live(store), "apple") == [0]
    assert found(live(store), "banana") == []


def test_a_quota_that_is_just_met_suffices(store: Store, cache: EmbeddingCache) -> None:
    """The numbers are what an index may have."""
    embedders = Embedders(lambda _: HashingEmbedder(), "hashing")
    builder = Builder(store, embedders, cache, quota=Quota(pages=2, passages=3))
    assert builder.build(LARGER, NoProgress()).passages == {"en": 3}
