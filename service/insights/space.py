"""Texts as vectors in which the language that they are written in does not count."""

from collections.abc import Mapping, Sequence

import numpy as np
from cachetools import LRUCache

from index.embedder import Embedder, Vectors

KEPT = 20_000
"""Vectors of so many texts are kept, about 30 MB: a page that is looked at again embeds only what is new."""

AT_ONCE = 32

PRIOR = 40
"""The headings of the documentation count for so many texts, so that a few texts do not decide what their
language looks like.
"""


class Space:
    """Places texts of several languages so that those on one subject lie together, whatever the language.

    A multilingual embedder puts texts of one language nearer to each other than to their translations. Taking
    each language's mean away mends that (Libovicky, Rosa and Fraser, "On the language neutrality of
    pre-trained multilingual representations", 2020). `headings` of the documentation, by language, stand for
    a language until enough texts are there.
    """

    def __init__(self, embedder: Embedder, headings: Mapping[str, Sequence[str]]) -> None:
        self._embedder = embedder
        self._headings = {language: texts for language, texts in headings.items() if texts}
        self._kept: LRUCache[str, Vectors] = LRUCache(KEPT)
        self._priors: dict[str, Vectors] = {}

    def placed(self, texts: Sequence[str], languages: Sequence[str], background: int = 0) -> Vectors:
        """Unit vectors, shape (len(texts) - background, dimension), of all but the last `background` texts.

        Those last ones only help to tell what their languages look like. One thread at a time may call it.
        """
        vectors, spoken = self._vectors(texts), np.array(languages)
        for language in sorted(set(languages)):
            own = vectors[spoken == language]
            mean = (own.sum(axis=0) + PRIOR * self._prior(language)) / (len(own) + PRIOR)
            vectors[spoken == language] = own - mean
        vectors = vectors[: len(texts) - background]
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        placed: Vectors = vectors / np.maximum(lengths, 1e-9)
        return placed

    def _prior(self, language: str) -> Vectors:
        """The mean of the language's headings; of all headings where it has none."""
        if language not in self._priors:
            every = [text for texts in self._headings.values() for text in texts]
            texts = self._headings.get(language, every)
            zero = np.zeros(self._embedder.dimension, np.float32)
            self._priors[language] = self._vectors(texts).mean(axis=0) if texts else zero
        return self._priors[language]

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        new = sorted(dict.fromkeys(text for text in texts if text not in self._kept), key=len)
        made = {text: self._kept[text] for text in texts if text in self._kept}
        for start in range(0, len(new), AT_ONCE):
            part = new[start : start + AT_ONCE]
            made.update(zip(part, self._embedder.passages(part), strict=True))
        self._kept.update(made)
        vectors = [made[text] for text in texts]
        return np.array(vectors, np.float32).reshape(len(texts), self._embedder.dimension)
