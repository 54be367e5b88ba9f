"""The passage: the piece of a page that is indexed, found and cited."""

from dataclasses import dataclass

from ingest.block import BlockKind


@dataclass(frozen=True, slots=True)
class Passage:
    """A citable piece of one page.

    `markdown` is a literal substring of the page's markdown. `text` is what a reader sees of it, plain, with
    a long table's header repeated on each part: this is what is indexed. `heading_path` holds the headings
    above it, outermost first, without the page's title; `anchor` is the fragment of the innermost one ("" at
    the page's top). `ordinal` counts the page's passages from 0. One that `addresses_agents` gives orders to
    AI agents: readers see it as it is, and no answer may be made of it.
    """

    page_url: str
    ordinal: int
    title: str
    heading_path: tuple[str, ...]
    anchor: str
    language: str
    kinds: frozenset[BlockKind]
    markdown: str
    text: str
    addresses_agents: bool = False

    @property
    def id(self) -> str:
        """The page's URL and the ordinal: unique within one index generation."""
        return f"{self.page_url}#{self.ordinal}"

    @property
    def only_points(self) -> bool:
        """Whether it holds nothing but headings and links to other pages: it cannot answer anything."""
        return self.kinds <= {BlockKind.HEADING, BlockKind.REFERENCE}

    @property
    def context(self) -> str:
        """Title and headings, outermost first: what a passage is about when its own words do not say."""
        return " > ".join((self.title, *self.heading_path))

    @property
    def in_context(self) -> str:
        """The text under its title and headings: what is embedded of the passage."""
        return f"{self.context}\n{self.text}" if self.context else self.text

    @property
    def text_from(self) -> int:
        """At which character of that the passage's own text begins."""
        return len(self.in_context) - len(self.text)
