"""What the reports of one incident say together, and what each says otherwise, with who backs it.

Where one report is finer than another and both can be right (a village in its district, a strike among attacks, a unit
of an army), the finer word stands. Where both cannot be right, one stands as the incident's own and every other one
beside it as an alternative: none is dropped and none has a weight, since a weight of none would drop it. Which of them
stands first decides nothing: rivals without weights are judged alike.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from ..records import Account, Alternative, Direction, Observation, Proposition, TargetBasis, WherePrecision
from ..world import World
from .comparing import side_of
from .corroboration import Hearing
from .deciding import INCIDENT
from .deeds import Deed, deeds
from .reports import distance_km

SOURCE = "incidents"
"""What stands as the source of an incident of several reports."""

DIFFERS = "killed_differs"
"""Flag of an incident whose reports give numbers of dead that cannot all be right."""

_RADIUS = {"point": 1.0, "near": 25.0, "sector": 15.0, "district": 30.0, "province": 120.0, "country": 600.0}
_UNPLACED = 1e9

V = TypeVar("V")


@dataclass(frozen=True)
class _Said(Generic[V]):
    """One value, and the reports that say it."""

    value: V
    reports: tuple[Observation, ...]


def consensus(
    reports: Sequence[Observation],
    alternatives: Sequence[Alternative],
    heard: Hearing,
    world: World,
) -> tuple[Observation, tuple[Alternative, ...]]:
    """One observation for the reports of one incident, and its alternatives.

    `heard` is what was heard in them, and in denials beside them. The order of the reports changes nothing, nor do
    the names of those who speak.
    """
    given = sorted(reports, key=lambda each: each.id)
    counting = _Counting(heard)
    ident = f"{INCIDENT}{given[0].id}"
    when, where = _whens(given, counting), counting.ranked(_wheres(given))
    done = counting.ranked([_Said(*each) for each in deeds(given, world)])
    rivals = [
        *_rivals(ident, "when", when, _when_value, counting),
        *_rivals(ident, "where", where, _where_value, counting),
        *_rival_deeds(ident, done, counting),
        *_left_open(ident, alternatives, when, where, done),
    ]
    return _observation(ident, given, when[0], where[0], done[0], heard.accounts, counting, world), tuple(rivals)


class _Counting:
    """How many independent voices say something, and which of several values most of them say."""

    def __init__(self, heard: Hearing):
        self._heard = heard

    def count(self, reports: Iterable[Observation], proposition: Proposition = Proposition.OCCURRED) -> int:
        return self._heard.count((each.id for each in reports), proposition)

    def ranked(self, said: Sequence[_Said[V]]) -> list[_Said[V]]:
        """The value that most voices say first; of several, that of the first report by its id."""
        return sorted(said, key=lambda each: (-self.count(each.reports), min(report.id for report in each.reports)))

    def commonest(self, told: Mapping[int, Sequence[Observation]]) -> int | None:
        """Of numbers of people that of most voices, the lowest of several; nothing where nobody tells one."""
        return min(told, key=lambda number: (-self.count(told[number], Proposition.HARM), number), default=None)


def _whens(reports: Sequence[Observation], counting: _Counting) -> list[_Said[Observation]]:
    """The times that are told, the one that most voices bear out first.

    Intervals that meet are one time, told by the shortest of them. But an hour on which fewer voices stand than on the
    day around it does not settle the day: then both stand.
    """
    shortest = sorted(reports, key=lambda each: (each.when_end - each.when_start, each.id))
    found: list[_Said[Observation]] = []
    for one in counting.ranked(_gathered(shortest, _meet)):
        exact = tuple(each for each in one.reports if _as_short(each, one.value))
        wider = tuple(each for each in one.reports if not _as_short(each, one.value))
        if counting.count(wider) > counting.count(exact):
            found += [_Said(wider[0], wider), _Said(one.value, exact)]
        else:
            found.append(one)
    return found


def _meet(one: Observation, other: Observation) -> bool:
    return one.when_start < other.when_end and other.when_start < one.when_end


def _as_short(one: Observation, other: Observation) -> bool:
    return one.when_end - one.when_start == other.when_end - other.when_start


def _wheres(reports: Sequence[Observation]) -> list[_Said[Observation]]:
    """Places that lie within each other's reach are one, told by the finest of them."""
    finest = sorted(reports, key=lambda each: (_radius(each), each.id))
    return _gathered(finest, _same_place)


def _radius(report: Observation) -> float:
    if report.where_precision is WherePrecision.UNKNOWN and report.lat is None:
        return _UNPLACED
    return report.radius_km or _RADIUS.get(report.where_precision, _UNPLACED)


