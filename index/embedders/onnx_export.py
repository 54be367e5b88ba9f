"""Exports a transformer encoder to ONNX, with pooling and normalisation inside the graph. Imports torch."""

import warnings
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
from torch import Tensor, nn
from torch.jit._trace import TracerWarning

OPSET = 17


class _SentenceEncoder(nn.Module):
    """The encoder's token vectors, averaged over the text and brought to unit length."""

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        output: Any = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=torch.zeros_like(input_ids)
        )
        weights = attention_mask.unsqueeze(-1).to(output.last_hidden_state.dtype)
        mean = (output.last_hidden_state * weights).sum(1) / weights.sum(1)
        return nn.functional.normalize(mean, dim=1)


def export(encoder: nn.Module, target: Path, check: Callable[[Path], None]) -> None:
    """Write `encoder` to `target` in one step, once `check` has looked at it and not raised."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=target.parent, prefix="export-") as folder:
        graph = Path(folder) / target.name
        _write(_SentenceEncoder(encoder).eval(), graph)
        check(graph)
        graph.replace(target)


def _write(module: nn.Module, graph: Path) -> None:
    sample = torch.ones((2, 8), dtype=torch.int64)
    axes = {0: "texts", 1: "tokens"}
    with warnings.catch_warnings(), torch.inference_mode():
        # The exporter that needs no further package warns of its age and more; `check` judges what it wrote.
        warnings.filterwarnings(
            "ignore", category=DeprecationWarning, message="You are using the legacy TorchScript"
        )
        warnings.filterwarnings("ignore", module=r"torch\.onnx")
        warnings.filterwarnings("ignore", category=TracerWarning)
        torch.onnx.export(
            module,
            (sample, sample),
            str(graph),
            input_names=["input_ids", "attention_mask"],
            output_names=["vectors"],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, "vectors": {0: "texts"}},
            opset_version=OPSET,
            dynamo=False,
        )
