"""The words that a row of a dataset carries, read into rival values: never above what the dataset codes.

The coding keeps at least half of a row's mass, whatever the words say; what they say is a doubt or a refinement beside
it. An act is taken only where it refines the coded one, and a group only where the coding names an aggregate.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from ..records import Alternative, Mention, Span, Standing, arrow_schema
from ..world import World
from .actors import actors
from .modality import standing
from .parsing import parse_all
from .parties import Parties, parties
from .places import places
from .scene import Scene
from .subtypes import subtypes
from .triggers import Trigger, triggers

if TYPE_CHECKING:
    from spacy.tokens import Doc

MOST = 0.5
"""The mass of all that the words of a row say, at most: the coding has the rest."""

SOURCES = frozenset({"ucdp-ged", "acled"})
"""Datasets whose words are read: their rows are coded by people, and carry a headline or a note."""

GROUP = "words"
"""Prefix of the groups of alternatives that were read from words."""

_NEAR_KM = 25.0
_ELSEWHERE = 0.5
"""How much is left of a word's weight where the words name no place by which to tell that it is of this row."""

_ALTERNATIVES = arrow_schema(Alternative)


@dataclass(frozen=True)
class Heard:
    """One event that a headline tells: the word that tells it, who is named in it, and where."""

    trigger: Trigger
    type: str
    words: tuple[int, int, str]
    parties: Parties
    places: tuple[Mention, ...]
    weight: float


def read_words(observations: pa.Table, alternatives: pa.Table, world: World) -> tuple[pa.Table, int]:
    """The side table with what the rows' words say in it, and how many rows say something.

    Rows of other sources, without words or with rivals of their own stay as they are. Words in another language than
    English are not read.
    """
    held = set(alternatives["of"].to_pylist())
    columns = ("id", "source", "words", "act", "weapon", "direction", "actors", "targets", "lat", "lon", "areas")
    rows = observations.select(columns).to_pylist()
    wanted = [row for row in rows if row["source"] in SOURCES and row["words"] and row["id"] not in held]
    heard = _heard_in(list(dict.fromkeys(row["words"] for row in wanted)), world)
    found: list[Alternative] = []
    read = 0
    for row in wanted:
        rivals = list(rivals_of(row, heard[row["words"]], world))
        read += bool(rivals)
        found += rivals
    if not found:
        return alternatives, 0
    made = pa.Table.from_pylist([each.model_dump() for each in found], schema=_ALTERNATIVES)
    return pa.concat_tables([alternatives, made]), read


def _heard_in(texts: Sequence[str], world: World) -> dict[str, tuple[Heard, ...]]:
    return {text: tuple(_events(doc, world)) for text, doc in zip(texts, parse_all(texts), strict=True)}


def _events(doc: Doc, world: World) -> Iterator[Heard]:
    mentions = (*places(doc.text, "en", world), *actors(doc.text, "en", world, None))
    scene = Scene(doc, mentions)
    for sentence in doc.sents:
        told = triggers(sentence, scene.places)
        for n, each in enumerate(told):
            token = doc[each.token]
            if each.negated or standing(doc, token) is not Standing.REPORTED:
                continue
            first = doc[told[n - 1].token].idx if n else sentence.start_char
            last = doc[told[n + 1].token].idx if n + 1 < len(told) else sentence.end_char
            near = [place for place in scene.of("place", first, last) if place.choices]
            words = (token.idx, token.idx + len(token.text), token.text)
            for kind, share in each.types.items():
                yield Heard(each, kind, words, parties(scene, token, kind), tuple(near), each.sure * share)


