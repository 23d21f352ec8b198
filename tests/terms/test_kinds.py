"""What can be added without touching the program: a kind of condition is one class in one file, the rest is data."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from holdfire.assessment.cases import run_cases
from holdfire.cli.terms import checked_terms
from holdfire.terms import load_terms, world_for
from holdfire.terms.conditions import Condition, PlaceCondition, TargetCondition, WeaponCondition
from holdfire.world import KnowledgeError
from made import AGREEMENT, WORLD, Made

TESTS = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Kind:
    """A new kind: the one file that it needs, how a clause states it, and what each part of the program makes of it."""

    family: type[PlaceCondition | TargetCondition | WeaponCondition]
    key: str
    source: str
    right: str
    stated: str
    misnamed: str
    unknown: str
    report: dict[str, Any]
    other: dict[str, Any]
    clause: str
    reason: str
    words: str


PLACE = Kind(
    family=PlaceCondition,
    key="within",
    source='''
"""Nearer than so many kilometres."""

from typing import ClassVar

from holdfire.terms.conditions import AreaId, PlaceCondition, marked
from holdfire.terms.questions import AskedOfPlace, Lying, lying


class Within(PlaceCondition):
    """The act takes place within so many kilometres of an area: `{within: old-town, km: 60}`."""

    key: ClassVar[str] = "within"
    pattern: ClassVar[str] = marked("within {km} km of {within}")
    within: AreaId
    km: float

    def answers(self, asked: AskedOfPlace) -> Lying:
        return lying(asked.nearer_than(self.within, 1000 * self.km))
''',
    right="    place: {in: old-town-quarter}\n",
    stated="    place: {within: old-town-quarter, km: 60}\n",
    misnamed="    place: {within: atlantis, km: 60}\n",
    unknown="area 'atlantis'",
    # half a degree, 55 km, from the middle of the quarter, whose radius is 5 km; and 0.9 degrees, 100 km
    report={"act": "guard_post", "where": "north-town", "measures": {"guards": 6}},
    other={"act": "guard_post", "where": {"lat": 1.9, "lon": 11.0, "in": "madeland"}, "measures": {"guards": 6}},
    clause="north.2",
    reason="place:outside",
    words="within 60 km of Old Town quarter",
)

WEAPON = Kind(
    family=WeaponCondition,
    key="calibre_below_mm",
    source='''
"""Below a calibre."""

from typing import ClassVar

from holdfire.terms.conditions import WeaponCondition, marked
from holdfire.world import NO, UNKNOWN, YES, Taxonomy


class CalibreBelow(WeaponCondition):
    """A weapon of less than so many millimetres: `{calibre_below_mm: 100}`."""

    key: ClassVar[str] = "calibre_below_mm"
    pattern: ClassVar[str] = marked("with a calibre below {calibre_below_mm} mm")
    calibre_below_mm: float

    def answer(self, weapon: str, weapons: Taxonomy) -> int:
        most, least = weapons.terms[weapon].calibre_mm_max, weapons.terms[weapon].calibre_mm_min
        if most is not None and most < self.calibre_below_mm:
            return YES
        return NO if least is not None and least >= self.calibre_below_mm else UNKNOWN
''',
    right="    weapon: {in: [heavy_weapon]}\n    exempts: [{act: [reinforcement], place: {in: old-town-quarter}",
    stated="    weapon: {calibre_below_mm: 100}\n    exempts: [{act: [reinforcement], place: {in: old-town-quarter}",
    misnamed="    weapon: {calibre_below_mm: low}\n    exempts: [{act: [reinforcement], place: {in: old-town-quarter}",
    unknown="'low'",
    report={"act": "reinforcement", "weapon": "mortar_below_100mm", "where": "south-town"},
    other={"act": "reinforcement", "weapon": "howitzer", "where": "south-town"},
    clause="north.3",
    reason="weapon:other_weapon",
    words="with a calibre below 100 mm",
)

TARGET = Kind(
    family=TargetCondition,
    key="armed",
    source='''
"""Whoever is not a civilian."""

from typing import ClassVar

from holdfire.terms.conditions import PartyKey, TargetCondition, marked
from holdfire.terms.questions import Answer, AskedOfTarget


class Armed(TargetCondition):
    """The target is of a party and holds arms: `{armed: south}`."""

    key: ClassVar[str] = "armed"
    pattern: ClassVar[str] = marked("against those of {armed} who bear arms")
    armed: PartyKey

    def answer(self, asked: AskedOfTarget) -> Answer:
        return "no" if asked.civilians() == "yes" else asked.of_party(self.armed)
''',
    right="    target: {other_party: true}\n",
    stated="    target: {armed: south}\n",
    misnamed="    target: {armed: east}\n",
    unknown="party 'east'",
    report={"act": "shelling", "targets": ["south-army"], "where": "south-town"},
    other={"act": "shelling", "targets": ["villagers"], "where": "south-town"},
    clause="north.1",
    reason="target:other_target",
    words="against those of the South who bear arms",
)

KINDS = {"place": PLACE, "weapon": WEAPON, "target": TARGET}

PROGRAM = """
import json, sys
from pathlib import Path

