"""The gold set of sides and harm: who acted, on whom, where and how many were harmed, by the words of one sentence."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .subtypes import _BESIDE, _lines, _texts, load_subtypes

Number = tuple[int | None, int | None] | None


@dataclass(frozen=True)
class GoldSide:
    """Words that name a side. Any of `ids` is right; none where the register has no such actor.

    `optional` ones may be read or not: the words do not decide whether they are a side.
    """

    start: int
    end: int
    ids: frozenset[str]
    optional: bool


@dataclass(frozen=True)
class GoldEvent:
    """An event of a sentence.

    `place` and `by` hold characters [start, end), of which any is right; None where it is not asked.
    """

    kind: str
    actors: tuple[GoldSide, ...]
    targets: tuple[GoldSide, ...]
    place: tuple[tuple[int, int], ...] | None
    by: tuple[tuple[int, int], ...] | None


@dataclass(frozen=True)
class GoldSides:
    """One sentence with its events, and its dead and hurt as bounds; `asked` are those of the two that are decided."""

    id: str
    text: str
    part: str
    camp: str | None
    written: bool
    events: tuple[GoldEvent, ...]
    harm: dict[str, Number]
    asked: frozenset[str]
    civilians: bool


def load_sides(shared: Path | None = None) -> tuple[GoldSides, ...]:
    """The sentences that could be had; those of the shared data are skipped where it is absent.

    Raises `ValueError` where a file that is there holds other words at the place than those that were labelled.

    >>> all(each.written for each in load_sides(Path("nowhere")))
    True
    """
    folder = shared or Path(os.environ.get("HOLDFIRE_SHARED", _BESIDE))
    rows = list(_lines("sides.jsonl"))
    texts = _texts(folder, [row for row in rows if "file" in row])
    own = {each.id: each.text for each in load_subtypes(Path("nowhere")).sentences}
    texts |= {row["id"]: own[row["written"]] for row in rows if "written" in row}
    return tuple(_sentence(row, texts[row["id"]]) for row in rows if row["id"] in texts)


def _sentence(row: dict[str, Any], text: str) -> GoldSides:
    harm: dict[str, Number] = {}
    for what in ("killed", "injured"):
        value = row.get(what)
        if value != "open":
            harm[what] = None if value is None else (value[0], value[1])
    events = tuple(_event(each) for each in row["events"])
    head = (row["id"], text, row["part"], row["camp"], "written" in row, events)
    return GoldSides(*head, harm, frozenset(harm), bool(row.get("civilians")))


def _event(each: dict[str, Any]) -> GoldEvent:
    sides = [tuple(_side(side) for side in each.get(name, ())) for name in ("actors", "targets")]
    return GoldEvent(each["kind"], sides[0], sides[1], _spans(each.get("place", ())), _spans(each.get("by", ())))


def _side(side: dict[str, Any]) -> GoldSide:
    start, end = side["span"]
    return GoldSide(start, end, frozenset(side["ids"]), bool(side.get("optional")))


def _spans(value: Any) -> tuple[tuple[int, int], ...] | None:
    return None if value == "open" else tuple((start, end) for start, end in value)
