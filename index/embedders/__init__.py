"""Embedders, each opened by its name; a model's libraries are imported when it is asked for, not before."""

from pathlib import Path

from index.embedder import Embedder

TRANSFORMER = "sentence-transformers:"
"""What may stand before the name or folder of a sentence-transformers model."""


ON_PROCESSOR = frozenset({"minilm", "e5", "hashing"})
"""Those that run on the processor, whatever else there is."""


def open_embedder(name: str, cache_dir: Path, threads: int, device: str = "") -> Embedder:
    """Open "minilm", "e5", "hashing", or any sentence-transformers model by its name or folder.

    `cache_dir` keeps what a model needs to start fast; `threads` is per call. `device` is where a
    sentence-transformers model runs, such as "cuda"; the others run on the processor wherever they are.
    Raises EmbedderError.
    """
    match name:
        case "minilm":
            from index.embedders.minilm import open_minilm

            return open_minilm(cache_dir, threads)
        case "e5":
            from index.embedders.multilingual_e5 import open_multilingual_e5

            return open_multilingual_e5(cache_dir, threads)
        case "hashing":
            from index.embedders.hashing import HashingEmbedder

            return HashingEmbedder()
        case _:
            from index.embedders.transformer import open_transformer

            return open_transformer(name.removeprefix(TRANSFORMER), threads, device)