import new_kind
from holdfire.publish.describing import Describer
from holdfire.publish.language import language
from holdfire.terms import load_terms
from holdfire.terms.schema import agreement_schema
from holdfire.world import KnowledgeError
from made import Made

asked = json.loads(sys.argv[1])
made = Made(Path.cwd())


def judged():
    rows = made.judge(*asked["reports"]).finding_table().to_pylist()
    mine = [row for row in rows if (row["clause"], row["interpretation"]) == (asked["clause"], "plain")]
    return {row["event_id"]: [row["verdict"], row["reason"]] for row in mine}


def described():
    return [line.text.plain for line in Describer(made.terms.agreement, made.world, language()).lines()]


def checked():
    try:
        load_terms(Path("misnamed.yaml"), made.world)
    except KnowledgeError as bad:
        return [[problem.line, problem.found + problem.expected] for problem in bad.problems]


def schema():
    return agreement_schema()["$defs"]


told = {}
for part in (judged, described, checked, schema):
    try:
        told[part.__name__] = part()
    except Exception as failed:
        told[part.__name__] = f"{type(failed).__name__}: {failed}"
print(json.dumps(told))
"""


@dataclass(frozen=True)
class Answers:
    """What a process that imported one new kind makes of it."""

    kind: Kind
    folder: Path
    told: dict[str, Any]

    @property
    def misnamed(self) -> list[str]:
        """The lines of the terms in which the kind names what nothing defines."""
        return (self.folder / "misnamed.yaml").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module", params=KINDS)
def new(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """A new kind in one file of its own, beside terms that use it, in a process of its own: no other test sees it."""
    kind = KINDS[request.param]
    folder = tmp_path_factory.mktemp("new")
    (folder / "new_kind.py").write_text(kind.source, encoding="utf-8")
    (folder / "madeland.yaml").write_text(WORLD, encoding="utf-8")
    assert kind.right in AGREEMENT
    (folder / "made-truce.yaml").write_text(AGREEMENT.replace(kind.right, kind.stated, 1), encoding="utf-8")
    (folder / "misnamed.yaml").write_text(AGREEMENT.replace(kind.right, kind.misnamed, 1), encoding="utf-8")
    base = {"when": "2020-03-15", "actors": ["north-army"]}
    asked = {"clause": kind.clause, "reports": [{**base, **kind.report}, {**base, **kind.other}] * 20}
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(asked)],
        cwd=folder,
        env={"PYTHONPATH": f"{folder}{os.pathsep}{TESTS}", "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-1000:]
    return Answers(kind, folder, json.loads(ran.stdout))


def test_a_new_kind_is_judged_in_a_batch(new: Answers) -> None:
    found = new.told["judged"]
    verdicts = [found[f"made:{n}"] for n in range(1, 41)]
    assert verdicts[0::2] == [["violation", "all_met"]] * 20
    assert [reason for _, reason in verdicts[1::2]] == [new.kind.reason] * 20


def test_a_new_kind_is_described_by_its_pattern(new: Answers) -> None:
    assert new.kind.words in new.told["described"]


def test_a_name_or_value_in_a_new_kind_is_checked(new: Answers) -> None:
    ((line, found),) = new.told["checked"]
    assert new.kind.unknown in found
    assert new.misnamed[line - 1] == new.kind.misnamed.splitlines()[0]


def test_the_schema_knows_a_new_kind(new: Answers) -> None:
    defined = new.told["schema"]
    assert isinstance(defined, dict), defined
    name = new.kind.source.split("class ")[1].split("(")[0]
    assert {"$ref": f"#/$defs/{name}"} in defined[new.kind.family.__name__]["anyOf"]
    assert new.kind.key in defined[name]["properties"]
    assert new.kind.key in defined[name]["required"]
    assert defined[name]["additionalProperties"] is False


def test_where_nobody_imported_it_a_new_kind_is_an_error(new: Answers) -> None:
    assert new.kind.key not in new.kind.family.kinds()
    made = Made(new.folder)
    with pytest.raises(KnowledgeError, match=new.kind.key) as failure:
        load_terms(made.terms_file, made.world)
    assert all(f"{{{key}: …}}" in str(failure.value) for key in new.kind.family.kinds())


@pytest.mark.parametrize("family", [PlaceCondition, TargetCondition, WeaponCondition])
def test_a_kind_without_its_column_function_cannot_be_stated(family: type[Condition]) -> None:
    half = type("Half", (family,), {"__doc__": "Its pattern alone.", "__module__": __name__})
    with pytest.raises(TypeError, match="abstract"):
        half()


# data only

ISLAND_WORLD = """
zones: {isle: Atlantic/Faroe}
references: {own: {title: Made for this test}}
actors:
  - {id: east-side, name: {en: East side}, kind: armed_group, source: own}
  - {id: west-side, name: {en: West side}, kind: armed_group, source: own}