def _same_place(one: Observation, other: Observation) -> bool:
    if one.lat is None or other.lat is None:
        return True  # an area: that they lie together was asked before they were matched
    return bool(distance_km(one.lat, one.lon, other.lat, other.lon) <= _radius(one) + _radius(other))


def _gathered(
    ordered: Sequence[Observation], agree: Callable[[Observation, Observation], bool]
) -> list[_Said[Observation]]:
    """Each report goes with the first of those that stand for a value with which it agrees, else stands for its own."""
    leaders: list[tuple[Observation, list[Observation]]] = []
    for report in ordered:
        for leader, followers in leaders:
            if agree(leader, report):
                followers.append(report)
                break
        else:
            leaders.append((report, [report]))
    return [_Said(leader, tuple(followers)) for leader, followers in leaders]


def _rivals(
    ident: str,
    field: str,
    said: Sequence[_Said[V]],
    value: Callable[[_Said[V]], Any],
    counting: _Counting,
) -> list[Alternative]:
    """All values but the first, each with who backs it."""
    return [
        Alternative(
            of=ident,
            field=field,
            value=_text(value(each)),
            backed_by=_backers(each.reports),
            group=f"reports:{field}:{n}",
        )
        for n, each in enumerate(said)
        if n
    ]


def _rival_deeds(ident: str, said: Sequence[_Said[Deed]], counting: _Counting) -> list[Alternative]:
    """Each other deed whole: act, weapon, parties and direction in one group, so that none is mixed with the first."""
    found = []
    for n, each in enumerate(said[1:], start=1):
        one = each.value
        values: dict[str, Any] = {
            "act": one.act,
            "weapon": one.weapon or None,
            "actors": list(one.actors),
            "targets": {"targets": list(one.targets), "target_basis": one.basis},
            "direction": one.direction,
        }
        for field, value in values.items():
            found.append(
                Alternative(
                    of=ident,
                    field=field,
                    value=_text(value),
                    backed_by=_backers(each.reports),
                    group=f"reports:deed:{n}",
                )
            )
    return found


def _left_open(
    ident: str,
    alternatives: Sequence[Alternative],
    when: Sequence[_Said[Observation]],
    where: Sequence[_Said[Observation]],
    done: Sequence[_Said[Deed]],
) -> list[Alternative]:
    """What one report leaves open stays open, unless another report says the same as it does."""
    alone = {
        (each[0].reports[0].id, kind)
        for kind, each in (("when", when), ("where", where), ("deed", done))
        if len(each[0].reports) == 1
    }
    groups: dict[tuple[str, str], list[Alternative]] = {}
    for rival in alternatives:
        groups.setdefault((rival.of, rival.group or f"{rival.field}:{rival.value}"), []).append(rival)
    return [
        rival.model_copy(update={"of": ident, "group": f"{report}:{group}"})
        for (report, group), several in sorted(groups.items())
        if all((report, _KINDS.get(rival.field, "deed")) in alone for rival in several)
        for rival in several
    ]


_KINDS = {"when": "when", "where": "where"}


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _backers(reports: Iterable[Observation]) -> tuple[str, ...]:
    """Who says it: the origins, and of a report without any the outlet, else the report itself."""
    return tuple(sorted({name for each in reports for name in (each.claimed_by or each.carried_by or (each.id,))}))


def _when_value(said: _Said[Observation]) -> dict[str, str]:
    return {"when_start": said.value.when_start.isoformat(), "when_end": said.value.when_end.isoformat()}


def _where_value(said: _Said[Observation]) -> dict[str, Any]:
    one = said.value
    return {
        "lat": one.lat,
        "lon": one.lon,
        "radius_km": one.radius_km,
        "where_precision": one.where_precision.value,
        "areas": list(one.areas),
    }


