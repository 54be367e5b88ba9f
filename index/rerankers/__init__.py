"""Rerankers, each opened by its name; a model's libraries are imported when it is asked for, not before."""

from index.reranker import Reranker


def open_reranker(name: str, threads: int) -> Reranker:
    """Open "overlap", or any cross-encoder of sentence-transformers by its name or folder.

    `threads` is per call. Raises RerankerError.
    """
    if name == "overlap":
        from index.rerankers.overlap import OverlapReranker

        return OverlapReranker()
    from index.rerankers.transformer import open_cross_encoder

    return open_cross_encoder(name, threads)
