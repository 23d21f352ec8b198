"""Marks on the map: the rule by which incidents become symbols, clusters and rings.

The page's script draws by the same rule when a filter or the zoom changes; the numbers it needs are in `RULE`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote

from .svg import escape, number

VERDICTS = ("violation", "undetermined", "permitted", "out_of_scope")
STATUSES = ("reported", "disputed", "corroborated", "verified")
CLASS = {"violation": "vio", "undetermined": "und", "permitted": "per", "out_of_scope": "out"}
SUFFIX = {"reported": "rep", "corroborated": "cor", "verified": "ver", "disputed": "dis"}

_HALF = math.sqrt(3) / 2
SLOTS = ((0.0, 0.0), (1.0, 0.0), (0.5, _HALF), (-0.5, _HALF), (-1.0, 0.0), (-0.5, -_HALF), (0.5, -_HALF))

RULE: Mapping[str, Any] = {
    "cell": 26,
    "single": 6,
    "pitch": 11,
    "slots": SLOTS,
    "base": 8.4,
    "growth": 1.45,
    "most": 60,
    "least_size": 9.2,
    "most_size": 18,
    "cluster_pitch": 20,
    "cluster_size": 13,
    "cluster_growth": 0.25,
    "font": 9.5,
    "below": 0.9,
    "verdicts": VERDICTS,
    "statuses": STATUSES,
}


@dataclass(frozen=True)
class Spot:
    """A place on the map that incidents stand at.

    `radius_km` 0: the point itself is known; else the place is known to within that, drawn as a dotted ring.
    `label`: a name that may be written beside it. `area`: id of the area whose centre it is, where it is one.
    """

    key: str
    lat: float
    lon: float
    radius_km: float = 0.0
    label: str | None = None
    area: str | None = None


@dataclass(frozen=True)
class Mark:
    """An incident as the map shows it; `spot` is the key of its place."""

    spot: str
    verdict: str
    status: str
    killed: int | None
    ident: str


@dataclass(frozen=True)
class Placed:
    """Where a spot is drawn, in units: on the main map, and in the inset of that index (-1: in none)."""

    x: float
    y: float
    ring: float
    inset: int = -1
    ix: float = 0.0
    iy: float = 0.0
    iring: float = 0.0

    def within(self, frame: int) -> tuple[float, float, float]:
        """Position and ring in a frame: -1 is the main map."""
        return (self.x, self.y, self.ring) if frame < 0 else (self.ix, self.iy, self.iring)


@dataclass(frozen=True)
class Single:
    """One mark drawn alone: centre and width of its box."""

    mark: Mark
    x: float
    y: float
    size: float


@dataclass(frozen=True)
class Cluster:
    """The marks of one verdict in a crowded cell, drawn as one with their number."""

    verdict: str
    status: str
    count: int
    x: float
    y: float
    size: float


class Say(Protocol):
    """The words of a mark, in the page's language."""

    def single(self, mark: Mark) -> str:
        """What one mark shows, as a screen reader says it."""

    def cluster(self, count: int, verdict: str) -> str:
        """What a cluster shows, as a screen reader says it."""

    def number(self, count: int) -> str:
        """A count in the reader's digits."""


class English:
    """Plain English words."""

    def single(self, mark: Mark) -> str:
        """
        >>> English().single(Mark("a", "out_of_scope", "reported", None, "1"))
        'out of scope, reported, deaths not said'
        """
        killed = "deaths not said" if mark.killed is None else f"{mark.killed} killed"
        return f"{self._name(mark.verdict)}, {mark.status}, {killed}"

    def cluster(self, count: int, verdict: str) -> str:
        """
        >>> English().cluster(12, "undetermined")
        '12 undetermined'
        """
        return f"{count} {self._name(verdict)}"

    def number(self, count: int) -> str:
        """
        >>> English().number(1204)
        '1204'
        """
        return str(count)

    def _name(self, verdict: str) -> str:
        return "apparent violation" if verdict == "violation" else verdict.replace("_", " ")


def arrange(
    marks: Sequence[Mark], at: Mapping[str, Placed], frame: int = -1, zoom: float = 1.0
) -> list[Single | Cluster]:
    """The marks of one frame as they are drawn: cells in reading order, then by verdict, toll and ident."""
    cell = RULE["cell"] / zoom
    cells: dict[tuple[int, int], list[Mark]] = {}
    for mark in marks:
        x, y, _ = at[mark.spot].within(frame)
        cells.setdefault((math.floor(y / cell), math.floor(x / cell)), []).append(mark)
    drawn: list[Single | Cluster] = []
    for place in sorted(cells):
        inside = sorted(cells[place], key=_order)
        spots = [at[mark.spot].within(frame) for mark in inside]
        x, y = (sum(spot[axis] for spot in spots) / len(spots) for axis in (0, 1))
        few = len(inside) <= RULE["single"]
        drawn.extend(_singles(inside, x, y, zoom) if few else _clusters(inside, x, y, zoom))
    return drawn


def _order(mark: Mark) -> tuple[int, int, str]:
    return VERDICTS.index(mark.verdict), -(mark.killed or 0), mark.ident


