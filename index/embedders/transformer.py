"""Any model of sentence-transformers, by its name on a hub or its folder. Imports torch."""

import hashlib
import threading
from collections.abc import Sequence

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from transformers.utils import logging

from index.embedder import Vectors
from index.embedders.legible import legible
from index.errors import EmbedderError

PREPARATION = 1
"""Counts changes of what is done to a text before the model sees it."""

SAMPLED = 64
"""So many values of each tensor tell one set of weights from another."""


class TransformerEmbedder:
    """The model, one call at a time, with the prompts that it brings for questions and passages."""

    def __init__(self, name: str, model: SentenceTransformer) -> None:
        self._model = model
        self._lock = threading.Lock()
        self._identity = f"sentence-transformers:{name}-{fingerprint(model)}-{PREPARATION}"

    @property
    def identity(self) -> str:
        """Names the model, its weights and the preparation."""
        return self._identity

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._model.get_embedding_dimension() or 0)

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions, with the model's prompt for them."""
        with self._lock:
            vectors = self._model.encode_query(
                legible(texts), normalize_embeddings=True, show_progress_bar=False
            )
        return self._as_rows(vectors)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages, with the model's prompt for them."""
        with self._lock:
            vectors = self._model.encode_document(
                legible(texts), normalize_embeddings=True, show_progress_bar=False
            )
        return self._as_rows(vectors)

    def _as_rows(self, vectors: object) -> Vectors:
        return np.ascontiguousarray(vectors, dtype=np.float32).reshape(-1, self.dimension)


def open_transformer(name: str, threads: int, device: str = "") -> TransformerEmbedder:
    """Load the model, onto the best device that there is if none is named.

    Raises EmbedderError where there is no model of that name or folder, or no such device.
    """
    torch.set_num_threads(threads)
    try:
        return TransformerEmbedder(name, load(name, device or None))
    except (RuntimeError, AssertionError) as error:  # torch tells so of a device
        raise EmbedderError(f"The device {device!r} cannot be used: {error}. Leave out --device.") from error
    except (OSError, ValueError) as error:
        raise EmbedderError(
            f"No embedding model {name!r}: {error}. Use minilm, e5, or a sentence-transformers model."
        ) from error


def load(name: str, device: str | None = None) -> SentenceTransformer:
    """Load the model without drawing a progress bar."""
    logging.disable_progress_bar()  # type: ignore[no-untyped-call] # transformers leaves it so
    return SentenceTransformer(name, device=device)


def fingerprint(model: torch.nn.Module) -> str:
    """Tells one set of weights from another, in 12 hexadecimal digits."""
    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        values = tensor.flatten()[:SAMPLED].to("cpu", torch.float32).numpy()
        digest.update(f"{name} {tuple(tensor.shape)}".encode() + values.tobytes())
    return digest.hexdigest()[:12]
