"""What each clause says of each kind of event, as tables that any program can look up: the rivals' common ground."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from holdfire.world import World

from .acled import EVENTS
from .country import PARTIES, Country, Rule

NO, UNKNOWN, YES = 0, 1, 2
NONE, OUT_OF_SCOPE, PERMITTED, UNDETERMINED, VIOLATION = -1, 0, 1, 2, 3
EPOCH = date(1970, 1, 1).toordinal()

Answers = npt.NDArray[np.int8]


@dataclass(frozen=True)
class Clause:
    """A rule with, by sub-event type of ACLED, whether it speaks of that act and of the weapon that goes with it."""

    rule: Rule
    act: dict[str, int]
    weapon: dict[str, int] | None

    @property
    def binds(self) -> frozenset[str]:
        return frozenset(self.rule.binds)


@dataclass(frozen=True)
class Rules:
    """The clauses; the sub-event types that name the perpetrator; the registers of names."""

    country: Country
    clauses: tuple[Clause, ...]
    directed: frozenset[str]

    def membership(self, parties: frozenset[str], late: bool) -> dict[str, int]:
        """By name of a force: whether it is of one of the parties, before (`late` false) or after the accession."""
        found = {
            name: YES if party in parties and (late or name not in self.country.late) else NO
            for party, names in self.country.members.items()
            for name in names
        }
        return found | dict.fromkeys(self.country.excluded, NO)

    @property
    def party_sets(self) -> list[frozenset[str]]:
        """The sets of parties that clauses ask for."""
        asked = [clause.binds for clause in self.clauses]
        asked += [frozenset({clause.rule.target}) for clause in self.clauses if clause.rule.target in PARTIES]
        return list(dict.fromkeys([*asked, frozenset(PARTIES)]))


def read_rules(country: Country, world: World) -> Rules:
    """The rules with the world's taxonomies and crosswalk written out as tables."""
    codes = {sub: world.crosswalk.from_acled(kind, sub) for kind, sub, _ in EVENTS}
    clauses = []
    for rule in country.rules:
        act, weapon = {}, {}
        for sub, code in codes.items():
            if code is None:
                raise ValueError(f"no reading of {sub!r}")
            act[sub] = max(world.acts.answer(rule.acts, each) for each in (code.act, *code.also))
            weapon[sub] = UNKNOWN if code.weapon is None else world.weapons.answer(rule.weapons, code.weapon)
        clauses.append(Clause(rule, act, weapon if rule.weapons else None))
    directed = frozenset(sub for sub, code in codes.items() if code is not None and code.names_perpetrator)
    return Rules(country, tuple(clauses), directed)


def verdict(act: Answers, tests: Answers, exempt: Answers) -> Answers:
    """The verdict of one clause from the answers on the act, the least of all scope tests, and the exemption."""
    met = (act == YES) & (tests == YES) & (exempt == NO)
    found = np.where(exempt == YES, PERMITTED, np.where(met, VIOLATION, UNDETERMINED))
    return np.where(tests == NO, OUT_OF_SCOPE, found).astype(np.int8)


def day_of(day: date) -> int:
    """Days since 1970."""
    return day.toordinal() - EPOCH
