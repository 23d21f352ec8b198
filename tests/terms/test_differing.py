"""What one text demands otherwise than another: nothing of itself, and of one changed line that line."""

from __future__ import annotations

from pathlib import Path

import pytest

from holdfire.publish.differing import Difference, differences
from holdfire.publish.language import Text, language
from holdfire.terms import Agreement, load_terms
from made import Made

from .library import NAMES, terms_of, world_of
from .test_broken import SOUND


@pytest.mark.parametrize("name", NAMES)
def test_an_agreement_does_not_differ_from_itself(name: str) -> None:
    agreement = terms_of(name).agreement
    again = Agreement.model_validate(agreement.model_dump(by_alias=True, exclude_unset=True))
    assert differences(agreement, agreement, world_of(name), language()) == []
    assert differences(agreement, again, world_of(name), language()) == []


def test_every_clause_of_another_agreement_is_told_as_added_or_withdrawn(made: Made) -> None:
    one, other = terms_of("yemen-truce-2022").agreement, terms_of("hodeidah-2018").agreement
    found = differences(one, other, world_of("yemen-truce-2022"), language())
    whole = [each for each in found if each.what == "clause"]
    mine, theirs = ({each.id for each in agreement.demands} for agreement in (one, other))
    assert {each.about for each in whole if each.after is None} == mine - theirs
    assert {each.about for each in whole if each.before is None} == theirs - mine


PHASE, AFTER = "    phase: first", "    after: [approval]"

CHANGED = {
    "an act": ("act: [military_presence]", "act: [guard_post]", "south.2", "military presence", "guard post"),
    "a doubtful act": (
        "doubtful: [reinforcement]",
        "doubtful: [fortification]",
        "north.1",
        "reinforcement",
        "fortification",
    ),
    "who is bound": ("    binds: [south]", "    binds: [south, north]", "south.2", "the South", "the North"),
    "a target": ("    target: {party: south}", "    target: {civilians: true}", "north.1", "the South", "civilians"),
    "a weapon": ("{in: [heavy_weapon]}", "{in: [artillery]}", "south.2", "heavy weapon", "artillery"),
    "a place": ("    place: {in: old-town-quarter}", "    place: {in: madeland}", "south.2", "Old Town", "Madeland"),
    "a distance under a reading": ("under_m: 10000", "under_m: 9000", "south.2", "10,000", "9,000"),
    "an exemption": ("act: [sniping]", "act: [shelling]", "north.1", "sniping", "shelling"),
    "an exception": ("says: Force that answers an attack.", "says: Any force.", "north.1", "Force that", "Any force"),
    "a step": ("says: The other side was told.", "says: Nobody was hurt.", "north.1", "was told", "Nobody was hurt"),
    "what is said": ("says: The North does not attack", "says: The North does not raid", "north.1", "attack", "raid"),
    "a phase": (PHASE, "    phase: second", "south.2", "first", "second"),
    "a list": ("    listed_as: hostile\n", "", "north.1", "hostile", None),
    "a waiver": ("until: 2020-03-12, says: For", "until: 2020-03-15, says: For", "south.2", "12", "15"),
    "hours": (PHASE, PHASE + '\n    time: {daily: ["10:00", "13:00"]}', "south.2", None, "10:00"),
    "a cap": (PHASE, PHASE + "\n    cap: {measure: guards, at_most: 5}", "south.2", None, "5 guards"),
    "a duty": (PHASE, PHASE + "\n    duty: {prevent: [watchers]}", "south.2", None, "Watchers"),
    "a proportion": ("was told.}]", "was told.}]\n        proportionate: false", "north.1", None, "proportion"),
    "an amount": ("at_least: 18", "at_least: 19", "north.p1", "18", "19"),
    "exactly": ("at_least: 18", "exactly: 18", "north.p1", "at least 18", "18"),
    "a quota": ("18, unit: lorries}", "18, unit: lorries}\n    per: day", "north.p1", "in all", "a day"),
    "a deadline": ("{of: approval, within: 30 d}", "{of: approval, within: 31 d}", "north.p1", "30 days", "31 days"),
    "a deadline under a reading": ("{of: calm, within: 30 d}", "{of: calm, within: 29 d}", "north.p1", "30", "29"),
    "a ratio": ("give: 3,", "give: 4,", "south.p1", "3", "4"),
    "what comes before": (AFTER, "    after: [calm]", "south.p1", "approval", "calm"),
    "when it opens": ("    opens: {of: start}", "    opens: 2020-03-05", "south.p1", "the start", "5 Mar"),
    "who owes": ("    debtor: north", "    debtor: [north, south]", "north.p1", "the North", "the South"),
    "to whom": ("    to: south", "    to: north", "north.p1", "the South", "the North"),
    "a deed": ("deed: release_of_detainees", "deed: withdrawal", "south.p1", "release", "withdrawal"),
    "where it is owed": (AFTER, AFTER + "\n    place: {in: madeland}", "south.p1", None, "Madeland"),
    "a handover": (AFTER, AFTER + "\n    handover: {area: madeland, to: north}", "south.p1", None, "Madeland"),
    "a tolerance": (AFTER, AFTER + "\n    tolerance: 36 h", "south.p1", None, "36 hours"),
    "the start": ("starts: 2020-03-01T00:00", "starts: 2020-03-01T06:00", "period", "00:00", "06:00"),
    "the end": ("until: 2020-06-01T00:00", "until: 2020-06-02T00:00", "period", "1 Jun", "2 Jun"),
    "a rival end": ("until: 2020-05-01T00:00", "until: 2020-05-03T00:00", "period", "1 May", "3 May"),
    "a member": ("{actor: south-army,", "{actor: south-late,", "party", "Army of the South", "Late Band of the South"),
    "who is excluded": ("excluded: [{actor: banned, source: text}]", "excluded: []", "excluded", "The Banned", None),
    "the area": ("area: madeland", "area: everywhere", None, "Madeland", "everywhere"),
    "an event": ("at: 2020-03-02T00:00", "at: 2020-03-04T00:00", None, "2 Mar", "4 Mar"),
    "days without a breach": ("calm: {days: 7", "calm: {days: 8", None, "7 days", "8 days"),
    "how long a phase lasts": ("lasts: 30 d", "lasts: 40 d", None, "30 days", "40 days"),
    "what a word means": ("says: No shot is fired.", "says: No drone flies.", None, "No shot", "No drone"),
}
"""What is written in place of what stands in the sound text, of what it is told, and words before and after."""


