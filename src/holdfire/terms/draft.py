"""A new agreement to fill in: a commented template, and what picked provisions put into it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from .provisions import Picked, required

_HEAD = """\
# {said}
# Every key is explained in docs/terms.md. Lines that begin with # are examples: take the sign away to use one.
# After every change: holdfire terms check {file} && holdfire terms test {file}
id: {id}
title: {title}
kind: national             # national, international, local, unilateral (one side), parallel (each side for itself)
# form: written            # written, oral, announced (by post or speech), unpublished
standing: adopted          # adopted, or proposed (never in force)
# world: [ukraine]         # theatres whose actors, areas and places are used: holdfire terms theatres
zone: UTC                  # the IANA zone of the place, such as Asia/Damascus; never an offset
# announced: 2024-01-14
starts: 2024-01-15T00:00   # when it took effect, local to the zone
ends:                      # one end is plain; rival views of the end stand beside it
  - {{id: open, plain: true, until: null, says: No end was set., source: draft}}
#  - {{id: walk-out, until: 2024-02-01, claimed_by: [somebody], how: withdrawal, says: …, source: draft}}
# renewal: {{kind: consent, term: 2 months, notice: 48 h, says: …, source: draft}}
area: everywhere           # where it holds: an area of the world, or `everywhere`
"""

_REFERENCES = """\
references:                # where things were read; `read` is full, excerpt, summary or no
  draft: {title: What the text is called, publisher: who published it, read: "no"}
"""

_EMPTY = """\
parties:                   # the key by which clauses name a party; who it consists of
  north:
    name: the northern side
    members: []            # - {actor: ID, source: draft}   (holdfire sources known actors)
  south:
    name: the southern side
    members: []
# excluded: [{actor: ID, source: draft}]      # to whom it does not apply
# outsiders: [{actor: ID, source: draft}]     # surely of no party
# definitions:
#   heavy-weapons: {says: Artillery of 100 mm or more., source: {ref: draft, at: article 1}}
# events:                  # what deadlines hang on; at: null where it is not known to have happened
#   - {id: approval, says: The cabinet approves., at: null, source: draft}
# phases:
#   - {id: one, says: The first phase., starts: {of: start}, lasts: 42 d, source: draft}
clauses:                   # what is held against reported incidents
  - id: north.1            # named for who is bound; never used again for another clause
    binds: north
    says: The northern side ceases attacks with any weapon against the southern side.
    # phrases: ["a few contested words"]
    source: {ref: draft, at: article 1}
    act: [armed_attack]    # with all kinds of it: holdfire sources known acts
    # doubtful: [siege_maintained]             # contested whether the words cover it
    target: {party: south}                     # party, other_party, any_party, civilians, sites, actors, any_of
    # weapon: {in: [heavy_weapon]}             # in, not_in, calibre_from_mm, all_of
    # place: {near: LINE, under_m: 25000}      # in, outside, near, across, lines, beyond, held_by, any_of, all_of
    # time: {from: 2024-01-20, until: {of: approval, within: 72 h}}
    # exceptions: [{id: self_defence, says: Proportionate force., when_silent: none is assumed}]
    # exempts: [{act: [withdrawal], says: Leaving is allowed.}]
    # cap: {measure: guards, at_most: 20}
    # interpretations: [{id: wide, whose: whoever reads it so, says: Civilians too., target: {any_of: […]}}]
promises: []               # what is held against deliveries and a clock
#  - id: south.p1
#    debtor: south
#    deed: release_of_detainees
#    says: The southern side releases 20 people within three days of the approval.
#    source: {ref: draft, at: article 2}
#    amount: {exactly: 20, unit: people}
#    due: {of: approval, within: 72 h}
"""

CASES = """\
# Made-up incidents that test the rules; they are not reports of what happened.
agreement: {id}
cases:
  - case: an attack in the minute of the start
    incident: {{when: 2024-01-15T00:00, act: shelling, actors: [], targets: []}}
    expect: {{event: undetermined}}
    note: Names nobody; say who acted on whom, and what must come out.
