"""Broken terms: each mistake is one problem, with its line, what was found, what was expected and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from holdfire.terms import load_terms
from holdfire.terms.cases import load_cases
from holdfire.terms.check import problems_of_meaning
from holdfire.world import KnowledgeError, Problem
from made import Made

SOUND = """\
id: small-truce
title: Small truce of Madeland
kind: national
form: written
standing: adopted
zone: Africa/Lagos
announced: 2020-02-28
starts: 2020-03-01T00:00
rival_starts:
  - {id: as-announced, at: 2020-02-29T00:00, says: From the announcement on., source: text}
ends:
  - {id: agreed, plain: true, until: 2020-06-01T00:00, how: expiry, source: text}
  - {id: strikes, until: 2020-05-01T00:00, how: breach, says: The strikes of May ended it., source: text}
renewal: {kind: consent, term: 2 months, source: text}
changes:
  - {id: longer, kind: extension, on: 2020-04-01, until: 2020-07-01, clauses: [north.p1], says: More., source: text}
texts:
  - {id: southern, ref: text, says: It names no hour.}
area: madeland
parties:
  north:
    name: the North
    members: [{actor: north-army, source: text}]
  south:
    name: the South
    members: [{actor: south-army, source: text}]
excluded: [{actor: banned, source: text}]
outsiders: [{actor: watchers, source: text}]
references:
  text: {title: Small truce of Madeland}
definitions:
  quiet: {says: No shot is fired., source: {ref: text, at: "1"}}
  nearby: {undefined: true, says: The text does not say how near., source: {ref: text, at: "2"}}
lists:
  hostile: Acts that the rules forbid as hostile.
events:
  - {id: approval, says: The assembly approves., at: 2020-03-02T00:00, source: text}
  - {id: calm, says: Seven days without a shot., calm: {days: 7, of: start}, source: text}
phases:
  - {id: first, says: The first stage., starts: {of: start}, lasts: 30 d, source: text}
  - {id: second, says: The second stage., starts: {of: calm}, until: {of: end}, source: text}
clauses:
  - id: north.1
    binds: north
    says: The North does not attack the South.
    uses: [quiet]
    listed_as: hostile
    source: {ref: text, at: "1"}
    act: [armed_attack]
    doubtful: [reinforcement]
    target: {party: south}
    exempts: [{act: [sniping], says: Shots at game., source: {ref: text, at: "1"}}]
    exceptions:
      - id: self_defence
        says: Force that answers an attack.
        procedure: [{id: told, says: The other side was told.}]
    interpretations:
      - id: civilians
        text: southern
        says: Civilians are protected too.
        target: {any_of: [{party: south}, {civilians: true}]}
  - id: south.2
    binds: [south]
    says: The South keeps heavy weapons out of the quarter.
    uses: [nearby]
    source: {ref: text, at: "2"}
    phase: first
    act: [military_presence]
    weapon: {in: [heavy_weapon]}
    place: {in: old-town-quarter}
    waived: [{from: 2020-03-10, until: 2020-03-12, says: For a feast., by: [north], source: {ref: text, at: "3"}}]
    interpretations:  # of the South's clause
      - id: wide
        whose: the North
        says: Nearby is ten kilometres.
        place: {near: old-town-quarter, under_m: 10000}
promises:
  - id: north.p1
    debtor: north
    to: south
    deed: aid_delivered
    says: Eighteen lorries come within a month of the start.
    source: {ref: text, at: "4"}
    amount: {at_least: 18, unit: lorries}
    due: {of: approval, within: 30 d}
    interpretations:
      - id: later
        says: The month runs from the calm on.
        due: {of: calm, within: 30 d}
  - id: south.p1
    debtor: south
    deed: release_of_detainees
    says: Three detainees are released for each lorry that came.
    source: {ref: text, at: "5"}
    ratios: [{give: 3, of: north.p1}]
    opens: {of: start}
    due: 2020-05-01
    after: [approval]
