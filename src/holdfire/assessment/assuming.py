"""Assumptions as people write them: one missing fact is answered, and every output then says so.

A fact is written as `KIND [SUBJECT] [in AREA] [for EVENT]`, an assumption as `FACT=ANSWER`:

    aggregate syrian-insurgents in sy-idlib = covered groups
    delineation = as claimed
    direction for ucdp-ged:218651 = as listed
    standing "unlisted:Army for the Hills" = no party
    end of syria-coh-2016 = given-up
    event approval = 2025-10-10T02:00

What is not one plain word stands in double quotes. A subject of several words may stand without them where it holds no
"in" or "for".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

KINDS = {
    "aggregate": "an actor of unknown composition",
    "delineation": "whether a claimed target in mixed ground was the one hit",
    "holder": "who held the ground",
    "direction": "which of two sides acted",
    "target": "who was hit, where nobody says",
    "actor": "who acted, where nobody says",
    "standing": "whether a group that no list names is of a party",
    "exception": "whether an exception that was invoked holds",
    "meaning": "whether contested words cover the act",
    "number": "a number that nobody reports",
    "weapon": "a weapon that nobody names",
    "time": "a date that is too coarse",
    "place": "a place that is too coarse",
    "effort": "what a bound party did to prevent the act",
    "start": "by whose view the agreement began",
    "end": "by whose view the agreement ended",
    "event": "when something happened on which clauses hang",
}
"""Each kind of missing fact, in words."""

OF_TERMS = ("meaning", "start", "end", "event")
"""Kinds that bear on the terms and not on the acts."""

NEVER = "never"
"""The answer by which an event is taken not to have happened."""

_NEEDS_SUBJECT = ("aggregate", "standing", "exception", "meaning", "number", "place", "effort", "start", "end", "event")

COVERED, EXCLUDED, CIVILIANS, NOBODY = "covered groups", "excluded groups", "civilians", "no party"

_QUOTED = r'"(?:[^"\\]|\\.)*"'
_ASSUMPTION = re.compile(
    r"\s*(?P<kind>\w+)"
    rf"(?:\s+(?:of\s+)?(?P<subject>{_QUOTED}|(?!(?:in|for)\s)[^\s\"=][^\"=]*?))?"
    rf"(?:\s+in\s+(?P<area>{_QUOTED}|[^\s\"=]+))?"
    rf"(?:\s+for\s+(?P<event>{_QUOTED}|[^\s\"=][^\"=]*?))?"
    r"\s*=(?P<answer>.*)",
    re.DOTALL,
)
_PLAIN = re.compile(r"(?!(?:in|for|of)$)[^\s\"=]+")


def _quoted(name: str) -> str:
    """A name as it stands in a fact: in double quotes where it is not one plain word."""
    if _PLAIN.fullmatch(name):
        return name
    return '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'


def _unquoted(text: str | None) -> str | None:
    if text is None or not text.startswith('"'):
        return text and " ".join(text.split())
    return re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL)


@dataclass(frozen=True)
class Fact:
    """One thing that is not known, over all events or in one area or for one event."""

    kind: str
    subject: str | None = None
    area: str | None = None
    event: str | None = None

    def __str__(self) -> str:
        parts = [self.kind]
        parts += [_quoted(self.subject)] if self.subject else []
        parts += [f"in {_quoted(self.area)}"] if self.area else []
        parts += [f"for {_quoted(self.event)}"] if self.event else []
        return " ".join(parts)


@dataclass(frozen=True)
class Assumption:
    """A fact with the answer that is taken for granted."""

    fact: Fact
    answer: str

    def __str__(self) -> str:
        return f"{self.fact}={self.answer}"


def read_assumption(text: str) -> Assumption:
    """An assumption as people write it.

    >>> str(read_assumption("aggregate syrian-insurgents in sy-idlib = covered groups"))
    'aggregate syrian-insurgents in sy-idlib=covered groups'
    >>> str(read_assumption("standing unlisted:Battalion of the Hills = no party"))
    'standing "unlisted:Battalion of the Hills"=no party'
    """
    found = _ASSUMPTION.fullmatch(text)
    answer = " ".join(found["answer"].split()) if found else ""
    if not found or not answer or found["kind"] not in KINDS:
        raise ValueError(
            f"expected FACT=ANSWER with a fact that begins with one of {', '.join(KINDS)}, such as"
            f" 'aggregate syrian-insurgents=covered groups', found {text!r}"
        )
    subject, area, event = (_unquoted(found[name]) for name in ("subject", "area", "event"))
    if found["kind"] in _NEEDS_SUBJECT and not subject:
        raise ValueError(f"expected {found['kind']!r} to be followed by what it is about, found {text!r}")
    if found["kind"] in OF_TERMS and (area or event):
        raise ValueError(f"expected {found['kind']!r} to be of all events and places, found {text!r}")
    return Assumption(Fact(found["kind"], subject, area, event), answer)


def meanings(assumptions: Sequence[Assumption]) -> dict[str, bool]:
    """The assumptions about contested words, by clause: they bear on the terms, not on the acts."""
    found = {}
    for each in assumptions:
        if each.fact.kind == "meaning" and each.fact.subject:
            if each.answer not in ("covered", "not covered"):
                raise ValueError(
                    f"expected the answer to {each.fact} to be 'covered' or 'not covered', found {each.answer!r}"
                )
            found[each.fact.subject] = each.answer == "covered"
    return found
