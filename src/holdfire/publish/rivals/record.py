"""What rival claimants say of one period, side by side. No record here holds a sum over claimants."""

from __future__ import annotations

from datetime import date

from ...records import Record


class Days(Record):
    """The period that is looked at: whole civil days at the place, the last one included. None where it is open."""

    from_: date | None = None
    until: date | None = None


class ByParty(Record):
    """So many incidents (`n`) whose act a claimant lays to somebody.

    `said` is how: `party` of the agreement, `excluded` from it, `actor` (by name), `jointly` (several parties on one
    side), `either` (one of several, it does not say which), `direction_unknown` (two sides are named and not who
    acted), `mutual` (each acted), `not_stated`, or `told_differently` (its own reports of one incident differ).
    """

    said: str
    parties: tuple[str, ...]
    name: str
    n: int


class ByPlace(Record):
    """So many incidents in an area of the first order; `area` is None where the report is not so fine."""

    area: str | None
    name: str
    n: int


class ByAct(Record):
    """So many incidents of one act; `act` is None where its own reports of one incident differ."""

    act: str | None
    name: str
    n: int


class Killed(Record):
    """Persons that one claimant reports killed, over the `told_in` incidents for which it gives a figure. `best` is
    None where it gives a range only for one of them."""

    low: int
    best: int | None
    high: int
    told_in: int


class Picture(Record):
    """What one claimant's reports in the files amount to, under its own way of counting and over its own days.

    `rows` are reports that name it as an origin, `statements` those of something only said (a denial, a published
    count), `incidents` the distinct incidents in the others; `perhaps` are reports too coarse in time or place to say
    whether they belong here. `first` and `last` are the days of its first and last event in the
    period; `starts_inside` and `stops_inside` days on which it is first and last heard in the files at all, where at
    its own rate its silence before or after is more than chance.
    """

    claimed_by: str
    name: str
    camp: str
    kind: str
    sees: str | None
    rows: int
    incidents: int
    statements: int
    perhaps: int
    by_party: tuple[ByParty, ...] = ()
    by_place: tuple[ByPlace, ...] = ()
    by_act: tuple[ByAct, ...] = ()
    killed: Killed | None = None
    first: date | None = None
    last: date | None = None
    published_last: date | None = None
    days_silent_at_end: int | None = None
    starts_inside: date | None = None
    stops_inside: date | None = None
    compiled_by: tuple[str, ...] = ()


class Check(Record):
    """One thing that has to hold within a published count. `kind`: `adds_up`, `part_of_total`, `more_than_total`,
    `differs` (from what is printed) or `holds_with` (the total holds with the parts' own sum in place of a number)."""

    kind: str
    text: str


class When(Record):
    """The period of a published count, as it is written."""

    from_: str
    to: str


class Published(Record):
    """A count as its claimant published it. `counts` is what was counted, `rule` by which rule where that is told.

    `beyond` says that its period reaches out of the one looked at, `same_as` that another entry has the same claimant,
    period and total.
    """

    id: str
    claimed_by: tuple[str, ...]
    name: str
    carried_by: tuple[str, ...]
    period: When
    published: date | None
    counts: str
    rule: str | None
    total: int | None
    parts: dict[str, int]
    by_place: dict[str, int]
    printed: dict[str, int]
    checks: tuple[Check, ...]
    flags: tuple[str, ...]
    source: str | None
    beyond: bool
    widest: bool
    same_as: str | None = None


class Reason(Record):
    """Why two counts cannot be compared directly. `kind`: other `period`, other `definition`, other `sides`, or
    `incidents`: it is not known which stand behind them."""

    kind: str
    text: str


class Apart(Record):
    """Two published counts, by their ids, and why they cannot be compared directly."""

    one: str
    other: str
    because: tuple[Reason, ...]


class Overlap(Record):
    """Incidents of two claimants, from the first to the last day and in the areas on which both report.

    `both` are reported by each of them, `only_one` by the first alone, `only_other` by the second alone.
    """

    one: str
    other: str
    from_: date | None
    until: date | None
    both: int
    only_one: int
    only_other: int


class Coverage(Record):
    """One claimant and one area: `rows` in the period, and what that means: `reported`, `no_report_in_period` (it
    reported from there at other times) or `no_report` (never in the files). Neither of these is calm."""

    claimed_by: str
    area: str
    rows: int
    said: str


class Caution(Record):
    """What has to be known before the numbers are read."""

    kind: str
    about: str
    text: str


class Pictures(Record):
    """Every claimant's picture of a period, beside each other. `matched` says whether reports were matched into
    incidents; if not, each row is an incident of its own, and only rows with several origins are common to them."""

    period: Days
    area: str | None
    agreement: str | None
    matched: bool
    claimants: tuple[Picture, ...]
    published: tuple[Published, ...]
    apart: tuple[Apart, ...]
    overlap: tuple[Overlap, ...]
    coverage: tuple[Coverage, ...]
    warnings: tuple[Caution, ...]
