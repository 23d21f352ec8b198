"""Who is protected: kinds of condition on those who were hit."""

from __future__ import annotations

from abc import abstractmethod
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from ..questions import Answer, AskedOfTarget
from .kind import ActorId, Condition, OneOf, PartyKey, SiteId, marked


class TargetCondition(Condition):
    """Who was hit."""

    @abstractmethod
    def answer(self, asked: AskedOfTarget) -> Answer:
        """The column function: whether one distinct target is one that the condition means."""


Target = Annotated[TargetCondition, OneOf(TargetCondition)]


class PartyTarget(TargetCondition):
    """The target is of one party: `{party: opposition}`."""

    key: ClassVar[str] = "party"
    pattern: ClassVar[str] = marked("against {party}")
    party: PartyKey

    def answer(self, asked: AskedOfTarget) -> Answer:
        return asked.of_party(self.party)


class AnyPartyTarget(TargetCondition):
    """The target is of any party: `{any_party: true}`."""

    key: ClassVar[str] = "any_party"
    pattern: ClassVar[str] = marked("against any party")
    any_party: Literal[True]

    def answer(self, asked: AskedOfTarget) -> Answer:
        return asked.of_any(asked.parties)


class OtherPartyTarget(TargetCondition):
    """The target is of a party other than the actor's own: `{other_party: true}`."""

    key: ClassVar[str] = "other_party"
    pattern: ClassVar[str] = marked("against a party other than one's own")
    asks: ClassVar[frozenset[str]] = frozenset({"actor"})
    other_party: Literal[True]

    def answer(self, asked: AskedOfTarget) -> Answer:
        own = asked.own_parties()
        if not own:
            return asked.of_any(asked.parties)
        others = tuple(party for party in asked.parties if party not in own)
        return asked.of_any(others) if others else "no"


class CivilianTarget(TargetCondition):
    """The target is civilians: `{civilians: true}`."""

    key: ClassVar[str] = "civilians"
    pattern: ClassVar[str] = marked("against civilians")
    civilians: Literal[True]

    def answer(self, asked: AskedOfTarget) -> Answer:
        return asked.civilians()


class CiviliansHeldBy(TargetCondition):
    """The target is civilians in an area that a party holds: `{civilians_in_area_held_by: opposition}`."""

    key: ClassVar[str] = "civilians_in_area_held_by"
    pattern: ClassVar[str] = marked("against civilians where {civilians_in_area_held_by} holds the ground")
    asks: ClassVar[frozenset[str]] = frozenset({"holder"})
    civilians_in_area_held_by: PartyKey

    def answer(self, asked: AskedOfTarget) -> Answer:
        hit = asked.civilians()
        return asked.ground_of(self.civilians_in_area_held_by) if hit == "yes" else hit


class SiteTarget(TargetCondition):
    """The target is a protected site: `{sites: [hospital, school]}`."""

    key: ClassVar[str] = "sites"
    pattern: ClassVar[str] = marked("against {sites}")
    sites: tuple[SiteId, ...]

    def answer(self, asked: AskedOfTarget) -> Answer:
        return asked.of_sites(self.sites)


class ActorTarget(TargetCondition):
    """The target is one of some named actors, protected persons among them: `{actors: [sarc]}`."""

    key: ClassVar[str] = "actors"
    pattern: ClassVar[str] = marked("against {actors}")
    actors: tuple[ActorId, ...]

    def answer(self, asked: AskedOfTarget) -> Answer:
        return asked.of_actors(self.actors)


class AnyTarget(TargetCondition):
    """One of several: `{any_of: [{party: opposition}, {civilians: true}]}`."""

    key: ClassVar[str] = "any_of"
    pattern: ClassVar[str] = marked("{any_of}")
    any_of: tuple[Target, ...] = Field(min_length=1)

    def parts(self) -> tuple[Condition, ...]:
        return self.any_of

    def answer(self, asked: AskedOfTarget) -> Answer:
        answers = [each.answer(asked) for each in self.any_of]
        if "yes" in answers:
            return "yes"
        unknown = [answer for answer in answers if answer not in ("no", "not_yet")]
        return unknown[0] if unknown else "no"


AnyTarget.model_rebuild()
