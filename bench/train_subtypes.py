"""Makes the weights that the sub-type reader ships: `python -m bench.train_subtypes` (needs scikit-learn).

1. The first model, a logistic regression a type on words and triggers, is trained on `gold/training.jsonl`, the dev
   part of the gold and the second draw (`gold/subtypes_second.jsonl`).
2. Its scores on rows that it did not see (five folds) go with the type's own triggers into the second model, one
   logistic regression for all types, whose output is the confidence. Training rows made by patterns are left out
   there, as their like is in every fold; rows of real text weigh more.
3. The frames were worked on with those same rows in sight, so that this confidence is too high. `gold/
   subtypes_first_read.json` holds what 318 other sentences (`subtypes_own.jsonl`) and the 200 of real text of the
   second draw were given when they were first read, before the frames were mended by them: pairs of a confidence and
   whether it was right. (For the latter the lowering that was in force then was taken back.) A line through
   their log odds lowers the confidence to what it is on text that nobody had seen.
4. The two thresholds are those of the best macro F1 on the rows of step 2, and not below `LOWEST`.

The test part of the gold is not read. The same input gives the same file, to rounding.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from bench.gold import load_second, load_subtypes, load_training
from bench.reading_subtypes import scenes
from holdfire.reading.events.judging import WEIGHTS, Floats, Judge, signs
from holdfire.reading.events.telling import Evidence, weighed
from holdfire.reading.subtypes import subtypes

KINDS = list(subtypes())
LEAST_SEEN = 2
"""Rows in which a word or pair must stand to be kept."""
MOST = 4000
FOLDS = 5
STRENGTH = 0.1
"""Of 1.0, 0.3 and 0.1, all alike on unseen rows, the one under which words sway a trigger least."""
SECOND = 0.3
DEV_WEIGHT = {False: 2.0, True: 1.0}
LOWEST = 7
"""Least threshold that is tried, in twentieths. What is right with a chance below half of the F1 that is reached lowers
it, and on text that nobody had seen F1 was 0.74: rows that the frames were mended by would choose a lower one."""
SEED = 12
GOLD = Path(__file__).parent / "gold"


@dataclass
class Row:
    """One text: what is weighed of each of its sentences, and the types that it reports."""

    seen: list[Evidence]
    labels: frozenset[str]
    weight: float
    counted: bool

    @property
    def words(self) -> list[str]:
        return list(dict.fromkeys(word for each in self.seen for word in each.words))

    @property
    def table(self) -> Floats:
        return np.max([each.table for each in self.seen], axis=0)

    @property
    def finer(self) -> Any:
        return np.any([each.finer for each in self.seen], axis=0)

    @property
    def truth(self) -> Floats:
        return np.array([float(kind in self.labels) for kind in KINDS])


def rows(
    texts: Iterable[str], marks: Sequence[tuple[frozenset[str], float, bool]], days: Iterable[date | None] = ()
) -> list[Row]:
    found = []
    for scene, (labels, weight, counted) in zip(scenes(texts, days), marks, strict=True):
        seen = [weighed(scene, sentence) for sentence in scene.doc.sents if sentence.text.strip()]
        found.append(Row(seen, labels, weight, counted))
    return found


def vocabulary(given: Sequence[Row]) -> dict[str, int]:
    counts = Counter(word for row in given for word in row.words)
    kept = sorted((word for word, n in counts.items() if n >= LEAST_SEEN), key=lambda word: (-counts[word], word))
    return {word: at for at, word in enumerate(sorted(kept[:MOST]))}


def first(given: Sequence[Row]) -> Judge:
    """The first model of some rows; the second one is empty."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.linear_model import LogisticRegression

    known = vocabulary(given)
    lines, columns, values = [], [], []
    for line, row in enumerate(given):
        at = [known[word] for word in row.words if word in known]
        lines += [line] * len(at)
        columns += at
        values += [1.0 / max(1.0, len(at)) ** 0.5] * len(at)
    texts = csr_matrix((values, (lines, columns)), shape=(len(given), len(known)))
    table = np.array([row.table[:, :3].ravel() for row in given])
    both = hstack([texts, csr_matrix(table)]).tocsr()
    truth = np.array([row.truth for row in given])
    weights = np.zeros((both.shape[1], len(KINDS)))
    intercepts = np.zeros(len(KINDS))
    for at in range(len(KINDS)):
        model = LogisticRegression(C=STRENGTH * 5, max_iter=2000)
        model.fit(both, truth[:, at])
        weights[:, at], intercepts[at] = model.coef_[0], model.intercept_[0]
    size = len(known)
    empty = np.zeros(0)
    return Judge(known, weights[:size], intercepts, weights[size:], empty, 0.0, 0.5, 0.5)


def scored(model: Judge, given: Sequence[Row]) -> list[Floats]:
    """What the second model weighs, for each row: types by signs."""
    return [signs(row.table, model.scores(row.words, row.table), row.finer) for row in given]


