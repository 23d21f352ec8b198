"""Warnings that are part of the answer: where the numbers change for another reason than the violence.

An origin enters or leaves · who acted is named more or less often · a baseline day stands out · a dataset holds fatal
events only. Each is a rule with its reason; none hides a number.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np

from ..records import MACHINE
from ..world import World
from .summary import NO_ORIGIN, Summary

SILENT_EXPECTED = 5.0
"""An origin counts as absent from days on which, at its own rate, this many rows would have been expected.

By Poisson's law none is then found with a probability below e⁻⁵, or 0.7 %.
"""
NOTABLE_ROWS, NOTABLE_SHARE = 10, 0.01
"""An origin is warned of by name from so many rows and such a share of them on; the others in one line."""
SHARE_POINTS = 0.10
"""A change in the share of rows that name who acted is told from ten points on."""
OUTLIER_SCORE = 4.0
"""A day stands out when twice the difference of square roots to the median of the week around reaches this.

The root gives counts an even spread of about one half (Anscombe 1948, unchecked); 4 leaves room for counts that spread
wider than Poisson's.
"""

ALL_ORIGINS = "all origins"
"""What a day that stands out is about where it does so over all origins."""

_FATAL_ONLY = {"ucdp": "UCDP GED"}


@dataclass(frozen=True)
class Warned:
    """One warning: its kind, what it is about, a sentence in English, and what a sentence in any language is made of:
    ids, days, counts and shares."""

    kind: str
    about: str
    text: str
    parameters: Mapping[str, Any] = field(default_factory=dict, hash=False)


def warnings(summary: Summary, world: World) -> list[Warned]:
    """Every warning that a run's numbers call for."""
    return [
        *_origins(summary, world),
        *_named(summary),
        *_outlier_days(summary, world),
        *_fatal_only(summary),
        *_machine_read(summary),
        *_undated(summary),
        *_assumed(summary),
    ]


def _span(summary: Summary) -> tuple[date, date] | None:
    days = [key[0] for key in summary.per_day_total if key[1] in ("baseline", "in_force")]
    return (min(days), max(days)) if days else None


def by_origin_and_day(summary: Summary) -> dict[str, Counter[date]]:
    """Dated rows of baseline and truce, by origin and day."""
    found: dict[str, Counter[date]] = defaultdict(Counter)
    for (day, phase, _, origin), n in summary.per_day.items():
        if phase in ("baseline", "in_force") and origin != NO_ORIGIN:
            found[origin][day] += n
    return found


def edges(summary: Summary) -> dict[str, tuple[date | None, date | None]]:
    """By origin, the day on which it enters and the day on which it is last heard; None where it was there all along,
    or where so few of its rows would have been expected in the days that are missing that silence says nothing."""
    span = _span(summary)
    found: dict[str, tuple[date | None, date | None]] = {}
    for origin, days in by_origin_and_day(summary).items() if span else ():
        first, last = _presence(days)
        rate = sum(n for day, n in days.items() if first <= day <= last) / max(1, (last - first).days + 1)
        enters = first if span and (first - span[0]).days * rate >= SILENT_EXPECTED else None
        leaves = last if span and (span[1] - last).days * rate >= SILENT_EXPECTED else None
        found[origin] = (enters, leaves)
    return found


def _origins(summary: Summary, world: World) -> Iterator[Warned]:
    span = _span(summary)
    if span is None:
        return
    begin, finish = span
    total = sum(summary.per_day_total.values())
    small = []
    came = edges(summary)
    for origin, days in sorted(by_origin_and_day(summary).items()):
        enters, leaves = came[origin]
        if enters is None and leaves is None:
            continue
        name = world.claimants.name(origin)
        if sum(days.values()) < max(NOTABLE_ROWS, NOTABLE_SHARE * total):
            small.append(origin)
            continue
        what = " and ".join(
            ([f"enters on {_day(enters)}"] if enters else []) + ([f"is last heard on {_day(leaves)}"] if leaves else [])
        )
        yield Warned(
            "origin_enters_or_leaves",
            origin,
            f"{name} {what}, within {_day(begin)} to {_day(finish)}: a change across that day is in part a change of"
            " sources.",
            {"origin": origin, "enters": enters, "leaves": leaves, "begin": begin, "finish": finish},
        )
    if small:
        yield Warned(
            "origins_in_part_only",
            "small origins",
            f"{len(small)} origins with few rows each are heard on a part of the period only, among them"
            f" {', '.join(world.claimants.name(each) for each in small[:3])}.",
            {"n": len(small), "among": tuple(small[:3])},
        )