def _between(made: Made, folder: Path, text: str) -> list[Difference]:
    texts = []
    for name, each in (("one", SOUND), ("other", text)):
        (folder / name).mkdir()
        file = folder / name / "small-truce.yaml"
        file.write_text(each, encoding="utf-8")
        texts.append(load_terms(file, made.world).agreement)
    return differences(*texts, made.world, language())


def _says(part: Text | None, words: str | None) -> bool:
    return words is None or (part is not None and words in part.plain)


@pytest.mark.parametrize("what", CHANGED)
def test_one_changed_line_is_told_and_no_other(made: Made, tmp_path: Path, what: str) -> None:
    right, wrong, about, before, after = CHANGED[what]
    assert right in SOUND
    found = _between(made, tmp_path, SOUND.replace(right, wrong, 1))
    assert found, "nothing is told"
    assert len({each.about for each in found}) == 1
    assert about in (None, found[0].about)
    assert any(_says(each.before, before) for each in found), found
    assert any(_says(each.after, after) for each in found), found


def test_in_the_other_direction_before_and_after_change_places(made: Made) -> None:
    one, other = terms_of("yemen-truce-2022").agreement, terms_of("hodeidah-2018").agreement
    world = world_of("yemen-truce-2022")
    forth, back = differences(one, other, world, language()), differences(other, one, world, language())
    assert {(d.about, d.what, d.before, d.after) for d in forth} == {(d.about, d.what, d.after, d.before) for d in back}


UNCHANGED = {
    "a source": ('source: {ref: text, at: "4"}', 'source: {ref: text, at: "4, first sentence"}'),
    "a mark": ("  - id: south.2", "  - id: south.2\n    unchecked: The map."),
    "a title": ("title: Small truce of Madeland\nkind", "title: Little truce of Madeland\nkind"),
    "a line break": (
        "says: The North does not attack the South.",
        "says: >-\n      The North does not\n      attack the South.",
    ),
}


@pytest.mark.parametrize("what", UNCHANGED)
def test_what_demands_nothing_otherwise_is_no_difference(made: Made, tmp_path: Path, what: str) -> None:
    right, wrong = UNCHANGED[what]
    assert right in SOUND
    assert _between(made, tmp_path, SOUND.replace(right, wrong, 1)) == []
