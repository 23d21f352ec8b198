"""An incident: reports held to be of the same event, every one of them kept."""

from __future__ import annotations

from enum import StrEnum

from ._schema import Record
from .alternative import Alternative
from .observation import Observation


class Proposition(StrEnum):
    """What a status belongs to. Two voices that a strike happened do not corroborate who did it."""

    OCCURRED = "occurred"
    ACT = "act"
    BY_WHOM = "by_whom"
    AGAINST_WHOM = "against_whom"
    HARM = "harm"


class Status(StrEnum):
    """How a proposition stands. Only a person records `verified`, with body, method and access."""

    REPORTED = "reported"
    CORROBORATED = "corroborated"
    VERIFIED = "verified"


class Tie(StrEnum):
    """What holds two reports together, or keeps them apart.

    `same`: one incident. `decided`: one incident by a person's decision. `proposed`: perhaps one, for a person to
    say. `runner_up`: the next best, not chosen. `apart`: a person said that they are not the same. `covers`: the
    first is a total or a summary in whose period and area the second lies; it is never merged with it. `denies`: the
    second denies the first, or that its speaker did it.
    """

    SAME = "same"
    DECIDED = "decided"
    PROPOSED = "proposed"
    RUNNER_UP = "runner_up"
    APART = "apart"
    COVERS = "covers"
    DENIES = "denies"


class Evidence(Record):
    """What one field says for or against two reports being of one event.

    `found` is what was compared, in words; `level` the level of agreement; `weight` its log-odds to base 2: +1 doubles
    the odds, -1 halves them.
    """

    field: str
    level: str
    found: str
    weight: float


class Link(Record):
    """Two reports and what ties them. `score` is the sum of the weights, `probability` the odds that it stands for.

    `why` is a code: what decided where the score alone did not.
    """

    one: str
    other: str
    tie: Tie
    score: float | None = None
    probability: float | None = None
    evidence: tuple[Evidence, ...] = ()
    why: str | None = None


class Voice(Record):
    """Origins that count as one: the same origin, one owner, one camp, or one that copies or cites the other.

    `reports` are those by which they say it. `because` are codes of what makes them one (`one_owner one_camp copying
    citing one_report`), empty for a single origin; `flood` where many reports of one text are among them.
    `reliability` is the Admiralty grade A to F of the best graded among them, F where nobody graded any.
    """

    origins: tuple[str, ...]
    reports: tuple[str, ...]
    because: tuple[str, ...] = ()
    reliability: str = "F"


class Account(Record):
    """How one proposition of an incident stands, for one of the values that are said of it.

    `value` is JSON text of what is said: an act or one actor by its id, `[low, high]` of the dead with null for "or
    more", nothing for `occurred`. `voices` are the independent ones that say it; `unnamed` those who say it and are no
    voice, since nobody can tell who they are; `reports` all that say it. `disputed_by` are the origins that deny it or
    say otherwise, which vetoes nothing. `credibility` is the Admiralty grade 1 to 6, given apart from the reliability
    of who says so; `reason` the code of the rule that gave it. `verified` says by whom, when, how and with what access.
    """

    proposition: Proposition
    value: str | None = None
    status: Status = Status.REPORTED
    voices: tuple[Voice, ...] = ()
    unnamed: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    disputed_by: tuple[str, ...] = ()
    credibility: int = 6
    reason: str = "not_judged"
    verified: str | None = None


class Incident(Record):
    """Reports of one event: what they have in common, where they differ, how each proposition stands, and why they
    are held to be one.

    `id` is that of its only report, or `incident:` and the first id among them. `observation` is what the reports say
    together, in the shape of one report, with `alternatives` for what they say otherwise; both go on to be assessed.
    `reports` and `accounts` are empty where one report alone speaks of it.
    """

    id: str
    observation: Observation
    reports: tuple[Observation, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    accounts: tuple[Account, ...] = ()
    links: tuple[Link, ...] = ()
    flags: tuple[str, ...] = ()
