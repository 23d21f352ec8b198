"""The library: how much there is, that each agreement is sound, and that all of them live in one world."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import holdfire.world
from holdfire.assessment.cases import run_cases
from holdfire.cli.coverage import coverage_of, summed
from holdfire.cli.terms import checked_terms
from holdfire.promises.cases import run_cases as run_promise_cases
from holdfire.terms import Agreement, load_terms
from holdfire.terms.cases import Case
from holdfire.world import World, fold, load_world, read_yaml, theatres

from .library import NAMES, cases_of, terms_of, world_of

every_agreement = pytest.mark.parametrize("name", NAMES)


def test_there_are_at_least_twenty_agreements_and_three_hundred_cases() -> None:
    assert len(NAMES) >= 20
    assert sum(len(cases_of(name)) for name in NAMES) >= 300


@every_agreement
def test_it_checks(name: str) -> None:
    _, problems = checked_terms(name, ())
    assert not problems, "\n".join(map(str, problems))


@every_agreement
def test_its_cases_pass(name: str) -> None:
    terms, world = terms_of(name), world_of(name)
    outcomes = [*run_cases(terms, world), *run_promise_cases(terms)]
    assert len(outcomes) == len(cases_of(name)), "a case was not run"
    problems = [problem for each in outcomes for problem in each.problems]
    assert not problems, "\n".join(map(str, problems))


@every_agreement
def test_it_has_at_least_twelve_cases_none_told_twice(name: str) -> None:
    cases = cases_of(name)
    assert len(cases) >= 12
    told = Counter(" ".join(case.case.split()) for case in cases)
    assert [case for case, times in told.items() if times > 1] == []
    whole = Counter(case.model_dump_json(exclude={"case", "note"}) for case in cases)
    assert [content for content, times in whole.items() if times > 1] == []


def _undetermined(case: Case) -> bool:
    return any("undetermined" in (each.get("event"), each.get("verdict"), each.get("state")) for each in case.expected)


@every_agreement
def test_at_least_one_case_is_undetermined_and_says_what_would_settle_it(name: str) -> None:
    assert [case.case for case in cases_of(name) if _undetermined(case) and case.note]


@every_agreement
def test_every_clause_says_what_it_demands_and_where_it_was_read(name: str) -> None:
    agreement = terms_of(name).agreement
    demands = agreement.demands
    assert [f"{each.id}: {each.says}" for each in demands if len(each.says.split()) < 5] == []
    assert [each.id for each in demands if each.source.ref not in agreement.references] == []
    assert [words for each in demands for words in each.phrases if len(words.split()) > 10] == []


@every_agreement
def test_the_plain_reading_comes_first_and_rival_ends_say_how_they_differ(name: str) -> None:
    agreement = terms_of(name).agreement
    assert all(each.readings[0] == "plain" for each in agreement.demands)
    assert [end.id for end in agreement.ends if not end.plain and not end.says] == []


def test_the_cases_reach_nearly_everything() -> None:
    rows = [coverage_of(terms_of(name), world_of(name)) for name in NAMES]
    whole = summed(rows)
    missing = [f"{row['id']}: {what}" for row in rows for what in row["missing"]]
    assert whole["clauses_share"] >= 0.95, "\n".join(missing)
    assert whole["exceptions_share"] >= 0.95, "\n".join(missing)
    assert whole["cases"] == sum(len(cases_of(name)) for name in NAMES)


def test_what_a_case_says_nothing_of_is_not_reached() -> None:
    """Coverage counts what a case expects something of, and nothing that was merely judged beside it."""
    agreement = terms_of("yemen-truce-2022").agreement
    told = {each.get("clause") or each.get("promise") for case in cases_of(agreement.id) for each in case.expected}
    row = coverage_of(terms_of(agreement.id), world_of(agreement.id))
    assert row["clauses"] == f"{len({c.id for c in agreement.clauses} & told)}/{len(agreement.clauses)}"
    assert row["promises"] == f"{len({p.id for p in agreement.promises} & told)}/{len(agreement.promises)}"


@pytest.mark.parametrize(
    ("name", "dropped", "missing", "still"),
    [
        ("gaza-2025-01", "etzarim", "exception isr.3: exemption 2", "exception isr.3: exemption 1"),
        (
            "us-iran-2026-04",
            "Israel strikes Iran's forces and says",
            "exception us-isr.1: attacks_go_on",
            "exception us-isr.1: self_defence",
        ),
    ],
)
def test_an_excuse_is_reached_only_by_a_case_that_turns_on_it(
    tmp_path: Path, name: str, dropped: str, missing: str, still: str
) -> None:
    """The others of the same clause are reached still."""
    whole = terms_of(name)
    head, *cases = whole.cases_path.read_text(encoding="utf-8").split("\n  - case: ")
    left = [each for each in cases if dropped not in each]
    assert 0 < len(left) < len(cases)
    (tmp_path / "fewer.yaml").write_text(whole.document.text, encoding="utf-8")
    (tmp_path / "fewer.cases.yaml").write_text("\n  - case: ".join([head, *left]), encoding="utf-8")
    row = coverage_of(load_terms(tmp_path / "fewer.yaml", world_of(name)), world_of(name))
    assert missing in row["missing"]
    assert still not in row["missing"]


# one world

FOLDER = Path(holdfire.world.__file__).parent
DEFINED = ("actors", "areas", "places", "acts", "weapons", "sites", "claimants")


def _entries(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    content = read_yaml(path).content
    for section in DEFINED:
        for entry in content.get(section) or ():
            yield section, entry


def test_no_two_theatres_define_one_id_differently() -> None:
    found: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
    for name in theatres():
        for section, entry in _entries(FOLDER / "theatres" / f"{name}.yaml"):
            found[section, entry["id"]][name] = entry
    twice = {
        f"{section} {ident}": sorted(entries)
        for (section, ident), entries in found.items()
        if any(each != next(iter(entries.values())) for each in entries.values())
    }
    assert not twice, twice


def test_a_theatre_adds_to_what_every_world_has_and_replaces_nothing() -> None:
    ours = {(section, entry["id"]) for path in FOLDER.glob("*.yaml") for section, entry in _entries(path)}
    replaced = [
        f"{name}: {section} {entry['id']}"
        for name in theatres()
        for section, entry in _entries(FOLDER / "theatres" / f"{name}.yaml")
        if (section, entry["id"]) in ours and not entry.get("extends")
    ]
    assert not replaced, replaced


@pytest.mark.parametrize("theatre", theatres())
def test_every_outline_of_a_theatre_can_be_drawn(theatre: str) -> None:
    """Drawing raises where an outline crosses itself, is empty or lies nowhere; not every area has one."""
    areas = load_world(theatres=(theatre,)).areas
    drawn = [areas.shape(area) for area in areas.areas]
    assert any(shape is not None for shape in drawn)
    assert all(shape is None or shape.lonlat.is_valid for shape in drawn)


@pytest.mark.parametrize("section", ["actors", "acts", "weapons", "sites", "claimants"])
def test_a_name_means_the_same_whichever_theatres_are_loaded(section: str) -> None:
    """Two agreements may be held against one file of reports: then both theatres are there. A theatre may name what
    stands below (an army below its state); it may not call by a known name something else."""
    everything = load_world(theatres=theatres())
    clashes = set()
    for theatre in theatres():
        alone = getattr(load_world(theatres=(theatre,)), section)
        for name in _names(theatre, section):
            mine, whole = alone.lookup(name), getattr(everything, section).lookup(name)
            if mine not in _above(everything, section, whole):
                clashes.add(f"{name!r} is {mine} in {theatre} and {whole} where all are loaded")
    assert not clashes, "\n".join(sorted(clashes))


def _names(theatre: str, section: str) -> set[str]:
    path = FOLDER / "theatres" / f"{theatre}.yaml"
    return {
        fold(name)
        for where, entry in _entries(path)
        if where == section
        for name in (entry["id"], *(entry.get("name") or {}).values(), *(entry.get("aliases") or ()))
    }


def _above(world: World, section: str, ident: str | None) -> set[str | None]:
    if ident is None or section == "claimants":
        return {ident}
    if section == "actors":
        return {ident, *world.actors.units_above(ident)}
    return {ident, *getattr(world, section).above(ident)}


@every_agreement
def test_everybody_who_is_said_to_have_said_something_is_known(name: str) -> None:
    agreement, claimants = terms_of(name).agreement, world_of(name).claimants.claimants
    views = [each.claimed_by for each in (*agreement.ends, *agreement.rival_starts, *agreement.events)]
    views += [each.claimed_by for case in cases_of(name) for each in case.deliveries]
    assert {who for several in views for who in several} - set(claimants) == set()


@every_agreement
def test_its_cases_name_events_and_parts_that_it_has(name: str) -> None:
    """A name with a letter missing would change nothing, and the case would show nothing."""
    agreement = terms_of(name).agreement
    owed = [(promise, promise.read_as(reading)) for promise in agreement.promises for reading in promise.readings]
    parts = {(promise.id, share.counts) for promise, stated in owed for share in stated.of_which}
    parts |= {(ratio.of, ratio.counts) for _, stated in owed for ratio in stated.ratios if ratio.counts}
    cases = cases_of(name)
    assert {event for case in cases for event in case.events} <= {each.id for each in agreement.events}
    assert {(each.of, part) for case in cases for each in case.deliveries for part in each.parts} <= parts


def test_all_theatres_can_be_loaded_at_once() -> None:
    assert load_world(theatres=theatres()).theatres == theatres()


@every_agreement
def test_every_theatre_it_names_is_one_and_every_overlap_is_an_agreement(name: str) -> None:
    agreement: Agreement = terms_of(name).agreement
    assert set(agreement.world) <= set(theatres())
    assert set(agreement.overlaps) <= set(NAMES) - {name}
