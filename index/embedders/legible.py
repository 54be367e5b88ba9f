"""Text that every tokenizer takes."""

from collections.abc import Iterable


def legible(texts: Iterable[str]) -> list[str]:
    """The texts without NUL, which ends a string in C, and without halves of surrogate pairs."""
    return [text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8") for text in texts]
