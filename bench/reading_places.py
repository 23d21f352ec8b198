"""How well places are found in Syrian text: our reading and a plain look-up in a list, against a gold set read by hand.

The gold (`gold/places.jsonl`) holds ids and character positions into the shared data, not its text. Each place has
`ids` (any of them is right) or a `point` in degrees; `optional` ones count neither way. Countries are left out of every
count.

    python -m bench.reading_places
"""

from __future__ import annotations

import csv
import json
import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pyproj import Geod

from holdfire.reading.names.places import places
from holdfire.reading.phrases import Phrases, words
from holdfire.world import World, load_world

GOLD = Path(__file__).parent / "gold" / "places.jsonl"
NEAR_KM = 25.0

Point = tuple[float, float]
Found = tuple[int, int, Point | None, float]


def shared() -> Path:
    return Path(os.environ.get("HOLDFIRE_SHARED", Path(__file__).resolve().parents[2] / "shared" / "data"))


def texts(folder: Path) -> dict[tuple[str, str, str], str]:
    """Every text that the gold refers to, by file, id and field."""
    found: dict[tuple[str, str, str], str] = {}
    wanted: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for entry in gold():
        wanted[entry["file"]].add((entry["id"], entry["field"]))
    for file, keys in wanted.items():
        fields = {field for _, field in keys}
        for row in _rows(folder / file):
            identifier = row.get("unit_id") or row["id"]
            for field in fields:
                if (identifier, field) in keys:
                    found[file, identifier, field] = row[field]
    return found


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from map(json.loads, file) if path.suffix == ".jsonl" else csv.DictReader(file)


def gold() -> list[dict[str, Any]]:
    return [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]


def point_of(value: str, world: World) -> Point | None:
    """Where a place or area lies: an area at its middle, or at the place that it is named for."""
    if value in world.places:
        place = world.places.places[value]
        return place.lat, place.lon
    if value not in world.areas:
        return None
    shape = world.areas.shape(value)
    if shape is None:
        kin = value.removesuffix("-district").removesuffix("-governorate")
        for part in (kin, *(f"{one}-governorate" for one in kin.split("-"))):
            if part in world.places or (part != value and part in world.areas):
                return point_of(part, world)
        above = world.areas.above(value)
        return point_of(above[1], world) if len(above) > 1 else None
    middle = shape.lonlat.centroid
    return middle.y, middle.x


_GEOD = Geod(ellps="WGS84")


def apart_km(one: Point, other: Point) -> float:
    return float(_GEOD.inv(one[1], one[0], other[1], other[0])[2]) / 1000.0


def _gold_points(place: dict[str, Any], world: World) -> list[Point]:
    if "point" in place:
        return [tuple(place["point"])]
    return [point for each in place["ids"] if (point := point_of(each, world)) is not None]


def ours(world: World) -> Callable[[str], list[Found]]:
    def find(text: str) -> list[Found]:
        return [
            (each.span.start, each.span.end, point_of(each.choices[0].value, world), each.confidence)
            for each in places(text, "en", world)
            if each.precision != "country"
        ]

    return find


def plain_lookup(folder: Path) -> Callable[[str], list[Found]]:
    """The rival: exact names of the GeoNames list, the longest at each place, wherever a capital stands."""
    entries = []
    with (folder / "gazetteer_syria" / "geonames_sy_cities500.jsonl").open(encoding="utf-8") as file:
        for row in map(json.loads, file):
            for name in dict.fromkeys([row["name"], *row["alternatenames"]]):
                if len(name) > 2:
                    entries.append((name, (row["population"], row["latitude"], row["longitude"])))
    phrases = Phrases(entries)

    def find(text: str) -> list[Found]:
        found = []
        for each in phrases.find(words(text)):
            if text[each.start].isupper():
                _, lat, lon = max(each.value)
                found.append((each.start, each.end, (lat, lon), 1.0))
        return found

    return find


def score(find: Callable[[str], list[Found]], split: str, world: World, read: dict[tuple[str, str, str], str]) -> dict:
    """Shares over the gold places of a split: found at all, first choice within 25 km, and of those returned, right."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for entry in gold():
        if entry["split"] != split:
            continue
        source = entry["file"].split("/")[0]
        text = read[entry["file"], entry["id"], entry["field"]]
        answers = [each for each in find(text) if entry["start"] <= each[0] and each[1] <= entry["end"]]
        _count(entry["places"], answers, counts[source], world)
    whole: dict[str, int] = defaultdict(int)
    for source in counts.values():
        for name, number in source.items():
            whole[name] += number
    return {**_shares(whole), "per_source": {name: _shares(each) for name, each in sorted(counts.items())}}


def _count(wanted: list[dict[str, Any]], answers: list[Found], counts: dict[str, int], world: World) -> None:
    used: set[int] = set()
    for place in wanted:
        touching = [n for n, each in enumerate(answers) if each[0] < place["end"] and place["start"] < each[1]]
        used |= set(touching)
        if place.get("optional"):
            continue
        counts["gold"] += 1
        fresh = [answers[n][2] for n in touching]
        counts["found"] += bool(fresh)
        goal = _gold_points(place, world)
        counts["near"] += any(point and apart_km(point, each) <= NEAR_KM for point in fresh[:1] for each in goal)
    counts["returned"] += len(answers)
    counts["kept"] += len(used)


def _shares(counts: dict[str, int]) -> dict[str, float | int]:
    gold_places, returned = counts["gold"], counts["returned"]
    return {
        "gold": gold_places,
        "place_25km": round(counts["near"] / gold_places, 3) if gold_places else 0.0,
        "found": round(counts["found"] / gold_places, 3) if gold_places else 0.0,
        "precision": round(counts["kept"] / returned, 3) if returned else 0.0,
    }


def reliability(world: World, read: dict[tuple[str, str, str], str]) -> list[dict[str, float]]:
    """Of the test places that we found, by our confidence: how many there are, and the share within 25 km."""
    bins: dict[float, list[bool]] = defaultdict(list)
    find = ours(world)
    for entry in gold():
        if entry["split"] != "test":
            continue
        answers = find(read[entry["file"], entry["id"], entry["field"]])
        for place in entry["places"]:
            touching = [each for each in answers if each[0] < place["end"] and place["start"] < each[1]]
            if touching and not place.get("optional"):
                point, sure = touching[0][2], touching[0][3]
                right = any(point and apart_km(point, goal) <= NEAR_KM for goal in _gold_points(place, world))
                bins[round(sure, 1)].append(right)
    return [
        {"confidence": sure, "places": len(each), "right": round(sum(each) / len(each), 3)}
        for sure, each in sorted(bins.items())
    ]


def measure() -> dict[str, Any]:
    """Our figures and the rival's on both splits, and the milliseconds that places take for an article."""
    folder, world = shared(), load_world()
    read = texts(folder)
    finders = {"holdfire": ours(world), "lookup": plain_lookup(folder)}
    result: dict[str, Any] = {
        name: {split: score(find, split, world, read) for split in ("dev", "test")} for name, find in finders.items()
    }
    articles = [text for (file, _, _), text in read.items() if file.startswith("fa_kes")]
    begun = time.process_time()
    for text in articles:
        places(text, "en", world)
    per_word = (time.process_time() - begun) / sum(len(text.split()) for text in articles)
    result["holdfire"]["reliability"] = reliability(world, read)
    result["holdfire"]["ms_per_300_words_with_actors"] = round(per_word * 300 * 1000, 2)
    return result


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
