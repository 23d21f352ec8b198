"""What named bodies found: only a person's decision verifies, and it names body, day, method and access."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from ...records import Proposition, Verified
from ...world import World
from .propositions import Meaning, Value, counted, text

_DID_NOT: Final = "did_not_occur"


class Findings:
    """What bodies found of one proposition of one incident.

    A finding without a value is of the one value that the reports say. Raises `ValueError` where they say several or
    none, or for a value that cannot be read.
    """

    def __init__(
        self,
        decisions: Iterable[Verified],
        proposition: Proposition,
        told: Iterable[Value],
        world: World,
        meaning: Meaning,
    ):
        self._proposition, self._meaning = proposition, meaning
        self._found = [
            (value, each)
            for each in decisions
            if each.proposition is proposition
            for value in _values(each, told, world)
        ]

    @property
    def values(self) -> list[Value]:
        """The values that a body found, whether or not a report says them."""
        return [value for value, _ in self._found if value != _DID_NOT]

    def of(self, value: Value) -> str | None:
        """Who verified a value, when, how and with what access: whoever found it, or found what says it."""
        sure = {f"{each.body}, {each.date}: {each.method}; {each.access}" for found, each in self._found
                if self._says(found, value)}  # fmt: skip
        return " | ".join(sorted(sure)) or None

    def against(self, value: Value) -> frozenset[str]:
        """The bodies whose finding cannot be true beside a value."""
        return frozenset(each.body for found, each in self._found if self._denies(found, value))

    def _says(self, found: Value, value: Value) -> bool:
        if found == value or self._proposition in (Proposition.OCCURRED, Proposition.HARM):
            return found == value
        return self._meaning.backs(self._proposition, found, value)

    def _denies(self, found: Value, value: Value) -> bool:
        return found == _DID_NOT or not self._meaning.fits(self._proposition, found, value)


def _values(decision: Verified, told: Iterable[Value], world: World) -> tuple[Value, ...]:
    proposition, value = decision.proposition, decision.value
    if proposition is Proposition.OCCURRED:
        return (_DID_NOT,) if value is False else (None,)
    if value is None:
        return (_only(decision, sorted(set(told), key=str)),)
    if proposition is Proposition.HARM:
        killed = counted(value, "the verified harm")
        return () if killed is None else (killed,)
    return _named(proposition, value, world)


def _only(decision: Verified, told: Sequence[Value]) -> Value:
    if len(told) == 1:
        return told[0]
    said = ", ".join(str(text(each)) for each in told) or "nothing"
    raise ValueError(
        f"expected the verification of {decision.proposition} about {decision.about} by {decision.body} to state a"
        f" `value`, since the reports say {said}; found none. Add the value that it found"
    )


def _named(proposition: Proposition, value: Any, world: World) -> tuple[Value, ...]:
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list | tuple) or not all(isinstance(each, str) for each in listed):
        raise ValueError(f"expected the verified {proposition} to be a name or a list of names, found {value!r}")
    if proposition is not Proposition.ACT:
        return tuple(world.actors.resolve(each) for each in listed)
    acts = [world.acts.lookup(each) for each in listed]
    if None in acts:
        raise ValueError(f"expected the verified act to be one of the taxonomy of acts, found {value!r}")
    return tuple(acts)
