"""The local store and PostgreSQL against the exact one: the same passages, with the same scores."""

from collections.abc import Iterator, Sequence
from random import Random
from uuid import uuid4

import numpy as np
import pytest

from index.store import Generation, Scored, Store
from index.stores.local import LocalStore
from index.stores.postgres.store import PostgresStore
from ingest.passage import Passage
from tests.index.reference_store import ReferenceStore
from tests.index.store_contract import EMBEDDER, coded, live, passage, unit_vectors

COUNT = 9_000
"""More than two blocks of postings hold."""

SAID = ["rotate", "key", "the", "of", "password", "portal", "operator", "getUserId"]

QUESTIONS = [
    "rotate the key",
    "How do I configure getUserId in the portal?",
    "word17 word3 word250",
    "pasword of the portall",
    "operation operator",
    "the and of",
    "unrelated xylophone",
]


def some_passages() -> list[Passage]:
    """Texts of all lengths in two languages; some are said twice."""
    random = Random(11)  # noqa: S311 - words, no secret
    words = [*(f"word{n}" for n in range(300)), *SAID]
    weights = [1 / (1 + place % 97) for place in range(len(words))]
    texts = [" ".join(random.choices(words, weights, k=random.randint(1, 30))) for _ in range(COUNT - 10)]
    texts += texts[:10]
    return [
        passage(text, number, "pt" if number % 3 == 1 else "en", f"Title {number % 7}")
        for number, text in enumerate(texts)
    ]


def filled(store: Store, put: Sequence[Passage]) -> Generation:
    """A live generation of these passages."""
    writer = store.begin_generation("s", "f")
    writer.put(put)
    for language, count in writer.counts().items():
        tokens = coded([n % 5 for n in range(count)])
        writer.put_vectors(language, EMBEDDER, unit_vectors(count, seed=len(language) + count), tokens)
    writer.commit()
    return live(store)


@pytest.fixture(scope="module")
def put() -> list[Passage]:
    """What each store holds."""
    return some_passages()


@pytest.fixture(scope="module")
def exact(put: Sequence[Passage]) -> Generation:
    """The exact store."""
    return filled(ReferenceStore(), put)


@pytest.fixture(scope="module", params=["local", "postgres"])
def real(
    request: pytest.FixtureRequest, put: Sequence[Passage], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Generation]:
    """A real store."""
    if request.param == "local":
        yield filled(LocalStore(tmp_path_factory.mktemp("agree")), put)
        return
    store = PostgresStore(request.getfixturevalue("postgres"), uuid4().hex)
    yield filled(store, put)
    store.close()


def assert_agree(found: Sequence[Scored], expected: Sequence[Scored], tolerance: float) -> None:
    """The same scores in order, and the same passages but where scores are as good as equal."""
    scores = np.array([hit.score for hit in expected])
    np.testing.assert_allclose([hit.score for hit in found], scores, rtol=tolerance)
    for place, (one, other) in enumerate(zip(found, expected, strict=True)):
        near = np.isclose(scores, scores[place], rtol=tolerance)
        assert one.passage == other.passage or near.sum() > 1


@pytest.mark.parametrize("language", ["en", "pt"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_words_find_the_same(real: Generation, exact: Generation, language: str, question: str) -> None:
    """Misspelt words, names, stop words alone and unknown words included."""
    found = real.lexical_topk(language, question, 50)
    assert_agree(found, exact.lexical_topk(language, question, 50), 1e-5)
    assert real.term_weights(language, question) == pytest.approx(exact.term_weights(language, question))


@pytest.mark.parametrize("language", ["en", "pt"])
def test_vectors_find_the_same(real: Generation, exact: Generation, language: str) -> None:
    """To the last of a hundred."""
    for query in unit_vectors(10, seed=5):
        found = real.dense_topk(EMBEDDER, language, query, 100)
        expected = exact.dense_topk(EMBEDDER, language, query, 100)
        assert [hit.passage for hit in found] == [hit.passage for hit in expected]
        np.testing.assert_allclose([hit.score for hit in found], [hit.score for hit in expected], atol=1e-6)


def test_passages_and_tokens_are_the_same(real: Generation, exact: Generation) -> None:
    """In any order."""
    numbers = [8999, 0, 4096, 4095, 4097]
    assert real.passages(numbers) == exact.passages(numbers)
    english = [number for number in numbers if number % 3 != 1]
    for one, other in zip(
        real.tokens(EMBEDDER, "en", english), exact.tokens(EMBEDDER, "en", english), strict=True
    ):
        np.testing.assert_array_equal(one.codes, other.codes)
        np.testing.assert_array_equal(one.starts, other.starts)
