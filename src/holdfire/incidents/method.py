"""The method of matching as data: thresholds, reach and weights, each of which a user can change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
from pydantic import Field, FiniteFloat, ValidationError, field_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from ..records import Record
from ..world import checked, read_yaml
from ..world.sound import FURTHEST_KM
from .candidates import Reach
from .comparing import FIELDS, LEVELS, MISSING, Compared

MOST_DAYS = 36_525
"""A century, in days: nothing that is matched reaches further."""

MOST_REPORTS = 1_000_000
"""More reports of one place than one is held against."""

Weight = Annotated[FiniteFloat, Field(ge=-1000, le=1000)]
"""Log-odds to base 2. Beyond a thousand a probability is nothing but 0 or 1."""


class Thresholds(Record):
    """Probabilities: from `same` on two reports are one incident, from `proposed` on a person is asked (of two rows of
    one dataset from `one_dataset` on), and below `least` no two reports of one incident may lie."""

    same: float = Field(default=0.7, gt=0, lt=1)
    proposed: float = Field(default=0.35, gt=0, lt=1)
    one_dataset: float = Field(default=0.98, gt=0, lt=1)
    least: float = Field(default=0.02, gt=0, lt=1)


class Reaching(Record):
    """How far candidates are sought: kilometres beyond both radii, days between, and the longest event in days."""

    km: FiniteFloat = Field(default=3.0, ge=0, le=FURTHEST_KM)
    days: FiniteFloat = Field(default=1.0, ge=0, le=MOST_DAYS)
    longest_days: FiniteFloat = Field(default=7.0, gt=0, le=MOST_DAYS)
    most: int = Field(default=200, ge=2, le=MOST_REPORTS)

    @property
    def reach(self) -> Reach:
        return Reach(self.km, self.days, self.most)


class Spread(Record):
    """How far one incident may reach: days from first to last beginning, and km beyond its two largest radii."""

    days: FiniteFloat = Field(default=3.0, ge=0, le=MOST_DAYS)
    km: FiniteFloat = Field(default=3.0, ge=0, le=FURTHEST_KM)


class Barred(Record):
    """Acts that keep reports apart: `no_event` is an event of nobody; what is below `speech`, apart from `not_speech`,
    is the event of its speaker alone, and never one with a deed; `denial` are acts of denying one."""

    no_event: tuple[str, ...] = ()
    speech: tuple[str, ...] = ()
    not_speech: tuple[str, ...] = ()
    denial: tuple[str, ...] = ()


class Matching(Record):
    """How reports are held to be of one event.

    `weights` are log-odds to base 2 by field and level, `prior` what a pair begins with. A field that is left out
    weighs nothing.

    >>> round(default_matching().weights["killed"]["same_many"])
    4
    """

    thresholds: Thresholds = Thresholds()
    reach: Reaching = Reaching()
    spread: Spread = Spread()
    barred: Barred = Barred()
    prior: Weight
    weights: Mapping[str, Mapping[str, Weight]]

    @field_validator("weights")
    @classmethod
    def _known(cls, given: Mapping[str, Mapping[str, float]]) -> Mapping[str, Mapping[str, float]]:
        wrong = [
            InitErrorDetails(
                type=PydanticCustomError("unknown", "expected {told}", {"told": told}), loc=at, input=at[-1]
            )
            for at, told in _unknown(given)
        ]
        if wrong:  # each at its own place, so that a file's error names its line
            raise ValidationError.from_exception_data(cls.__name__, wrong)
        return given

    def table(self, field: str) -> npt.NDArray[np.float64]:
        """The weights of a field by the number of its level."""
        given = self.weights.get(field, {})
        return np.array([given.get(level, 0.0) for level in LEVELS[field]])

    def scores(self, seen: Compared) -> npt.NDArray[np.float64]:
        """The score of each pair: the prior and the weight of every field, in the order of the fields."""
        total = np.full(len(next(iter(seen.levels.values()))), float(self.prior))
        for name in FIELDS:
            if name in seen.levels:
                total += self.table(name)[seen.levels[name]]
        return total


def _unknown(given: Mapping[str, Mapping[str, float]]) -> Iterator[tuple[tuple[str, ...], str]]:
    """The fields and levels that are none, each with where it stands and what was expected."""
    for name, levels in given.items():
        if name not in LEVELS:
            yield (name,), f"a field among {', '.join(FIELDS)}"
            continue
        known = [each for each in LEVELS[name] if each != MISSING]
        for level in levels:
            if level not in known:
                yield (name, level), f"a level of {name} among {', '.join(known)}"


def probability(score: Any) -> Any:
    """From log-odds to base 2 to a probability.

    >>> float(probability(0.0)), float(probability(1.0)).__round__(3)
    (0.5, 0.667)
    """
    return 1.0 / (1.0 + np.exp2(-np.asarray(score, dtype=np.float64)))


def score_of(chance: float) -> float:
    """From a probability to log-odds to base 2."""
    return float(np.log2(chance / (1.0 - chance)))


@cache
def default_matching() -> Matching:
    """The method that comes with holdfire."""
    return read_matching(Path(str(files(__package__) / "matching.yaml")))


def read_matching(path: Path) -> Matching:
    """A method from a file. Raises `KnowledgeError` with the line of what cannot be used."""
    document = read_yaml(path)
    return checked(document, Matching, document.content)


def written(method: Matching) -> str:
    """A method as the text of a file that `read_matching` takes."""
    import yaml

    return str(yaml.safe_dump(method.model_dump(mode="json", by_alias=True), sort_keys=False, allow_unicode=True))
