"""How well the sub-types that a sentence reports are read: our reader and a plain linear model, on the gold set.

`python -m bench.reading_subtypes --json [--part dev|test]` (test, if not said otherwise; dev is what was tuned on, and
with the second draw what was trained on).

- *f1*: per type over sentences; macro is the plain mean over types that the gold or the reader has in these rows, micro
  is over all (sentence, type) pairs. `referenced` rows are real text, `written` rows were written for the gold.
- *false events*: types that the gold says are only spoken of (denied, negated, planned, possible, past), and that the
  reader gave as reported.
- *camps*: by camp of the outlet. `missed` is the share of the gold's types that were not read, `wrong` the share of the
  types read that the gold lacks, `false_alarms` the share of (sentence, type) pairs without a label that were read.
- *reliability*: of the types read with a confidence in a bin, the share that is right.

`gold/camps.jsonl` holds acts told in the words of several camps (tests/reading/test_subtypes.py asks that each reads
alike), `gold/subtypes_own.jsonl` sentences to develop on; neither is measured here.

The rival is TF-IDF of words and pairs of words with one logistic regression a type (scikit-learn), trained on the same
sentences, dev and the second draw among them, with the threshold that was best on these two while it had not seen them.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import chain, pairwise, repeat
from typing import Any

from bench.gold import GoldSentence, TrainingSentence, load_second, load_subtypes, load_training
from holdfire.reading.events.telling import Told, told
from holdfire.reading.grammar.parsing import parse_all
from holdfire.reading.grammar.scene import Scene
from holdfire.reading.names.places import places
from holdfire.reading.subtypes import subtypes
from holdfire.records import Standing
from holdfire.world import load_world

BINS = (0.0, 0.35, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
Rows = Sequence[GoldSentence]
Read = Sequence[Mapping[str, float]]


def scenes(texts: Iterable[str], days: Iterable[date | None] = ()) -> Iterator[Scene]:
    """Each text parsed, with its places and the day that it is of, where the source gives one."""
    known = load_world()
    for doc, day in zip(parse_all(texts), chain(days, repeat(None)), strict=False):
        yield Scene(doc, tuple(places(doc.text, "en", known)), day)


def read(texts: Iterable[str], days: Iterable[date | None] = ()) -> list[dict[str, float]]:
    """The sub-types that our reader gives each text as reported, with its confidence."""
    return [_reported(each for sent in scene.doc.sents for each in told(scene, sent)) for scene in scenes(texts, days)]


def read_gold(rows: Rows) -> list[dict[str, float]]:
    """The same for rows of the gold, each with its day, as an article is read with the day of its publication."""
    return read([each.text for each in rows], [each.published for each in rows])


def _reported(found: Iterable[Told]) -> dict[str, float]:
    kinds: dict[str, float] = {}
    for each in found:
        if each.standing is Standing.REPORTED:
            kinds[each.kind] = max(each.confidence, kinds.get(each.kind, 0.0))
    return kinds


class Rival:
    """TF-IDF and a logistic regression a type; raises `ImportError` where scikit-learn is absent."""

    def __init__(self) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.multiclass import OneVsRestClassifier
        from sklearn.pipeline import make_pipeline

        self.types = list(subtypes())
        vectors = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2, strip_accents="unicode")
        linear = OneVsRestClassifier(LogisticRegression(C=10.0, max_iter=1000, class_weight="balanced"))
        self._model = make_pipeline(vectors, linear)
        training = load_training()
        rows = (*load_subtypes().part("dev"), *load_second().sentences)
        self._fit(training)
        self.least = self._threshold(rows)
        self._fit([*training, *rows])

    def _fit(self, rows: Sequence[GoldSentence | TrainingSentence]) -> None:
        self._model.fit([each.text for each in rows], [[kind in each.labels for kind in self.types] for each in rows])

    def _threshold(self, rows: Rows) -> float:
        found = self._probable([each.text for each in rows])
        tried = [step / 100 for step in range(10, 91, 5)]
        return max(tried, key=lambda least: f1(rows, [_above(each, least) for each in found])["macro_f1"])

    def _probable(self, texts: Sequence[str]) -> list[dict[str, float]]:
        table = self._model.predict_proba(texts)
        return [{kind: float(share) for kind, share in zip(self.types, row, strict=True)} for row in table]

    def __call__(self, texts: Sequence[str]) -> list[dict[str, float]]:
        return [_above(each, self.least) for each in self._probable(texts)]


def _above(found: Mapping[str, float], least: float) -> dict[str, float]:
    return {kind: sure for kind, sure in found.items() if sure >= least}


def f1(rows: Rows, found: Read) -> dict[str, Any]:
    """Per type, macro and micro; the shares are of 1."""
    counts = {kind: [0, 0, 0] for kind in subtypes()}
    for row, each in zip(rows, found, strict=True):
        for kind in row.labels | each.keys():
            counts[kind][0 if kind in row.labels and kind in each else 1 if kind in row.labels else 2] += 1
    by_type = {kind: _shares(*count) for kind, count in counts.items() if any(count)}
    scored = [each["f1"] for each in by_type.values()]
    micro = _shares(*(sum(count[at] for count in counts.values()) for at in range(3)))
    exact = sum(row.labels == each.keys() for row, each in zip(rows, found, strict=True))
    return {
        "sentences": len(rows),
        "types": len(scored),
        "macro_f1": sum(scored) / (len(scored) or 1),
        "micro": micro,
        "same_set": exact / (len(rows) or 1),
        "false_events": _false_events(rows, found),
        "by_type": by_type,
    }


def _shares(hits: int, missed: int, false: int) -> dict[str, float]:
    precision, recall = hits / ((hits + false) or 1), hits / ((hits + missed) or 1)
    both = 2 * hits / ((2 * hits + missed + false) or 1)
    return {"precision": precision, "recall": recall, "f1": both, "gold": hits + missed, "read": hits + false}


def _false_events(rows: Rows, found: Read) -> dict[str, float]:
    spoken = [(each.type, seen) for row, seen in zip(rows, found, strict=True) for each in row.unreported]
    told = sum(kind in seen for kind, seen in spoken)
    return {"spoken_of": len(spoken), "told": told, "share": told / (len(spoken) or 1)}


def camps(rows: Rows, found: Read) -> dict[str, dict[str, float]]:
    """Error rates by camp of the outlet, with what each is a share of."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row, each in zip(rows, found, strict=True):
        count = counts[row.camp or "none"]
        hits = len(row.labels & each.keys())
        for at, more in enumerate((1, hits, len(row.labels) - hits, len(each) - hits)):
            count[at] += more
    return {camp: _rates(*count) for camp, count in sorted(counts.items())}


