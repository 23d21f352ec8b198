"""Rival pictures of a period: each claimant's own counts beside those of the others, what overlaps, who was heard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ...assessment.caveats import NOTABLE_ROWS, SILENT_EXPECTED, warnings
from ...assessment.summary import NO_ORIGIN, Summary
from ...sources.counts import PublishedCount
from ...terms import Agreement
from ...world import World
from .lines import Names
from .published import apart, in_period, published
from .record import ByAct, ByParty, ByPlace, Caution, Coverage, Days, Killed, Overlap, Picture, Pictures
from .tally import Scope, Tally, day_of, number_of

MOST_PAIRED = 40
"""So many claimants at most, those with most incidents, are all paired; others only where they share an incident."""


def pictures(
    observations: pa.Table,
    world: World,
    period: Days,
    *,
    alternatives: pa.Table | None = None,
    incident_of: npt.NDArray[np.int64] | None = None,
    agreement: Agreement | None = None,
    area: str | None = None,
    counts: Sequence[PublishedCount] = (),
) -> Pictures:
    """Every claimant's picture of a period, from a table with the fields of `records.Observation`.

    `incident_of` numbers the incident of each row (-1: set aside, the same report again); without it every row is an
    incident of its own. `agreement` gives the parties, else each actor is the state or organisation that it belongs
    to. `area` leaves out what does not surely lie in it. `counts` are published counts, shown as they are.

    >>> from holdfire.world import load_world
    >>> from holdfire.world.report import read_report
    >>> from holdfire.records import Observation, arrow_schema
    >>> world = load_world()
    >>> seen, _ = read_report({"id": "r-1", "when": "2016-03-08", "where": "Idlib", "act": "shelling",
    ...                        "actors": ["Syrian army"], "claimed_by": ["SOHR", "SANA"]}, "Asia/Damascus", world)
    >>> table = pa.Table.from_pylist([seen.model_dump()], schema=arrow_schema(Observation))
    >>> found = pictures(table, world, Days(from_=date(2016, 3, 1), until=date(2016, 3, 31)))
    >>> [(each.claimed_by, each.incidents, each.by_party[0].name) for each in found.claimants]
    [('sana', 1, 'Government of Syria'), ('sohr', 1, 'Government of Syria')]
    >>> [(each.both, each.only_one, each.only_other) for each in found.overlap]
    [(1, 0, 0)]
    """
    tally = Tally(Scope(Names(world, agreement), period, area))
    tally.see(observations, alternatives)
    surely, _ = tally.scope.rows(observations)
    kept = observations.filter(pa.array(surely))
    tally.count(kept, alternatives, None if incident_of is None else incident_of[surely])
    return drawn(tally, counts, matched=incident_of is not None)


def drawn(tally: Tally, counts: Sequence[PublishedCount] = (), *, matched: bool = False) -> Pictures:
    """The pictures of everything that was counted."""
    world, agreement = tally.names.world, tally.names.agreement
    days = _span(tally)
    shown = published(counts, tally.scope.days, world)
    return Pictures(
        period=days,
        area=tally.scope.area,
        agreement=agreement.id if agreement else None,
        matched=matched,
        claimants=tuple(_claimants(tally, counts, days)),
        published=shown,
        apart=apart(counts, tally.scope.days, world),
        overlap=tuple(_overlap(tally)),
        coverage=tuple(_coverage(tally)),
        warnings=tuple(_warnings(tally, days, matched)),
    )


def _span(tally: Tally) -> Days:
    """The period; where it is left open, as far as the reports reach."""
    given, seen = tally.scope.days, list(tally.days.values())
    first = day_of(min(each[0] for each in seen)) if seen else None
    last = day_of(max(each[1] for each in seen)) if seen else None
    return Days(from_=given.from_ or first, until=given.until or last)


# each claimant's own picture


def _claimants(tally: Tally, counts: Sequence[PublishedCount], days: Days) -> list[Picture]:
    heard = {name: at for name, at in tally.names.claimants.items() if tally.rows[at] or tally.perhaps[at]}
    told = {one for each in in_period(counts, tally.scope.days) for one in each.claimed_by}
    known = {**dict.fromkeys(sorted(told), -1), **heard}
    order = sorted(known, key=lambda name: (name == NO_ORIGIN, -tally.incidents[known[name]], name))
    return [_picture(tally, name, known[name], days) for name in order]


def _picture(tally: Tally, name: str, at: int, days: Days) -> Picture:
    claimant = tally.names.world.claimants.claimants.get(name)
    first, last = map(day_of, tally.days[at]) if at in tally.days else (None, None)
    starts, stops = _edges(tally, at, days)
    return Picture(
        claimed_by=name,
        name=tally.names.world.claimants.name(name),
        camp=claimant.camp if claimant else "none_known",
        kind=claimant.kind if claimant else "unknown",
        sees=claimant.sees if claimant else None,
        rows=tally.rows[at],
        incidents=tally.incidents[at],
        statements=tally.statements[at],
        perhaps=tally.perhaps[at],
        by_party=tuple(_by_party(tally, at)),
        by_place=tuple(_by_place(tally, at)),
        by_act=tuple(_by_act(tally, at)),
        killed=_killed(tally, at),
        first=first,
        last=last,
        published_last=day_of(tally.published[at]) if at in tally.published else None,
        days_silent_at_end=(days.until - last).days if days.until and last else None,
        starts_inside=starts,
        stops_inside=stops,
        compiled_by=tuple(sorted(compiler for one, compiler in tally.compilers if one == at)),
    )


def _most_first(counter: Counter[tuple[int, int]], claimant: int) -> list[tuple[int, int]]:
    return sorted(((at, n) for (one, at), n in counter.items() if one == claimant), key=lambda each: (-each[1], each))


def _by_party(tally: Tally, at: int) -> list[ByParty]:
    sides, telling = list(tally.names.sides), tally.names.telling
    return [
        ByParty(said=sides[side][0], parties=_bare(sides[side][1]), name=telling.name(sides[side]), n=n)
        for side, n in _most_first(tally.by_side, at)
    ]


def _bare(parties: Sequence[str]) -> tuple[str, ...]:
    return tuple(each.removeprefix("party:") for each in parties)


def _by_place(tally: Tally, at: int) -> list[ByPlace]:
    areas, world = list(tally.names.areas), tally.names.world
    return [
        ByPlace(area=area, name=world.areas[area].name.get("en", area) if area else "not told so finely", n=n)
        for area, n in ((areas[place], n) for place, n in _most_first(tally.by_area, at))
    ]


def _by_act(tally: Tally, at: int) -> list[ByAct]:
    acts, world = list(tally.names.acts), tally.names.world
    return [
        ByAct(act=act, name=world.acts.name(act) if act else "told differently in its own reports", n=n)
        for act, n in ((acts[which], n) for which, n in _most_first(tally.by_act, at))
    ]


def _killed(tally: Tally, at: int) -> Killed | None:
    if at not in tally.killed:
        return None
    low, best, high, told_in, ranges = tally.killed[at].tolist()
    return Killed(low=low, best=None if ranges else best, high=high, told_in=told_in)


def _edges(tally: Tally, at: int, days: Days) -> tuple[date | None, date | None]:
    """The days on which a claimant is first and last heard in the files, where they lie in the period and its silence
    before or after, at its own rate, is more than chance."""
    if tally.incidents[at] < NOTABLE_ROWS or days.from_ is None or days.until is None:
        return None, None
    first, last = map(day_of, tally.days[at])
    rate = tally.incidents[at] / ((last - first).days + 1)
    ever_first, ever_last = map(day_of, tally.ever[at])
    starts = ever_first == first and (first - days.from_).days * rate >= SILENT_EXPECTED
    stops = ever_last == last and (days.until - last).days * rate >= SILENT_EXPECTED
    return first if starts else None, last if stops else None


# what is common, and who was heard from where


def _overlap(tally: Tally) -> list[Overlap]:
    names = {at: name for name, at in tally.names.claimants.items() if name != NO_ORIGIN}
    group, area, day, n = tally.cells()
    members = list(tally.groups)
    together = {pair for several in members for pair in combinations(several, 2)}
    most = [at for at, _ in tally.incidents.most_common() if at in names][:MOST_PAIRED]
    pairs = {*together, *combinations(sorted(most), 2)}
    within = {at: np.array([at in several for several in members], dtype=bool) for pair in pairs for at in pair}
    covered = {at: _covered(tally, at, len(tally.names.areas)) for at in within}
    found = []
    for a, b in pairs:
        if a not in names or b not in names:
            continue
        (a, b) = (a, b) if names[a] < names[b] else (b, a)
        first, last = _common(tally, a, b)
        common = (day >= first) & (day <= last) & covered[a][area] & covered[b][area]
        one, other = within[a][group], within[b][group]
        found.append(
            Overlap(
                one=names[a],
                other=names[b],
                from_=day_of(first) if first <= last else None,
                until=day_of(last) if first <= last else None,
                both=int(n[one & other].sum()),
                only_one=int(n[one & ~other & common].sum()),
                only_other=int(n[other & ~one & common].sum()),
            )
        )
    return sorted(found, key=lambda each: (-each.both, -min(each.only_one, each.only_other), each.one, each.other))


def _covered(tally: Tally, at: int, areas: int) -> npt.NDArray[np.bool_]:
    """By area: whether a claimant ever reported from it."""
    return np.array([tally.ever_area[at, area] > 0 for area in range(areas)], dtype=bool)


def _common(tally: Tally, one: int, other: int) -> tuple[int, int]:
    """The first and last day, in the period, between which both claimants are heard in the files."""
    (a, b), (c, d), days = tally.ever[one], tally.ever[other], tally.scope.days
    first, last = max(a, c), min(b, d)
    first = max(first, number_of(days.from_)) if days.from_ else first
    return first, min(last, number_of(days.until)) if days.until else last


def _coverage(tally: Tally) -> list[Coverage]:
    areas = list(tally.names.areas)
    heard = sorted({area for _, area in tally.ever_area if areas[area] is not None}, key=lambda at: str(areas[at]))
    found = []
    for name, at in sorted(tally.names.claimants.items()):
        for area in heard if tally.rows[at] and name != NO_ORIGIN else ():
            rows = tally.by_area[at, area]
            said = "reported" if rows else "no_report_in_period" if tally.ever_area[at, area] else "no_report"
            found.append(Coverage(claimed_by=name, area=str(areas[area]), rows=rows, said=said))
    return found


def _warnings(tally: Tally, days: Days, matched: bool) -> list[Caution]:
    world = tally.names.world
    kept = sum(tally.compiled.values())
    summary = Summary(kept=kept, compilers=Counter({(each,): n for each, n in tally.compiled.items()}))
    found = [Caution(kind=each.kind, about=each.about, text=each.text) for each in warnings(summary, world)]
    silent = [name for name, at in tally.names.claimants.items() if at in tally.ever and not tally.rows[at]]
    if silent and tally.rows:
        among = ", ".join(world.claimants.name(each) for each in sorted(silent)[:3])
        found.append(
            Caution(
                kind="no_report_in_period",
                about="claimants",
                text=f"{len(silent)} claimants of these files have no report in the period, among them {among}: no"
                " report, not calm.",
            )
        )
    nobody = tally.rows[tally.names.claimants.get(NO_ORIGIN, -1)]
    if nobody:
        text = f"{nobody:,} reports do not say who says so. They stand under {NO_ORIGIN}, which is no claimant."
        found.append(Caution(kind="no_origin", about=NO_ORIGIN, text=text))
    for name, at in sorted(tally.names.claimants.items()):
        found += _edge(name, *_edges(tally, at, days), world)
    if tally.again:
        text = f"{tally.again:,} reports are the same report again, or an earlier version of it: in no count."
        found.append(Caution(kind="same_report_again", about="reports", text=text))
    if matched:
        text = (
            "What is common to two claimants rests on reports that were matched by their day, place, act and toll: a"
            " proposal that nobody has checked."
        )
        found.append(Caution(kind="matched", about="overlap", text=text))
    if not matched and tally.rows:
        text = (
            "Reports are not matched: only a row with several origins counts as common, so two claimants share at least"
            " what is shown."
        )
        found.append(Caution(kind="not_matched", about="overlap", text=text))
    return found


def _edge(name: str, starts: date | None, stops: date | None, world: World) -> list[Caution]:
    what = " and ".join(
        ([f"is first heard on {starts:%-d %B %Y}"] if starts else [])
        + ([f"is last heard on {stops:%-d %B %Y}"] if stops else [])
    )
    if not what or name == NO_ORIGIN:
        return []
    text = f"{world.claimants.name(name)} {what}: a rise or fall across that day is in part its own coming or going."
    return [Caution(kind="claimant_enters_or_leaves", about=name, text=text)]
