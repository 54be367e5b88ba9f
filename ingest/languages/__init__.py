"""What depends on a language: one file a language in this folder, so that adding a file adds a language."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from ingest.languages.table import filled, read

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a language by what they do, in lower case.

    `stemmer` is the name that tantivy knows the language by, `stop_words_from_stemmer` whether it has a list
    of stop words by that name; `question_words` are what questions are asked with, beside that list.
    Abbreviations are written without the stop at their end. Of the three kinds the first never ends a
    sentence, the second does where a capital letter stands behind it, and the third is one before a number
    only, being a word of its own before anything else.
    """

    stemmer: str = ""
    stop_words_from_stemmer: bool = False
    question_words: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    abbreviations: frozenset[str] = frozenset()
    abbreviations_that_may_end: frozenset[str] = frozenset()
    abbreviations_before_numbers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Says:
    """The sentences that are said in a language; all of them, where any is.

    `name` is the language's own, `language_names` are the names of others in it, by code.
    `unanswered_nearest` holds `{pages}`, `unanswered_missing` that and `{words}`, `unsure_missing` holds
    `{words}`, `unanswered_parts` holds `{parts}`, `how_to` and `question` hold `{heading}`, `about` that and
    `{title}`, `other_language` holds `{language}`, `reason` holds `{marks}`, `as_of` holds `{date}`,
    `left_out` holds `{count}`.
    """

    name: str
    unanswered: str
    unanswered_nearest: str
    unanswered_parts: str
    unanswered_missing: str
    unsure: str
    unsure_missing: str
    quotation_marks: str
    how_to: str
    question: str
    ask: str
    other_language: str
    follow_ups: str
    about: str
    reason: str
    as_of: str
    left_out: str
    model_failed: str
    model_cut_off: str
    model_unfounded: str
    conjunction: str
    language_names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Asks:
    """How questions are asked and answered in a language, in lower case.

    `how_to`, `definition`, `yes_no`, `other` are how questions begin: for steps, for what something is, for
    yes or no, for anything else. `comparison` and
    `errors` are words that stand anywhere in such a question. `copulas` join what is defined to its
    definition. `negations`, `restrictions` and `conditions` tell whether a sentence says that something is
    so. `joins` stand between two questions, `references` are words for what was named before, `continues`
    how a question begins that goes on from the one before. `yes` and `no` are said as an answer's first word.
    A heading that begins with one of the `verbs`, or with a word that ends as an infinitive does, tells how
    something is done, unless one of `not_after_verbs` follows.
    """

    how_to: tuple[str, ...] = ()
    definition: tuple[str, ...] = ()
    yes_no: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    comparison: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    copulas: tuple[str, ...] = ()
    negations: tuple[str, ...] = ()
    restrictions: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    continues: tuple[str, ...] = ()
    yes: str = ""
    no: str = ""
    verbs: tuple[str, ...] = ()
    infinitive_endings: tuple[str, ...] = ()
    not_after_verbs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claims:
    """What one sentence may get wrong about another, in lower case.

    `numbers` are the words for two, three and so on, in order. `opposites` are pairs of words that reverse
    what a sentence says, such as `enable disable`.
    """

    numbers: tuple[str, ...] = ()
    opposites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Language:
    """What is known of one language; a section that its file does not have is None, or without words."""

    words: Words = Words()
    says: Says | None = None
    asks: Asks | None = None
    claims: Claims = Claims()


_UNKNOWN = Language()


def known_language(code: str, folder: Path = FOLDER) -> Language:
    """What is known of the language (ISO 639-1): nothing, where it has no file."""
    return known_languages(folder).get(code, _UNKNOWN)


@cache
def known_languages(folder: Path = FOLDER) -> Mapping[str, Language]:
    """The languages that have a file, by its name, their code; AskdocsError where one is malformed."""
    files = sorted(folder.glob("*.toml"))
    return MappingProxyType({file.stem: filled(Language, read(file), str(file)) for file in files})
