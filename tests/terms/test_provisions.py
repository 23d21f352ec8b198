"""Provisions: each of them, and each of its options, becomes words and rules that can be read and judged by."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from holdfire.terms import load_terms
from holdfire.terms.draft import TakenError, article, composed
from holdfire.terms.provisions import Picked, load_provisions, pick
from holdfire.world import KnowledgeError
from made import Made

EVERY = [
    f"{each.id}{option}"
    for each in load_provisions().provisions
    for option in ("", *(f":{one.id}" for one in each.options))
]

PLACES = {
    "party": "north",
    "parties": "north,south",
    "actor": "banned",
    "actors": "banned,watchers",
    "area": "south-province",
    "line": "the-border",
    "act": "shelling",
    "weapon": "mortar",
    "number": "5",
    "duration": "3 d",
    "moment": "2024-02-01",
    "event": "approval",
    "text": "what was meant",
    "word": "quiet",
}
"""What is put into a place of each kind."""

NAMED = {
    "zone": "Africa/Lagos",
    "from_hour": "10:00",
    "until_hour": "13:00",
    "side": "south",
    "period": "week",
    "clause": "all.attacks",
}
"""And into one whose name says what it holds."""

NAMES = {"north": "the North", "south": "the South"}
MEMBERS = {"north": "north-army", "south": "south-army"}


def filled(name: str) -> Picked:
    """A provision with something in each of its places; the second party of one is the South."""
    ident, _, chosen = name.partition(":")
    provision = next(each for each in load_provisions().provisions if each.id == ident)
    option = next((each for each in provision.options if each.id == chosen), None)
    given: dict[str, str] = {}
    for key, blank in {**provision.fields, **((option.fields or {}) if option else {})}.items():
        given[key] = str(PLACES[blank.is_])
        given[key] = NAMED.get(key, given[key])
        if blank.is_ == "party" and "north" in [value for other, value in given.items() if other != key]:
            given[key] = "south"
    return pick(name, given, NAMES)


def beside(picked: Picked) -> list[Picked]:
    """A provision, and another that demands something where it does not."""
    demands = picked.rules.get("clauses") or picked.rules.get("promises")
    return [picked] if demands else [filled("cessation.all-attacks:both-ways"), picked]


def written(picked: Picked, made: Made, folder: Path) -> Path:
    """The file that it becomes, with what an author adds: who the parties are, and what its deadlines hang on."""
    content: dict[str, Any] = yaml.safe_load(composed("draft-truce", beside(picked), NAMES))
    content.setdefault("parties", {})
    for key, actor in MEMBERS.items():
        party = content["parties"].setdefault(key, {"name": NAMES[key]})
        if not party.get("members") and not party.get("accession"):
            party["members"] = [{"actor": actor, "source": "draft"}]
    known = {each["id"] for each in content.get("events", ())}
    if "approval" not in known:
        content.setdefault("events", []).append({"id": "approval", "says": "It is approved.", "source": "draft"})
    path = folder / "draft-truce.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", EVERY)
def test_each_with_all_its_places_filled_is_terms_that_load(made: Made, tmp_path: Path, name: str) -> None:
    picked = filled(name)
    assert picked.open_ == ()
    terms = load_terms(written(picked, made, tmp_path), made.world)
    stated = [rule for each in beside(picked) for kind in ("clauses", "promises") for rule in each.rules.get(kind, ())]
    assert [each.id for each in terms.agreement.demands] == [each["id"] for each in stated]


@pytest.mark.parametrize("name", EVERY)
def test_no_place_is_left_in_the_words_and_none_without_a_default_is_filled_by_guess(name: str) -> None:
    """Filled, the words hold none of the signs; unfilled, each place without a default stands in them as `<name>`."""
    picked = filled(name)
    assert not re.search(r"[{}<>]", picked.words)
    bare = pick(name, {}, {})
    assert all(f"<{place}>" in bare.words or f"<{place}>" in str(bare.rules) for place in bare.open_)


def test_two_provisions_of_one_clause_are_told_apart_or_refused() -> None:
    twice = [filled("cessation.all-attacks"), filled("cessation.all-attacks:civilians-too")]
    with pytest.raises(TakenError, match=r"north\.attacks"):
        composed("draft-truce", twice, NAMES)


def test_what_has_to_be_defined_is_put_in_as_undefined_and_named_first_in_the_words() -> None:
    picked = [filled("cessation.all-attacks")]
    (clause,) = yaml.safe_load(composed("draft-truce", picked, NAMES))["clauses"]
    assert clause["uses"] == ["attack"]
    definitions = yaml.safe_load(composed("draft-truce", picked, NAMES))["definitions"]
    assert definitions["attack"]["undefined"] is True
    lines = article(picked, "A truce").splitlines()
    assert lines.index("- attack (for cessation.all-attacks)") < lines.index("## 1. No attacks by anybody bound")


def test_a_definition_that_is_picked_too_takes_the_place_of_the_open_one() -> None:
    both = [filled("definitions.attack"), filled("cessation.all-attacks")]
    definitions = yaml.safe_load(composed("draft-truce", both, NAMES))["definitions"]
    assert not definitions["attack"].get("undefined")


MISTAKES = {
    "cessation.none": ({}, "'cessation.none'"),
    "cessation.all-attacks:sideways": ({}, "'sideways'"),
    "cessation.all-attacks": ({"party": "North Side"}, "'North Side'"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_what_cannot_be_picked_is_told_with_what_there_is(name: str) -> None:
    given, found = MISTAKES[name]
    with pytest.raises(KnowledgeError, match=found) as failure:
        pick(name, given, {})
    assert failure.value.problems[0].expected
    assert failure.value.problems[0].remedy
