"""Pairs as a person is shown them: what each field says for or against, with its weight."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ..records import Evidence, Link, Tie
from ..records.codes import Ints
from .candidates import Pairs
from .comparing import FIELDS, LEVELS, MISSING, Compared, in_words
from .method import Matching, probability
from .reports import Floats, Reports


@dataclass(frozen=True)
class Evident:
    """Pairs by the numbers of `reports`, with the levels of their fields and their scores by a method."""

    reports: Reports
    pairs: Pairs
    seen: Compared
    scores: Floats
    method: Matching

    @cached_property
    def weights(self) -> dict[str, Floats]:
        """The weights of each field by the number of its level."""
        return {name: self.method.table(name) for name in FIELDS}

    def evidence(self, at: int) -> tuple[Evidence, ...]:
        """What each field says for or against the pair."""
        found = [
            Evidence(field="prior", level="of any pair", found="before anything is compared", weight=self.method.prior)
        ]
        for name in FIELDS:
            level = int(self.seen.levels[name][at])
            if LEVELS[name][level] != MISSING:
                weight = float(self.weights[name][level])
                said = in_words(name, self.reports, self.pairs, at)
                found.append(Evidence(field=name, level=LEVELS[name][level], found=said, weight=round(weight, 3)))
        return tuple(found)

    def link(self, at: int, tie: Tie, why: str | None = None) -> Link:
        """A pair with its evidence."""
        score = float(self.scores[at])
        return Link(
            one=self.reports.ids[int(self.pairs.one[at])],
            other=self.reports.ids[int(self.pairs.other[at])],
            tie=tie,
            score=round(score, 3),
            probability=round(float(probability(score)), 4),
            evidence=self.evidence(at),
            why=why,
        )

    def cut(self, at: Ints) -> Evident:
        """Some of the pairs with the reports that they are of, to be sent elsewhere."""
        chosen = self.pairs.take(at)
        numbers, places = np.unique(np.concatenate([chosen.one, chosen.other]), return_inverse=True)
        pairs = replace(chosen, one=places[: len(at)], other=places[len(at) :])
        reports = replace(self.reports.cut(numbers), texts=[])  # of words only the level is told
        return replace(self, reports=reports, pairs=pairs, seen=self.seen.take(at), scores=self.scores[at])
