"""A process that questions an index without a pause, and calls out whatever is missing from it."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path

from index.embedders.hashing import HashingEmbedder
from index.errors import StoreError
from index.store import Generation
from index.stores.local import LocalStore

WORD = "acme"
"""A word of every passage."""

FOUND = 10
FRESH_EVERY = 25
"""A store is opened anew after so many questions, as by a process that was just started."""

WHOLE_EVERY = 200
PAUSE_S = 0.005


@dataclass(slots=True)
class Findings:
    """What a reader saw: questions answered, generations by number, each read whole, and what was wrong."""

    questions: int = 0
    generations: set[int] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)


def read(root: Path, stop: Event, report: Connection) -> None:
    """Question the index in `root` until told to stop, then send the Findings."""
    findings, chance, store = Findings(), random.Random(1), LocalStore(root)  # noqa: S311 - no secret
    parent = parent_process()
    while not stop.wait(PAUSE_S) and parent is not None and parent.is_alive():
        try:
            _ask(store, findings, chance)
        except StoreError as error:
            findings.wrong.append(str(error))
        findings.questions += 1
        if findings.questions % FRESH_EVERY == 0:
            store = LocalStore(root)
    report.send(findings)


def _ask(store: LocalStore, findings: Findings, chance: random.Random) -> None:
    live = store.live()
    if live is None:
        findings.wrong.append("no index was live")
        return
    language = chance.choice(sorted(live.info.passages))
    scored = live.lexical_topk(language, f"{WORD} {chance.randrange(100)}", FOUND)
    if len(scored) < min(FOUND, live.info.passages[language]):
        findings.wrong.append(f"generation {live.info.number} found {len(scored)} passages in {language}")
    if any(passage.language != language for passage in live.passages([hit.passage for hit in scored])):
        findings.wrong.append(f"generation {live.info.number} mixes its languages")
    if live.info.number not in findings.generations or findings.questions % WHOLE_EVERY == 0:
        findings.generations.add(live.info.number)
        findings.wrong += missing(live)


def missing(generation: Generation) -> list[str]:
    """What a generation lacks of that which it says it has; nothing where it is whole."""
    return [f"generation {generation.info.number}: {problem}" for problem in _missing(generation)]


def _missing(generation: Generation) -> Iterator[str]:
    info = generation.info
    pages = {page.url: page for page in generation.pages()}
    if Counter(page.language for page in pages.values()) != info.pages:
        yield f"pages are not those counted, {info.pages}"
    passages = generation.passages(range(sum(info.passages.values())))
    if Counter(passage.language for passage in passages) != info.passages:
        yield f"passages are not those counted, {info.passages}"
    if any(passage.markdown not in pages[passage.page_url].markdown for passage in passages):
        yield "a passage is not of its page"
    query = HashingEmbedder().queries([WORD])[0]
    for language, count in info.passages.items():
        own = {number for number, passage in enumerate(passages) if passage.language == language}
        for embedder in info.embedders[language]:
            if {hit.passage for hit in generation.dense_topk(embedder, language, query, count)} != own:
                yield f"vectors of {language} are not those of its passages"
        if {hit.passage for hit in generation.lexical_topk(language, WORD, count)} != own:
            yield f"words of {language} are not those of its passages"
