"""Whose act it was, as a claimant tells it. What it leaves open stays open."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from ...assessment.standing import Standing
from ...terms import Agreement
from ...world import World

Side = tuple[str, tuple[str, ...]]
"""How it is said (see `ByParty`), and the parties; those of an agreement with `party:` before them."""

PARTY = "party:"
NOT_STATED: Side = ("not_stated", ())
DIFFERENTLY: Side = ("told_differently", ())

_NAMED = 3
"""So many of those who acted together are named in words."""


class Sides:
    """Actors as parties: of an agreement where one is given, else each the state or organisation that it belongs to."""

    def __init__(self, world: World, agreement: Agreement | None = None):
        self._world, self._agreement = world, agreement
        self._standing = Standing(agreement, world) if agreement else None
        changes = sorted(self._standing.changes()) if self._standing else []
        self._changes = np.array(changes, dtype=np.int64)
        self.party = cache(self._party)

    def spell(self, start: np.ndarray) -> np.ndarray:
        """The number of the time between two changes of membership in which instants (microseconds) lie."""
        return np.searchsorted(self._changes, start, side="right")

    def _party(self, actor: str, spell: int) -> str:
        """The party of an actor, `excluded`, or the identity above it where the agreement says of it neither."""
        above = self._world.actors.units_above(actor)[-1]
        standing, agreement = self._standing, self._agreement
        if standing is None or agreement is None:
            return above
        at = int(self._changes[spell - 1]) if spell else int(self._changes[0]) - 1 if len(self._changes) else 0
        if standing.excluded(actor, at) == "yes":
            return "excluded"
        parties = [party for party in agreement.parties if standing.member(actor, party, at) == "yes"]
        return f"{PARTY}{parties[0]}" if len(parties) == 1 else above

    def of(self, ways: Sequence[Sequence[str]], targets: Sequence[str], direction: str, spell: int) -> Side:
        """The side that acted. `ways` are the actors as told, and each rival set that the same claimant tells."""
        found = {self._of_actors(actors, spell) for actors in ways}
        if direction == "known" or not targets:
            known = sorted({party for side in found for party in side})
            if len(found) > 1:
                return ("either", tuple(known))
            return self._told(known)
        if found == {()}:
            return NOT_STATED
        both = found | {self._of_actors(targets, spell)}
        how = "mutual" if direction == "mutual" else "direction_unknown"
        return (how, tuple(sorted({party for side in both for party in side})))

    def _of_actors(self, actors: Sequence[str], spell: int) -> tuple[str, ...]:
        return tuple(sorted({self.party(actor, spell) for actor in actors}))

    def _told(self, parties: Sequence[str]) -> Side:
        if not parties:
            return NOT_STATED
        if len(parties) > 1:
            return ("jointly", tuple(parties))
        if parties[0] == "excluded":
            return ("excluded", ())
        return ("party" if parties[0].startswith(PARTY) else "actor", (parties[0],))

    def name(self, side: Side) -> str:
        """The side in words."""
        how, parties = side
        called = [self._called(party) for party in parties]
        match how:
            case "party" | "actor":
                return called[0]
            case "excluded":
                return self._called("excluded")
            case "jointly":
                return " with ".join([*called[:_NAMED], *([f"{len(called) - _NAMED} more"] * (len(called) > _NAMED))])
            case "either":
                return " or ".join(called)
            case "mutual":
                return f"exchange of {' and '.join(called)}" if called else "exchange"
            case "direction_unknown":
                return f"{' / '.join(called)}, not told who" if called else "not told who"
            case "told_differently":
                return "told differently in its own reports"
            case _:
                return "nobody named"

    def _called(self, party: str) -> str:
        if party == "excluded":
            return "groups excluded from the agreement"
        if party.startswith(PARTY) and self._agreement:
            return self._agreement.parties[party.removeprefix(PARTY)].name
        return self._world.actors.name(party)
