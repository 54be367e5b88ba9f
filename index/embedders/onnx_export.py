"""Exports a transformer encoder to ONNX, with weights in 8 bits. Imports torch."""

import logging
import warnings
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic  # type: ignore[import-untyped]
from torch import Tensor, nn
from torch.jit._trace import TracerWarning

OPSET = 17


class _TokenEncoder(nn.Module):
    """The last layer's states of a text's tokens."""

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        output: Any = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=torch.zeros_like(input_ids)
        )
        states: Tensor = output.last_hidden_state
        return states


def export(encoder: nn.Module, target: Path, check: Callable[[Path], None]) -> None:
    """Write `encoder` to `target` in one step, once `check` has looked at it and not raised."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=target.parent, prefix="export-") as folder:
        exact, graph = Path(folder) / "exact.onnx", Path(folder) / target.name
        _write(_TokenEncoder(encoder).eval(), exact)
        _quantise(exact, graph)
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
            output_names=["tokens"],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, "tokens": axes},
            opset_version=OPSET,
            dynamo=False,
        )


def _quantise(exact: Path, graph: Path) -> None:
    """Store weights in 8 bits, with a scale for each row; activations are scaled as they come.

    One bit is left free: without it, sums can overflow on processors that lack VNNI.
    """
    logging.getLogger().setLevel(logging.WARNING)  # else it tells of every tensor that it leaves alone
    quantize_dynamic(exact, graph, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
