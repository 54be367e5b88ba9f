"""The stages of retrieval, by the names that an ablation leaves them out by."""

from enum import StrEnum


class Stage(StrEnum):
    """A part of retrieval that can be left out, to measure what it is worth."""

    DENSE = "dense"
    """Passages whose vectors are near to the question's."""

    LEXICAL = "lexical"
    """Passages that have words of the question (BM25)."""

    LATE = "late"
    """Passages compared with the question token by token (late interaction)."""

    FEATURES = "features"
    """Passages ranked anew by all that is known of them."""
