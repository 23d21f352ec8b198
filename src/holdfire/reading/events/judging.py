"""How sure it is that a sentence reports each sub-type: its triggers and its words weighed by what was learnt.

Two linear models, shipped as numbers (weights/subtypes.npz) and made by `bench/train_subtypes.py`. The first reads the
words and the triggers of all sub-types; the second weighs its score with the sub-type's own triggers, and is fitted so
that of what it gives 0.9, nine in ten are right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ...records import Standing
from ..knowledge import knowledge
from ..subtypes import subtypes
from .triggers import Trigger

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

Floats = NDArray[np.float64]
Found = Iterable[tuple[str, Standing, Trigger]]

WEIGHTS = Path(str(files("holdfire.reading"))) / "weights" / "subtypes.npz"
_LONGEST = 400
"""Words of a sentence that are read at most."""
_SIGNS = 4


@cache
def _likened() -> dict[str, str]:
    content = knowledge("words", "judging.yaml")
    found = dict.fromkeys(content["party"], "PARTY")
    return found | {word: plain for plain, alike in content["alike"].items() for word in alike}


def features(sentence: Span, places: frozenset[int] = frozenset()) -> list[str]:
    """The words of a sentence and their pairs, each once: lemmas, with names, places, numbers and parties as such.

    >>> from holdfire.reading.grammar.parsing import parse
    >>> sorted(features(parse("Terrorists killed 12.")[:]))
    ['NUMBER', 'PARTY', 'PARTY kill', 'kill', 'kill NUMBER']
    """
    plain: list[str] = []
    likened = _likened()
    for token in sentence[:_LONGEST]:
        word = _plain(token, places, likened)
        if word and not (plain and word == plain[-1]):
            plain.append(word)
    pairs = (f"{first} {second}" for first, second in pairwise(plain))
    return list(dict.fromkeys([*plain, *pairs]))


def _plain(token: Token, places: frozenset[int], likened: Mapping[str, str]) -> str | None:
    lemma, pos = token.lemma_.casefold(), token.pos_
    if pos in ("PUNCT", "SPACE") or not lemma:
        return None
    plain = likened.get(lemma)
    if plain is not None:
        return plain
    if token.i in places:
        return "PLACE"
    if pos == "NUM":
        return "NUMBER"
    if pos == "PROPN" and token.text[:1].isupper():
        return likened.get(token.lower_, "NAME")
    return lemma


def evidence(found: Found) -> Floats:
    """What the triggers of a sentence say, sub-types by four: reported, bare, otherwise put, how many are reported."""
    rows = {kind: at for at, kind in enumerate(subtypes())}
    table = np.zeros((len(rows), _SIGNS))
    for kind, how, trigger in found:
        row = table[rows[kind]]
        if how is not Standing.REPORTED:
            row[2] = 1.0
            continue
        row[3] += 1.0
        at = 1 if trigger.bare else 0
        row[at] = max(row[at], trigger.sure)
    return table


def signs(table: Floats, scores: Floats, finer: NDArray[np.bool_]) -> Floats:
    """What the second model weighs for each sub-type; `finer` are those with a finer one reported beside them."""
    reported = (table[:, 0] > 0) | (table[:, 1] > 0)
    silent = ~reported & (table[:, 2] == 0)
    columns = [
        scores,
        table[:, 0],
        table[:, 1],
        table[:, 2],
        (table[:, 3] > 1).astype(float),
        reported * scores,
        silent.astype(float),
        finer * reported,
    ]
    return np.column_stack([*columns, np.eye(len(table))])  # the last part gives each sub-type a shift of its own


@dataclass(frozen=True)
class Judge:
    """The two models, ready to weigh a sentence."""

    vocabulary: dict[str, int]
    weights: Floats
    intercepts: Floats
    by_sign: Floats
    second: Floats
    second_intercept: float
    least: float
    least_unseen: float

    def scores(self, words: Sequence[str], table: Floats) -> Floats:
        """The first model's score of each sub-type."""
        known = [at for at in (self.vocabulary.get(each) for each in words) if at is not None]
        read = self.weights[known].sum(axis=0) / max(1.0, len(known)) ** 0.5 if known else 0.0
        return np.asarray(read + self.intercepts + table[:, :3].ravel() @ self.by_sign)

    def sure(self, words: Sequence[str], table: Floats, finer: NDArray[np.bool_]) -> Floats:
        """The chance, out of 1, that each sub-type is reported, in the order of `subtypes()`."""
        found = signs(table, self.scores(words, table), finer) @ self.second + self.second_intercept
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(found, -30, 30))))


@cache
def judge() -> Judge:
    """The models that are shipped."""
    with np.load(WEIGHTS, allow_pickle=False) as stored:
        words = bytes(stored["vocabulary"]).decode("utf-8").split("\n")
        return Judge(
            {word: at for at, word in enumerate(words)},
            stored["weights"].astype(np.float64),
            stored["intercepts"].astype(np.float64),
            stored["by_sign"].astype(np.float64),
            stored["second"].astype(np.float64),
            float(stored["second_intercept"]),
            float(stored["least"]),
            float(stored["least_unseen"]),
        )
