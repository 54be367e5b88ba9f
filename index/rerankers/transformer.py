"""Any cross-encoder of sentence-transformers, by its name on a hub or its folder. Imports torch."""

import logging
import threading
from collections.abc import Sequence

import torch
from safetensors import SafetensorError
from sentence_transformers import CrossEncoder
from transformers.utils.logging import disable_progress_bar

from index.embedders.legible import legible
from index.embedders.transformer import fingerprint
from index.errors import RerankerError

PREPARATION = 1
"""Counts changes of what is done to a text before the model sees it."""

LIBRARIES = ("huggingface_hub", "transformers", "sentence_transformers")
"""They warn of what is told in one error: of each attempt to reach a hub, of weights that a file lacks."""

HEAD = "ForSequenceClassification"
"""How the architecture is called that scores a pair; without it the scores would come of random weights."""


class CrossEncoderReranker:
    """The model, one call at a time. Its scores are logits, which do not run together as probabilities do."""

    def __init__(self, name: str, model: CrossEncoder) -> None:
        self._model = model
        self._lock = threading.Lock()
        self._identity = f"cross-encoder:{name}-{fingerprint(model)}-{PREPARATION}"

    @property
    def identity(self) -> str:
        """Names the model, its weights and the preparation."""
        return self._identity

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """The model's logit of each text; what is longer than the model reads is cut off."""
        (asked,), read = legible([question]), legible(texts)
        pairs = [(asked, text) for text in read]
        with self._lock:
            logits = self._model.predict(pairs, activation_fn=torch.nn.Identity(), show_progress_bar=False)
        return [float(logit) for logit in logits]


def open_cross_encoder(name: str, threads: int) -> CrossEncoderReranker:
    """Load the model. Raises RerankerError where there is none of that name or folder."""
    torch.set_num_threads(threads)
    try:
        model = _load(name)
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        raise _unusable(name, str(error).strip().split("\n")[0]) from error
    if not _scores_pairs(model):
        raise _unusable(name, "it does not give one score for two texts")
    return CrossEncoderReranker(name, model)


def _load(name: str) -> CrossEncoder:
    """Load the model without a progress bar and without warnings."""
    disable_progress_bar()  # type: ignore[no-untyped-call] # transformers leaves it so
    for library in LIBRARIES:
        logging.getLogger(library).setLevel(logging.ERROR)
    model: CrossEncoder = CrossEncoder(name)
    return model


def _scores_pairs(model: CrossEncoder) -> bool:
    """Whether it was made for that; where it has modules of its own behind the transformer, it says so."""
    architectures = model.config.architectures or [] if model.config else []
    return model.num_labels == 1 and (len(model) > 1 or any(name.endswith(HEAD) for name in architectures))


def _unusable(name: str, reason: str) -> RerankerError:
    return RerankerError(
        f"No cross-encoder {name!r}: {reason.rstrip('.')}."
        " Set ASKDOCS_RERANKER to the name or folder of one, or to nothing."
    )
