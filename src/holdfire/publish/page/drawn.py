"""Map and chart as the page shows them before a script runs: all incidents of the page's period."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from typing import Any

from markupsafe import Markup

from ..chart import ChartWords, Series, chart_svg, chart_words
from ..incidents import Incident
from ..map import Base, Mark, Spot, draw_base, marks_svg, symbols
from ..situation import Situation
from ..spoken import STATUS_WORDS, VERDICT_WORDS, Spoken

MINI = 132.0
"""Width of the small map of one incident, in units of the map."""


class Drawn:
    """The drawings of a situation in a language."""

    def __init__(self, situation: Situation, spoken: Spoken):
        self._situation, self._spoken, self._words = situation, spoken, spoken.words
        self.symbols = Markup(symbols())  # noqa: S704 - ours

    @cached_property
    def base(self) -> Base:
        """What of the map does not change."""
        found: dict[str, Spot] = {}
        weights: Counter[str] = Counter()
        for each in self._situation.incidents:
            if each.spot:
                weights[each.spot.key] += 1
                found.setdefault(each.spot.key, self._spot(each))
        record = self._situation.record
        return draw_base(
            record.world,
            record.agreement.area,
            list(found.values()),
            self._words.code,
            weights,
            self._words.number,
            self._own_areas() if self._spoken.public else None,
        )

    def _own_areas(self) -> frozenset[str]:
        """Areas of the user's files that a public map may show: those that the agreement names, none on ground."""
        world, text = self._situation.record.world, self._situation.record.agreement.model_dump_json()
        facts = (*world.ground.control, *world.ground.mixed, *world.ground.compositions)
        held = {each.area for each in facts}
        return frozenset(name for name in world.areas.areas if f'"{name}"' in text and name not in held)

    def _spot(self, each: Incident) -> Spot:
        spot = each.spot
        assert spot is not None  # noqa: S101 - asked only of those that have one
        exact = spot.area is None and each.place is not None
        label = self._spoken.place(each).plain if exact else None
        return Spot(spot.key, spot.lat, spot.lon, spot.radius_km, label, spot.area)

    def map(self) -> dict[str, Markup | str | float]:
        """The pieces of the map's drawing."""
        base = self.base
        query = self._situation.during(self._situation.period)
        inside = self._situation.selector.of(self._situation.incidents, query)
        marks = [
            Mark(each.spot.key, each.verdict, "disputed" if each.disputed else each.status, each.killed, each.id)
            for each in inside
            if each.spot and base.shows(each.spot.key)
        ]
        ground, insets = _parted(base.layers)
        return {
            "width": base.width,
            "height": base.height,
            "ground": Markup(ground),  # noqa: S704 - escaped where it was made
            "insets": Markup(insets),  # noqa: S704
            "marks": Markup(marks_svg(base, marks, _Say(self._spoken))),  # noqa: S704
            "labels": Markup(base.labels + base.titles()),  # noqa: S704
            "notice": base.notice,
            "off": len(inside) - len(marks),
        }

    @property
    def series(self) -> Series:
        """What the chart draws."""
        return self._situation.series

    def chart(self) -> Markup:
        """The chart with the page's period chosen."""
        words, spoken, period = self._words, self._spoken, self._situation.period
        description = ""
        if self.series.days:
            description = words._(
                "Incidents a day from {first} to {last}: all violence, and in front what may fall under the terms;"
                " below, reports by origin. The same numbers are in the table.",
                first=words.date(self.series.days[0]),
                last=words.date(self.series.days[-1]),
            ).plain
        labels = chart_labels(spoken, description=description)
        window = (period.since, period.until) if period.days and self.series.days else None
        return Markup(chart_svg(self.series, labels, direction=words.direction, window=window))  # noqa: S704

    def data(self, spots: list[str]) -> dict[str, Any]:
        """What the script draws marks with: as `Base.data`, places in the order of `spots`."""
        found = self.base.data()
        places = found.pop("at")
        return {**found, "at": [places[key] for key in spots], "mini": MINI}


def _parted(layers: str) -> tuple[str, str]:
    """The map itself, and what lies over it: insets and scale."""
    found = re.search('<rect class="insetframe"|<g class="scale"', layers)
    at = found.start() if found else len(layers)
    return layers[:at], layers[at:]


def chart_labels(
    spoken: Spoken, *, subtitle: str = "", description: str = "", lines: tuple[str, ...] = ()
) -> ChartWords:
    """What the chart says of a situation, on the page and by itself."""
    words, series = spoken.words, spoken.situation.series
    start = words._("In force, {day}", day=words.date(series.start, "short")) if series.start else ""
    end = words._("Ends, {day}", day=words.date(series.end, "short")) if series.end else ""
    return chart_words(
        words,
        start=str(start),
        end=str(end),
        subtitle=subtitle,
        description=description,
        lines=lines,
        origin=lambda name: (spoken.short(name) if name else words._("Others")).plain,
    )


class _Say:
    """What a mark says to those who do not see it."""

    def __init__(self, spoken: Spoken):
        self._words = spoken.words

    def single(self, mark: Mark) -> str:
        """One incident."""
        words = self._words
        values = {"verdict": words._(VERDICT_WORDS[mark.verdict]), "status": words._(STATUS_WORDS[mark.status])}
        if mark.killed is None:
            return words._("{verdict}, {status}, number killed not stated", **values).plain
        return words._("{verdict}, {status}, {n} killed", n=mark.killed, **values).plain

    def cluster(self, count: int, verdict: str) -> str:
        """Several of one verdict."""
        return self._words._("{n} {verdict}", n=count, verdict=self._words._(VERDICT_WORDS[verdict])).plain

    def number(self, count: int) -> str:
        """A count."""
        return self._words.number(count)
