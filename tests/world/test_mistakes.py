"""Mistakes in knowledge files, told in plain words."""

from pathlib import Path

import pytest

from holdfire.world import KnowledgeError, load_world

QUOTE = "Quote it: YAML reads true and false as truth values."


def test_yes_no_on_and_off_are_the_words_that_they_are(tmp_path: Path) -> None:
    """YAML 1.1 read them as truth values: Norway's code, and the day `on` which something happened."""
    own = tmp_path / "own.yaml"
    own.write_text(
        "actors: [{id: off, name: {no: A, en: On}, kind: militia, becomes: [{on: 2016-01-01, into: off, how: rename}]}]"
    )
    actor = load_world(own).actors.actors["off"]
    assert actor.name == {"no": "A", "en": "On"}
    assert str(actor.becomes[0].on) == "2016-01-01"


@pytest.mark.parametrize(
    ("text", "found", "expected", "remedy"),
    [
        ("actors: [{id: false, name: {en: A}, kind: militia}]", "False at actors.0.id", "text", QUOTE),
        ("actors: [{id: a, name: {false: A}, kind: militia}]", "False at actors.0.name", "text", QUOTE),
        (
            "claimants: [{id: 5, name: {en: A}}]",
            "5 at claimants.0.id",
            "text",
            "Quote it: YAML reads it as a number.",
        ),
        (
            "actors: [{id: a, name: {en: A}, kind: militia, aliases: b}]",
            "'b' at actors.0.aliases",
            "a list",
            "Mend the value.",
        ),
        ("actors: [{id: a, name: A, kind: militia}]", "'A' at actors.0.name", "a mapping", "Mend the value."),
        ("actors: [{id: a, name: {en: A}}]", "nothing at actors.0.kind", "a value", "Add it."),
        (
            "actors: [{id: a, name: {en: A}, kind: militia, becomes: [{true: 2016-01-01, into: b, how: rename}]}]",
            "True at actors.0.becomes.0",
            "a key that is text",
            QUOTE,
        ),
        (
            "actors: [{id: a, name: {en: A}, kind: militia, becomes: [{into: b, how: fusion}]}]",
            "'fusion' at actors.0.becomes.0.how",
            "one of rename, merger, split",
            "Mend the value.",
        ),
        (
            "actors: [{id: a, name: {en: A}, kind: militia, from: soon}]",
            "'soon' at actors.0.from",
            "a moment such as 2016-02-27T14:00:00 or a date such as 2016-02-27",
            "Mend the value.",
        ),
        (
            "places: [{id: a, name: {en: A}, lat: north, lon: 3}]",
            "'north' at places.0.lat",
            "a number",
            "Mend the value.",
        ),
        (
            "acts: [{id: a, name: {en: A}, harmless: maybe}]",
            "'maybe' at acts.0.harmless",
            "true or false",
            "Mend the value.",
        ),
        (
            "mixed: [{area: syria, who: [], colour: red}]",
            "'red' at mixed.0.colour",
            "no such key; known keys: area, disputed_by, from, note, says, source, to, unchecked, who",
            "See docs/terms.md, docs/world.md and docs/formats.md for the fields.",
        ),
        (
            "actors: [{id: a, name: {en: A}, kind: militia, member_of: [{of: b, until: 2016-01-01}]}]",
            "2016-01-01 at actors.0.member_of.0.until",
            "no such key; known keys: from, note, of, says, source, to, unchecked",
            "See docs/terms.md, docs/world.md and docs/formats.md for the fields.",
        ),
        (
            "zones: {}\nmixed: [{from: 2016-02-31}]",
            "2016-02-31, which is no date",
            "a date that exists",
            "Mend the line.",
        ),
    ],
)
def test_in_plain_words(tmp_path: Path, text: str, found: str, expected: str, remedy: str) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(text)
    with pytest.raises(KnowledgeError) as failure:
        load_world(own)
    [problem] = failure.value.problems
    assert (problem.found, problem.expected, problem.remedy) == (found, expected, remedy)
    assert problem.line == text.count("\n") + 1
