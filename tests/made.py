"""A made country, Madeland, with two sides that mirror each other, and their truce of 1 March to 1 June 2020.

Nothing in it is real. North and South are alike in everything but their names, so that a rule that treats them
differently shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa

from holdfire.assessment import Batch, Program, assess_batch, compile_terms, read_assumption, tables_of
from holdfire.records import Decision
from holdfire.terms import Terms, load_terms
from holdfire.world import Ground, World, load_world
from holdfire.world.report import read_report

ZONE = "Africa/Lagos"

WORLD = """
zones: {madeland: Africa/Lagos}
actors:
  - {id: north-army, name: {en: Army of the North}, kind: state_force}
  - {id: north-guard, name: {en: Guard of the North}, kind: state_force, part_of: north-army}
  - {id: north-late, name: {en: Late Band of the North}, kind: armed_group}
  - {id: south-army, name: {en: Army of the South}, kind: state_force}
  - {id: south-guard, name: {en: Guard of the South}, kind: state_force, part_of: south-army}
  - {id: south-late, name: {en: Late Band of the South}, kind: armed_group}
  - {id: banned, name: {en: The Banned}, kind: armed_group}
  - {id: watchers, name: {en: The Watchers}, kind: armed_group}
  - {id: fighters, name: {en: fighters}, kind: aggregate}
  - {id: villagers, name: {en: villagers}, kind: population}
claimants:
  - {id: north-news, name: {en: News of the North}, camp: north}
  - {id: south-news, name: {en: News of the South}, camp: south}
  - {id: monitor, name: {en: The Monitor}}
areas:
  - id: madeland
    name: {en: Madeland}
    kind: country
    geometry: {polygon: [[10, 0], [12, 0], [12, 2], [10, 2], [10, 0]]}
  - id: north-province
    name: {en: North Province}
    kind: governorate
    part_of: madeland
    accuracy_km: 2
    geometry: {polygon: [[10, 1], [12, 1], [12, 2], [10, 2], [10, 1]]}
  - id: south-province
    name: {en: South Province}
    kind: governorate
    part_of: madeland
    accuracy_km: 2
    geometry: {polygon: [[10, 0], [12, 0], [12, 1], [10, 1], [10, 0]]}
  - id: old-town-quarter
    name: {en: Old Town quarter}
    kind: region
    part_of: madeland
    geometry: {circle: {lat: 1.0, lon: 11.0, km: 5}}
  - id: mixed-valley
    name: {en: Mixed Valley}
    kind: region
    part_of: madeland
    geometry: {circle: {lat: 1.0, lon: 10.4, km: 8}}
  - id: the-border
    name: {en: the Border}
    kind: line
    part_of: madeland
    geometry: {line: [[10, 1], [11, 1], [12, 1]]}
places:
  - {id: north-town, name: {en: North Town}, lat: 1.5, lon: 11.0, admin: [north-province]}
  - {id: south-town, name: {en: South Town}, lat: 0.5, lon: 11.0, admin: [south-province]}
  - {id: old-town, name: {en: Old Town}, lat: 1.0, lon: 11.0, admin: [madeland]}
  - {id: valley-town, name: {en: Valley Town}, lat: 1.0, lon: 10.4, admin: [madeland]}
  - {id: far-away, name: {en: Far Away}, lat: 10.0, lon: 20.0}
control:
  - {area: north-province, held_by: [north-army]}
  - {area: south-province, held_by: [south-army]}
mixed:
  - {area: mixed-valley, from: 2020-03-01, who: [banned, north-army, south-army]}
"""

AGREEMENT = """
id: made-truce
title: Truce of Madeland
kind: national
standing: adopted
zone: Africa/Lagos
starts: 2020-03-01T00:00
ends:
  - {id: agreed, plain: true, until: 2020-06-01T00:00}
area: madeland
parties:
  north:
    name: the North
    members: [{actor: north-army}, {actor: north-late, from: 2020-04-01}]
  south:
    name: the South
    members: [{actor: south-army}, {actor: south-late, from: 2020-04-01}]
excluded: [{actor: banned}]
outsiders: [{actor: watchers}]
references:
  text: {title: Truce of Madeland}