def unseen(given: Sequence[Row]) -> list[Floats]:
    """The same for each row, by a first model that did not see it."""
    order = list(range(len(given)))
    random.Random(SEED).shuffle(order)
    found: dict[int, Floats] = {}
    for fold in range(FOLDS):
        held = set(order[fold::FOLDS])
        model = first([row for at, row in enumerate(given) if at not in held])
        some = sorted(held)
        found |= dict(zip(some, scored(model, [given[at] for at in some]), strict=True))
    return [found[at] for at in range(len(given))]


def second(tables: Sequence[Floats], given: Sequence[Row]) -> tuple[Floats, float]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=SECOND, max_iter=5000)
    weights = np.concatenate([np.full(len(KINDS), row.weight) for row in given])
    model.fit(np.concatenate(tables), np.concatenate([row.truth for row in given]), sample_weight=weights)
    return model.coef_[0], float(model.intercept_[0])


def chances(tables: Sequence[Floats], coefficients: Floats, intercept: float) -> list[Floats]:
    return [1 / (1 + np.exp(-(table @ coefficients + intercept))) for table in tables]


def lowered(pairs: Sequence[tuple[float, int]]) -> tuple[float, float]:
    """Slope and shift of the log odds that make the confidence of a first reading as often right as it says."""
    from sklearn.linear_model import LogisticRegression

    odds = np.array([[np.log(sure / (1 - sure))] for sure, _ in pairs])
    model = LogisticRegression(C=1.0).fit(odds, [right for _, right in pairs])
    return float(model.coef_[0][0]), float(model.intercept_[0])


def macro(given: Sequence[Row], found: Sequence[Floats], least: float, least_unseen: float) -> float:
    hits, missed, false = (np.zeros(len(KINDS)) for _ in range(3))
    for row, sure in zip(given, found, strict=True):
        reported = (row.table[:, 0] > 0) | (row.table[:, 1] > 0)
        silent = ~reported & (row.table[:, 2] == 0)
        read = (reported & (sure >= least)) | (silent & (sure >= least_unseen))
        hits += read * row.truth
        missed += ~read * row.truth
        false += read * (1 - row.truth)
    return float(np.mean(2 * hits / np.maximum(1, 2 * hits + missed + false)))


def thresholds(given: Sequence[Row], found: Sequence[Floats]) -> tuple[float, float]:
    steps = [each / 20 for each in range(LOWEST, 16)]
    tried = [(macro(given, found, a, b), -abs(a - 0.4) - abs(b - 0.5), a, b) for a in steps for b in steps if b >= a]
    _, _, least, least_unseen = max(tried)
    return least, least_unseen


def load() -> tuple[list[Row], list[Row]]:
    """The training rows, and those of dev with the second draw. Raises `SystemExit` where these cannot be had."""
    gold, more = load_subtypes(), load_second()
    if gold.skipped or more.skipped:
        raise SystemExit("the shared data folder is absent: the second model cannot be fitted without it")
    path = GOLD / "training.jsonl"
    made = [json.loads(line)["made"] for line in path.read_text(encoding="utf-8").splitlines()]
    training, dev = load_training(), (*gold.part("dev"), *more.sentences)
    trained = rows(
        (each.text for each in training),
        [(each.labels, 1.0, how == "one") for each, how in zip(training, made, strict=True)],
    )
    marks = [(each.labels, DEV_WEIGHT[each.written], True) for each in dev]
    return trained, rows((each.text for each in dev), marks, [each.published for each in dev])


def train(path: Path = WEIGHTS) -> dict[str, float]:
    """Write the weights to `path`; gives the figures on dev that they were chosen by."""
    training, dev = load()
    every = [*training, *dev]
    held = [(table, row) for table, row in zip(unseen(every), every, strict=True) if row.counted]
    tables, counted = [table for table, _ in held], [row for _, row in held]
    model = first(every)
    coefficients, intercept = second(tables, counted)
    slope, shift = lowered(json.loads((GOLD / "subtypes_first_read.json").read_text(encoding="utf-8")))
    coefficients, intercept = coefficients * slope, intercept * slope + shift
    found = chances(tables, coefficients, intercept)
    least, least_unseen = thresholds(counted, found)
    words = sorted(model.vocabulary, key=lambda word: model.vocabulary[word])
    path.parent.mkdir(exist_ok=True)
    np.savez_compressed(
        path,
        vocabulary=np.frombuffer("\n".join(words).encode("utf-8"), dtype=np.uint8),
        weights=model.weights.astype(np.float16),
        intercepts=model.intercepts.astype(np.float32),
        by_sign=model.by_sign.astype(np.float32),
        second=coefficients.astype(np.float32),
        second_intercept=np.float32(intercept),
        least=np.float32(least),
        least_unseen=np.float32(least_unseen),
    )
    return {
        "words": len(words),
        "bytes": path.stat().st_size,
        "least": least,
        "least_unseen": least_unseen,
        "slope": slope,
        "shift": shift,
        "macro_f1_unseen_dev": macro(dev, found[-len(dev) :], least, least_unseen),
    }


def main() -> None:
    print(json.dumps(train(Path(sys.argv[1]) if len(sys.argv) > 1 else WEIGHTS)))


if __name__ == "__main__":
    main()
