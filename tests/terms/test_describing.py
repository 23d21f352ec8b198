"""Agreements in plain language: everything can be said, every pattern is filled, nothing that matters is left out."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from holdfire.publish.describing import Describer, Line
from holdfire.publish.language import language
from holdfire.terms import load_terms
from holdfire.terms.conditions import Condition, PlaceCondition, TargetCondition, WeaponCondition
from made import Made

from .library import NAMES, terms_of, world_of
from .test_broken import SOUND

FAMILIES = (PlaceCondition, TargetCondition, WeaponCondition)
KINDS = [kind for family in FAMILIES for kind in family.kinds().values()]


def _lines(name: str) -> list[Line]:
    return list(Describer(terms_of(name).agreement, world_of(name), language()).lines())


@pytest.mark.parametrize("name", NAMES)
def test_every_clause_and_promise_of_the_library_can_be_said(name: str) -> None:
    agreement = terms_of(name).agreement
    said = [line.text.plain for line in _lines(name)]
    heads = [line.text.plain for line in _lines(name) if line.style == "head"]
    for each in agreement.demands:
        (head,) = [line for line in heads if line.startswith((f"{each.id} ", f"{each.id}:"))]
        assert any(agreement.parties[key].name in head for key in getattr(each, "binds", None) or each.debtor)
        assert " ".join(each.says.split()) in [" ".join(line.split()) for line in said]
        for reading in each.readings[1:]:
            assert any(f"({reading})" in line for line in said), f"{each.id}/{reading}"


@pytest.mark.parametrize("name", NAMES)
def test_every_place_of_every_pattern_is_filled(name: str) -> None:
    for line in _lines(name):
        assert not re.search(r"[{}]|\bNone\b|<holdfire|  ", " ".join(line.text.plain.split(" "))), line.text.plain
        assert line.text.plain == "" or line.text.plain.strip() == line.text.plain
        assert line.text.__html__().count("<") == line.text.__html__().count(">")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_has_a_pattern_of_its_own_fields(kind: type[Condition]) -> None:
    assert kind.pattern
    named = {
        field for _, field, _, _ in string.Formatter().parse(kind.pattern.replace("[", "").replace("]", "")) if field
    }
    fields = {field.alias or name for name, field in kind.model_fields.items()}
    assert named <= fields
    assert kind.key in fields


def test_no_two_kinds_of_a_family_have_one_pattern() -> None:
    """Two conditions that differ may not read alike, but for those that only join others."""
    for family in FAMILIES:
        patterns = [kind.pattern for kind in family.kinds().values()]
        assert len(set(patterns)) == len(patterns)


SAID = {
    "the area": "in Madeland",
    "who is bound": "north.1 binds the North",
    "who is excluded": "excluded: The Banned",
    "who is of no party": "surely of no party: The Watchers",
    "a rival start": "began on",
    "a rival end": "ended on",
    "until when a change holds": "1 Jul … 2020",
    "for how long it goes on": "2 months",
    "an event": "event approval",
    "days without a breach": "7 days in a row",
    "how long a phase lasts": "phase first … 30 days",
    "a phase of a clause": "in phase first only",
    "a list": "listed as hostile",
    "an exemption": "sniping … Shots at game.",
    "an exception": "self defence … Force that answers an attack.",
    "a step of a procedure": "step … The other side was told.",
    "a waiver": "not applied",
    "a reading by whom": "read otherwise (wide), by the North: Nearby is ten kilometres.",
    "a reading's condition": "nearer than 10,000 m to Old Town quarter",
    "a contested act": "contested whether it covers: reinforcement",
    "a weapon": "with heavy weapon",
    "an amount": "at least 18 lorries in all",
    "a ratio": "3 for each 1 that north.p1 delivers",
    "a deadline": "due 30 days after approval",
    "what comes before": "only after approval",
}

PHASE, AFTER, TARGET = "    phase: first", "    after: [approval]", "    target: {party: south}"

STATED = {
    "a side of a line": (
        "{near: old-town-quarter, under_m: 10000}",
        "{near: the-border, under_m: 10000, side: north}",
        "the Border, to the north",
    ),
    "hours": (PHASE, '    time: {daily: ["10:00", "13:00"]}', "every day from 10:00 to 13:00"),
    "a cap": (PHASE, "    cap: {measure: guards, at_most: 5}", "5 guards"),
    "a duty": (TARGET, "    duty: {prevent: [watchers]}", "a duty to prevent acts of The Watchers"),
    "a duty of result": (TARGET, "    duty: {prevent: [watchers], strict: true}", "itself the breach"),
    "that a procedure settles it": (
        "says: The other side was told.}]",
        "says: Told.}]\n        proportionate: false",
        "proportion",
    ),
    "that it is contested who is excluded": (
        "{actor: banned,",
        "{actor: banned, contested: the South,",
        "The Banned … contested",
    ),
    "from when a member is one": ("{actor: south-army,", "{actor: south-army, from: 2020-03-15,", "15 Mar … 2020"),
    "what is done together": (AFTER, "    with: [north.p1]\n    tolerance: 36 h", "together with north.p1"),
    "give or take": (AFTER, "    with: [north.p1]\n    tolerance: 36 h", "36 hours"),
    "a suspension": (AFTER, "    suspended_until: approval", "suspended until approval"),
    "a handover": (AFTER, "    handover: {area: mixed-valley, to: north}", "Mixed Valley … the North"),
    "where it is owed": (AFTER, "    place: {in: mixed-valley}", "in Mixed Valley"),
    "a quota": (
        "    amount: {at_least: 18, unit: lorries}",
        "    amount: {at_least: 18, unit: l}\n    per: day",
        "18 l a day",
    ),
    "that a reading owes nothing": (
        "says: The month runs from the calm on.\n        due: {of: calm, within: 30 d}",
        "says: It promises nothing.\n        nothing_owed: true",
        "nothing is owed",
    ),
}
"""What is written in place of what stands in the sound text, and how it is said."""


def _said(made: Made, folder: Path, text: str) -> list[str]:
    file = folder / "small-truce.yaml"
    file.write_text(text, encoding="utf-8")
    agreement = load_terms(file, made.world).agreement
    return [line.text.plain for line in Describer(agreement, made.world, language()).lines()]


def _in(words: str, lines: list[str]) -> bool:
    """Whether some words, in their order, stand in one line."""
    pattern = ".*".join(re.escape(part.strip()) for part in words.split("…"))
    return any(re.search(pattern, line) for line in lines)


@pytest.mark.parametrize("what", SAID)
def test_what_matters_is_said(made: Made, tmp_path: Path, what: str) -> None:
    assert _in(SAID[what], _said(made, tmp_path, SOUND))


@pytest.mark.parametrize("what", STATED)
def test_what_is_stated_is_said(made: Made, tmp_path: Path, what: str) -> None:
    right, wrong, words = STATED[what]
    assert right in SOUND
    assert not _in(words, _said(made, tmp_path, SOUND)), "it is said of the sound text already"
    assert _in(words, _said(made, tmp_path, SOUND.replace(right, wrong, 1)))


@pytest.mark.parametrize(
    ("duration", "said"),
    [
        ("1 h", "1 hour"),
        ("24 h", "24 hours"),
        ("30 min", "30 minutes"),
        ("7 d", "7 days"),
        ("1 week", "1 week"),
        ("3 months", "3 months"),
        ("5 years", "5 years"),
    ],
)
def test_a_duration_in_words(made: Made, duration: str, said: str) -> None:
    assert Describer(made.terms.agreement, made.world, language()).duration(duration).plain == said
