"""How well the sides, place, harm and origin of an event are read, on the gold set of sides.

`python -m bench.reading_sides --json [--part dev|test]` (test, if not said otherwise; dev is what was tuned on).

Each gold sentence is read alone, whole. An event that was read is held against the gold's event of its kind, or against
the other violent one where the kind of one violent event was read as another; `events` tells how many gold events were
found so. All else is over those found; `end_to_end` is recall over all of them.

- *actors, targets*: by id of the register. Words that the gold leaves open count neither way. `put_in` is the share of
  events without such a side in which one was read. In a clash the sides are one set.
- *place*: words that overlap those of the gold, or a point within 25 km of where its words lie.
- *killed, injured*: both bounds are those of the sentence; `put_in` where the sentence has none.
- *reliability*: of the fields read with a confidence in a bin, the share that is right.
- *camps*: by camp of the outlet, the share of sides missed and of sides read wrongly.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from typing import Any

from bench.gold.sides import GoldEvent, GoldSide, GoldSides, load_sides
from holdfire.reading.reader import read_documents
from holdfire.records import Document, Reading, ReadObservation, Standing
from holdfire.world import World, load_world

NEAR_KM = 25.0
BINS = (0.0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
VIOLENT = frozenset(
    ("shelling", "air_strike", "armed_clash", "shooting", "explosion", "chemical_attack", "attack", "ground_advance")
)
FIELDS = ("actors", "targets", "place", "claimed_by", "killed", "injured")


@dataclass
class Tally:
    """What was read rightly, read wrongly and missed; `empty` events without the field, and those that got one."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    empty: int = 0
    put_in: int = 0
    sure: list[tuple[float, bool]] = field(default_factory=list)

    def shares(self) -> dict[str, float]:
        read, gold = self.right + self.wrong, self.right + self.missed
        precision, recall = self.right / (read or 1), self.right / (gold or 1)
        return {
            "precision": precision,
            "recall": recall,
            "f1": 2 * precision * recall / ((precision + recall) or 1),
            "gold": gold,
            "read": read,
            "empty": self.empty,
            "put_in": self.put_in / (self.empty or 1),
        }


@dataclass(frozen=True)
class Slip:
    """One error: what the gold has and what was read."""

    id: str
    kind: str
    field: str
    gold: str
    read: str


def read(rows: Sequence[GoldSides]) -> list[Reading]:
    """Each sentence read as a document of its own."""
    documents = [Document(id=row.id, kind="text", text=row.text, language="en") for row in rows]
    return list(read_documents(documents, load_world()))


def paired(row: GoldSides, told: Sequence[ReadObservation]) -> Iterator[tuple[GoldEvent, ReadObservation | None]]:
    """The gold's events with the one that was read of each: of its kind, else another violent one."""
    left = sorted(told, key=lambda each: each.standing is not Standing.REPORTED)
    found: dict[int, ReadObservation] = {}
    for same in (True, False):
        for n, event in enumerate(row.events):
            for each in left if n not in found else ():
                if each.kind == event.kind or (not same and {each.kind, event.kind} <= VIOLENT):
                    found[n] = each
                    left.remove(each)
                    break
    yield from ((event, found.get(n)) for n, event in enumerate(row.events))