clauses:
  - id: north.1
    binds: north
    says: The North does not attack the South.
    source: {ref: text, at: "1"}
    act: [armed_attack]
    target: {other_party: true}
    exceptions: [{id: self_defence, says: Force that answers an attack.}]
    interpretations:
      - id: civilians
        says: Those who live where the South holds the ground are protected with it.
        target: {any_of: [{party: south}, {civilians_in_area_held_by: south}]}
  - id: south.1
    binds: south
    says: The South does not attack the North.
    source: {ref: text, at: "1"}
    act: [armed_attack]
    target: {other_party: true}
    exceptions: [{id: self_defence, says: Force that answers an attack.}]
    interpretations:
      - id: civilians
        says: Those who live where the North holds the ground are protected with it.
        target: {any_of: [{party: north}, {civilians_in_area_held_by: north}]}
  - id: north.2
    binds: north
    says: The North keeps at most five guards in Old Town.
    source: {ref: text, at: "2"}
    act: [guard_post]
    place: {in: old-town-quarter}
    cap: {measure: guards, at_most: 5}
  - id: south.2
    binds: south
    says: The South keeps at most five guards in Old Town.
    source: {ref: text, at: "2"}
    act: [guard_post]
    place: {in: old-town-quarter}
    cap: {measure: guards, at_most: 5}
  - id: north.3
    binds: north
    says: The North keeps heavy weapons out of the South, and may bring forces through Old Town.
    source: {ref: text, at: "3"}
    act: [reinforcement]
    doubtful: [fortification]
    weapon: {in: [heavy_weapon]}
    exempts: [{act: [reinforcement], place: {in: old-town-quarter}, says: Through Old Town.}]
  - id: south.3
    binds: south
    says: The South keeps heavy weapons out of the North, and may bring forces through Old Town.
    source: {ref: text, at: "3"}
    act: [reinforcement]
    doubtful: [fortification]
    weapon: {in: [heavy_weapon]}
    exempts: [{act: [reinforcement], place: {in: old-town-quarter}, says: Through Old Town.}]
"""

_PAIRS = (
    ("north-army", "south-army"),
    ("north-guard", "south-guard"),
    ("north-late", "south-late"),
    ("north-town", "south-town"),
    ("north-province", "south-province"),
    ("north-news", "south-news"),
)
_OTHER = {a: b for one, two in _PAIRS for a, b in ((one, two), (two, one))}

Report = Mapping[str, Any]


def swapped(value: Any) -> Any:
    """A report, or a clause's id, with North and South exchanged throughout."""
    if isinstance(value, dict):
        return {swapped(key): swapped(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [swapped(each) for each in value]
    if isinstance(value, str):
        side, dot, number = value.partition(".")
        if dot and side in ("north", "south"):
            return f"{'south' if side == 'north' else 'north'}.{number}"
        return _OTHER.get(value, value)
    return value


def attack(**changed: Any) -> dict[str, Any]:
    """The army of the North shells that of the South in South Town, in force: a plain violation of north.1."""
    report = {
        "id": "made:1",
        "when": "2020-03-15",
        "where": "south-town",
        "act": "shelling",
        "actors": ["north-army"],
        "targets": ["south-army"],
    }
    return {name: value for name, value in (report | changed).items() if value is not None}


@dataclass(frozen=True)
class Made:
    """Madeland and its truce, in a folder."""

    folder: Path

    @property
    def world_file(self) -> Path:
        return self.folder / "madeland.yaml"

    @property
    def terms_file(self) -> Path:
        return self.folder / "made-truce.yaml"

    @cached_property
    def world(self) -> World:
        """Our world with Madeland in it, knowing of no other ground than Madeland's."""
        whole = load_world(self.world_file)
        mine = {
            name: tuple(each for each in getattr(whole.ground, name) if "madeland" in whole.areas.above(each.area))
            for name in ("control", "compositions", "mixed")
        }
        return replace(whole, ground=Ground(**mine))

    @cached_property
    def terms(self) -> Terms:
        return load_terms(self.terms_file, self.world)

    @cached_property
    def program(self) -> Program:
        return compile_terms(self.terms, self.world, "2020-02-01")

    def tables(self, reports: Sequence[Report]) -> tuple[pa.Table, pa.Table]:
        """Reports as people write them, as the tables that the judge takes."""
        seen, rivals = [], []
        for n, report in enumerate(reports):
            one, others = read_report({"id": f"made:{n + 1}", **report}, ZONE, self.world)
            seen.append(one)
            rivals += others
        return tables_of(seen, rivals)

    def judge(
        self, *reports: Report, assume: Sequence[str] = (), decisions: Sequence[Decision] = (), longest_days: int = 7
    ) -> Batch:
        """Reports held against the truce, with a baseline from 1 February 2020."""
        assumptions = [read_assumption(text) for text in assume]
        program = compile_terms(self.terms, self.world, "2020-02-01", assumptions)
        return assess_batch(program, *self.tables(reports), decisions, assumptions, longest_days)

    def event(self, **changed: Any) -> dict[str, Any]:
        """What the event table says of `attack` with some of its facts changed."""
        return self.judge(attack(**changed)).event_table().to_pylist()[0]

    def finding(self, clause: str, reading: str = "plain", **changed: Any) -> dict[str, Any]:
        """What the findings say of it under one clause. Raises `LookupError` where there is no finding."""
        for each in self.judge(attack(**changed)).finding_table().to_pylist():
            if (each["clause"], each["interpretation"]) == (clause, reading):
                return each
        raise LookupError(f"no finding on {clause}/{reading}")
