"""Runs a sentence encoder that was exported to ONNX: tokens in, unit vectors out."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import onnxruntime  # type: ignore[import-untyped] # it ships no types
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.embedder import Vectors
from index.embedders.legible import legible
from index.errors import EmbedderError

BATCH_TOKENS = 1024
"""A batch holds so many tokens, padding included: enough for the cores, few enough for their caches."""


class OnnxEncoder:
    """Encodes texts with a graph from `input_ids` and `attention_mask` to one unit vector a text."""

    def __init__(self, graph: Path, tokenizer: Tokenizer, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # Threads that spin while they wait cost twice the time as soon as other processes want the cores.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(
                str(graph), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime's errors share no other base class
            raise EmbedderError(f"The exported model {graph} cannot be read ({error}): remove it.") from error
        self._tokenizer = tokenizer
        self.dimension = int(self._session.get_outputs()[0].shape[1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of the texts, in their order; shape (len(texts), dimension)."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch_fast(legible(texts))]
        for rows in batches([len(ids) for ids in tokens], BATCH_TOKENS):
            vectors[rows] = self._run([tokens[row] for row in rows])
        return vectors

    def _run(self, tokens: Sequence[Sequence[int]]) -> Vectors:
        ids = np.zeros((len(tokens), max(map(len, tokens))), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, text in enumerate(tokens):
            ids[row, : len(text)] = text
            mask[row, : len(text)] = 1
        (vectors,) = self._session.run(None, {"input_ids": ids, "attention_mask": mask})
        return np.asarray(vectors, dtype=np.float32)


def batches(lengths: Sequence[int], budget: int) -> Iterator[NDArray[np.intp]]:
    """Rows of like length, longest first, in batches of at most `budget` tokens with their padding."""
    order = np.argsort(-np.asarray(lengths, dtype=np.int64), kind="stable")
    start = 0
    while start < len(order):
        size = max(1, budget // max(1, lengths[order[start]]))
        yield order[start : start + size]
        start += size
