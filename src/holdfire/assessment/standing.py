"""Whether an actor, or a side of several, is excluded from an agreement or a member of one of its parties, on a day.

Covered and excluded groups on one side make that side unknown, never a majority vote; an aggregate of unknown
composition is unknown; a group that no list or source names is unknown, never bound by guess.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cache

from ..terms import Agreement
from ..terms.questions import Answer
from ..world import Actor, World
from ..world.actors import Membership
from ..world.time import FOREVER, instant, micros

ASSUMED_PARTY = "assumed-party:"
"""Prefix of the stand-in for "members of this party", as an assumption puts it in place of an unknown actor."""
ASSUMED_EXCLUDED = "assumed-excluded"
"""Stand-in for an excluded group, as an assumption puts it in place of an unknown actor."""

_NEVER_PARTIES = ("population", "organisation", "security_council")


class Standing:
    """What the register and the agreement say of actors, by instant (microseconds UTC)."""

    def __init__(self, agreement: Agreement, world: World):
        self._agreement, self._world, self._zone = agreement, world, agreement.zone
        self._register = world.actors
        self._excluded_by_name = {each.actor for each in agreement.excluded if each.actor and not each.contested}
        self._contested = {each.actor for each in agreement.excluded if each.actor and each.contested}
        self._bodies = {each.designated_by for each in agreement.excluded if each.designated_by}
        self._outsiders = {each.actor: each for each in agreement.outsiders}
        self._predecessors: dict[str, list[tuple[str, int]]] = {}
        for actor in self._register.actors.values():
            for each in actor.becomes:
                if each.how in ("rename", "merger"):
                    self._predecessors.setdefault(each.into, []).append((actor.id, self._at(each.on)))
        self.excluded = cache(self._excluded)
        self.member = cache(self._member)

    def _at(self, value: datetime | date | None, missing: int = -FOREVER) -> int:
        return missing if value is None else micros(instant(value, self._zone))

    def changes(self) -> set[int]:
        """Every instant at which what is said of some actor changes."""
        dated: set[int] = set()
        for party in self._agreement.parties.values():
            for member in party.members:
                dated |= {self._at(member.from_), self._at(member.to, FOREVER)}
        for outsider in self._agreement.outsiders:
            dated |= {self._at(outsider.from_), self._at(outsider.to, FOREVER)}
        for actor in self._register.actors.values():
            for accession in actor.accessions:
                if accession.agreement == self._agreement.id:
                    dated |= {self._at(accession.from_), self._at(accession.to, FOREVER)}
            dated |= {self._at(each.from_) for each in actor.designations if each.by in self._bodies}
            dated |= {self._at(each.on) for each in actor.becomes}
            for membership in actor.member_of:
                dated |= {self._at(membership.from_), self._at(membership.to, FOREVER)}
        return {at for at in dated if -FOREVER < at < FOREVER}

    # one actor

    def _excluded(self, actor: str, at: int) -> Answer:
        if actor == ASSUMED_EXCLUDED:
            return "yes"
        if actor.startswith(ASSUMED_PARTY):
            return "no"
        return self._followed(actor, at, self._own_exclusion)

    def _own_exclusion(self, actor: str, at: int) -> Answer | None:
        found = self._register.actors.get(actor)
        if found is None:
            return "unlisted"
        if found.aggregate:
            return "aggregate"
        for above in self._register.units_above(actor):
            if above in self._excluded_by_name:
                return "yes"
            if above in self._contested:
                return "contested"
            listed = self._register.actors.get(above)
            if listed and any(each.by in self._bodies and self._at(each.from_) <= at for each in listed.designations):
                return "yes"
        return None

    def _member(self, actor: str, party: str, at: int) -> Answer:
        if actor.startswith(ASSUMED_PARTY):
            return "yes" if actor == ASSUMED_PARTY + party else "no"
        if actor == ASSUMED_EXCLUDED:
            return "no"
        found = self._followed(actor, at, lambda one, when: self._own_membership(one, party, when))
        if found == "no" and not self._surely_apart(actor, party, at):
            return "unlisted"
        return found

    def _own_membership(self, actor: str, party: str, at: int) -> Answer | None:
        found = self._register.actors.get(actor)
        if found is None:
            return "unlisted"
        if self._opposed(found, party):
            return "no"
        if found.aggregate:
            return "aggregate"
        for above in self._register.units_above(actor):  # the nearest listing wins
            listed = self._listed(above, party, at)
            if listed is not None:
                return listed
            if self._outside(above, at):
                return "no"
        return "not_stated" if self._holds_unit(actor, party) else None

    def _outside(self, actor: str, at: int) -> bool:
        """Whether an actor is named as one that is surely of no party, on that day."""
        named = self._outsiders.get(actor)
        return named is not None and self._at(named.from_) <= at < self._at(named.to, FOREVER)

    def _holds_unit(self, actor: str, party: str) -> bool:
        """Whether a part of this actor is of the party: whether that part acted is then not stated."""
        members = self._agreement.parties[party].members
        return any(each.actor != actor and actor in self._register.units_above(each.actor) for each in members)

    def _holds(self, membership: Membership, at: int) -> bool:
        return self._at(membership.from_) <= at < self._at(membership.to, FOREVER)

    def _opposed(self, actor: Actor, party: str) -> bool:
        """Whether an actor, by all that is known of it, stands against a party."""
        return any(member.actor in actor.against for member in self._agreement.parties[party].members)

    def _listed(self, actor: str, party: str, at: int) -> Answer | None:
        """Named by the party's list or by an accession: yes, not yet, or no longer."""
        stated = self._agreement.parties[party]
        found = self._register.actors.get(actor)
        umbrellas = {each.of for each in found.member_of if self._holds(each, at)} if found else set()
        spans = [
            (self._at(each.from_), self._at(each.to, FOREVER))
            for each in stated.members
            if each.actor == actor or (each.with_members and each.actor in umbrellas)
        ]
        if stated.accession and found is not None:
            spans += [
                (self._at(each.from_), self._at(each.to, FOREVER))
                for each in found.accessions
                if each.agreement == self._agreement.id
            ]
        if not spans:
            return None
        if any(start <= at < end for start, end in spans):
            return "yes"
        return "not_yet" if all(at < start for start, _ in spans) else "left"

    def _surely_apart(self, actor: str, party: str, at: int) -> bool:
        """Whether a known actor that no list of the party names is known to stand elsewhere."""
        found = self._register.actors.get(actor)
        if found is None:
            return False
        if self._opposed(found, party) or found.kind in _NEVER_PARTIES or self.excluded(actor, at) == "yes":
            return True
        if any(self._outside(above, at) for above in self._register.units_above(actor)):
            return True
        others = [other for other in self._agreement.parties if other != party]
        return any(self._own_membership(actor, other, at) in ("yes", "not_yet", "left") for other in others) or (
            self._own_membership(actor, party, at) in ("not_yet", "left")
        )

    def _followed(self, actor: str, at: int, own: Callable[[str, int], Answer | None]) -> Answer:
        """The actor's own answer, else that of what it became, of what merged into it, or of its members."""
        found = self._register.actors.get(actor)
        for each in found.becomes if found else ():
            if each.how in ("rename", "merger") and self._at(each.on) <= at:
                return own(each.into, at) or self._of_predecessors(each.into, at, own) or "no"
        answer = own(actor, at)
        if answer in ("not_yet", "left"):
            return "not_yet" if answer == "not_yet" else "no"
        if answer is not None:
            return answer
        return self._of_predecessors(actor, at, own) or self._of_members(found, at, own) or "no"

    def _of_predecessors(self, actor: str, at: int, own: Callable[[str, int], Answer | None]) -> Answer | None:
        merged = [one for one, when in self._predecessors.get(actor, []) if when <= at]
        return together(own(one, at) or "no" for one in merged) if merged else None

    def _of_members(self, actor: Actor | None, at: int, own: Callable[[str, int], Answer | None]) -> Answer | None:
        """An umbrella that no list names is what its recorded members are, if they are all the same."""
        if actor is None or not actor.umbrella:
            return None
        members = [one for one, membership in self._register.members(actor.id) if self._holds(membership, at)]
        return together(self._followed(one, at, own) for one in members) if members else None

    # a side

    def side_excluded(self, side: tuple[str, ...], at: int) -> Answer:
        """Whether a whole side is excluded."""
        if not self._agreement.excluded:
            return "no"
        return together(self.excluded(actor, at) for actor in side) if side else "not_stated"

    def side_member(self, side: tuple[str, ...], party: str, at: int) -> Answer:
        """Whether a whole side is of a party."""
        if not side:
            return "not_stated"
        answers = [self.member(actor, party, at) for actor in side]
        if self.side_excluded(side, at) == "mixed_side" and not set(answers) <= {"no", "not_yet"}:
            return "aggregate" if "aggregate" in answers else "mixed_side"
        return together(answers)


def together(answers: Iterable[Answer]) -> Answer:
    """The answer of several taken as one: what they all say, else why it cannot be said.

    >>> together(["yes", "yes"]), together(["yes", "no"]), together(["no", "not_yet"]), together(["yes", "unlisted"])
    ('yes', 'mixed_side', 'no', 'unlisted')
    """
    found = set(answers)
    if len(found) == 1:
        return found.pop()
    if found <= {"no", "not_yet"}:
        return "no"
    for unknown in ("aggregate", "contested", "mixed_side", "unlisted"):
        if unknown in found:
            return unknown
    return "mixed_side"


def over_time(answers: Iterable[Answer]) -> Answer:
    """The answer over a span in which it may change: what it is throughout, else unknown by precision."""
    found = set(answers)
    if len(found) == 1:
        return found.pop()
    return "no" if found <= {"no", "not_yet"} else "precision"