def _observation(
    ident: str,
    reports: Sequence[Observation],
    when: _Said[Observation],
    where: _Said[Observation],
    done: _Said[Deed],
    accounts: Sequence[Account],
    counting: _Counting,
    world: World,
) -> Observation:
    time, place, deed = when.value, where.value, done.value
    toll = _toll(reports, counting)
    flags = {flag for each in reports for flag in each.flags} | ({DIFFERS} if toll[3] else set())
    sites = sorted({each.site for each in reports if each.site})
    return Observation(
        id=ident,
        observation_id=_digest(each.observation_id for each in reports),
        source=SOURCE,
        claimed_by=tuple(sorted({name for each in reports for name in each.claimed_by})),
        carried_by=tuple(sorted({name for each in reports for name in each.carried_by})),
        compiled_by=_one_of({each.compiled_by for each in reports}),
        published=max((each.published for each in reports if each.published), default=None),
        when_start=time.when_start,
        when_end=time.when_end,
        zone=place.zone,
        when_precision=time.when_precision,
        place=place.place,
        lat=place.lat,
        lon=place.lon,
        where_precision=place.where_precision,
        areas=place.areas,
        radius_km=place.radius_km,
        sector=place.sector,
        act=deed.act,
        also=tuple(sorted({each for report in reports for each in report.also} - {deed.act})),
        weapon=deed.weapon or None,
        direction=Direction(deed.direction),
        actors=deed.actors,
        targets=deed.targets,
        target_basis=TargetBasis(deed.basis),
        site=sites[0] if len(sites) == 1 else None,
        invoked=tuple(dict.fromkeys(each for report in reports for each in report.invoked)),
        measures=tuple(dict.fromkeys(each for report in reports for each in report.measures)),
        killed_low=toll[0],
        killed_best=toll[1],
        killed_high=toll[2],
        civilians_killed=_agreed(reports, counting, lambda each: each.civilians_killed),
        injured=_agreed(reports, counting, lambda each: each.injured),
        words=" | ".join(f"{each.id}: {each.words}" for each in reports if each.words) or None,
        flags=tuple(sorted(flags)),
        reports=tuple(each.id for each in reports),
        status=status_of(accounts),
        statuses=statuses_of(accounts),
        disputed=disputed(accounts),
        disputed_by=disputed_by(accounts),
        attributed_by=_attributing(reports, deed, world),
    )


def _attributing(reports: Sequence[Observation], deed: Deed, world: World) -> tuple[str, ...]:
    """The origins of the reports that themselves say who acted, as it stands, or what that is a unit of."""
    naming = (
        each
        for each in reports
        if each.direction == deed.direction and side_of(each.actors, deed.actors, world) in ("same", "within")
    )
    return tuple(sorted({name for each in naming for name in each.claimed_by}))


_ATTRIBUTING = (Proposition.OCCURRED, Proposition.ACT, Proposition.BY_WHOM)


def status_of(accounts: Sequence[Account]) -> str:
    """The weakest status among that it occurred, the act and by whom, each by what is best borne out of it."""
    first = dict(zip(Proposition, statuses_of(accounts), strict=True))
    return min((first[each] or "reported" for each in _ATTRIBUTING), key=_RANKS.index)


def statuses_of(accounts: Sequence[Account]) -> tuple[str, ...]:
    """By proposition, in their order, the status of what is best borne out of it; empty where nobody speaks of it."""
    first: dict[Proposition, str] = {}
    for account in accounts:
        if account.reports or account.verified:  # what is only denied has an account, and nobody who says it
            first.setdefault(account.proposition, account.status.value)
    return tuple(first.get(each, "") for each in Proposition)


_RANKS = ("reported", "corroborated", "verified")


def disputed(accounts: Sequence[Account]) -> tuple[str, ...]:
    """The propositions that somebody denies or tells otherwise, in their order."""
    told = {each.proposition for each in accounts if each.disputed_by}
    return tuple(each.value for each in Proposition if each in told)


def disputed_by(accounts: Sequence[Account]) -> tuple[str, ...]:
    """Who denies the incident, or says otherwise of the act or by whom it was."""
    return tuple(sorted({name for each in accounts if each.proposition in _ATTRIBUTING for name in each.disputed_by}))


def _toll(reports: Sequence[Observation], counting: _Counting) -> tuple[int | None, int | None, int | None, bool]:
    """The dead: lowest, best and highest that is told, and whether the reports differ.

    The best is what most independent voices say; of several such numbers the lowest, which all of them reach.
    """
    told: dict[int, list[Observation]] = {}
    for each in reports:
        number = each.killed_best if each.killed_best is not None else each.killed_low
        if number is not None:
            told.setdefault(number, []).append(each)
    bounds = [
        number
        for each in reports
        for number in (each.killed_low, each.killed_best, each.killed_high)
        if number is not None
    ]
    if not bounds:
        return None, None, None, False
    return min(bounds) if told else None, counting.commonest(told), max(bounds), len(told) > 1


def _agreed(
    reports: Sequence[Observation], counting: _Counting, field: Callable[[Observation], int | None]
) -> int | None:
    """The number that most voices say, the lowest of several."""
    told: dict[int, list[Observation]] = {}
    for each in reports:
        number = field(each)
        if number is not None:
            told.setdefault(number, []).append(each)
    return counting.commonest(told)


def _one_of(values: set[str | None]) -> str | None:
    """The value that all share; several are named together."""
    known = sorted(value for value in values if value)
    return ";".join(known) or None


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(parts)).encode()).hexdigest()[:16]
