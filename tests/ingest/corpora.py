"""Has the tests of a module run with corpora of both kinds, in a file and in PostgreSQL."""

import pytest

KINDS = ("file", "postgres")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each test that takes a corpus is run with one of each kind."""
    if "corpus" in metafunc.fixturenames:
        metafunc.parametrize("corpus", KINDS, indirect=True)
