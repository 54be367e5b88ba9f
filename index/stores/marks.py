"""Where tokens begin, and whether a sentence begins with them, in two bytes a token."""

import numpy as np

from index.store import PassageTokens
from index.token_codes import FARTHEST, Codes, Starts

FIRST = FARTHEST + 1
"""The bit of a token's start that says that a sentence begins with it."""


def marks_of(tokens: PassageTokens) -> Starts:
    """The marks of a passage's tokens."""
    return (tokens.starts | tokens.firsts * np.uint16(FIRST)).astype(np.uint16)


def marked(codes: Codes, marks: Starts) -> PassageTokens:
    """The tokens that have these codes and marks."""
    return PassageTokens(codes, marks & np.uint16(FARTHEST), marks > FARTHEST)
