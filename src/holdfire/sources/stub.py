"""The world file to fill in, begun from what `check` found that nobody knows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from ..world import fold
from .check import Named, NamedArea, Report

_HEAD = """\
# What the file names and nobody here knows, the most frequent first: fill in what you know, leave out the
# rest, and give it to every command as --world. Each entry needs an id of your own; `n` in the comment is the
# number of rows. Every entry may name a source under `references:` ({title, publisher, date, url}) and point
# to it with `source:`.
"""

_ZONES = """
# The IANA zone in which the days of each country are counted: take the # of its line away, and put the zone, such
# as Asia/Damascus, for REGION/CITY. Without it they are read as UTC days.
zones:
"""

_AREAS = """
# kind: country, governorate (the first-order column, whatever it is called there), district (second-order), or
# region. Write an area that you know under another name once, with the other spellings as `admin_names: [...]`.
areas:
"""

_ACTORS = """
# kind: state, state_force, armed_group, militia, designated_group, operations_room, umbrella, political_body,
# organisation, population (people who take no part), aggregate (a name for actors unknown, such as "rebels").
# Where we know the actor under another name, write its id with `extends: true`, and only the alias.
actors:
"""

_PLACES = """
# lat and lon in degrees: please correct the zeros. `admin` lists ids of areas that the place lies in.
places:
"""

_CLAIMANTS = """
# Who says so, or carried it. kind: monitor, press, wire, state_media, rights_group, activist_network, aid_body,
# un_body, government, military or armed_group; camp: the side that it belongs to, none_known where none is.
# Further spellings of one source belong in its `aliases: [...]`.
claimants:
"""

_WEAPONS = """
# parent: one of our weapons that the new one is a kind of (holdfire sources known weapons).
weapons:
"""

_ACTS = """
# parent: one of our acts that the new one is a kind of, such as armed_attack, shelling or detention.
acts:
"""

_CODES = """
# act: one of our acts, such as armed_attack, shelling or detention.
crosswalks:
"""


def stub(report: Report | Mapping[str, Any]) -> str:
    """A `--world` file to fill in, as YAML text, from what `check` found unknown. It loads as it stands."""
    unknown = report["unknown"]
    parts = [_HEAD, *_areas(unknown["areas"])]
    if unknown["actors"]:
        parts += [_ACTORS, *_entries(unknown["actors"], "kind: armed_group   # please check\n")]
    if unknown["places"]:
        parts += [_PLACES, *_entries(unknown["places"], "lat: 0\n    lon: 0\n    admin: []\n")]
    if unknown["claimants"]:
        parts += [_CLAIMANTS, *_entries(unknown["claimants"], "kind: unknown\n    camp: none_known\n")]
    if unknown["acts"]:
        parts += _acts(report["format"], unknown["acts"])
    if unknown["weapons"]:
        parts += [_WEAPONS, *_entries(unknown["weapons"], "parent: weapon_unknown   # please check\n", "_")]
    return "".join(parts) if len(parts) > 1 else _HEAD + "\nnotes: nothing is unknown\n"


def _areas(named: Sequence[NamedArea]) -> list[str]:
    """Countries with room for their zones, and what lies in them. An id begins with that of the country."""
    ids: dict[tuple[str, ...], str] = {}
    zones, entries, taken = [], [], set[str]()
    for each in sorted(named, key=lambda each: len(each["within"])):
        above, country = tuple(map(fold, each["within"])), each["level"] == "country"
        path = (*above, fold(each["name"]))
        if each["level"] == "district" and len(above) == 1 and _found_deeper(path, named):
            continue
        begin = ids.get(above[:1], "".join(each["within"][:1]))
        ident = each["name"] if each["level"] == "area" else _ident(f"{begin} {each['name']}", taken, "-")
        ids[path] = ident
        zones += [f"  # {_quoted(ident)}: REGION/CITY\n"] if country else []
        part_of = ids.get(above, "".join(each["within"][-1:]))
        entries.append(
            f"  - id: {_quoted(ident)}   # {each['n']} rows\n    name: {{en: {_quoted(each['name'])}}}\n"
            f"    kind: {'region' if each['level'] == 'area' else each['level']}\n"
            + (f"    part_of: {_quoted(part_of)}\n" if part_of else "")
        )
    return ([_ZONES, *zones] if zones else []) + ([_AREAS, *entries] if entries else [])


def _found_deeper(path: tuple[str, ...], named: Sequence[NamedArea]) -> bool:
    """Whether a district without its first-order area is one that is listed with it."""
    return any(
        each["level"] == "district" and len(each["within"]) > 1
        and (fold(each["within"][0]), fold(each["name"])) == path
        for each in named
    )  # fmt: skip


def _acts(name: str, named: Sequence[Named]) -> list[str]:
    """Codes of a dataset are read by its crosswalk; words of any other table are names of acts."""
    if name == "acled":
        pairs = [(each["name"].partition(" / "), each["n"]) for each in named]
        return [_CODES, "  acled:\n"] + [
            f"    - {{event_type: {_quoted(one)}, sub_event_type: {_quoted(two)}, act: other_event}}   # {n} rows\n"
            for (one, _, two), n in pairs
        ]
    if name == "gdelt":
        return [_CODES, "  cameo:\n"] + [
            f"    - {{code: {_quoted(each['name'])}, act: other_event}}   # {each['n']} rows\n" for each in named
        ]
    return [_ACTS, *_entries(named, "parent: other_event   # please check\n", "_")]


def _entries(named: Sequence[Named], rest: str, joint: str = "-") -> list[str]:
    taken: set[str] = set()
    return [
        f"  - id: {_quoted(_ident(each['name'], taken, joint))}   # {each['n']} rows\n"
        f"    name: {{en: {_quoted(each['name'])}}}\n    {rest}"
        for each in named
    ]


def _quoted(text: str) -> str:
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def _ident(name: str, taken: set[str], joint: str) -> str:
    """An id in plain letters. A name that loses letters by it gets a mark of its own, so that it is taken for no
    other."""
    plain = fold(name)
    base = joint.join("".join(each if each.isascii() else " " for each in plain).split())[:60].strip(joint)
    if not plain.isascii():
        base = f"{base}{joint}{sha256(plain.encode()).hexdigest()[:6]}".strip(joint)
    ident, n = base or "name", 1
    while ident in taken:
        n += 1
        ident = f"{base}{joint}{n}"
    taken.add(ident)
    return ident