class _Count:
    def __init__(self, world: World) -> None:
        self.world = world
        self.fields = {name: Tally() for name in FIELDS}
        self.camps: dict[str, Tally] = defaultdict(Tally)
        self.slips: list[Slip] = []
        self.found = self.all = self.sides_of_missed = 0

    def row(self, row: GoldSides, reading: Reading) -> None:
        told = [*reading.observations, *reading.context]
        for event, each in paired(row, told):
            self.all += 1
            if each is None:
                self.sides_of_missed += sum(bool(side.ids) and not side.optional for side in event.actors)
                continue
            self.found += 1
            self._sides(row, event, each)
            self._place(row, event, each)
            self._by(row, event, each)
        self._harm(row, told)

    def _sides(self, row: GoldSides, event: GoldEvent, each: ReadObservation) -> None:
        if event.kind == "armed_clash":
            both = (*event.actors, *event.targets)
            got = {"actors": (*each.actors, *each.targets)}
            self._side(row, event, each, "actors", both, got["actors"])
        else:
            self._side(row, event, each, "actors", event.actors, each.actors)
            self._side(row, event, each, "targets", event.targets, each.targets)

    def _side(
        self,
        row: GoldSides,
        event: GoldEvent,
        each: ReadObservation,
        name: str,
        gold: Sequence[GoldSide],
        got: Sequence[str],
    ) -> None:
        known = [side for side in gold if side.ids and not side.optional]
        free = {one for side in gold if side.optional for one in side.ids}
        unlisted = any(not side.ids for side in gold)
        held = [one for one in got if not any(one in side.ids for side in known)]
        wrong = [one for one in held if one not in free and not (unlisted and one.startswith("unlisted:"))]
        right = sum(any(one in side.ids for one in got) for side in known)
        missed = len(known) - right
        for tally in (self.fields[name], self.camps[row.camp or "none"]):
            tally.right += right
            tally.wrong += len(wrong)
            tally.missed += missed
            if not gold:
                tally.empty += 1
                tally.put_in += bool(wrong)
        if got and name in each.confidence and (right or wrong):
            self.fields[name].sure.append((each.confidence[name], not wrong))
        if wrong or missed:
            self._slip(row, event.kind, name, [row.text[side.start : side.end] for side in gold], got)

    def _place(self, row: GoldSides, event: GoldEvent, each: ReadObservation) -> None:
        if event.place is None:
            return
        span = each.spans.get("place")
        got = None if span is None else (span.start, span.end)
        right = got is not None and any(_meet(got, one) or self._near(row, one, each) for one in event.place)
        self._one(row, event.kind, "place", event.place, got, right, each.confidence.get("place"))

    def _near(self, row: GoldSides, words: tuple[int, int], each: ReadObservation) -> bool:
        place = self.world.places.lookup(row.text[words[0] : words[1]])
        if place is None or each.lat is None or each.lon is None:
            return False
        return _km((place.lat, place.lon), (each.lat, each.lon)) <= NEAR_KM

    def _by(self, row: GoldSides, event: GoldEvent, each: ReadObservation) -> None:
        if event.by is None:
            return
        span = each.spans.get("claimed_by")
        got = (span.start, span.end) if span is not None and each.claimed_by else None
        right = got is not None and any(_meet(got, one) for one in event.by)
        self._one(row, event.kind, "claimed_by", event.by, got, right, each.confidence.get("claimed_by"))

    def _one(
        self,
        row: GoldSides,
        kind: str,
        name: str,
        gold: Sequence[tuple[int, int]],
        got: tuple[int, int] | None,
        right: bool,
        sure: float | None,
    ) -> None:
        tally = self.fields[name]
        tally.right += right
        tally.wrong += got is not None and not right
        tally.missed += bool(gold) and not right
        tally.empty += not gold
        tally.put_in += got is not None and not gold
        if got is not None and sure is not None:
            tally.sure.append((sure, right))
        if not right and (gold or got):
            self._slip(row, kind, name, [row.text[a:b] for a, b in gold], [row.text[slice(*got)]] if got else [])

    def _harm(self, row: GoldSides, told: Sequence[ReadObservation]) -> None:
        for what in sorted(row.asked):
            tally, gold = self.fields[what], row.harm[what]
            got, sure = _counted(told, what)
            right = gold is not None and got is not None and _same(got, gold, what)
            tally.right += right
            tally.wrong += got is not None and not right
            tally.missed += gold is not None and not right
            tally.empty += gold is None
            tally.put_in += gold is None and got is not None
            if got is not None:
                tally.sure.append((sure, right))
            if not right and (gold or got):
                self._slip(row, row.events[0].kind, what, [str(gold)], [str(got)])

    def _slip(self, row: GoldSides, kind: str, name: str, gold: Iterable[str], got: Iterable[str]) -> None:
        self.slips.append(Slip(row.id, kind, name, ", ".join(gold), ", ".join(got)))


