"""What was read, item by item, in words for a reviewer: its kind, its fields with their confidence, what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from ...world import World
from ...world.time import zone_info

LISTS = ("observations", "context", "statements", "promises", "talks", "relations", "counts")
"""The lists of a document, in the order in which a sheet tells them."""

_TITLES = {
    "observations": "Event, reported",
    "context": "Context, no event",
    "statements": "Statement",
    "promises": "Promise",
    "talks": "Talks",
    "relations": "Relation",
    "counts": "Count",
}


@dataclass(frozen=True)
class Mark:
    """Words from which one field was read."""

    start: int
    end: int
    name: str


@dataclass(frozen=True)
class Field:
    """One field: its name, its value in words, the confidence in it and the words of the text, where there are any."""

    name: str
    value: str
    sure: float | None = None
    words: str | None = None

    @property
    def cells(self) -> int:
        """Filled cells of three."""
        return 0 if self.sure is None else 3 if self.sure >= 0.8 else 2 if self.sure >= 0.5 else 1


@dataclass(frozen=True)
class Told:
    """One item. `of` is `text`, `title` or `table`, or nothing where it stands in no run of words."""

    of: str | None
    start: int
    end: int
    list: str
    title: str
    fields: tuple[Field, ...]
    marks: tuple[Mark, ...]
    flags: tuple[str, ...]


def told(name: str, item: Mapping[str, Any], world: World) -> Told:
    """One item of one of the lists of a document."""
    span = item.get("span")
    spans = {**(item.get("spans") or {})}
    if item.get("speaker_span"):
        spans["speaker"] = item["speaker_span"]
    marks = tuple(Mark(each["start"], each["end"], field) for field, each in spans.items() if _in_text(each))
    return Told(
        of=None if span is None else span.get("of", "text"),
        start=0 if span is None else span["start"],
        end=0 if span is None else span["end"],
        list=name,
        title=_title(name, item, world),
        fields=tuple(_FIELDS[name](item, world)),
        marks=marks,
        flags=tuple(flag.replace("_", " ") for flag in item.get("flags") or ()),
    )


def _in_text(span: Mapping[str, Any]) -> bool:
    return bool(span.get("of", "text") == "text")


def _title(name: str, item: Mapping[str, Any], world: World) -> str:
    match name:
        case "observations":
            return f"{_TITLES[name]}: {world.acts.name(item['act'])}"
        case "context":
            return f"{_TITLES[name]} ({item['standing']}): {world.acts.name(item['act'])}"
        case "promises":
            return f"{_TITLES[name]}, {item['state'].replace('_', ' ')}: {item['deed'].replace('_', ' ')}"
        case "talks" | "relations":
            return f"{_TITLES[name]}: {item['kind'].replace('_', ' ')}"
        case "counts":
            return f"{_TITLES[name]}: {item['counts'].replace('_', ' ')}"
    return _TITLES[name]


def _names(ids: Any, world: World) -> str:
    listed = [each["id"] if isinstance(each, Mapping) else str(each) for each in ids or ()]
    return ", ".join(world.actors.name(each) for each in listed)


def _observed(item: Mapping[str, Any], world: World) -> Iterator[Field]:
    sure = item.get("confidence") or {}
    yield Field("what", item["kind"].replace("_", " "), sure.get("act"))
    yield Field("by whom", _names(item.get("actors"), world) or "not stated", sure.get("actors"))
    yield Field("to whom", _names(item.get("targets"), world) or "not stated", sure.get("targets"))
    yield Field("where", item.get("place") or "not stated", sure.get("place"))
    yield Field("when", _days(item), sure.get("when"))
    if item.get("weapon"):
        yield Field("with what", world.weapons.name(item["weapon"]), sure.get("weapon"))
    if item.get("site"):
        yield Field("site", world.sites.name(item["site"]))
    yield from _harm(item.get("harm") or {}, sure)
    said = ", ".join(world.claimants.name(each) for each in item.get("claimed_by") or ())
    yield Field("who says so", said or "nobody is named", sure.get("claimed_by"))


def _days(item: Mapping[str, Any]) -> str:
    if not item.get("when_start"):
        anchored = "date_not_anchored" not in (item.get("flags") or ())
        return "not stated" if anchored else "not worked out: no day of publication is known"
    return local_days(item["when_start"], item["when_end"], item.get("zone") or "UTC")


def local_days(start: str, end: str, zone: str) -> str:
    """An interval as people at the place say it: a day, days from the first to the last, or minutes with the zone.

    >>> local_days("2016-08-25T21:00:00Z", "2016-08-26T21:00:00Z", "Asia/Damascus")
    '2016-08-26'
    """
    first, last = (datetime.fromisoformat(each).astimezone(zone_info(zone)) for each in (start, end))
    if first.time() != time() or last.time() != time():
        return f"{first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M} ({zone})"
    final = last - timedelta(days=1)
    return f"{first:%Y-%m-%d}" if final.date() == first.date() else f"{first:%Y-%m-%d} to {final:%Y-%m-%d}"


def _harm(harm: Mapping[str, Any], sure: Mapping[str, float]) -> Iterator[Field]:
    killed = harm.get("killed") or {}
    low, high = killed.get("low"), killed.get("high")
    if low is not None or high is not None:
        yield Field("killed", bounds(low, high), sure.get("killed"))
    if harm.get("injured") is not None:
        yield Field("injured", f"{harm['injured']:g}", sure.get("injured"))


def bounds(low: float | None, high: float | None) -> str:
    """A number with its bounds, in words."""
    if low == high and low is not None:
        return f"{low:g}"
    if high is None:
        return f"{low:g} or more"
    return f"up to {high:g}" if low is None else f"{low:g} to {high:g}"


def _stated(item: Mapping[str, Any], world: World) -> Iterator[Field]:
    sure = item.get("confidence") or {}
    speaker = "not given in the text" if item.get("unattributed") else item.get("speaker") or "not given in the text"
    yield Field("speaker", speaker, sure.get("speaker"))
    if item.get("role"):
        yield Field("role", item["role"])
    yield Field("words" if item.get("quoted") else "reported", item["words"], sure.get("words"))
    if item.get("verb"):
        yield Field("verb", f"{item['verb']} ({item.get('stance') or 'no stance'})", sure.get("stance"))
    if item.get("date"):
        yield Field("said on", item["date"], sure.get("date"))


def _promised(item: Mapping[str, Any], world: World) -> Iterator[Field]:
    sure = item.get("confidence") or {}
    yield Field("by whom", _names(item.get("debtor"), world) or "not stated", sure.get("debtor"))
    for each in item.get("amounts") or ():
        about = "about " if each.get("approximate") else ""
        yield Field("how much", f"{about}{bounds(each.get('low'), each.get('high'))} {each.get('unit') or ''}".strip())
    yield Field("where", place_name(item.get("place"), world), sure.get("place"))
    due = item.get("due")
    if due:
        until = f"{due['words']} ({'no date given' if due['vague'] else due.get('latest') or due.get('earliest')})"
        yield Field("by when", until)
    if item.get("agreed_on"):
        yield Field("agreed on", item["agreed_on"])
    for each in item.get("consents") or ():
        yield Field(each["state"].replace("_", " "), world.actors.name(each["party"]))


def place_name(place: str | None, world: World) -> str:
    """The English name of a place or an area; a country that is no area by its code."""
    if place is None:
        return "not stated"
    known = world.places.places.get(place)
    if known is not None:
        return known.name.get("en", place)
    return world.areas[place].name.get("en", place) if place in world.areas else place.removeprefix("country:")


def _talked(item: Mapping[str, Any], world: World) -> Iterator[Field]:
    sure = item.get("confidence") or {}
    yield Field("about", item.get("about") or "not stated", sure.get("kind"))
    if item.get("parties"):
        yield Field("parties named", _names(item["parties"], world))
    if item.get("date"):
        yield Field("when", item["date"])


def _related(item: Mapping[str, Any], world: World) -> Iterator[Field]:
    sure = item.get("confidence") or {}
    yield Field("of", world.actors.name(item["of"]), sure.get("relation"))
    yield Field("to", world.actors.name(item["to"]))
    if item.get("how"):
        yield Field("how", item["how"])


def _numbered(item: Mapping[str, Any], world: World) -> Iterator[Field]:
    yield Field("number", "no number" if item.get("value") is None else f"{item['value']:,}")
    for name, key in (("area", "area"), ("place", "place"), ("kind", "act"), ("rule", "rule"), ("cut-off", "cut_off")):
        if item.get(key):
            yield Field(name, str(item[key]))
    if item.get("by"):
        yield Field("by", _names(item["by"], world))
    if item.get("claimed_by"):
        yield Field("who says so", world.claimants.name(item["claimed_by"]))


_FIELDS = {
    "observations": _observed,
    "context": _observed,
    "statements": _stated,
    "promises": _promised,
    "talks": _talked,
    "relations": _related,
    "counts": _numbered,
}
