"""The benchmark of growing corpora, on four passages."""

import json
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.build import passage_tokens
from service.settings import Settings
from service.wiring import Workspace
from tests.benchmarks.scale import exact_nearest, main, recall
from tests.benchmarks.scale_base import SETS, read_base
from tests.benchmarks.stores import main as compare
from tests.benchmarks.variations import Variations
from tests.index.dataset_files import write_lines, write_qrels
from tests.index.store_contract import assert_equal_tokens, unit_vectors

TEXTS = {
    "octopus": "The octopus has three hearts. It has eight arms. It lives in the sea.",
    "whale": "The blue whale is the largest animal. It eats krill.",
    "giraffe": "The giraffe sleeps few hours a day.",
    "horse": "The horse runs in the fields. It eats grass. It sleeps standing. It lives long.",
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The first of the sets alone, of four passages; one question asks of each."""
    folder = tmp_path / "labelled" / SETS[0].folder
    folder.mkdir(parents=True)
    passages = [{"_id": id, "title": id.title(), "text": text} for id, text in TEXTS.items()]
    write_lines(folder / "corpus.jsonl.gz", passages)
    asked = [{"_id": id, "text": f"What does the {id} do?"} for id in TEXTS]
    write_lines(folder / SETS[0].queries, asked)
    write_qrels(folder / SETS[0].qrels, [(id, id) for id in TEXTS])
    return folder.parent


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """An installation without a model."""
    return Workspace(Settings(data=tmp_path / "var", embedders={}, multilingual="hashing", threads=1))


def test_a_corpus_is_built_and_asked(
    workspace: Workspace, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of the known passages and of more, stage by stage; nothing is left behind."""
    file = tmp_path / "raw.json"
    main([str(data), "--sizes", "3", "12", "--json", str(file)], workspace)
    printed = capsys.readouterr().out
    assert "| passages | 3 | 12 |" in printed
    assert "| dense recall@20 | 1.0000 | 1.0000 |" in printed
    raw = json.loads(file.read_text())
    assert [each["size"] for each in raw["sizes"]] == [3, 12]
    for each in raw["sizes"]:
        assert all(size > 0 for size in each["built"]["bytes"].values())
        assert {len(spent) for spent in each["searched"]["milliseconds"].values()} == {2}
    assert not list((tmp_path / "var" / "scale").iterdir())


def test_both_stores_are_compared(
    workspace: Workspace, data: Path, postgres: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """They find the same, all in all; of equal scores either may come first."""
    compare([str(data), postgres, "--sizes", "12"], workspace)
    printed = capsys.readouterr().out
    assert "| 12 passages | folder | PostgreSQL |" in printed
    assert "| recall@20 of vectors | 1.0000 | 1.0000 |" in printed
    assert "words 2 of 2" in printed
    assert "search 2 of 2" in printed
    told = dict(row.strip("| ").split(" | ", 1) for row in printed.splitlines())
    assert {float(count) > 0 for count in told["a search, 16 clients: a second"].split(" | ")} == {True}
    assert not list((workspace.folder / "stores-12").rglob("*"))


def test_a_variation_is_made_of_two_halves(workspace: Workspace, data: Path) -> None:
    """Half of one's sentences, then of another's, under the title of the first; no text comes twice."""
    base = read_base(workspace, data)
    variations = Variations.of(base, 16)
    passages = list(variations.passages())
    assert passages[:4] == [each.passage for each in base]
    assert len({each.in_context for each in passages}) == 16
    assert {passages[n].text for n in range(4, 16) if variations.pair(n) == (base[0], base[1])} == {
        "The octopus has three hearts.\n\nIt eats krill."
    }
    assert [each.url for each in variations.pages()] == [each.page_url for each in passages]


def test_tokens_of_a_variation_are_those_of_its_text(workspace: Workspace, data: Path) -> None:
    """The embedder reads word by word here: reading the joined text gives the same codes, places, firsts."""
    variations = Variations.of(read_base(workspace, data), 16)
    passages = list(variations.passages())
    embedder = workspace.embedders().of_question("en")
    with closing(workspace.cache()) as cache:
        again = cache.passages(embedder, [each.in_context for each in passages])
    (tokens,) = variations.tokens()
    assert_equal_tokens(tokens, passage_tokens(passages, again))


def test_vectors_of_variations_lie_in_the_middle(workspace: Workspace, data: Path) -> None:
    """They are as near to one part as to the other, and of unit length."""
    variations = Variations.of(read_base(workspace, data), 16)
    (vectors,) = variations.vectors()
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    for number in range(4, 16):
        one, other = (each.vector for each in variations.pair(number))
        assert vectors[number] @ one == pytest.approx(vectors[number] @ other, abs=1e-6)


def test_more_than_all_pairs_is_refused(workspace: Workspace, data: Path) -> None:
    """A text would come twice."""
    with pytest.raises(ValueError, match="up to 16 in all, not 17"):
        Variations.of(read_base(workspace, data), 17)


def test_recall_is_the_share_of_the_exact_nearest() -> None:
    """Which are found block by block."""
    vectors, queries = unit_vectors(100, seed=1), unit_vectors(3, seed=2)
    exact = exact_nearest(iter(np.array_split(vectors, 7)), queries)
    assert exact.tolist() == np.argsort(-(queries @ vectors.T), axis=1)[:, :20].tolist()
    assert recall(exact, exact.tolist()) == 1
    assert recall(exact, [row[:10] for row in exact.tolist()]) == 0.5
