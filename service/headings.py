"""Headings as questions: what somebody would ask who wants to read the section below."""

from index.terms import telling
from ingest.languages import Asks
from service.phrasebook import Phrases, phrases
from service.questions.shape import begins, plain_question


def heading_question(heading: str, title: str, language: str) -> str:
    """The question that a section answers, by its heading on the page with this title.

    A heading that is a question stays one; one that says what is done asks how. Any other is asked about by
    its name.
    """
    words = phrases(language)
    bare = heading.strip().rstrip(".:")
    if bare.endswith("?"):
        return bare
    if task := _task(bare, language, words.asks):
        return words.how_to.format(heading=task)
    if begins(plain_question(bare), _openings(words)):
        return words.question.format(heading=bare.lstrip("¿"))
    return words.about.format(heading=bare, title=title)


def _openings(words: Phrases) -> tuple[str, ...]:
    return (*words.asks.definition, *words.asks.how_to, *words.asks.other)


def _task(heading: str, language: str, asks: Asks) -> str:
    """What is done, as it follows "how do I"; "" where the heading tells of no task."""
    first, _, rest = heading.partition(" ")
    if not rest or rest.split()[0].lower() in asks.not_after_verbs:
        return ""
    verb = _verb(first, language, asks) or _infinitive(first, asks)
    return f"{verb} {rest}" if verb else ""


def _verb(word: str, language: str, asks: Asks) -> str:
    """The verb that the word is, or is a form of: `Creating` is `create`."""
    lowered = word.lower()
    if lowered in asks.verbs:
        return lowered
    gerund = lowered if lowered.endswith("ing") else ""
    same = (verb for verb in asks.verbs if gerund and telling(language, verb) == telling(language, gerund))
    return next(same, "")


def _infinitive(word: str, asks: Asks) -> str:
    """The word where it ends as an infinitive does."""
    lowered = word.lower()
    return lowered if asks.infinitive_endings and lowered.endswith(asks.infinitive_endings) else ""