"""

CASES = """\
agreement: small-truce
cases:
  - {case: one, incident: {when: 2020-03-03, act: shelling}, expect: [{clause: north.1}, {clause: south.2}]}
  - {case: two, on: 2020-03-03, expect: [{promise: north.p1}, {promise: south.p1}]}
"""


@dataclass(frozen=True)
class Mistake:
    """What stands in the sound text, what it is broken into, and what is told of it: words of what was found and of
    what was expected. The problem stands in the first line that changed, or in the one that begins with `line`."""

    right: str
    wrong: str
    found: str
    expected: str
    line: str | None = None

    @property
    def text(self) -> str:
        """The broken text."""
        assert self.right in SOUND
        return SOUND.replace(self.right, self.wrong, 1)

    @property
    def at(self) -> int:
        """The number of the line, from 1."""
        lines = self.text.splitlines()
        if self.line is not None:
            (at,) = [n for n, line in enumerate(lines, 1) if line.startswith(self.line)]
            return at
        return next(n for n, (one, other) in enumerate(zip(lines, SOUND.splitlines(), strict=False), 1) if one != other)


FORM = {
    # names that nothing defines
    "an unknown area": Mistake("place: {in: old-town-quarter}", "place: {in: atlantis}", "'atlantis'", "a known area"),
    "a side of what is no line": Mistake(
        "{near: old-town-quarter, under_m: 10000}",
        "{near: old-town-quarter, under_m: 10000, side: north}",
        "'old-town-quarter', which is no line",
        "a line",
    ),
    "an unknown act": Mistake("act: [military_presence]", "act: [dancing]", "'dancing'", "a known act"),
    "an unknown act of an exemption": Mistake("act: [sniping]", "act: [dancing]", "'dancing'", "a known act"),
    "an unknown deed": Mistake("deed: aid_delivered", "deed: alms", "'alms'", "a known act"),
    "an unknown weapon": Mistake("{in: [heavy_weapon]}", "{in: [spoon]}", "'spoon'", "a known weapon"),
    "an unknown site": Mistake("{civilians: true}", "{sites: [casino]}", "'casino'", "a known site"),
    "an unknown party": Mistake("binds: north", "binds: east", "'east'", "a known party"),
    "an unknown debtor": Mistake("debtor: north", "debtor: east", "'east'", "a known party"),
    "an unknown party of a waiver": Mistake("by: [north]", "by: [east]", "'east'", "a known party"),
    "an unknown actor": Mistake("actor: banned", "actor: nobody", "'nobody'", "a known actor"),
    "an unknown target": Mistake("target: {party: south}", "target: {actors: [nobody]}", "'nobody'", "a known actor"),
    "a reference that is not there": Mistake("southern, ref: text", "southern, ref: no", "'no'", "a reference"),
    "a reference of an end": Mistake("how: expiry, source: text", "how: expiry, source: no", "'no'", "a reference"),
    "a word without a definition": Mistake("uses: [quiet]", "uses: [quiet, loud]", "'loud'", "a word"),
    "a list that is not there": Mistake("listed_as: hostile", "listed_as: friendly", "'friendly'", "a list"),
    "a phase that is not there": Mistake("    phase: first", "    phase: third", "'third'", "a phase"),
    "a text that is not there": Mistake("text: southern", "text: western", "'western'", "a text"),
    "a deadline that hangs on nothing": Mistake("{of: approval,", "{of: consent,", "'consent'", "a moment"),
    "a phase that hangs on a promise": Mistake("{of: calm}, until", "{of: north.p1}, until", "'north.p1'", "a moment"),
    "something before that is not there": Mistake("after: [approval]", "after: [consent]", "'consent'", "a moment"),
    "a ratio of nothing": Mistake("of: north.p1}", "of: north.p9}", "'north.p9'", "a promise"),
    "a calm that begins with nothing": Mistake("days: 7, of: start", "days: 7, of: dawn", "'dawn'", "a moment"),
    "a change of no clause": Mistake("clauses: [north.p1]", "clauses: [north.7]", "'north.7'", "a clause"),
    "a theatre that is not there": Mistake("form: written", "form: written\nworld: [mars]", "'mars'", "yemen", "world"),
    # values of another kind
    "an unknown key": Mistake("    phase: first", "    stage: first", "stage", "", "    stage"),
    "an unknown condition": Mistake(
        "target: {party: south}", "target: {everybody: 1}", "everybody", "{other_party: …}"
    ),
    "two conditions in one": Mistake(
        "{civilians: true}", "{civilians: true, party: north}", "civilians, party", "{party"
    ),
    "a wrong kind of agreement": Mistake("kind: national", "kind: global", "'global'", "unilateral"),
    "a wrong form": Mistake("form: written", "form: sung", "'sung'", "oral"),
    "an offset in place of a zone": Mistake("zone: Africa/Lagos", "zone: '+01:00'", "+01:00", "an IANA zone"),
    "a day that does not exist": Mistake("starts: 2020-03-01T00:00", "starts: 2020-02-30", "2020-02-30", "exists"),
    "a duration that is none": Mistake("lasts: 30 d", "lasts: a while", "a while", "a duration"),
    "within and before at once": Mistake(
        "within: 30 d}\n    int", "within: 30 d, before: 2 d}\n    int", "within", "both"
    ),
    "an amount both ways": Mistake("{at_least: 18,", "{at_least: 18, exactly: 18,", "at_least", "exactly"),
    "an exclusion of nobody": Mistake("[{actor: banned, source", "[{source", "source", "designated_by"),
    "an hour that is none": Mistake("    phase: first", '    time: {daily: ["10:00", "25:00"]}', "25:00", "10:00"),
    # how it hangs together
    "no title": Mistake("title: Small truce of Madeland\nkind", "kind", "nothing at title", "", "id: small-truce"),
    "no start": Mistake("starts: 2020-03-01T00:00\n", "", "no start", "a start", "id: small-truce"),
    "no plain end": Mistake("plain: true, until", "until", "0 plain ends", "exactly one end", "ends:"),
    "two plain ends": Mistake("{id: strikes,", "{id: strikes, plain: true,", "2 plain ends", "exactly one", "ends:"),
    "a clause without acts": Mistake(
        "    act: [military_presence]\n", "", "without acts", "doubtful", "  - id: south.2"
    ),
    "two clauses of one id": Mistake("id: south.2", "id: north.1", "north.1 twice", "unique"),
    "a clause and a promise of one id": Mistake("id: south.p1", "id: south.2", "south.2 twice", "unique"),
    "an event and a phase of one id": Mistake("{id: second,", "{id: approval,", "approval twice", "unique"),
    "an event called the start": Mistake("{id: second,", "{id: start,", "start twice", "unique"),
    "a reading called plain": Mistake(
        "- id: wide", "- id: plain", "a reading twice", "unique", "    interpretations:  #"
    ),
    "two promises that wait for each other": Mistake(
        "{of: approval,", "{of: south.p1,", "itself", "no circle", "  - id: north.p1"
    ),
    "a phase that begins when it begins": Mistake("{of: calm}, until", "{of: second}, until", "second", "no circle"),
    "two ends of one id": Mistake("{id: strikes,", "{id: agreed,", "agreed twice", "unique"),
}

_WIDE = """    interpretations:  # of the South's clause
      - id: wide
        whose: the North
        says: Nearby is ten kilometres.
        place: {near: old-town-quarter, under_m: 10000}
