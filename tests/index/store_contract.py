"""What every store must do. A test module inherits `StoreContract` and gives it a `store`."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from index.embedder import Vectors
from index.store import Generation, GenerationInfo, PassageTokens, Store
from index.token_codes import FARTHEST
from ingest.block import BlockKind
from ingest.page import Alternate, Page
from ingest.passage import Passage

EMBEDDER = "tiny-1"
DIMENSION = 16
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def page(path: str, language: str = "en", title: str = "Page") -> Page:
    """A page at `path` of docs.example.com."""
    return Page(
        url=f"https://docs.example.com{path}",
        path=path,
        title=title,
        description="About it.",
        language=language,
        markdown=f"# {title}\n\nWörds 'quoted' \"twice\".\n",
        fetched_at=NOON,
        last_modified=NOON,
        alternates=(Alternate("pt", f"/pt{path}"),),
    )


def passage(text: str, ordinal: int = 0, language: str = "en", title: str = "Page") -> Passage:
    """A passage with `text`."""
    return Passage(
        page_url="https://docs.example.com/a",
        ordinal=ordinal,
        title=title,
        heading_path=("Outer", "Inner"),
        anchor="inner",
        language=language,
        kinds=frozenset({BlockKind.PARAGRAPH, BlockKind.LIST}),
        markdown=f"**{text}**",
        text=text,
    )


def passages(texts: Sequence[str], language: str = "en") -> list[Passage]:
    """Passages with these texts, in order."""
    return [passage(text, ordinal, language) for ordinal, text in enumerate(texts)]


def unit_vectors(count: int, seed: int = 7, dimension: int = DIMENSION) -> Vectors:
    """Random directions."""
    vectors = np.random.default_rng(seed).standard_normal((count, dimension), dtype=np.float32)
    return np.ascontiguousarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def coded(lengths: Sequence[int], dimension: int = 8) -> list[PassageTokens]:
    """Passages of so many tokens each, all random."""
    random = np.random.default_rng(5)
    return [
        PassageTokens(
            random.integers(0, 256, (length, dimension // 2), np.uint8),
            np.sort(random.integers(0, FARTHEST, length, np.uint16, endpoint=True)),
            random.random(length) < 0.3,
        )
        for length in lengths
    ]


def assert_equal_tokens(found: Sequence[PassageTokens], expected: Sequence[PassageTokens]) -> None:
    """All of them are the same, to the bit."""
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_array_equal(one.codes, other.codes, strict=True)
        np.testing.assert_array_equal(one.starts, other.starts, strict=True)
        np.testing.assert_array_equal(one.firsts, other.firsts, strict=True)


def commit(
    store: Store, texts: Sequence[str], pages: Sequence[Page] = (), fingerprint: str = "print"
) -> GenerationInfo:
    """Build a generation of English passages with these texts and make it live."""
    writer = store.begin_generation("https://docs.example.com", fingerprint)
    writer.put_pages(pages)
    writer.put(passages(texts))
    writer.put_vectors("en", EMBEDDER, unit_vectors(len(texts)))
    return writer.commit()


def live(store: Store) -> Generation:
    """The live generation, which must exist."""
    generation = store.live()
    assert generation is not None
    return generation


def found(generation: Generation, question: str, language: str = "en", k: int = 10) -> list[int]:
    """Numbers of the passages that lexical retrieval returns, best first."""
    return [hit.passage for hit in generation.lexical_topk(language, question, k)]


class StoreContract:
    """Every store's tests; `store` is an empty store."""

    def test_an_empty_store_has_nothing_live(self, store: Store) -> None:
        """Before the first commit nothing is live, and dropping is harmless."""
        store.drop()
        assert store.live() is None

    def test_info_says_what_was_put(self, store: Store) -> None:
        """Counts by language, embedders by language, source and fingerprint come back as they were given."""
        writer = store.begin_generation("the source", "the print")
        writer.put_pages([page("/a"), page("/b"), page("/pt/a", "pt")])
        writer.put([*passages(["one", "two"]), *passages(["um"], "pt")])
        writer.put_vectors("en", EMBEDDER, unit_vectors(2))
        writer.put_vectors("en", "other", unit_vectors(2, dimension=4))
        writer.put_vectors("pt", EMBEDDER, unit_vectors(1))
        info = writer.commit()
        assert live(store).info == info
        assert (info.source, info.fingerprint) == ("the source", "the print")
        assert (info.pages, info.passages) == ({"en": 2, "pt": 1}, {"en": 2, "pt": 1})
        assert info.embedders == {"en": (EMBEDDER, "other"), "pt": (EMBEDDER,)}
        assert abs((datetime.now(UTC) - info.built_at).total_seconds()) < 60

    def test_dense_topk_is_exact(self, store: Store) -> None:
        """Passages and inner products equal those of a comparison with every vector."""
        vectors = unit_vectors(300)
        writer = store.begin_generation("s", "f")
        for count in (200, 100):
            writer.put(passages([f"text {n}" for n in range(count)]))
        for start in range(0, 300, 120):
            writer.put_vectors("en", EMBEDDER, vectors[start : start + 120])
        writer.commit()
        for query in unit_vectors(5, seed=1):
            expected = np.argsort(-(vectors @ query), kind="stable")[:20]
            hits = live(store).dense_topk(EMBEDDER, "en", query, 20)
            assert [hit.passage for hit in hits] == expected.tolist()
            np.testing.assert_allclose([hit.score for hit in hits], (vectors @ query)[expected], atol=1e-5)

    def test_dense_topk_keeps_languages_apart(self, store: Store) -> None:
        """Only passages of the asked language come back, under their own numbers."""
        writer = store.begin_generation("s", "f")
        vectors = unit_vectors(3)
        writer.put([passage("um", 0, "pt"), passage("one"), passage("dois", 1, "pt")])
        writer.put_vectors("en", EMBEDDER, vectors[:1])
        writer.put_vectors("pt", EMBEDDER, vectors[1:])
        writer.commit()
        assert [hit.passage for hit in live(store).dense_topk(EMBEDDER, "pt", vectors[2], 9)] == [2, 0]
        assert [hit.passage for hit in live(store).dense_topk(EMBEDDER, "en", vectors[2], 9)] == [1]

    def test_what_was_not_indexed_gives_nothing(self, store: Store) -> None:
        """An unknown language or embedder, k = 0 and wordless questions give empty lists."""
        commit(store, ["words"])
        query = unit_vectors(1)[0]
        assert live(store).dense_topk("unknown", "en", query, 5) == []
        assert live(store).dense_topk(EMBEDDER, "de", query, 5) == []
        assert live(store).dense_topk(EMBEDDER, "en", query, 0) == []
        assert live(store).lexical_topk("de", "words", 5) == []
        assert live(store).lexical_topk("en", "?!", 5) == []
        assert live(store).lexical_topk("en", "", 5) == []
        assert live(store).lexical_topk("en", "words", 0) == []
        assert live(store).lexical_topk("en", "unrelated", 5) == []

    def test_lexical_topk_ranks_by_bm25(self, store: Store) -> None:
        """A rare word outweighs a common one, a short text a long one, and more matches fewer."""
        commit(
            store,
            [
                "common filler words about nothing",
                "common zebra",
                "common zebra with many other filler words that make this text long",
                "common giraffe zebra",
                "unrelated",
            ],
        )
        assert found(live(store), "zebra giraffe") == [3, 1, 2]
        assert found(live(store), "common zebra")[-1] == 0
        scores = [hit.score for hit in live(store).lexical_topk("en", "common zebra giraffe", 10)]
        assert scores == sorted(scores, reverse=True)
        assert scores[-1] > 0

    def test_lexical_topk_returns_k(self, store: Store) -> None:
        """No more than k passages come back."""
        commit(store, [f"apple {n}" for n in range(20)])
        assert len(live(store).lexical_topk("en", "apple", 7)) == 7

    def test_lexical_topk_finds_by_stem_title_and_heading(self, store: Store) -> None:
        """Another form of a word matches; so do words of the title and of headings."""
        writer = store.begin_generation("s", "f")
        writer.put([passage("Rotating keys", title="Zanzibar"), passage("Other")])
        writer.commit()
        assert found(live(store), "rotate a key") == [0]
        assert found(live(store), "zanzibar") == [0]
        assert set(found(live(store), "inner")) == {0, 1}

    def test_lexical_topk_speaks_portuguese(self, store: Store) -> None:
        """Portuguese words match in other forms, and without their accents."""
        writer = store.begin_generation("s", "f")
        writer.put(passages(["As configurações da integração", "Outro assunto"], "pt"))
        writer.commit()
        assert found(live(store), "configuração", "pt") == [0]
        assert found(live(store), "integracao", "pt") == [0]
        assert found(live(store), "configuracoes", "pt") == [0]

    @pytest.mark.parametrize(
        "question",
        [
            'AND OR "zebra',
            "title:zebra",
            "zebra^9 +(",
            "zebra* ~2 \\",
            "zebra\0zebra",
            "-zebra",
            "[zebra TO x]",
        ],
    )
    def test_questions_are_no_query_language(self, store: Store, question: str) -> None:
        """Operators, quotes and brackets are punctuation."""
        commit(store, ["a zebra", "unrelated"])
        assert found(live(store), question) == [0]

    @pytest.mark.parametrize(
        ("written", "asked"),
        [
            ("SQL_CONNECTION", "SQL_CONNECTION"),
            ("SQL_CONNECTION", "sql connection"),
            ("X-API-KEY", "x-api-key"),
            ("X-API-KEY", "XApiKey"),
            ("getUserById", "getUserById"),
            ("getUserById", "user by id"),
            ("get user", "getUser"),
            ("api-deploy", "deploy"),
            ("e-mail", "email"),
            ("email", "e-mail"),
            ("node.js", "nodejs"),
        ],
    )
    def test_names_are_found_whole_and_in_parts(self, store: Store, written: str, asked: str) -> None:
        """However an identifier is written, it is found."""
        commit(store, ["something else", f"Set {written} first.", "and more"])
        assert found(live(store), asked) == [1]

    def test_term_weights_are_inverse_document_frequencies(self, store: Store) -> None:
        """ln(1 + (N - n + 0.5) / (n + 0.5)), by stem, without stop words; {} for an unknown language."""
        commit(store, ["zebras run", "a zebra", "birds", "fish"])
        weights = live(store).term_weights("en", "What is a running zebra unicorn?")
        assert set(weights) == {"run", "zebra", "unicorn"}
        assert weights["zebra"] == pytest.approx(np.log(1 + 2.5 / 2.5))
        assert weights["run"] == pytest.approx(np.log(1 + 3.5 / 1.5))
        assert weights["unicorn"] == pytest.approx(np.log(1 + 4.5 / 0.5))
        assert live(store).term_weights("de", "Zebra") == {}

    def test_passages_come_back_as_they_were_put(self, store: Store) -> None:
        """Every field survives; the order is the asked one; an unknown number is a KeyError."""
        put = passages([f"text {n} with 'quotes' and ünïcode 🎉" for n in range(1200)])
        writer = store.begin_generation("s", "f")
        writer.put(put)
        writer.commit()
        assert live(store).passages([3, 0, 2]) == [put[3], put[0], put[2]]
        assert live(store).passages(list(range(1200))) == put
        assert live(store).passages([]) == []
        with pytest.raises(KeyError):
            live(store).passages([1200])

    def test_pages_are_found_by_path_and_url(self, store: Store) -> None:
        """Both addresses give the page as it was put; pages come in the order of putting."""
        put = [page("/b"), page("/a"), page("/")]
        commit(store, ["text"], put)
        assert live(store).page("/a") == put[1]
        assert live(store).page("https://docs.example.com/a") == put[1]
        assert live(store).page("/missing") is None
        assert list(live(store).pages()) == put

    def test_nobody_sees_a_generation_before_its_commit(self, store: Store) -> None:
        """While a generation is built the old one answers; a reader that holds it goes on after the swap."""
        first = commit(store, ["apple"])
        old = live(store)
        writer = store.begin_generation("s", "f")
        writer.put(passages(["banana"]))
        writer.put_vectors("en", EMBEDDER, unit_vectors(1))
        assert live(store).info == first
        assert found(live(store), "banana") == []
        second = writer.commit()
        assert live(store).info == second
        assert second.number > first.number
        assert found(live(store), "banana") == [0]
        assert found(old, "apple") == [0]
        assert old.passages([0])[0].text == "apple"

    def test_readers_see_one_generation_while_others_are_committed(self, store: Store) -> None:
        """What a generation finds is always its own."""
        commit(store, ["word0"])
        wrong: list[str] = []
        done = threading.Event()

        def read() -> None:
            while not done.is_set():
                generation = live(store)
                (hit,) = generation.lexical_topk("en", "everywhere word0 word1 word2 word3 word4", 5)
                (text,) = generation.passages([hit.passage])
                if text.text != f"word{generation.info.number - first}":
                    wrong.append(text.text)

        first = live(store).info.number
        readers = [threading.Thread(target=read) for _ in range(3)]
        for reader in readers:
            reader.start()
        for n in range(1, 5):
            commit(store, [f"word{n}"])
            store.drop()
        done.set()
        for reader in readers:
            reader.join()
        assert wrong == []

    def test_an_abandoned_generation_is_gone(self, store: Store) -> None:
        """Abandoning leaves the live one; it may be done twice, and does nothing after a commit."""
        first = commit(store, ["apple"])
        writer = store.begin_generation("s", "f")
        writer.put(passages(["banana"]))
        writer.abandon()
        writer.abandon()
        assert live(store).info == first
        last = store.begin_generation("s", "f")
        last.put(passages(["cherry"]))
        info = last.commit()
        last.abandon()
        assert live(store).info == info
        assert found(live(store), "cherry") == [0]

    def test_two_builders_do_not_disturb_each_other(self, store: Store) -> None:
        """Numbers differ, and of two commits the one that was begun later stays live."""
        one, two = store.begin_generation("s", "1"), store.begin_generation("s", "2")
        one.put(passages(["first"]))
        two.put(passages(["second"]))
        later, earlier = two.commit(), one.commit()
        assert later.number > earlier.number
        assert live(store).info == later
        assert found(live(store), "second") == [0]
        store.drop()
        assert live(store).info == later

    def test_dropping_keeps_the_live_generation_and_those_being_built(self, store: Store) -> None:
        """After a drop the live one answers, and a builder goes on."""
        for n in range(4):
            commit(store, [f"word{n}"])
        writer = store.begin_generation("s", "f")
        writer.put(passages(["being built"]))
        writer.put_vectors("en", EMBEDDER, unit_vectors(1))
        store.drop()
        assert found(live(store), "word3") == [0]
        writer.commit()
        assert found(live(store), "built") == [0]

    def test_passages_can_be_read_while_they_are_built(self, store: Store) -> None:
        """They come back by language, in the order of putting, and are counted."""
        put = [passage("um", 0, "pt"), passage("one"), passage("dois", 1, "pt")]
        writer = store.begin_generation("s", "f")
        writer.put(put[:2])
        writer.put(put[2:])
        assert writer.counts() == {"en": 1, "pt": 2}
        assert list(writer.passages("pt")) == [put[0], put[2]]
        assert list(writer.passages("de")) == []
        writer.abandon()

    def test_vectors_that_do_not_fit_are_refused(self, store: Store) -> None:
        """One dimension an embedder, and a vector for each passage of the language or for none."""
        writer = store.begin_generation("s", "f")
        writer.put(passages(["one", "two"]))
        writer.put_vectors("en", EMBEDDER, unit_vectors(1))
        with pytest.raises(ValueError, match="dimensions"):
            writer.put_vectors("en", EMBEDDER, unit_vectors(1, dimension=4))
        with pytest.raises(ValueError, match="1 vectors for 2 passages"):
            writer.commit()
        writer.put_vectors("en", EMBEDDER, unit_vectors(1))
        writer.commit()
        writer = store.begin_generation("s", "f")
        writer.put_vectors("de", EMBEDDER, unit_vectors(1))
        with pytest.raises(ValueError, match="1 vectors for 0 passages"):
            writer.commit()
        writer.abandon()

    def test_tokens_come_back_as_they_were_put(self, store: Store) -> None:
        """For any passages of a language, in any order, those without tokens and the farthest included."""
        tokens = coded([3, 0, 70, 1, 2, 5])
        ends = np.array([0, FARTHEST], np.uint16)
        tokens[3] = PassageTokens(tokens[3].codes, ends[1:], np.array([True]))
        tokens[4] = PassageTokens(tokens[4].codes, ends, np.array([True, False]))
        writer = store.begin_generation("s", "f")
        writer.put(passage(f"text {n}", n, "pt" if n in (1, 4) else "en") for n in range(6))
        writer.put_vectors("pt", EMBEDDER, unit_vectors(2), [tokens[1], tokens[4]])
        writer.put_vectors("en", EMBEDDER, unit_vectors(1), tokens[:1])
        writer.put_vectors("en", EMBEDDER, unit_vectors(3), [tokens[2], tokens[3], tokens[5]])
        writer.commit()
        for language, numbers in (("en", [5, 0, 3, 2, 0]), ("pt", [4, 1]), ("pt", [1]), ("en", [])):
            expected = [tokens[number] for number in numbers]
            assert_equal_tokens(live(store).tokens(EMBEDDER, language, numbers), expected)

    def test_an_embedder_may_tell_no_tokens(self, store: Store) -> None:
        """Then there are none, as for an embedder or a language that nobody knows."""
        writer = store.begin_generation("s", "f")
        writer.put(passages(["one"]))
        writer.put_vectors("en", EMBEDDER, unit_vectors(1), coded([2]))
        writer.put_vectors("en", "plain", unit_vectors(1))
        writer.commit()
        assert len(live(store).tokens(EMBEDDER, "en", [0])) == 1
        assert live(store).tokens("plain", "en", [0]) == []
        assert live(store).tokens("unknown", "en", [0]) == []
        assert live(store).tokens(EMBEDDER, "de", [0]) == []

    def test_passages_may_all_be_without_tokens(self, store: Store) -> None:
        """Texts of signs alone are read, and have none."""
        writer = store.begin_generation("s", "f")
        writer.put(passages(["?", "!"]))
        writer.put_vectors("en", EMBEDDER, unit_vectors(2), coded([0, 0]))
        writer.commit()
        assert_equal_tokens(live(store).tokens(EMBEDDER, "en", [1, 0]), coded([0, 0]))

    def test_tokens_that_do_not_fit_are_refused(self, store: Store) -> None:
        """One dimension an embedder, and tokens of each passage of the language or of none."""
        writer = store.begin_generation("s", "f")
        writer.put(passages(["one", "two", "three"]))
        writer.put_vectors("en", EMBEDDER, unit_vectors(1), coded([2]))
        with pytest.raises(ValueError, match="8, then 4 dimensions"):
            writer.put_vectors("en", EMBEDDER, unit_vectors(2), [*coded([2]), *coded([1], dimension=4)])
        writer.put_vectors("en", EMBEDDER, unit_vectors(2))
        with pytest.raises(ValueError, match="1 tokens for 3 passages"):
            writer.commit()
        writer.abandon()

    def test_a_check_is_noted_on_the_live_generation(self, store: Store) -> None:
        """It changes when the generation was checked and what could not be, and nothing else."""
        info = commit(store, ["apple"])
        assert (info.checked_at, info.unchecked) == (None, ())
        store.confirm(info.number, NOON, ["https://docs.example.com/b", "https://docs.example.com/a"])
        assert live(store).info == replace(
            info, checked_at=NOON, unchecked=("https://docs.example.com/a", "https://docs.example.com/b")
        )
        store.confirm(info.number, NOON + HOUR)
        assert live(store).info == replace(info, checked_at=NOON + HOUR)
        assert found(live(store), "apple") == [0]

    def test_a_generation_begins_with_its_check(self, store: Store) -> None:
        """What is known of the content when the build begins stands in the committed generation."""
        writer = store.begin_generation("s", "f", NOON, ["/b", "/a"])
        writer.put(passages(["apple"]))
        info = writer.commit()
        assert (info.checked_at, info.unchecked) == (NOON, ("/a", "/b"))
        assert live(store).info == info

    def test_a_check_of_another_generation_or_of_earlier_changes_nothing(self, store: Store) -> None:
        """A slow process does not make the index look fresher, or older, than it is."""
        store.confirm(1, NOON)
        assert store.live() is None
        first = commit(store, ["apple"])
        second = commit(store, ["banana"])
        store.confirm(first.number, NOON)
        assert live(store).info == second
        store.confirm(second.number, NOON + HOUR)
        store.confirm(second.number, NOON, ["/a"])
        assert live(store).info == replace(second, checked_at=NOON + HOUR)

    def test_whoever_holds_a_generation_sees_it_as_it_was(self, store: Store) -> None:
        """A generation never changes in a reader's hands; the next look shows the check."""
        info = commit(store, ["apple"])
        held = live(store)
        store.confirm(info.number, NOON)
        assert live(store).info.checked_at == NOON
        assert held.info == info
        assert found(held, "apple") == [0]

    def test_an_empty_generation_can_be_committed(self, store: Store) -> None:
        """Nothing put, nothing found."""
        writer = store.begin_generation("s", "f")
        writer.put([])
        info = writer.commit()
        assert (info.pages, info.passages, info.embedders) == ({}, {}, {})
        assert live(store).lexical_topk("en", "word", 5) == []
