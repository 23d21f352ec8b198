"""What a number counts, as an address such as `#v=violation&w=government`. Every number on a page opens its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import quote

from .incidents import Decided, Incident

OTHERS = "~others"
"""In `claimants`: any origin that is none of the leads, or none at all."""

EITHER = "either"
"""In `sides`: an apparent violation by one of the parties, and which of them is not known."""


@dataclass(frozen=True)
class Query:
    """Which incidents are meant. Conditions combine with *and*, the values of one with *or*; empty is no condition.

    `since` and `until` are first days of incidents, both included. `sides` are parties, `party:verdict`, or `either`;
    `clauses` are clauses or `clause/reading/verdict`; `asked` are numbers of missing facts. `long` asks for those that
    are too long for a daily count, which are in no other selection. `harm`: `killed` or `civilians`.
    """

    verdicts: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    claimants: tuple[str, ...] = ()
    shared: bool = False
    sides: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    words: str = ""
    since: date | None = None
    until: date | None = None
    asked: tuple[int, ...] = ()
    clauses: tuple[str, ...] = ()
    harm: str = ""
    sensitive: bool = False
    long: bool = False

    def address(self) -> str:
        """The part of an address after `#`.

        >>> Query(verdicts=("violation",), since=date(2016, 3, 1)).address()
        'v=violation&from=2016-03-01'
        """
        parts = [
            ("v", self.verdicts),
            ("k", self.kinds),
            ("s", self.statuses),
            ("c", self.claimants),
            ("b", ("1",) if self.shared else ()),
            ("w", self.sides),
            ("a", self.regions),
            ("q", (self.words,) if self.words else ()),
            ("from", (self.since.isoformat(),) if self.since else ()),
            ("to", (self.until.isoformat(),) if self.until else ()),
            ("f", tuple(map(str, self.asked))),
            ("cl", self.clauses),
            ("h", (self.harm,) if self.harm else ()),
            ("r", ("1",) if self.sensitive else ()),
            ("long", ("1",) if self.long else ()),
        ]
        return "&".join(
            f"{key}={','.join(quote(each, safe=':/') for each in values)}" for key, values in parts if values
        )

    def within(self, **changed: object) -> Query:
        """The same with more conditions."""
        return replace(self, **changed)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Selector:
    """Selects from a list of incidents.

    `start` is the first day in force; what began on it before the hour of the start is counted on the day before.
    `leads` are the origins that numbers are split by.
    """

    decided: tuple[Decided, ...]
    asked: tuple[tuple[str, str], ...]
    start: date | None
    leads: frozenset[str] = frozenset()

    def of(self, incidents: Iterable[Incident], query: Query) -> list[Incident]:
        """Those that are meant, in their order."""
        return [each for each in incidents if self.holds(each, query)]

    def holds(self, each: Incident, query: Query) -> bool:
        """Whether an incident is meant."""
        return (
            each.undated == query.long
            and (query.long or self._dated(each, query))
            and (not query.verdicts or each.verdict in query.verdicts)
            and (not query.kinds or each.verdict != "undetermined" or each.kind in query.kinds)
            and (not query.statuses or _status(each) in query.statuses)
            and (not query.claimants or self._said_by(each, query.claimants))
            and (not query.shared or len(each.claimed_by) > 1)
            and (not query.sides or any(self._by(each, side) for side in query.sides))
            and (not query.regions or (each.region or "") in query.regions)
            and (not query.words or query.words.lower() in (each.place or "").lower())
            and (not query.asked or self._asks(each, query.asked))
            and (not query.clauses or any(self._under(each, clause) for clause in query.clauses))
            and (not query.harm or self._harmed(each, query.harm))
            and (not query.sensitive or each.sensitive)
        )

    def _dated(self, each: Incident, query: Query) -> bool:
        day = each.counted_on(self.start)
        return (not query.since or day >= query.since) and (not query.until or day <= query.until)

    def _said_by(self, each: Incident, claimants: tuple[str, ...]) -> bool:
        origins = set(each.claimed_by or ("",))
        return bool(origins & set(claimants)) or (OTHERS in claimants and bool(origins - self.leads))

    def _by(self, each: Incident, side: str) -> bool:
        if side == EITHER:
            return each.verdict == "violation" and all(verdict != "violation" for _, verdict in each.sides)
        party, _, verdict = side.partition(":")
        return any(of == party and verdict in ("", said) for of, said in each.sides)

    def _asks(self, each: Incident, numbers: tuple[int, ...]) -> bool:
        wanted = {self.asked[n] for n in numbers if n < len(self.asked)}
        return any((one.fact, one.answer) in wanted for one in each.settles)

    def _under(self, each: Incident, clause: str) -> bool:
        wanted, _, rest = clause.partition("/")
        findings = self.decided[each.decided_as].findings
        return any(name == wanted and rest in ("", f"{reading}/{verdict}") for name, reading, verdict in findings)

    @staticmethod
    def _harmed(each: Incident, harm: str) -> bool:
        return bool(each.killed if harm == "killed" else each.civilians)


def _status(each: Incident) -> str:
    return "disputed" if each.disputed else each.status
