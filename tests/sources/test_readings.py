"""What was read from text is written down whole, and its observations come back for assessment."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from holdfire.records import Alternative, Depth, Document, Reading, ReadObservation, Span, Statement
from holdfire.sources import Imported, SourceError, open_source, recognise
from holdfire.sources.readings import FLAG, written
from holdfire.world import World

from .examples import whole

Write = Callable[..., Path]

TEXT = "Shells hit the market of Daraya on Friday, killing 12, the council said."
SENTENCE = Span(start=0, end=len(TEXT), words=TEXT)


def seen(**changed: Any) -> ReadObservation:
    """A shelling of Daraya on 26 August 2016, as somebody claimed it."""
    fields: dict[str, Any] = {
        "id": "read:abc/1",
        "kind": "shelling",
        "act": "shelling",
        "zone": "Asia/Damascus",
        "when_start": datetime(2016, 8, 25, 21, tzinfo=UTC),
        "when_end": datetime(2016, 8, 26, 21, tzinfo=UTC),
        "when_precision": "day",
        "actors": ("government-of-syria",),
        "killed_low": 12,
        "span": SENTENCE,
        "confidence": {"act": 0.9},
        "alternatives": (Alternative(of="read:abc/1", field="actors", value='["russia"]', weight=0.25),),
    }
    return ReadObservation.model_validate(fields | changed)


def reading(*observations: ReadObservation) -> Reading:
    document = Document(id="abc", kind="text", title="A day in Daraya", text=TEXT, language="en", flags=("scraped",))
    return Reading(
        document=document,
        depth=Depth.FULL,
        observations=observations,
        statements=(Statement(unattributed=True, words="we will stay", span=SENTENCE),),
        flags=("dates_not_anchored",),
    )


def lines(*documents: dict[str, Any]) -> str:
    return "".join(json.dumps(each) + "\n" for each in documents)


def test_a_document_stands_flat_with_all_that_was_read() -> None:
    document = written(reading(seen()))
    assert (document["document_id"], document["title"], document["depth"]) == ("abc", "A day in Daraya", "full")
    assert document["flags"] == ["scraped", "dates_not_anchored"]
    [event] = document["observations"]
    assert event["harm"]["killed"] == {"low": 12, "best": None, "high": None}
    assert event["span"]["words"] == TEXT
    [statement] = document["statements"]
    assert statement["speaker"] is None
    assert statement["unattributed"] is True


def test_an_actor_weighs_what_its_rivals_leave() -> None:
    [event] = written(reading(seen()))["observations"]
    assert event["actors"] == [{"id": "government-of-syria", "weight": 0.75}]


@pytest.mark.parametrize("form", ["lines", "whole", "indented"])
def test_observations_come_back_from_each_form(write: Write, world: World, form: str) -> None:
    document = written(reading(seen()))
    text = {
        "lines": lines(document, written(reading())),
        "whole": json.dumps({"documents": [document], "totals": {}}),
        "indented": json.dumps({"documents": [document]}, indent=1),
    }[form]
    path = write(text)
    assert recognise(path).name == "readings"
    found = whole(path, world)
    [row] = found.observations.to_pylist()
    assert (row["id"], row["act"], row["killed_low"], row["words"]) == ("read:abc/1", "shelling", 12, TEXT)
    assert FLAG in row["flags"]
    [rival] = found.alternatives.to_pylist()
    assert (rival["field"], rival["weight"]) == ("actors", 0.25)


def test_what_the_text_does_not_date_is_set_aside_with_its_words(write: Write, world: World) -> None:
    undated = seen(id="read:abc/2", when_start=None, when_end=None, when_precision=None, alternatives=())
    found = whole(write(lines(written(reading(seen(), undated)))), world)
    assert found.observations.num_rows == 1
    assert found.rows == 2
    [aside] = found.rejects.to_pylist()
    assert aside["reason"] == "missing_date"
    assert TEXT in aside["raw"]


def test_a_bad_observation_takes_no_good_one_with_it(write: Write, world: World) -> None:
    document = written(reading(seen()))
    document["observations"] += [{"id": "read:abc/9"}, "no record", {**document["observations"][0], "lat": "north"}]
    found = whole(write(lines(document)), world)
    assert found.observations.num_rows == 1
    assert [each["reason"] for each in found.rejects.to_pylist()] == ["unreadable_record"] * 3


def test_a_line_that_breaks_off_is_told_with_its_number(write: Write, world: World) -> None:
    path = write(lines(written(reading(seen()))) + '{"document_id": "cut')
    with pytest.raises(SourceError, match=r":2: found text that is no JSON"):
        whole(path, world)


# dated by publication, where that is asked


def published(write: Write, at: Any) -> Path:
    """A shelling that its text does not date, in a document of that day."""
    undated = seen(when_start=None, when_end=None, when_precision=None, flags=("date_not_stated",))
    line = written(reading(undated)) | {"published": at}
    return write(json.dumps(line) + "\n", "read.jsonl")


@pytest.mark.parametrize(
    ("at", "days", "start", "end"),
    [
        ("2016-08-27T10:00:00+00:00", 1, "2016-08-27T00:00:00+00:00", "2016-08-28T00:00:00+00:00"),
        ("2016-08-27", 3, "2016-08-25T00:00:00+00:00", "2016-08-28T00:00:00+00:00"),
        ("2016-08-27T23:30:00+03:00", 1, "2016-08-26T21:00:00+00:00", "2016-08-27T21:00:00+00:00"),
    ],
)
def test_an_event_without_a_date_lies_in_the_days_up_to_its_publication(
    write: Write, world: World, at: str, days: int, start: str, end: str
) -> None:
    path = published(write, at)
    (row,) = in_days(path, world, days).observations.to_pylist()
    assert [row[name].isoformat() for name in ("when_start", "when_end")] == [start, end]
    assert "date_of_publication" in row["flags"]
    assert "date_not_stated" not in row["flags"]


@pytest.mark.parametrize("at", [None, "", "yesterday", 20160827, ["2016-08-27"]])
def test_what_has_no_day_of_publication_either_is_set_aside(write: Write, world: World, at: Any) -> None:
    found = in_days(published(write, at), world, 3)
    assert (found.observations.num_rows, found.rejects["reason"].to_pylist()) == (0, ["missing_date"])


def test_without_being_asked_nothing_is_dated_by_publication(write: Write, world: World) -> None:
    found = whole(published(write, "2016-08-27"), world)
    assert (found.observations.num_rows, found.rejects["reason"].to_pylist()) == (0, ["missing_date"])


def test_what_its_text_dates_stays_as_it_is(write: Write, world: World) -> None:
    path = write(json.dumps(written(reading(seen())) | {"published": "2016-09-27"}) + "\n", "read.jsonl")
    asked, unasked = in_days(path, world, 3), whole(path, world)
    assert asked.observations.equals(unasked.observations)


@pytest.mark.parametrize("at", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_of_all_are_no_days_to_count_from(write: Write, world: World, at: str) -> None:
    found = in_days(published(write, at), world, 31)
    assert found.rows == found.observations.num_rows + found.rejects.num_rows == 1


def in_days(path: Path, world: World, days: int) -> Imported:
    source = open_source(path, world, undated=days)
    (fragment,) = source.fragments()
    (run,) = source.read(fragment)
    return run


# hostile entries


@pytest.mark.parametrize(
    "change",
    [
        {"words": "half \ud800 a letter"},
        {"alternatives": [{"of": "read:abc/1", "field": "actors", "value": "no json"}]},
        {"alternatives": [{"of": "read:abc/1", "field": "when", "value": "[]"}]},
        {"alternatives": [{"of": "read:abc/1", "field": "act", "value": '"shelling"', "weight": -1}]},
    ],
    ids=["half a letter", "no JSON", "of another kind", "a negative weight"],
)
def test_an_entry_with_which_nothing_can_be_done_is_set_aside_by_itself(
    write: Write, world: World, change: dict[str, Any]
) -> None:
    line = written(reading(seen(), seen(id="read:abc/2", alternatives=())))
    line["observations"][0] |= change
    found = whole(write(json.dumps(line) + "\n", "read.jsonl"), world)
    assert found.observations["id"].to_pylist() == ["read:abc/2"]
    assert found.rejects["reason"].to_pylist() in (["not_utf8"], ["unreadable_record"])