_STRAGGLING_DAYS, _STRAGGLING_SHARE = 14, 0.02


def _presence(days: Counter[date]) -> tuple[date, date]:
    """The days between which an origin reports, leaving out stragglers: few rows, two weeks or more from the rest."""
    ordered = sorted(days)
    few = _STRAGGLING_SHARE * sum(days.values())
    while len(ordered) > 2:
        if (ordered[1] - ordered[0]).days >= _STRAGGLING_DAYS and days[ordered[0]] <= few:
            ordered = ordered[1:]
        elif (ordered[-1] - ordered[-2]).days >= _STRAGGLING_DAYS and days[ordered[-1]] <= few:
            ordered = ordered[:-1]
        else:
            break
    return ordered[0], ordered[-1]


def _named(summary: Summary) -> Iterator[Warned]:
    shares = {}
    for phase in ("baseline", "in_force"):
        named, unknown = summary.named[phase, "named"], summary.named[phase, "unknown"]
        if named + unknown >= 30:
            shares[phase] = named / (named + unknown)
    if len(shares) == 2 and abs(shares["in_force"] - shares["baseline"]) >= SHARE_POINTS:
        yield Warned(
            "known_actor_share",
            "actors",
            f"Rows whose listed first side is a known actor: {shares['baseline']:.0%} of the baseline,"
            f" {shares['in_force']:.0%} in force. Counts by side are not on the same footing.",
            dict(shares),
        )


def _outlier_days(summary: Summary, world: World) -> Iterator[Warned]:
    """Baseline days on which far more may fall under the terms than in the week around, in all and by origin."""
    series: dict[str, Counter[date]] = {ALL_ORIGINS: Counter()}
    for (day, phase, verdict), n in summary.per_day_total.items():
        if phase == "baseline" and verdict in _OPEN:
            series[ALL_ORIGINS][day] += n
    for (day, phase, verdict, origin), n in summary.per_day.items():
        if phase == "baseline" and verdict in _OPEN and origin != NO_ORIGIN:
            series.setdefault(origin, Counter())[day] += n
    span = [key[0] for key in summary.per_day_total if key[1] == "baseline"]
    if not span:
        return
    days = [min(span) + timedelta(days=n) for n in range((max(span) - min(span)).days + 1)]
    for name, counts in series.items():
        if len(days) < 10 or sum(counts.values()) < 30:
            continue
        for day, usual in _outliers([counts[day] for day in days], days):
            yield Warned(
                "outlier_day",
                f"{name} {day.isoformat()}",
                f"{_day(day)} stands out in the baseline ({world.claimants.name(name)}:"
                f" {counts[day]} rows that may fall under the terms,"
                f" about {usual:g} a day in the week around): before and after depend on whether it is counted.",
                {"day": day, "origin": name, "n": counts[day], "usual": usual},
            )


_OPEN = ("violation", "undetermined")


def _outliers(counts: list[int], days: list[date]) -> Iterator[tuple[date, float]]:
    for n, day in enumerate(days):
        around = counts[max(0, n - 7) : n] + counts[n + 1 : n + 8]
        usual = float(np.median(around))
        if 2 * (np.sqrt(counts[n]) - np.sqrt(usual)) >= OUTLIER_SCORE:
            yield day, usual


def _fatal_only(summary: Summary) -> Iterator[Warned]:
    for compiler, name in _FATAL_ONLY.items():
        if summary.compilers[(compiler,)]:
            yield Warned(
                "fatal_events_only",
                compiler,
                f"{name} holds events with at least one death: breaches without a death are not in it, and fewer rows"
                " are not fewer breaches.",
                {"name": name},
            )


def _machine_read(summary: Summary) -> Iterator[Warned]:
    n = summary.compilers[(MACHINE,)]
    if n:
        yield Warned(
            "machine_read",
            MACHINE,
            f"{n:,} of {summary.kept:,} events were read from text by a machine; they are reported and nothing more,"
            " and nobody has checked the reading.",
            {"n": n, "kept": summary.kept},
        )


def _undated(summary: Summary) -> Iterator[Warned]:
    if summary.undated:
        yield Warned(
            "long_events",
            "undated",
            f"{summary.undated} events are too long for a daily count and are in none;"
            f" {summary.undated_killed:,} killed"
            " in them are counted apart.",
            {"n": summary.undated, "killed": summary.undated_killed},
        )


def _assumed(summary: Summary) -> Iterator[Warned]:
    for each in summary.assumed:
        yield Warned(
            "assumption",
            each,
            f"Judged under the assumption “{each}”: not to be mixed with other results.",
            {"assumption": each},
        )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