def _rates(sentences: int, hits: int, missed: int, wrong: int) -> dict[str, float]:
    empty = sentences * len(subtypes()) - hits - missed
    return {
        "sentences": sentences,
        "labels": hits + missed,
        "missed": missed / ((hits + missed) or 1),
        "read": hits + wrong,
        "wrong": wrong / ((hits + wrong) or 1),
        "false_alarms": wrong / (empty or 1),
    }


def reliability(rows: Rows, found: Read) -> list[dict[str, float]]:
    """Confidence against the share that is right, by bin."""
    pairs = [(sure, kind in row.labels) for row, each in zip(rows, found, strict=True) for kind, sure in each.items()]
    table = []
    for low, high in pairwise(BINS):
        inside = [each for each in pairs if low <= each[0] < high or (high == 1.0 and each[0] == 1.0)]
        if inside:
            n = len(inside)
            mean, right = sum(each[0] for each in inside) / n, sum(each[1] for each in inside) / n
            table.append({"from": low, "to": high, "n": n, "mean_confidence": mean, "right": right})
    return table


def off(table: Sequence[Mapping[str, float]]) -> float:
    """How far confidence is from the share that is right, in the mean over what was read."""
    n = sum(each["n"] for each in table)
    return sum(each["n"] * abs(each["mean_confidence"] - each["right"]) for each in table) / (n or 1)


def figures(rows: Rows, found: Read) -> dict[str, Any]:
    """All figures of one reader on some rows, and its F1 on referenced and on written rows apart."""
    table = reliability(rows, found)
    apart = {}
    for name, written in (("referenced", False), ("written", True)):
        some = [(row, each) for row, each in zip(rows, found, strict=True) if row.written is written]
        apart[name] = f1([row for row, _ in some], [each for _, each in some])
    return {
        **f1(rows, found),
        **apart,
        "camps": camps(rows, found),
        "reliability": table,
        "calibration_error": off(table),
    }


def measure(part: str = "test") -> dict[str, Any]:
    """The figures of each reader on a part of the gold, and ours by camp on both parts together.

    Where the shared data is absent only written rows are measured, and `skipped_rows` says how many were not.
    """
    gold = load_subtypes()
    rows = gold.part(part)
    texts = [each.text for each in rows]
    both = list(gold.sentences)
    return {
        "part": part,
        "skipped_rows": gold.skipped,
        "holdfire": figures(rows, read_gold(rows)),
        "rival": _rival(rows, texts),
        "camps_of_both_parts": camps(both, read_gold(both)),
    }


@cache
def _trained() -> Rival:
    return Rival()


def _rival(rows: Rows, texts: Sequence[str]) -> dict[str, Any]:
    try:
        made: Callable[[Sequence[str]], list[dict[str, float]]] = _trained()
    except ImportError as missing:
        return {"skipped": str(missing)}
    return figures(rows, made(texts))


def main() -> None:
    arguments = sys.argv[1:]
    part = arguments[arguments.index("--part") + 1] if "--part" in arguments else "test"
    if part not in ("dev", "test"):
        raise SystemExit(f"--part {part}: expected dev or test")
    found = measure(part)
    if "--json" in arguments:
        print(json.dumps(found))
        return
    for name in ("holdfire", "rival"):
        _show(name, found[name])


def _show(name: str, each: Mapping[str, Any]) -> None:
    if "skipped" in each:
        print(f"{name}: skipped, {each['skipped']}")
        return
    for rows, part in (("all", each), ("referenced", each["referenced"]), ("written", each["written"])):
        print(f"{name:9} {rows:10} macro {part['macro_f1']:.3f} micro {part['micro']['f1']:.3f} n {part['sentences']}")


if __name__ == "__main__":
    main()