"""


class TakenError(ValueError):
    """Two provisions write a clause of the same id: one takes the place of the other."""

    def __init__(self, clause: str, provision: str):
        super().__init__(
            f"expected one provision to write clause {clause}, found {provision} writing it again: take one of the two,"
            " or say it for another party (--with PROVISION@NAME --set PROVISION@NAME.FIELD=VALUE)"
        )


def template(ident: str, title: str | None = None) -> str:
    """A terms file to fill in, with every key in a comment."""
    return _head(ident, title) + _REFERENCES + _EMPTY


def _head(ident: str, title: str | None) -> str:
    said = " ".join((title or "What it is called").split())
    quoted = json.dumps(said, ensure_ascii=False)
    return _HEAD.format(
        id=json.dumps(ident) if ident[0].isdigit() else ident, title=quoted, said=said, file=f"{ident}.yaml"
    )


def composed(ident: str, picked: Sequence[Picked], party_names: Mapping[str, str], title: str | None = None) -> str:
    """A terms file put together from provisions. Each clause names the provision it came from."""
    found: dict[str, Any] = {"parties": {}, "clauses": [], "promises": []}
    for each in picked:
        _add(found, each)
    for key in _parties_in(picked):
        found["parties"].setdefault(key, {"name": party_names.get(key, key), "members": []})
    words = found.setdefault("definitions", {})
    needed = required(each for each in picked if each.rules.get("clauses") or each.rules.get("promises"))
    for word in [each for each in words if each not in needed]:
        del words[word]
    for word, provisions in needed.items():
        words.setdefault(
            word,
            {"says": f"To be defined: {', '.join(provisions)} rests on it.", "undefined": True, "source": "draft"},
        )
    scalars = {key: found.pop(key) for key in list(found) if not isinstance(found[key], list | dict)}
    sections = [_filled_head(_head(ident, title), scalars, found.pop("ends", None)), _REFERENCES]
    order = ("parties", "excluded", "outsiders", "definitions", "lists", "events", "phases", "clauses", "promises")
    for name in (*order, *(each for each in found if each not in order)):
        if found.get(name):
            sections.append(_dumped({name: found[name]}))
    return "".join(sections)


def _filled_head(head: str, scalars: Mapping[str, Any], ends: Any) -> str:
    """The head with what provisions say of area, start, form and ends in place of the template's own lines."""
    lines: list[str] = []
    told: set[str] = set()
    in_ends = False
    for line in head.splitlines():
        key = line.lstrip("# ").partition(":")[0]
        in_ends = ends is not None and (line.startswith("ends:") or (in_ends and line.startswith((" ", "#  -"))))
        if in_ends:
            continue
        if key in scalars and line.startswith((f"{key}:", f"# {key}:")):
            told.add(key)
            line = _one({key: scalars[key]})
        lines.append(line)
    lines += [_one({key: value}) for key, value in scalars.items() if key not in told]
    lines += [_dumped({"ends": ends}).rstrip("\n")] if ends is not None else []
    return "\n".join(lines) + "\n"


def _one(entry: dict[str, Any]) -> str:
    return str(yaml.safe_dump(entry, allow_unicode=True)).rstrip("\n")


def _add(found: dict[str, Any], each: Picked) -> None:
    source = {"ref": "draft", "at": each.provision.id + (f":{each.option}" if each.option else "")}
    for section, content in each.rules.items():
        if isinstance(content, list):
            there = found.setdefault(section, [])
            for one in content:
                stated = dict(one) if isinstance(one, Mapping) else one
                if isinstance(stated, dict):
                    stated.setdefault("source", source if section in ("clauses", "promises", "notes") else "draft")
                    if section in ("clauses", "promises") and each.definitions:
                        stated.setdefault("uses", list(each.definitions))
                demands = section in ("clauses", "promises") and isinstance(stated, dict)
                if demands and any(other.get("id") == stated.get("id") for other in there):
                    raise TakenError(str(stated.get("id")), each.provision.id)
                if stated not in there:
                    there.append(stated)
        elif isinstance(content, Mapping):
            there = found.setdefault(section, {})
            for key, value in content.items():
                kept = dict(value) if isinstance(value, Mapping) else value
                if section == "definitions" and isinstance(kept, dict):
                    kept.setdefault("source", source)
                there[key] = kept
        else:
            found[section] = content


_OF_PARTIES = ("binds", "debtor", "to", "by", "party", "held_by", "civilians_in_area_held_by")
"""Keys of a fragment whose value is a party, or several."""


def _parties_in(picked: Sequence[Picked]) -> list[str]:
    """Every party that the rules of the picked provisions name."""
    found: dict[str, None] = {}

    def look(value: Any, key: str = "") -> None:
        if isinstance(value, Mapping):
            for name, inner in value.items():
                look(inner, str(name))
        elif isinstance(value, list):
            for each in value:
                look(each, key)
        elif isinstance(value, str) and key in _OF_PARTIES:
            found[value] = None

    for each in picked:
        look(each.rules.get("clauses", []))
        look(each.rules.get("promises", []))
    return list(found)


def _dumped(section: dict[str, Any]) -> str:
    return yaml.safe_dump(section, allow_unicode=True, sort_keys=False, width=110, default_flow_style=None)


def article(picked: Sequence[Picked], title: str) -> str:
    """The words of picked provisions as a draft text, numbered, with what has to be defined first."""
    lines = [f"# {title}", ""]
    needed = required(picked)
    if needed:
        lines += ["## To be defined", ""]
        lines += [f"- {word.replace('-', ' ')} (for {', '.join(provisions)})" for word, provisions in needed.items()]
        lines += [""]
    for n, each in enumerate(picked, 1):
        lines += [f"## {n}. {each.provision.title}", "", each.words, ""]
    return "\n".join(lines)
