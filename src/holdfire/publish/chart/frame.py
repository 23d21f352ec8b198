"""Where everything of the chart stands: measured once, from what is to be drawn and said."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10

from .letters import width, wrapped
from .series import Series
from .words import ChartWords

WIDTH = 770
LEGEND = 146
"""Room beside the bars for the key."""

NAMES = (30.0, 132.0)
"""Room for the names of origins: at least, at most."""

CELL = 8.0


@dataclass(frozen=True)
class Frame:
    """Units of the drawing. `begin` is where the first day begins, measured with the reading direction; `step` is the
    width of a day; `floor` and `top` are the heights of no incident and of `most` incidents a day."""

    size: float
    begin: float
    step: float
    top: float
    floor: float
    most: float
    ticks: tuple[float, ...]
    height: int
    head: tuple[str, ...]
    foot: tuple[str, ...]
    strip: float
    labels: float

    def at(self, day: int) -> float:
        """Where a day begins."""
        return self.begin + day * self.step

    def high(self, count: float) -> float:
        """How high a bar for so many incidents is."""
        return count / self.most * (self.floor - self.top)

    def row(self, n: int) -> float:
        """The upper edge of an origin's cells."""
        return self.strip + n * (self.size + 1)


def framed(series: Series, words: ChartWords, standalone: bool, size: float, plot: float = 0) -> Frame:
    """Measures the drawing of a series. `size` is that of the letters, `plot` the least height of the bars' room."""
    names = [width(words.origin(each.name), size) for each in series.origins]
    highest = max((series.mean(series.total, span) for span in series.spans[: _bars(series)]), default=0)
    ticks = scale(highest, 4 if standalone else 3, whole=series.span == 1)
    begin = 6 + min(max([*names, *(width(words.number(tick), size) for tick in ticks), NAMES[0]]), NAMES[1])
    subtitle = wrapped(words.subtitle, WIDTH - 24, size, 3) if standalone else []
    head = (words.title, *subtitle) if standalone else ()
    top = 14.5 + (30 + len(subtitle) * 1.4 * size if standalone else 0)
    floor = top + max(plot, 170 if standalone else 7.4 * size)
    strip = floor + 4.5
    labels = strip + len(series.origins) * (size + 1) + 9.5
    foot = tuple(line for each in words.lines for line in wrapped(each, WIDTH - 24, size)) if standalone else ()
    height = labels + 4 + (10 + len(foot) * 1.4 * size + 6 if standalone else 0)
    days, shown = len(series.days), series.shown
    step = min((WIDTH - LEGEND - begin) / max(1, shown), (WIDTH - 8 - begin) / max(1, days))
    return Frame(size, begin, step, top, floor, ticks[-1], ticks, ceil(height), head, foot, strip, labels)


def _bars(series: Series) -> int:
    return sum(span.stop <= series.shown for span in series.spans)


def scale(highest: float, most: int, whole: bool = True) -> tuple[float, ...]:
    """Round numbers for the axis, the last at least as high as the highest value; at most so many.

    >>> scale(30, 3), scale(0, 3), scale(98_765, 3), scale(0.5, 3, whole=False)
    ((10, 20, 30), (1,), (50000, 100000), (0.2, 0.4, 0.6))
    """
    if highest <= 0:
        return (1,)
    power = 10.0 ** floor(log10(highest / most))
    step = next(factor * power for factor in (1, 2, 5, 10) if highest / (factor * power) <= most + 1e-9)
    step = max(1, round(step)) if whole or step >= 1 else round(step, 6)
    count = max(1, -int(-highest / step // 1) if highest % step else round(highest / step))
    return tuple(round(step * n, 6) if step < 1 else step * n for n in range(1, count + 1))
