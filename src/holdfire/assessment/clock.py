"""The second test: was the clause in force over an interval, with its hours, phases, waivers and suspensions."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from ..world import NO, UNKNOWN, YES
from ..world.time import FOREVER, moment, zone_info
from .compile import Period, Program


def force_reason(program: Program, when: Period | None, start: int, end: int) -> str:
    """Is the clause in force over the whole of an interval; a baseline is judged as if it were."""
    if program.start is None:
        return "never_in_force"
    early = when is not None and when.before and start < program.start
    first = when.first if early and when is not None else program.baseline
    final = FOREVER if when is not None and when.beyond else program.end
    if end <= first or start >= final:
        return "not_begun" if first == FOREVER else "outside_period"
    inside = first <= start and end <= final
    crosses = not early and start < program.start < end
    hours, why = (YES, "") if when is None else _in_window(when, start, end, program.terms.agreement.zone)
    if hours == NO:
        return why
    if not inside or crosses or hours == UNKNOWN:
        return "precision"
    return "yes" if start >= program.start else "bound_before_start" if early else "as_if_in_force"


def _in_window(when: Period, start: int, end: int, zone: str) -> tuple[int, str]:
    """Whether an interval lies in the hours and the period of a clause, and why where it surely does not."""
    if when.first == FOREVER:
        return NO, "not_begun"
    if end <= when.first or start >= when.last:
        return NO, "outside_hours"
    for why, resting in (("waived", when.waived), ("suspended", when.suspended)):
        if any(first <= start and end <= last for first, last in resting):
            return NO, why
    inside = YES if when.first <= start and end <= when.last else UNKNOWN
    if any(start < last and end > first for first, last in (*when.waived, *when.suspended)):
        inside = UNKNOWN
    if when.daily is not None:
        inside = min(inside, _in_hours(when.daily, start, end, zone))
    return inside, "outside_hours"


def _at_hour(day: date, hour: str, zone: str) -> datetime:
    """The instant of an hour of a civil day; 24:00 is the next day's first."""
    if hour == "24:00":
        day, hour = day + timedelta(days=1), "00:00"
    return datetime.combine(day, time.fromisoformat(hour), zone_info(zone)).astimezone(UTC)


def _in_hours(daily: tuple[str, str], start: int, end: int, zone: str) -> int:
    begin, finish = moment(start).astimezone(zone_info(zone)), moment(end).astimezone(zone_info(zone))
    touched = False
    day = begin.date() - timedelta(days=1)
    while day <= finish.date() and (day - begin.date()).days < 366:
        next_day = day + timedelta(days=1)
        opens = _at_hour(day, daily[0], zone)
        closes = _at_hour(next_day if daily[1] < daily[0] else day, daily[1], zone)
        if opens <= begin and finish <= closes:
            return YES
        touched = touched or (opens < closes and begin < closes and finish > opens)  # the clock may skip the hours
        day = next_day
    return UNKNOWN if touched else NO
