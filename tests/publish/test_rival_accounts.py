"""Where the reports of one incident differ on who acted, each account stands with whose it is, and leaks nobody."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import yaml

from holdfire.api import from_file
from holdfire.engines.matching import MatchJob, run_matching
from holdfire.publish.editions import WITHHELD, Rules, show
from holdfire.publish.language import language
from holdfire.publish.publication import told_by
from holdfire.publish.situation import Situation
from holdfire.publish.spoken.incident import Telling
from holdfire.world import load_world
from made import Made, attack

from .shown import record, situation

RIVALS = ((("government",), ("monitor",)), (("banned",), ("north-news",)))


def test_each_account_has_its_origins_and_a_report_without_any_lends_it_no_id(made: Made, tmp_path: Path) -> None:
    reports, out = tmp_path / "reports.yaml", tmp_path / "incidents.parquet"
    told = [
        attack(id="of-south", claimed_by=["south-news"], killed=12),
        attack(id="secret-7", claimed_by=[], actors=["banned"], killed=12),
        attack(id="of-north", claimed_by=["north-news"], actors=["fighters"], killed=12),
    ]
    reports.write_text(yaml.safe_dump({"zone": "Africa/Lagos", "reports": told}), encoding="utf-8")
    assert run_matching(MatchJob((reports,), world=(made.world_file,)), out=out).several == 1
    [accounts] = told_by(from_file(out, load_world(made.world_file))).values()
    assert dict(accounts) == {
        tuple(told[0]["actors"]): ("south-news",),
        ("banned",): (),
        ("fighters",): ("north-news",),
    }


def test_a_sensitive_origin_of_an_account_is_withheld(made: Made, tmp_path: Path) -> None:
    world = tmp_path / "world.yaml"
    world.write_text("claimants: [{id: monitor, name: {en: The Monitor}, sensitive: true}]", encoding="utf-8")
    one = record(made, [attack(claimed_by=["monitor", "north-news"])])
    differing = tuple(dataclasses.replace(each, told_by=RIVALS) for each in one.incidents)
    marked = dataclasses.replace(one, world=load_world(made.world_file, world), incidents=differing)
    [public] = show(marked, Rules()).record.incidents
    assert [origins for _, origins in public.told_by] == [(WITHHELD,), ("north-news",)]


def test_the_page_says_whose_account_it_is(made: Made) -> None:
    rival = {"field": "actors", "value": ["banned"], "claimed_by": ["north-news"]}
    seen: Situation = situation(made, [attack(claimed_by=["monitor"], alternatives=[rival])], "confidential")
    [one] = seen.record.incidents
    named = dataclasses.replace(one, told_by=((one.actors, ("monitor",)), (("banned",), ("north-news",))))
    by_whom = str(Telling(seen, language("en")).propositions(named)[2].says.plain)
    assert by_whom.startswith("accounts differ: ")
    assert "on the word of monitor" in by_whom.lower() or "on the word of the monitor" in by_whom.lower()
    assert "north" in by_whom.lower()
