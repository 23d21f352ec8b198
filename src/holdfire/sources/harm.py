"""Counts of persons."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .aside import Aside
from .column import Column, Floats, numbers


def counts(aside: Aside, columns: Mapping[str, Column]) -> dict[str, Floats]:
    """The counts in each column, NaN where a cell is empty; rows with anything but a whole number are set
    aside."""
    read: dict[str, Floats] = {}
    for name, cells in columns.items():
        number, wrong = numbers(cells)
        with np.errstate(invalid="ignore"):
            broken = wrong | (number != np.floor(number)) & ~np.isnan(number) | (number > 1e9)
            negative = number < 0
        aside.where(broken, "not_a_count", name, "a whole number of persons", cells)
        aside.where(negative, "negative_count", name, "a number of persons, zero or more", cells)
        read[name] = np.where(broken | negative, np.nan, number)
    return read


def ordered(aside: Aside, low: Floats, high: Floats, cells: Column, name: str) -> None:
    """Set rows aside whose low estimate is above the high one."""
    with np.errstate(invalid="ignore"):
        aside.where(low > high, "low_above_high", name, "a low estimate no higher than the high one", cells)