"""

MEANING = {
    # when
    "an end before the start": Mistake(
        "until: 2020-05-01T00:00, how", "until: 2020-02-01T00:00, how", "strikes", "an end after the start"
    ),
    "announced after the start": Mistake(
        "announced: 2020-02-28", "announced: 2020-03-05", "announced", "before the start"
    ),
    "a change that is over before it was made": Mistake(
        "until: 2020-07-01", "until: 2020-03-01", "longer", "a later day"
    ),
    "a deadline before the start": Mistake("due: 2020-05-01", "due: 2020-02-01", "south.p1", "after the start"),
    "a deadline before it opens": Mistake(
        "opens: {of: start}", "opens: 2020-05-02", "south.p1", "later", "    due: 2020"
    ),
    "a window that ends before it begins": Mistake(
        "phase: first", "time: {from: 2020-04-02, until: 2020-04-01}", "south.2", "a later end"
    ),
    "a window before the agreement": Mistake("phase: first", "time: {until: 2020-02-01}", "south.2", "before_start"),
    "it binds before the start and nobody says from when": Mistake(
        "phase: first", "before_start: true", "south.2", "from"
    ),
    # who
    "one actor in two parties": Mistake("actor: south-army", "actor: north-army", "in north and in south", "one party"),
    "a member that is excluded": Mistake("{actor: banned,", "{actor: south-army,", "excluded and a member", "one or"),
    "a member that is an outsider": Mistake(
        "{actor: watchers,", "{actor: south-army,", "an outsider and a mem", "one or"
    ),
    "a party of nobody": Mistake(
        "[{actor: south-army, source: text}]", "[]", "party south without", "members", "  south:"
    ),
    "a party that nothing names": Mistake(
        "excluded:", "  east: {name: the East, members: [{actor: north-late}]}\nexcluded:", "party east", "some clause"
    ),
    # words
    "a word that nothing uses": Mistake("    uses: [quiet]\n", "", "'quiet'", "uses: [quiet]", "  quiet:"),
    "a word left open under one reading": Mistake(_WIDE, "", "'nearby'", "interpretations", "    uses: [nearby]"),
    # clauses
    "an exemption that swallows its rule": Mistake(
        "act: [sniping]", "act: [armed_attack, reinforcement]", "all of which north.1 speaks", "narrower"
    ),
    "an exemption of other acts": Mistake(
        "act: [sniping]", "act: [guard_post]", "does not speak", "acts that the clause"
    ),
    "a permission that allows nothing": Mistake(
        "phase: first", "permission: true", "south.2", "exempts", "  - id: south.2"
    ),
    "a reading that reads nothing otherwise": Mistake(
        "{near: old-town-quarter, under_m: 10000}", "{in: old-town-quarter}", "wide", "otherwise", "      - id: wide"
    ),
    "an act that is meant surely and doubtfully": Mistake(
        "doubtful: [rein", "doubtful: [armed_attack, rein", "north.1", "one"
    ),
    "a doubtful act below one that is meant": Mistake(
        "doubtful: [rein", "doubtful: [shelling, rein", "'shelling'", "may not"
    ),
    "a place outside the agreement's area": Mistake(
        "place: {in: old-town-quarter}", "place: {in: syria}", "syria", "madeland"
    ),
    "places that overlap": Mistake(
        "place: {in: old-town-quarter}",
        "place: {any_of: [{in: madeland}, {in: old-town-quarter}]}",
        "old-town-quarter lies in madeland",
        "apart",
    ),
    # cases
    "a clause that no case reaches": Mistake("id: south.2", "id: south.3", "south.3", "a case"),
    "a promise that no case reaches": Mistake("id: south.p1", "id: south.p2", "south.p2", "a case"),
}


def _loaded(made: Made, folder: Path, text: str) -> list[Problem]:
    """The problems of meaning of a text that can be used. Raises `KnowledgeError` for one that cannot."""
    file = folder / "small-truce.yaml"
    file.write_text(text, encoding="utf-8")
    terms = load_terms(file, made.world)
    terms.cases_path.write_text(CASES, encoding="utf-8")
    return list(problems_of_meaning(terms, made.world, load_cases(terms.cases_path)[0]))


def _hits(problem: Problem, mistake: Mistake) -> None:
    assert (problem.file, problem.line) == ("small-truce.yaml", mistake.at)
    assert mistake.found in problem.found + problem.expected
    assert mistake.expected in problem.expected
    assert problem.expected
    assert len(problem.remedy.split()) >= 2, "a remedy says what to do"


def test_the_sound_text_has_no_problem(made: Made, tmp_path: Path) -> None:
    assert _loaded(made, tmp_path, SOUND) == []


def test_there_are_many_kinds_of_mistake() -> None:
    assert len(FORM) + len(MEANING) >= 25
    texts = [each.text for each in (*FORM.values(), *MEANING.values())]
    assert len(set(texts)) == len(texts)
    assert SOUND not in texts


@pytest.mark.parametrize("what", FORM)
def test_a_text_that_cannot_be_used_says_why_in_one_problem(made: Made, tmp_path: Path, what: str) -> None:
    with pytest.raises(KnowledgeError) as failure:
        _loaded(made, tmp_path, FORM[what].text)
    assert len(failure.value.problems) == 1, str(failure.value)
    _hits(failure.value.problems[0], FORM[what])


@pytest.mark.parametrize("what", MEANING)
def test_a_text_that_cannot_be_meant_says_why_in_one_problem(made: Made, tmp_path: Path, what: str) -> None:
    problems = _loaded(made, tmp_path, MEANING[what].text)
    assert len(problems) == 1, "\n".join(map(str, problems))
    _hits(problems[0], MEANING[what])


def test_what_was_found_stands_in_no_place_but_its_own(made: Made, tmp_path: Path) -> None:
    """The line of a problem reads: found …; expected …. And what to do."""
    muddled = []
    for what, mistake in {**FORM, **MEANING}.items():
        try:
            problems = _loaded(made, tmp_path, mistake.text)
        except KnowledgeError as bad:
            problems = bad.problems
        muddled += [
            f"{what}: {problem}"
            for problem in problems
            if ", found" in problem.expected or problem.remedy.startswith("expected")
        ]
    assert not muddled, "\n".join(muddled)


NUMBERS = {
    "a distance below nothing": Mistake("under_m: 10000", "under_m: -10000", "-10000", ""),
    "an amount below nothing": Mistake("at_least: 18", "at_least: -18", "-18", ""),
    "a calm of no day": Mistake("{days: 7,", "{days: 0,", "0", ""),
    "a ratio for each nothing": Mistake("{give: 3, of", "{give: 3, for_each: 0, of", "0", ""),
    "a stage that lasts no time": Mistake("lasts: 30 d", "lasts: 0 d", "0 d", ""),
    "a stage of a thousand years": Mistake("lasts: 30 d", "lasts: 1000 years", "1000 years", "200 year"),
    "a waiver of nothing": Mistake(
        "kind: extension, on: 2020-04-01, until: 2020-07-01, clauses: [north.p1]",
        "kind: waiver, on: 2020-04-01, until: 2020-07-01",
        "",
        "clauses",
    ),
    "a character that turns words around": Mistake("Shots at game.", "Shots at \u202egame.", "U+202E", "without"),
}


@pytest.mark.parametrize("what", NUMBERS)
def test_a_number_that_cannot_be_meant_is_told_with_its_line(made: Made, tmp_path: Path, what: str) -> None:
    try:
        problems = _loaded(made, tmp_path, NUMBERS[what].text)
    except KnowledgeError as bad:
        problems = bad.problems
    assert len(problems) == 1
    _hits(problems[0], NUMBERS[what])


def test_several_mistakes_are_told_at_once_each_with_its_line(made: Made, tmp_path: Path) -> None:
    text = SOUND
    for what in ("an unknown area", "an unknown party", "a list that is not there", "a text that is not there"):
        text = text.replace(FORM[what].right, FORM[what].wrong, 1)
    with pytest.raises(KnowledgeError) as failure:
        _loaded(made, tmp_path, text)
    words = ("binds: east", "friendly", "western", "atlantis")
    lines = {word: n for n, line in enumerate(text.splitlines(), 1) for word in words if word in line}
    assert {problem.line for problem in failure.value.problems} == set(lines.values())
    assert len(failure.value.problems) == len(words)
