"""Reads the platform's markdown: what its blocks are, where they stand, and what a reader sees of them."""

from ingest.dialect.naming import TitleOf, unknown
from ingest.dialect.parse import parse, plain

__all__ = ["TitleOf", "parse", "plain", "unknown"]
