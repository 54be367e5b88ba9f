"""Token vectors in four bits a dimension."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embedder import Tokens
from index.token_codes import FARTHEST, TokenCodes, decode, encode, unscaled
from tests.index.store_contract import unit_vectors

SEEDS = st.integers(0, 2**32 - 1)


@pytest.mark.parametrize("dimension", [64, 96, 256])
def test_what_is_decoded_is_near_to_what_was_coded(dimension: int) -> None:
    """Of a thousand random vectors all but one have a cosine of at least .98, and lengths are one."""
    vectors = unit_vectors(10_000, dimension=dimension)
    codes = encode(vectors)
    assert codes.shape == (10_000, dimension // 2)
    assert codes.dtype == np.uint8
    cosines = (decode(codes) * vectors).sum(axis=1)
    assert np.mean(cosines >= 0.98) > 0.999
    assert cosines.min() >= 0.96
    np.testing.assert_allclose(np.linalg.norm(decode(codes), axis=1), 1, atol=1e-5)


@given(SEEDS)
def test_inner_products_may_be_divided_instead(seed: int) -> None:
    """Unscaled vectors give, divided by their lengths, what decoded ones give."""
    codes = np.random.default_rng(seed).integers(0, 256, (7, 16), np.uint8)
    vectors, lengths = unscaled(codes)
    assert (vectors.shape, lengths.shape) == ((7, 32), (7,))
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), lengths, rtol=1e-5)
    np.testing.assert_allclose(vectors / lengths[:, np.newaxis], decode(codes), atol=1e-6)


def test_values_are_coded_in_pairs_of_sixteen_steps() -> None:
    """The first of two stands in the upper bits; what lies beyond three deviations is cut off."""
    one, half = encode(np.array([[1, -1, 0, 0], [-0.01, 0.01, 0.7, -0.7]], np.float32)).tolist()
    assert one == [0xD2, 0x88]
    assert half == [0x78, 0xB4]
    assert encode(np.eye(1, 64, dtype=np.float32))[0, 0] == 0xF8


@pytest.mark.parametrize("count", [0, 3])
def test_tokens_too_far_behind_are_left_out(count: int) -> None:
    """Those that begin up to the farthest character are kept, with their starts in two bytes."""
    starts = np.array([0, FARTHEST, FARTHEST + 1][:count], np.int32)
    vectors = unit_vectors(count, dimension=8)
    codes = TokenCodes.of(Tokens(vectors, starts, starts + 1))
    assert codes.starts.dtype == np.uint16
    assert codes.starts.tolist() == [0, FARTHEST][:count]
    np.testing.assert_array_equal(codes.codes, encode(vectors[:2]), strict=True)
