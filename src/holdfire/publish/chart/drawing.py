"""The chart: incidents a day by verdict before all violence, the phases, and a strip of reports by origin."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from math import ceil, sqrt

from . import labels
from .frame import CELL, WIDTH, Frame, framed
from .letters import Direction, legal, shortened
from .palette import FONTS, Scheme
from .pen import Pen, escaped, short, tag
from .series import Series, Span
from .words import ChartWords

STACK = (("violation", "vio"), ("undetermined", "und"), ("permitted", "per"))
"""Bars from the floor up. What is out of scope stands in all violence alone."""

SHADES = 8
Window = tuple[date, date]


def chart_svg(
    series: Series,
    words: ChartWords,
    *,
    direction: Direction = "ltr",
    standalone: bool = False,
    scheme: Scheme = "light",
    window: Window | None = None,
) -> str:
    """The chart as SVG: for a page, which paints it by classes, or with `standalone` as a picture of its own.

    `window` has the days that are chosen, first and last. The root says where things are: day i begins at
    `data-x0` + i · `data-step` (negative where reading runs to the left), no incident is at `data-y0`, `data-max`
    incidents a day at `data-y1`; `data-first` is day 0 and `data-days` how many have bars. Where a bar stands for
    several days, `data-edges` has the first day of each and where the last one stops, and its height is the mean. A
    bar is a rect with `data-d`, the number of its span, `data-bar` wide where there is room, in the middle of its days.
    """
    size = 12.0 if direction == "rtl" else 10.5
    pen = Pen(WIDTH, direction, scheme if standalone else None)
    frame = framed(series, words, standalone, size)
    frame = framed(series, words, standalone, size, labels.key_height(series, words, frame, pen))
    parts = _parts(series, words, frame, pen, window)
    if standalone:
        return _alone(series, words, frame, pen, parts)
    root = {
        "class": "tl",
        "viewBox": f"0 0 {WIDTH} {short(frame.height)}",
        "role": "img",
        "aria-label": words.description or words.title,
        **_data(series, frame, pen),
    }
    return tag("svg", root, f'<g direction="ltr">{"".join(parts)}</g>')


def _data(series: Series, frame: Frame, pen: Pen) -> dict[str, object]:
    spans = [span for span in series.spans if span.stop <= series.shown]
    found: dict[str, object] = {
        "data-x0": short(pen.x(frame.begin)),
        "data-step": f"{frame.step if pen.direction == 'ltr' else -frame.step:.6g}",
        "data-y0": short(frame.floor),
        "data-y1": short(frame.top),
        "data-max": short(frame.most),
        "data-bar": f"{_bar(frame.step * series.span):.3g}",
        "data-days": series.shown,
    }
    if series.days:
        found["data-first"] = series.days[0].isoformat()
    if series.span > 1:
        found["data-edges"] = ",".join(str(span.first) for span in spans) + f",{series.shown}"
    return found


def _parts(series: Series, words: ChartWords, frame: Frame, pen: Pen, window: Window | None) -> Iterator[str]:
    yield _hatch(pen)
    yield _band(series, frame, pen)
    yield from _axis(words, series, frame, pen)
    bars = [span for span in series.spans if span.stop <= series.shown]
    for lit, run in _runs(series, bars):
        yield _silhouette(series, frame, pen, run, lit)
    for lit in (False, True):
        inside = "".join(_bars(series, frame, pen, bars, lit))
        yield f"<g{'' if lit else labels.group(pen, 'before')}>{inside}</g>" if inside else ""
    stop = frame.at(series.shown) if series.shown else WIDTH - 150
    yield pen.path("base", [(frame.begin, frame.floor), (stop, frame.floor)])
    yield _strip(series, words, frame, pen)
    foot = frame.row(len(series.origins)) + 0.5
    for name, day in labels.crossings(series).items():
        yield pen.path(name, [(frame.at(day), frame.top - 12), (frame.at(day), foot)])
    above, missing = labels.phases(series, words, frame, pen)
    yield above
    yield labels.key(series, words, frame, pen, missing) if series.days else ""
    yield labels.days(series, words, frame, pen, window)
    if not any(series.total):
        yield pen.text("em", (frame.begin + stop) / 2, (frame.top + frame.floor) / 2 + 4, words.nothing, "middle")
    elif window:
        yield _brush(series, frame, pen, window, foot)


def _hatch(pen: Pen) -> str:
    ground, line = (labels.group(pen, f"hatch-{name}") for name in ("ground", "line"))
    return (
        '<defs><pattern id="hatch-tl" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="5" height="5"{ground}/><path d="M0 0V5"{line}/></pattern></defs>'
    )


def _band(series: Series, frame: Frame, pen: Pen) -> str:
    """The days before the start on which it was known already."""
    since, until = labels.anticipated(series)
    if since >= until:
        return ""
    begin = frame.at(since)
    return pen.rect("antic", begin, frame.top - 0.5, frame.at(until) - begin, frame.floor - frame.top + 0.5)


def _axis(words: ChartWords, series: Series, frame: Frame, pen: Pen) -> Iterator[str]:
    stop = frame.at(series.shown) if series.shown else WIDTH - 150
    for tick in frame.ticks:
        y = frame.floor - frame.high(tick)
        yield pen.path("ax", [(frame.begin, y), (stop, y)])
        yield pen.text("tx", frame.begin - 6, y + 3.5, words.number(tick), "end")


def _runs(series: Series, bars: list[Span]) -> Iterator[tuple[bool, list[Span]]]:
    """Bars side by side that are all in force, or all not."""
    run: list[Span] = []
    for span in bars:
        if run and series.in_force(run[-1]) != series.in_force(span):
            yield series.in_force(run[-1]), run
            run = []
        run.append(span)
    if run:
        yield series.in_force(run[-1]), run


def _silhouette(series: Series, frame: Frame, pen: Pen, run: list[Span], lit: bool) -> str:
    points: list[tuple[float, float] | None] = [(frame.at(run[0].first), frame.floor)]
    for span in run:
        y = frame.floor - frame.high(series.mean(series.total, span))
        points += [(frame.at(span.first), y), (frame.at(span.stop), y)]
    points.append((frame.at(run[-1].stop), frame.floor))
    return pen.path("all" if lit else "all before", points, closed=True)


def _bar(span: float) -> float:
    """How wide a bar is in so wide a span."""
    return min(34.0, span * (0.585 if span >= 5 else 0.8))


def _bars(series: Series, frame: Frame, pen: Pen, bars: list[Span], lit: bool) -> Iterator[str]:
    for n, span in enumerate(bars):
        if series.in_force(span) is not lit:
            continue
        room = span.days * frame.step
        wide = min(room, _bar(frame.step * series.span))
        y = frame.floor
        for verdict, kind in STACK:
            mean = series.mean(series.counts[verdict], span) if verdict in series.counts else 0
            if mean:
                high = frame.high(mean)
                y -= high
                yield pen.rect(kind, frame.at(span.first) + (room - wide) / 2, y, wide, high, data_d=n)


def _strip(series: Series, words: ChartWords, frame: Frame, pen: Pen) -> str:
    """Reports by origin and day: the darker the more, a dash where it is silent, brackets where it enters or leaves."""
    most = max((series.mean(each.counts, span) for each in series.origins for span in series.spans), default=0)
    drawn = ""
    for n, origin in enumerate(series.origins):
        y = frame.row(n)
        name = words.origin(origin.name)
        inside = pen.text("tx", frame.begin - 6, y + CELL - 0.5, shortened(name, frame.begin - 6, frame.size), "end")
        if shortened(name, frame.begin - 6, frame.size) != name:
            inside = inside.replace("</text>", f"<title>{escaped(name)}</title></text>")
        inside += _cells(series, origin.counts, most, y, frame, pen) + _gaps(series, origin.counts, y, frame, pen)
        for day, side in ((origin.enters, 0), (origin.leaves, 1)):
            if day and series.days and series.days[0] <= day <= series.days[-1]:
                inside += _bracket(frame.at(series.index(day) + side), 1 - 2 * side, y, pen)
        drawn += f'<g data-o="{n}">{inside}</g>'
    return drawn


def _cells(series: Series, counts: tuple[int, ...], most: float, y: float, frame: Frame, pen: Pen) -> str:
    shades: dict[tuple[bool, int], str] = {}
    for span in series.spans:
        mean = series.mean(counts, span)
        if mean:
            shade = (span.stop > series.shown, ceil(SHADES * sqrt(mean / most) - 1e-9))
            wide = span.days * frame.step
            gap = min(0.9, wide * 0.08)
            left = min(pen.x(frame.at(span.first)), pen.x(frame.at(span.stop))) + gap
            high = short(CELL)
            shades[shade] = shades.get(shade, "") + (
                f"M{short(left)} {short(y)}h{short(wide - 2 * gap)}v{high}h{short(2 * gap - wide)}z"
            )
    return "".join(
        tag(
            "path",
            {**pen.paint("cell later" if later else "cell"), "fill-opacity": f"{shade / SHADES:.3g}", "d": drawn},
        )
        for (later, shade), drawn in sorted(shades.items())
    )


def _gaps(series: Series, counts: tuple[int, ...], y: float, frame: Frame, pen: Pen) -> str:
    """Dashes on silent days; a run of them is one line."""
    points: list[tuple[float, float] | None] = []
    unit = max(8.0, frame.step * series.span)
    for first, stop in _silences(series, counts):
        across, until = frame.at(first), frame.at(stop)
        while across < until - 0.01:
            room = min(unit, until - across)
            points += [(across + room / 4, y + CELL / 2), (across + room * 3 / 4, y + CELL / 2), None]
            across += room
    return pen.path("gap", points) if points else ""


def _silences(series: Series, counts: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    begin = None
    for span in series.spans:
        silent = not any(counts[span.first : span.stop])
        if silent and begin is None:
            begin = span.first
        if not silent and begin is not None:
            yield begin, span.first
            begin = None
    if begin is not None:
        yield begin, len(series.days)


def _bracket(across: float, inward: int, y: float, pen: Pen) -> str:
    arm = across + 3.2 * inward
    return pen.path("edge-mark", [(arm, y - 1.5), (across, y - 1.5), (across, y + 9.5), (arm, y + 9.5)])


def _brush(series: Series, frame: Frame, pen: Pen, window: Window, foot: float) -> str:
    begin = frame.at(min(series.index(window[0]), series.shown))
    stop = frame.at(min(series.index(window[1]) + 1, series.shown))
    if stop <= begin:
        return ""
    middle = (frame.top + frame.floor) / 2
    grips = "".join(
        pen.rect("grip", across - 3.5, middle - 9, 7, 18, rx=3, data_grip=name)
        for across, name in ((begin, "from"), (stop, "to"))
    )
    return pen.rect("brush", begin, frame.top - 0.5, stop - begin, foot - frame.top) + grips


def _alone(series: Series, words: ChartWords, frame: Frame, pen: Pen, parts: Iterator[str]) -> str:
    """The same as a picture of its own, with title and sources."""
    size = frame.size
    around = [pen.rect("sheet", 0, 0, WIDTH, frame.height)]
    title, *subtitle = frame.head
    around.append(pen.text("title", 12, 24, title))
    around += [pen.text("note", 12, 24 + (n + 1) * 1.5 * size, line) for n, line in enumerate(subtitle)]
    below = [pen.text("note", 12, frame.labels + 22 + n * 1.4 * size, line) for n, line in enumerate(frame.foot)]
    described = " ".join(legal(each) for each in (words.description, *words.lines) if each)
    root = {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": f"0 0 {WIDTH} {short(frame.height)}",
        "width": WIDTH,
        "height": short(frame.height),
        "role": "img",
        "lang": words.lang,
        "xml:lang": words.lang,
        "font-family": FONTS,
        "font-size": short(size),
    }
    inside = f"<title>{escaped(words.title)}</title><desc>{escaped(described)}</desc>"
    return tag("svg", root, f'{inside}<g direction="ltr">{"".join([*around, *parts, *below])}</g>')
