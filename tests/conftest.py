"""What all tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.corpus import Corpus
from ingest.fetcher import FetchLimits

SHARED = Path(__file__).resolve().parents[1].parent / "shared"


@pytest.fixture
def anyio_backend() -> str:
    """The event loop that the product runs on."""
    return "asyncio"


@pytest.fixture
def shared() -> Path:
    """The labelled data beside a developer's checkout; the test is skipped where there is none."""
    if not SHARED.is_dir():
        pytest.skip(f"there is no labelled data at {SHARED}")
    return SHARED


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    """An empty corpus."""
    with Corpus.open(tmp_path / "data" / "corpus.db") as opened:
        yield opened


@pytest.fixture
def limits() -> FetchLimits:
    """Limits for a server on this machine: no delay, short time-outs, two attempts."""
    return FetchLimits(
        delay=0, connect=1, read=0.5, total=2, size=100_000, attempts=2, backoff=0.01, retry_after_max=2
    )
