"""Runs a text encoder in ONNX: text in, a unit vector of it and of each of its tokens out."""

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import onnxruntime  # type: ignore[import-untyped] # it ships no types
from tokenizers import Encoding, Tokenizer

from index.embedder import Places, Reading, Tokens, Vectors
from index.embedders.legible import legible
from index.embedders.projection import Projection, unit
from index.errors import EmbedderError

_TELLING = re.compile(r"[^\W_]")


class OnnxEncoder:
    """Reads texts with a graph from `input_ids` and `attention_mask` to `tokens`, the last layer's states.

    What exceeds the tokenizer's window is read in further windows. Each window is a run by itself, `threads`
    of them at a time: batches would need padding and larger caches, which costs more than they save, and with
    weights in 8 bits a text's vector would depend on its company.
    """

    def __init__(self, graph: Path, tokenizer: Tokenizer, projection: Projection, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        try:
            self._session = onnxruntime.InferenceSession(
                str(graph), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime's errors share no other base class
            raise EmbedderError(f"The exported model {graph} cannot be read ({error}): remove it.") from error
        self._tokenizer = tokenizer
        self._projection = projection
        self._pool = ThreadPoolExecutor(threads, "encoder") if threads > 1 else None
        self.dimension = int(self._session.get_outputs()[0].shape[-1])
        self.token_dimension = projection.dimension

    def read(self, texts: Sequence[str], prefix: str = "") -> list[Reading]:
        """Read each text behind `prefix`, whose tokens count for its vector and are not told."""
        prefixed = [prefix + text for text in legible(texts)]
        one = partial(self._read, before=len(prefix))
        together = self._pool.map if self._pool and len(texts) > 1 else map
        return list(together(one, prefixed, self._tokenizer.encode_batch(prefixed)))

    def encode(self, texts: Sequence[str], prefix: str = "") -> Vectors:
        """Unit vectors of the texts, in their order; shape (len(texts), dimension)."""
        vectors = [reading.vector for reading in self.read(texts, prefix)]
        return np.ascontiguousarray(vectors, dtype=np.float32).reshape(len(texts), self.dimension)

    def _read(self, text: str, encoding: Encoding, before: int) -> Reading:
        windows = [encoding, *encoding.overflowing]
        states = np.concatenate([self._states(window.ids) for window in windows])
        places = np.array(list(_places(text, windows, before)), np.int32).reshape(-1, 3)
        rows, starts, ends = places.T
        tokens = Tokens(self._projection.apply(states[rows]), *_behind(starts, ends, before))
        return Reading(unit(states.sum(axis=0, keepdims=True))[0], tokens)

    def _states(self, ids: Sequence[int]) -> Vectors:
        window = np.array([ids], np.int64)
        (states,) = self._session.run(
            ["tokens"], {"input_ids": window, "attention_mask": np.ones_like(window)}
        )
        return np.asarray(states[0], dtype=np.float32)


def _places(text: str, windows: Sequence[Encoding], before: int) -> Iterator[tuple[int, int, int]]:
    """Row, start and end of each token behind the prefix that holds a letter or a digit.

    It starts with that: to some tokenizers the space before a word belongs to it.
    """
    spans = (
        (start, end, special)
        for window in windows
        for (start, end), special in zip(window.offsets, window.special_tokens_mask, strict=True)
    )
    for row, (start, end, special) in enumerate(spans):
        found = None if special else _TELLING.search(text, max(start, before), end)
        if found:
            yield row, found.start(), end


def _behind(starts: Places, ends: Places, before: int) -> tuple[Places, Places]:
    """Places in the text that stands behind a prefix of so many characters."""
    return starts - np.int32(before), ends - np.int32(before)