def _singles(marks: Sequence[Mark], x: float, y: float, zoom: float) -> Iterable[Single]:
    sizes = [_size(mark) for mark in marks]
    pitch = max(RULE["pitch"], *sizes) / zoom  # so far apart that the largest touches no other
    for mark, size, (right, down) in zip(marks, sizes, SLOTS, strict=False):
        yield Single(mark, x + right * pitch, y + down * pitch, size / zoom)


def _size(mark: Mark) -> float:
    wanted = RULE["base"] + RULE["growth"] * math.sqrt(min(mark.killed or 0, RULE["most"]))
    return float(min(max(wanted, RULE["least_size"]), RULE["most_size"]))


def _clusters(marks: Sequence[Mark], x: float, y: float, zoom: float) -> Iterable[Cluster]:
    present = [verdict for verdict in VERDICTS if any(mark.verdict == verdict for mark in marks)]
    for n, verdict in enumerate(present):
        same = [mark for mark in marks if mark.verdict == verdict]
        size = RULE["cluster_size"] * (1 + RULE["cluster_growth"] * math.log10(len(same))) / zoom
        status = min((mark.status for mark in same), key=STATUSES.index)
        offset = (n - (len(present) - 1) / 2) * RULE["cluster_pitch"] / zoom
        yield Cluster(verdict, status, len(same), x + offset, y, size)


def rings(marks: Iterable[Mark], at: Mapping[str, Placed], frame: int = -1) -> list[tuple[str, float, float, float]]:
    """One ring for each spot known only to within a distance: the heaviest verdict there, centre and radius."""
    heaviest: dict[str, int] = {}
    for mark in marks:
        rank = VERDICTS.index(mark.verdict)
        heaviest[mark.spot] = min(rank, heaviest.get(mark.spot, rank))
    placed = ((VERDICTS[rank], *at[spot].within(frame)) for spot, rank in sorted(heaviest.items()))
    return [ring for ring in placed if ring[3] > 0]


def draw_marks(
    marks: Sequence[Mark], at: Mapping[str, Placed], frame: int = -1, zoom: float = 1.0, say: Say | None = None
) -> str:
    """Rings first, then marks and clusters of one frame, as SVG text."""
    say = say or English()
    circles = (
        f'<circle class="wide {CLASS[verdict]}" cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"/>'
        for verdict, x, y, radius in rings(marks, at, frame)
    )
    drawn = (
        _single(each, say) if isinstance(each, Single) else _cluster(each, say, zoom)
        for each in arrange(marks, at, frame, zoom)
    )
    ringed = "".join(circles)
    clipped = f'<g class="rings" clip-path="url(#map-clip-{frame + 1})">{ringed}</g>' if ringed else ""
    return f'<g data-frame="{frame + 1}">{clipped}{"".join(drawn)}</g>'


def _use(verdict: str, status: str, x: float, y: float, size: float) -> str:
    half = size / 2
    return (
        f'<use href="#m-{CLASS[verdict]}-{SUFFIX[status]}" x="{number(x - half)}" y="{number(y - half)}" '
        f'width="{number(size)}" height="{number(size)}" class="{CLASS[verdict]}"/>'
    )


def _single(each: Single, say: Say) -> str:
    mark = each.mark
    use = _use(mark.verdict, mark.status, each.x, each.y, each.size)
    return f'<a href="#i={escape(quote(mark.ident, safe=""))}" aria-label="{escape(say.single(mark))}">{use}</a>'


def _cluster(each: Cluster, say: Say, zoom: float) -> str:
    font = RULE["font"] / zoom
    use = _use(each.verdict, each.status, each.x, each.y, each.size)
    label = escape(say.cluster(each.count, each.verdict))
    below = each.y + each.size / 2 + font * RULE["below"]
    return (
        f'<g class="{CLASS[each.verdict]} many" role="img" aria-label="{label}">{use}'
        f'<text class="cn" x="{number(each.x)}" y="{number(below)}" font-size="{number(font)}" text-anchor="middle">'
        f"{escape(say.number(each.count))}</text></g>"
    )


_SHAPES = {
    "vio": ("M8 1.6 14.9 13.8H1.1Z", "M8 1.6V13.8H1.1Z"),
    "und": ("M8 .9 15.1 8 8 15.1.9 8Z", "M8 .9V15.1L.9 8Z"),
    "per": ("M8 1.6a6.4 6.4 0 1 0 0 12.8a6.4 6.4 0 1 0 0-12.8Z", "M8 1.6a6.4 6.4 0 0 0 0 12.8Z"),
    "out": ("M2.3 2.3H13.7V13.7H2.3Z", "M2.3 2.3H8V13.7H2.3Z"),
}


def symbols() -> str:
    """The sixteen `<symbol>`s that marks refer to: shape by verdict, fill by status."""
    return "".join(
        f'<symbol id="m-{verdict}-{status}" viewBox="0 0 16 16" overflow="visible">'
        f"{_body(status, whole, half)}</symbol>"
        for verdict, (whole, half) in _SHAPES.items()
        for status in ("rep", "cor", "ver", "dis")
    )


def _body(status: str, whole: str, half: str) -> str:
    kind = {"rep": "mk-o", "cor": "mk-o", "ver": "mk-f", "dis": "mk-d"}[status]
    left = f'<path class="mk-h" d="{half}"/>' if status == "cor" else ""
    return f'<path class="{kind}" d="{whole}"/>{left}'