def rivals_of(row: Mapping[str, Any], heard: Sequence[Heard], world: World) -> Iterator[Alternative]:
    """What the words of one row say beside its coding, one group of values an event; together at most half the mass."""
    fitting = [(each, weight) for each in heard if (weight := _weight(row, each, world)) > 0]
    changes = [(each, weight, changed) for each, weight in fitting if (changed := _changes(row, each, world))]
    total = sum(weight for _, weight, _ in changes)
    scale = min(1.0, MOST / total) if total else 0.0
    for n, (each, weight, changed) in enumerate(changes):
        start, end, words = each.words
        for name, value in changed.items():
            yield Alternative(
                of=row["id"],
                field=name,
                value=json.dumps(value),
                weight=round(weight * scale, 4),
                backed_by=(),
                group=f"{GROUP}:{n}",
                span=Span(start=start, end=end, words=words),
            )


def _weight(row: Mapping[str, Any], heard: Heard, world: World) -> float:
    """How much an event of the words may be the one of the row: none where its words place it elsewhere."""
    if not heard.places:
        return heard.weight * _ELSEWHERE
    return heard.weight if any(_here(row, place, world) for place in heard.places) else 0.0


def _here(row: Mapping[str, Any], mention: Mention, world: World) -> bool:
    for choice in mention.choices:
        place = world.places.places.get(choice.value)
        if place is None:
            if choice.value in _areas(row, world):
                return True
        elif row["lat"] is not None and _far(row["lat"], row["lon"], place.lat, place.lon) <= _NEAR_KM:
            return True
    return False


def _areas(row: Mapping[str, Any], world: World) -> set[str]:
    return {above for area in row["areas"] or () for above in (area, *world.areas.above(area))}


def _far(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Kilometres between two points that are not far apart."""
    return hypot((lat - other_lat) * 111.2, (lon - other_lon) * 111.2 * cos(radians(lat)))


def _changes(row: Mapping[str, Any], heard: Heard, world: World) -> dict[str, Any]:
    changed: dict[str, Any] = {}
    act = heard.trigger.act if heard.trigger.type == heard.type and heard.trigger.act else subtypes()[heard.type].act
    if act != row["act"] and row["act"] in world.acts.above(act):
        changed["act"] = act
    if heard.trigger.weapon and not row["weapon"]:
        changed["weapon"] = heard.trigger.weapon
    sides = _sides(row, heard.parties, world)
    if sides is not None and (changed or act == row["act"]):
        changed |= sides
    return changed


def _sides(row: Mapping[str, Any], named: Parties, world: World) -> dict[str, Any] | None:
    """The direction that the words give between the two coded sides, and a group that stands in a coded aggregate."""
    one, other = list(row["actors"] or ()), list(row["targets"] or ())
    acting = next((each for each in named.actors if _is(each, one, world) or _is(each, other, world)), None)
    changed: dict[str, Any] = {}
    turned = acting is not None and not _is(acting, one, world)
    if row["direction"] == "unknown" and acting is not None:
        changed["direction"] = "known"
        if turned:
            one, other = other, one
    finer = {side: _finer(given, coded, world) for side, given, coded in (
        ("actors", named.actors, one), ("targets", named.targets, other))}  # fmt: skip
    if turned or finer["actors"]:
        changed["actors"] = [finer["actors"]] if finer["actors"] else one
    if turned or finer["targets"]:
        changed["targets"] = {"targets": [finer["targets"]] if finer["targets"] else other, "target_basis": "observed"}
    return changed or None


def _is(actor: str, side: Sequence[str], world: World) -> bool:
    """Whether an actor that the words name is of a coded side: itself, a unit of it, or the one it is a unit of."""
    units = set(world.actors.units_above(actor))
    return any(each in units or actor in world.actors.units_above(each) for each in side)


def _finer(named: Sequence[str], coded: Sequence[str], world: World) -> str | None:
    """A group that the words name where the coding has an aggregate of groups on that side."""
    known = world.actors.actors
    aggregate = len(coded) == 1 and coded[0] in known and known[coded[0]].kind == "aggregate"
    groups = [each for each in named if each in known and known[each].kind in ("armed_group", "designated_group")]
    return groups[0] if aggregate and len(groups) == 1 else None
