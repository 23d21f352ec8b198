"""What people decided on which reports are one incident: the latest word on each pair stands.

A person may join what the machine would not (two rows of one dataset), and part what it joined.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, pairwise, product

from ..records import Decision, Merged, NotSame, Split
from .clusters import Ruled


def ruled(decisions: Iterable[Decision], at: Mapping[str, int]) -> tuple[Ruled, list[str]]:
    """Decisions as pairs of the numbers of reports (`at`, by id), and what could not be applied.

    A later decision undoes an earlier one: what is split and merged again is one.

    >>> from holdfire.records import DECISION
    >>> said = {"by": "K. Nilsson", "why": "one shell", "when": "2016-09-01T10:00:00Z"}
    >>> merge = DECISION.validate_python({"what": "merge", "about": "a:1", "with": ["b:1"], **said})
    >>> ruled([merge], {"a:1": 0, "b:1": 1})[0].together
    ((0, 1),)
    """
    words = _Words()
    problems: list[str] = []
    for each in decisions:
        if isinstance(each, Merged | Split | NotSame):
            missing = sorted(name for name in named(each) if name not in at)
            if missing:
                problems.append(_told(each, missing))
            words.take(each, at)
    return words.ruled(), problems


class _Words:
    """Groups of reports that people joined, and pairs that they parted; a later word undoes an earlier one."""

    def __init__(self) -> None:
        self._group: dict[int, set[int]] = {}
        self._apart: dict[int, set[int]] = {}
        self._parted: set[int] = set()

    def take(self, decision: Merged | Split | NotSame, at: Mapping[str, int]) -> None:
        if isinstance(decision, Split):
            groups = [_numbers(group, at) for group in decision.into]
            self._parted -= {report for group in groups for report in group}
            for group in groups:
                for report in group:
                    self._leave(report)
            for group in groups:
                self._join(group)
            for one, other in combinations(groups, 2):
                self._part(one, other)
            return
        about, others = _numbers([decision.about], at), _numbers(decision.with_, at)
        if isinstance(decision, Merged):
            self._parted -= {*about, *others}
            self._join([*about, *others])
            return
        for report in about:
            if self._of(report) & set(others):
                self._leave(report)
        self._parted |= set(about)
        self._part(about, others)

    def _of(self, report: int) -> set[int]:
        return self._group.setdefault(report, {report})

    def _leave(self, report: int) -> None:
        self._of(report).discard(report)
        self._group[report] = {report}

    def _join(self, reports: Sequence[int]) -> None:
        for one, other in pairwise(reports):
            fewer, more = sorted((self._of(one), self._of(other)), key=len)
            if fewer is more:
                continue
            for report in fewer:
                for parted in self._apart.get(report, _NOBODY) & more:
                    self._apart[report].discard(parted)
                    self._apart[parted].discard(report)
                self._group[report] = more
            more |= fewer

    def _part(self, one: Iterable[int], other: Iterable[int]) -> None:
        for i, j in product(one, other):
            if j not in self._of(i):
                self._apart.setdefault(i, set()).add(j)
                self._apart.setdefault(j, set()).add(i)

    def ruled(self) -> Ruled:
        groups = [sorted(group) for group in {id(group): group for group in self._group.values()}.values()]
        together = sorted((group[0], other) for group in groups for other in group[1:])
        apart = frozenset((i, j) for i, others in self._apart.items() for j in others if i < j)
        return Ruled(tuple(together), apart, frozenset(each for each in self._parted if self._apart.get(each)))


_NOBODY: frozenset[int] = frozenset()


def _numbers(names: Iterable[str], at: Mapping[str, int]) -> list[int]:
    return [at[name] for name in map(report_of, names) if name in at]


def report_of(name: str) -> str:
    """The id of a report, also where an incident is named by its first report (`incident:ID`)."""
    return name.removeprefix(INCIDENT)


INCIDENT = "incident:"
"""Begins the id of an incident of several reports; the id of the first of them follows."""


def named(decision: Merged | Split | NotSame) -> set[str]:
    """The ids of the reports that a decision names."""
    if isinstance(decision, Split):
        return {report_of(report) for group in decision.into for report in group}
    return {report_of(report) for report in (decision.about, *decision.with_)}


def _told(decision: Merged | Split | NotSame, missing: Sequence[str]) -> str:
    return (
        f"{decision.what} by {decision.by}: no report {', '.join(missing[:5])} in what was given; it waits until there"
        " is one"
    )
