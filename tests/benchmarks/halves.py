"""The two halves of a labelled set: models are fitted on one, the other is held out to measure them."""

import re
from collections.abc import Callable, Collection
from hashlib import sha256

Half = Callable[[str, Collection[str]], bool]
"""Whether a question is held out, by its id and the ids of the pages that answer it."""


_ARTICLE = re.compile(r"(?:[a-z]{2}:)?(.+?)(?:#\d+|-[a-z]{2})?")
"""A page's id: `es:Normans#3` is of the article `Normans`, `123-pt` of `123`."""


def held_out(page_id: str) -> bool:
    """By article, whatever its language and the set that it stands in: no text is on both sides."""
    found = _ARTICLE.fullmatch(page_id)
    return _in_second_half(found[1].casefold() if found else page_id)


def by_article(_question: str, gold: Collection[str]) -> bool:
    """With the article of the first page that answers it."""
    return held_out(min(gold))


def by_conversation(question: str, _gold: Collection[str]) -> bool:
    """With the other questions of its conversation (the question's id up to `<::>`)."""
    return _in_second_half(question.split("<::>", 1)[0])


def _in_second_half(name: str) -> bool:
    return sha256(name.encode()).digest()[0] % 2 == 1
