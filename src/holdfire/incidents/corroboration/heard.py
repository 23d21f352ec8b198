"""Who speaks in a report: its origins, those whom it does not name, or the outlet itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ...records import Alternative, Observation
from ...world import Claimants
from .method import Origins


class Heard(NamedTuple):
    """Who speaks in one report.

    `origins` are voices that can be told apart; `unnamed` those who cannot be known, and so are no voice. `own`: an
    outlet that cites nobody speaks for itself. `merged`: a dataset's row with several origins, of whom it is not told
    which said what, beyond that it happened.
    """

    report: str
    origins: tuple[str, ...]
    unnamed: tuple[str, ...] = ()
    carriers: tuple[str, ...] = ()
    own: bool = False
    merged: bool = False


def heard(report: Observation, rules: Origins, claimants: Claimants) -> Heard:
    """Who speaks in a report.

    >>> from ...world import load_world
    >>> from .method import default_method
    >>> from ...world.report import read_report
    >>> told = read_report({"id": "r", "when": "2016-03-01", "act": "shelling", "claimed_by": ["SOHR", "activists"],
    ...                     "carried_by": "Reuters"}, "Asia/Damascus", load_world())[0]
    >>> heard(told, default_method().origins, load_world().claimants)[1:4]
    (('sohr',), ('activists',), ('reuters',))
    """
    row = of_dataset(report, rules)
    named, unnamed = _told_apart(report.claimed_by, rules, claimants)
    carriers = _told_apart(report.carried_by, rules, claimants)[0] if report.carried_by else ()
    if named:
        return Heard(report.id, named, unnamed, carriers, merged=row and len(named) > 1)
    speaks = not unnamed or rules.unnamed_origin == "its_carrier"
    if speaks and carriers and not row and rules.outlet_without_origin == "its_own_word":
        return Heard(report.id, carriers, unnamed, own=True)
    return Heard(report.id, (), unnamed, carriers)


def of_dataset(report: Observation, rules: Origins) -> bool:
    """Whether a report is a row that somebody compiled, and not a text that was read."""
    return report.compiled_by is not None and report.compiled_by not in rules.text_readers


def backing(rival: Alternative, rules: Origins, claimants: Claimants) -> Heard:
    """Who backs a rival value."""
    return Heard(rival.of, *_told_apart(rival.backed_by, rules, claimants))


def _told_apart(names: Iterable[str], rules: Origins, claimants: Claimants) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Origins that are named, and those that are not; compilers are neither."""
    named: list[str] = []
    unnamed: list[str] = []
    for each in names:
        if each not in rules.compilers:
            (unnamed if _unnamed(each, rules, claimants) else named).append(each)
    return tuple(sorted(set(named))), tuple(sorted(set(unnamed)))


def _unnamed(origin: str, rules: Origins, claimants: Claimants) -> bool:
    if origin in claimants:
        return origin in rules.unnamed
    return origin in rules.unnamed_alone or not rules.unnamed_words.isdisjoint(origin.split())
