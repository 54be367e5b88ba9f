"""Small data sets, written where a test wants them."""

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

Line = Mapping[str, object]


def write_lines(file: Path, lines: Sequence[Line]) -> None:
    """Write JSON lines, gzipped where the name says so."""
    text = "".join(json.dumps(line) + "\n" for line in lines)
    file.write_bytes(gzip.compress(text.encode()) if file.suffix == ".gz" else text.encode())


def write_qrels(file: Path, rows: Sequence[tuple[str, str]]) -> None:
    """Write judgements of grade 1."""
    file.write_text("query-id\tcorpus-id\tscore\n" + "".join(f"{query}\t{page}\t1\n" for query, page in rows))


def ask(*ids: str, **fields: object) -> list[Line]:
    """Questions with these ids and, each, these fields."""
    return [{"_id": id, "text": f"What is {id}?", **fields} for id in ids]


def ready_passages(folder: Path) -> Path:
    """Fill a folder with two ready passages and three questions, the last without gold."""
    write_lines(
        folder / "corpus.jsonl.gz",
        [
            {"_id": "P#0", "title": "One", "text": "First text.", "language": "pt"},
            {"_id": "P#1", "title": "", "text": "Second text."},
        ],
    )
    write_lines(folder / "queries.jsonl", ask("a", "b", "c"))
    write_qrels(folder / "qrels.tsv", [("a", "P#0"), ("a", "P#1"), ("b", "P#9"), ("elsewhere", "P#0")])
    return folder
