"""A reranker that is opened when it is first needed: whoever asks nothing waits for no model."""

import threading
from collections.abc import Callable, Sequence

from index.reranker import Reranker


class WaitingReranker:
    """Opens the reranker once, whichever thread asks first. An error in opening comes with each question."""

    def __init__(self, opener: Callable[[], Reranker]) -> None:
        self._opener = opener
        self._lock = threading.Lock()
        self._opened: Reranker | None = None

    @property
    def identity(self) -> str:
        """That of the reranker."""
        return self._reranker().identity

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """Those of the reranker."""
        return self._reranker().scores(question, texts)

    def _reranker(self) -> Reranker:
        with self._lock:
            if self._opened is None:
                self._opened = self._opener()
            return self._opened