def _counted(told: Iterable[ReadObservation], what: str) -> tuple[tuple[int | None, int | None] | None, float]:
    for each in told:
        if what == "killed" and (each.killed_low is not None or each.killed_high is not None):
            return (each.killed_low, each.killed_high), each.confidence.get(what, 0.0)
        if what == "injured" and each.injured is not None:
            return (each.injured, each.injured), each.confidence.get(what, 0.0)
    return None, 0.0


def _same(got: tuple[int | None, int | None], gold: tuple[int | None, int | None], what: str) -> bool:
    """An observation has one number of the hurt, which is the gold's lower bound."""
    return got == gold if what == "killed" else got[0] == gold[0]


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _km(one: tuple[float, float], other: tuple[float, float]) -> float:
    (a, b), (c, d) = (tuple(map(radians, each)) for each in (one, other))
    return 12742 * asin(sqrt(sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2))


def reliability(sure: Sequence[tuple[float, bool]]) -> list[dict[str, float]]:
    """By bin of confidence: how many fields, their mean confidence, and the share that is right."""
    found = []
    for low, high in pairwise(BINS):
        inside = [(at, right) for at, right in sure if low < at <= high]
        if inside:
            mean = sum(at for at, _ in inside) / len(inside)
            shares = {"right": sum(right for _, right in inside) / len(inside), "n": len(inside)}
            found.append({"from": low, "to": high, "confidence": mean, **shares})
    return found


def count(rows: Sequence[GoldSides]) -> _Count:
    """The gold held against what is read of it."""
    found = _Count(load_world())
    for row, reading in zip(rows, read(rows), strict=True):
        found.row(row, reading)
    return found


def measure(part: str = "test", written: bool | None = None) -> dict[str, Any]:
    """All figures for `dev` or `test`; `written` restricts them to sentences written for the gold, or to the others."""
    rows = [row for row in load_sides() if row.part == part and written in (None, row.written)]
    found = count(rows)
    actors = found.fields["actors"]
    return {
        "part": part,
        "sentences": len(rows),
        "events": {"gold": found.all, "found": found.found},
        "fields": {name: tally.shares() for name, tally in found.fields.items()},
        "end_to_end": {"actors": actors.right / ((actors.right + actors.missed + found.sides_of_missed) or 1)},
        "reliability": {name: reliability(tally.sure) for name, tally in found.fields.items()},
        "camps": {camp: _errors(tally) for camp, tally in sorted(found.camps.items())},
    }


def _errors(tally: Tally) -> dict[str, float]:
    shares = tally.shares()
    missed, wrong = 1 - shares["recall"], 1 - shares["precision"]
    return {"missed": missed, "wrong": wrong, "gold": shares["gold"], "read": shares["read"]}


def main(arguments: Sequence[str]) -> None:
    part = arguments[arguments.index("--part") + 1] if "--part" in arguments else "test"
    found = measure(part)
    if "--json" in arguments:
        print(json.dumps(found, indent=1))
        return
    print(f"{part}: {found['sentences']} sentences, events {found['events']}")
    for name, shares in found["fields"].items():
        print(f"{name:12}", "  ".join(f"{key} {value:.3f}" for key, value in shares.items()))
    if "--slips" in arguments and part == "dev":
        for slip in count([row for row in load_sides() if row.part == part]).slips:
            print(f"{slip.id} {slip.kind:14} {slip.field:10} gold [{slip.gold}] read [{slip.read}]")


if __name__ == "__main__":
    main(sys.argv[1:])