areas:
  - {id: isle, name: {en: The Isle}, kind: country, geometry: {circle: {lat: 62.0, lon: -7.0, km: 40}}, source: own}
places:
  - {id: harbour, name: {en: Harbour}, lat: 62.0, lon: -7.0, admin: [isle], source: own}
acts:
  - {id: fire_kite_release, name: {en: release of fire kites}, parent: armed_attack, aliases: [fire kites], source: own}
weapons:
  - {id: fire_kite, name: {en: fire kite}, parent: light_weapon, source: own}
sites:
  - {id: lighthouse, name: {en: lighthouse}, parent: civilian_site, aliases: [light tower], source: own}
"""

ISLAND_TERMS = """
id: isle-truce
title: Truce of the Isle
kind: local
standing: adopted
zone: Atlantic/Faroe
starts: 2021-05-01
ends: [{id: open, plain: true, until: null}]
area: isle
parties:
  east: {name: the East, members: [{actor: east-side}]}
  west: {name: the West, members: [{actor: west-side}]}
references: {own: {title: Made for this test}}
clauses:
  - id: east.1
    binds: east
    says: The East releases no fire kites against the West.
    source: {ref: own, at: "1"}
    act: [fire_kite_release]
    target: {party: west}
  - id: all.2
    binds: [east, west]
    says: No attack with kites or other light weapons on a civilian site.
    source: {ref: own, at: "2"}
    act: [armed_attack]
    weapon: {in: [light_weapon]}
    target: {sites: [civilian_site]}
  - id: all.3
    binds: [east, west]
    says: No kite of any sort is used at a lighthouse.
    source: {ref: own, at: "3"}
    act: [armed_attack]
    weapon: {in: [fire_kite]}
    target: {sites: [lighthouse]}
"""

ISLAND_CASES = """
agreement: isle-truce
cases:
  - case: kites against the other side
    incident: {when: 2021-05-02, act: fire kites, actors: [east-side], targets: [west-side], where: Harbour}
    expect:
      - {clause: east.1, verdict: violation, because: all_met}
      - {clause: all.2, verdict: undetermined}
  - case: a kite sets a lighthouse on fire, told by another name of it
    incident: {when: 2021-05-02, act: fire_kite_release, weapon: fire_kite, actors: [west-side], site: light tower,
               where: Harbour}
    expect:
      - {clause: all.2, verdict: violation}
      - {clause: all.3, verdict: violation}
  - case: a rifle at a school
    incident: {when: 2021-05-02, act: small_arms_fire, weapon: rifle, actors: [west-side], site: school,
               where: Harbour}
    expect:
      - {clause: all.2, verdict: violation}
      - {clause: all.3, verdict: out_of_scope}
"""


@dataclass(frozen=True)
class Island:
    """A world, terms and cases of one's own, as files."""

    world: Path
    terms: Path


@pytest.fixture
def island(tmp_path: Path) -> Island:
    found = Island(tmp_path / "isle-world.yaml", tmp_path / "isle-truce.yaml")
    found.world.write_text(ISLAND_WORLD, encoding="utf-8")
    found.terms.write_text(ISLAND_TERMS, encoding="utf-8")
    (tmp_path / "isle-truce.cases.yaml").write_text(ISLAND_CASES, encoding="utf-8")
    return found


def test_an_act_a_weapon_a_site_and_an_agreement_of_ones_own_are_data(island: Island) -> None:
    terms, problems = checked_terms(str(island.terms), (island.world,))
    assert problems == []
    outcomes = list(run_cases(terms, world_for([island.terms], island.world)))
    assert len(outcomes) == 3
    assert [str(problem) for each in outcomes for problem in each.problems] == []


@pytest.mark.parametrize("word", ["fire_kite_release", "fire_kite]", "lighthouse"])
def test_without_the_world_of_ones_own_each_name_is_told(island: Island, word: str) -> None:
    with pytest.raises(KnowledgeError) as failure:
        checked_terms(str(island.terms), ())
    assert word.removesuffix("]") in str(failure.value)
    lines = ISLAND_TERMS.splitlines()
    assert any(word in lines[problem.line - 1] for problem in failure.value.problems)


@pytest.mark.parametrize("command", ["check", "test", "describe", "coverage"])
def test_the_command_line_takes_them_with_world(island: Island, command: str) -> None:
    program = [sys.executable, "-c", "from holdfire.cli import main; main()", "terms", command]
    ran = subprocess.run(
        [*program, str(island.terms), "--world", str(island.world)], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert {
        "check": "1 passed, 0 failed",
        "test": "3 passed, 0 failed",
        "describe": "acts: release of fire kites",
        "coverage": "clauses 3/3",
    }[command] in ran.stdout
