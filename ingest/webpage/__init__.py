"""Reads documentation pages from their HTML: what their heads say, and their main content as markdown."""

from ingest.webpage.page import WebPage, markdown, read

__all__ = ["WebPage", "markdown", "read"]
