"""An agreement's life: its state on a day, by every view of start and end, what binds, what rests, what is due next."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from holdfire.promises import STATUSES, Known, Timeline, timeline
from holdfire.terms import library_paths, load_terms, world_for

from .pledges import at, deed, given, local, pledge, truce


def _clause(ident: str, **stated: Any) -> dict[str, Any]:
    says = {"says": "The North does not attack the South.", "source": {"ref": "text"}, "act": ["armed_attack"]}
    return {"id": ident, "binds": "north", **says, **stated}


LIFE = truce(
    pledge("late", due=local("2020-05-01")),
    pledge("soon", due={"of": "approval", "within": "7 d"}),
    pledge("never", due={"of": "consent", "within": "7 d"}),
    announced=local("2020-02-25T18:00"),
    rival_starts=[
        {"id": "as-announced", "at": local("2020-02-25T18:00"), "claimed_by": ["north-news"], "says": "At once."}
    ],
    ends=[
        {"id": "agreed", "plain": True, "until": local("2020-06-01")},
        {"id": "strikes", "until": local("2020-05-10"), "claimed_by": ["south-news"], "says": "The strikes ended it."},
        {"id": "holds-on", "until": None, "claimed_by": ["monitor"], "says": "It holds on."},
    ],
    changes=[
        {
            "id": "pause",
            "kind": "suspension",
            "on": local("2020-04-10"),
            "until": local("2020-04-12"),
            "says": "A pause.",
        },
        {"id": "part", "kind": "suspension", "on": local("2020-04-20"), "clauses": ["whole"], "says": "One clause."},
    ],
    events={"approval": local("2020-03-03"), "consent": None, "calm": {"calm": {"days": 7, "of": "start"}}},
    phases=[
        {"id": "one", "says": "The first.", "starts": {"of": "start"}, "lasts": "42 d"},
        {"id": "two", "says": "The second.", "starts": local("2020-04-20"), "until": {"of": "end"}},
        {"id": "three", "says": "The third.", "starts": {"of": "consent"}, "lasts": "42 d"},
    ],
    clauses=[
        _clause("whole"),
        _clause("early", before_start=True, time={"from": local("2020-02-27"), "until": {"of": "start"}}),
        _clause("first", phase="one"),
        _clause("waits", time={"from": {"of": "consent"}}),
        _clause(
            "waived",
            waived=[{"from": local("2020-03-20"), "until": local("2020-03-22"), "says": "For a feast."}],
        ),
    ],
)


def _on(day: str, *reports: Any, **known: Any) -> Timeline:
    return timeline(LIFE, Known(at(day), reports, **known))


# status


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2020-02-25T17:59", "not_announced"),
        ("2020-02-25T18:00", "announced"),
        ("2020-02-29T23:59", "announced"),
        ("2020-03-01", "in_force"),
        ("2020-04-09T23:59", "in_force"),
        ("2020-04-10", "suspended"),
        ("2020-04-12", "in_force"),
        ("2020-04-21", "in_force"),  # one clause only is suspended
        ("2020-05-31T23:59", "in_force"),
        ("2020-06-01", "ended"),
        ("2030-01-01", "ended"),
    ],
)
def test_the_status_changes_to_the_minute(day: str, status: str) -> None:
    assert _on(day).status == status


def test_a_proposal_was_never_in_force() -> None:
    proposed = truce(pledge(), standing="proposed")
    assert timeline(proposed, Known(at("2020-03-05"))).status == "never"


def test_without_an_announcement_it_was_not_announced_before_it_began() -> None:
    assert timeline(truce(pledge()), Known(at("2020-02-29"))).status == "not_announced"


def test_every_view_has_a_status_of_its_own() -> None:
    views = {each.view: (each.status, each.claimed_by) for each in _on("2020-05-20").views}
    assert views == {
        "agreed": ("in_force", ()),
        "strikes": ("ended", ("south-news",)),
        "holds-on": ("in_force", ("monitor",)),
        "as-announced": ("in_force", ("north-news",)),
    }
    early = {each.view: each.status for each in _on("2020-02-28").views}
    assert early == {"agreed": "announced", "strikes": "announced", "holds-on": "announced", "as-announced": "in_force"}
    late = {each.view: each.status for each in _on("2021-01-01").views}
    assert late == {"agreed": "ended", "strikes": "ended", "holds-on": "in_force", "as-announced": "ended"}


def test_a_view_may_be_chosen_for_the_whole() -> None:
    assert _on("2020-05-20", ends="strikes").status == "ended"
    assert _on("2020-02-28", starts="as-announced").status == "in_force"


# phases


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        ("2020-02-28", None),
        ("2020-03-01", "one"),
        ("2020-04-11T23:59", "one"),  # 42 days
        ("2020-04-12", None),
        ("2020-04-20", "two"),
        ("2020-06-01", None),
    ],
)
def test_the_phase_of_a_day(day: str, phase: str | None) -> None:
    assert _on(day).phase == phase


def test_a_phase_that_hangs_on_an_event_begins_with_it() -> None:
    assert _on("2020-05-01", events={"consent": at("2020-04-25")}).phase == "three"


# what binds, what rests


def test_a_clause_binds_or_it_is_said_why_it_rests() -> None:
    def resting(day: str) -> dict[str, str]:
        found = _on(day)
        assert set(found.binding) | {clause for clause, _ in found.resting} == {each.id for each in LIFE.clauses}
        assert not set(found.binding) & {clause for clause, _ in found.resting}
        return dict(found.resting)

    others = ("whole", "first", "waits", "waived")
    assert resting("2020-02-26") == {**dict.fromkeys(others, "announced"), "early": "not_begun"}
    assert resting("2020-02-27") == dict.fromkeys(others, "announced")
    assert resting("2020-03-01") == {"early": "over", "waits": "not_begun"}
    assert resting("2020-03-21") == {"early": "over", "waits": "not_begun", "waived": "waived"}
    assert resting("2020-03-22") == {"early": "over", "waits": "not_begun"}
    assert resting("2020-04-12") == {"early": "over", "waits": "not_begun", "first": "over"}
    assert set(resting("2020-04-11").values()) == {"suspended"}
    assert set(resting("2020-06-01").values()) == {"ended"}


def test_a_clause_binds_in_its_window() -> None:
    windowed = truce(clauses=[_clause("w", time={"from": local("2020-03-10"), "until": local("2020-03-20")})])
    for day, binding in (("2020-03-09T23:59", False), ("2020-03-10", True), ("2020-03-20", False)):
        assert (timeline(windowed, Known(at(day))).binding == ("w",)) is binding


# what is due


def test_what_is_due_next_comes_in_its_order() -> None:
    assert [each.promise for each in _on("2020-03-05").due_next] == ["soon", "late"]
    assert [each.promise for each in _on("2020-03-05", given("2020-03-04", 18, of="soon")).due_next] == ["late"]
    assert [each.promise for each in _on("2020-03-15").due_next] == ["late"]
    assert [each.promise for each in _on("2020-03-05", events={"consent": at("2020-03-04")}).due_next] == [
        "soon",
        "never",
        "late",
    ]


def test_every_promise_stands_on_the_line_with_its_state() -> None:
    found = {
        each.promise: each.state for each in _on("2020-03-15", given("2020-03-10", 17, of="soon", total=True)).promises
    }
    assert found == {"late": "running", "soon": "missed", "never": "waiting"}


# the line


def test_the_line_is_in_order_and_what_is_not_known_comes_last() -> None:
    entries = timeline(LIFE).entries
    known = [each.at for each in entries if each.at is not None]
    assert known == sorted(known)
    assert all(each.at is not None for each in entries[: len(known)])
    kinds = {(each.kind, each.about) for each in entries}
    assert {
        ("announced", "truce"),
        ("starts", "truce"),
        ("rival_start", "as-announced"),
        ("ends", "agreed"),
        ("rival_end", "strikes"),
        ("rival_end", "holds-on"),
        ("suspension", "pause"),
        ("event", "approval"),
        ("event", "consent"),
        ("phase", "one"),
        ("phase_ends", "one"),
        ("phase", "three"),
        ("clause_from", "early"),
        ("waiver", "waived"),
        ("due", "soon"),
        ("due", "late"),
        ("due_waits", "never"),
    } <= kinds
    assert ("phase_ends", "three") not in kinds
    at_of = {(each.kind, each.about): each.at for each in entries}
    assert at_of["due", "soon"] == at("2020-03-10")
    assert at_of["phase_ends", "one"] == at("2020-04-12")
    assert at_of["event", "consent"] is None


def test_an_event_reported_beside_it_stands_on_the_line() -> None:
    at_of = {
        (each.kind, each.about): each.at for each in _on("2020-03-15", events={"consent": at("2020-03-14")}).entries
    }
    assert at_of["event", "consent"] == at("2020-03-14")
    assert at_of["due", "never"] == at("2020-03-21")
    assert at_of["phase_ends", "three"] == at("2020-04-25")


def test_a_deadline_down_a_chain_stands_on_the_line_once_the_link_before_is_kept() -> None:
    chain = truce(deed("a"), deed("b", due={"of": "a", "within": "72 h"}))
    found = timeline(chain, Known(at("2020-03-15"), (given("2020-03-10T12:00", True, of="a"),)))
    at_of = {(each.kind, each.about): each.at for each in found.entries}
    assert {each.promise: each.due for each in found.promises}["b"] == at("2020-03-13T12:00")
    assert at_of.get(("due", "b")) == at("2020-03-13T12:00")


def test_a_deadline_that_was_extended_stands_on_the_line_where_it_is_now() -> None:
    change = {"id": "x", "kind": "extension", "on": local("2020-03-20"), "until": local("2020-04-20")}
    moved = truce(pledge(), changes=[{**change, "clauses": ["p"], "says": "More time."}])
    found = timeline(moved, Known(at("2020-03-25")))
    at_of = {(each.kind, each.about): each.at for each in found.entries}
    assert found.promises[0].due == at("2020-04-20")
    assert at_of["due", "p"] == at("2020-04-20")


# all agreements


@pytest.mark.parametrize("name", [path.stem for path in library_paths()])
def test_every_agreement_of_the_library_has_a_line_and_a_state_on_every_day(name: str) -> None:
    agreement = load_terms(name, world_for([name])).agreement
    entries = timeline(agreement).entries
    known = [each.at for each in entries if each.at is not None]
    assert known == sorted(known)
    assert len(known) >= 2
    ids = {each.id for each in agreement.clauses}
    for moment in (known[0] - timedelta(days=1), *known, known[-1] + timedelta(days=400)):
        found = timeline(agreement, Known(moment))
        assert found.status in STATUSES
        assert set(found.binding) | {clause for clause, _ in found.resting} == ids
        assert {(each.promise, each.reading) for each in found.promises} == {
            (promise.id, reading) for promise in agreement.promises for reading in promise.readings
        }
        assert not [each for each in found.promises if each.state in ("missed", "kept", "kept_late")], "nobody reported"
        due = [each.due for each in found.due_next]
        assert due == sorted(due)
        assert all(each is not None and each >= moment for each in due)


ORDER = {"not_announced": 0, "announced": 1, "in_force": 2, "ended": 3}


@over(first=st.integers(0, 24 * 60 * 200), more=st.integers(0, 24 * 60 * 200))
def test_a_status_never_goes_back(first: int, more: int) -> None:
    """Except for a suspension, which ends."""
    plain = LIFE.model_copy(update={"changes": ()})
    before, after = (
        timeline(plain, Known(at("2020-02-01") + timedelta(minutes=minutes))).status
        for minutes in (first, first + more)
    )
    assert ORDER[before or ""] <= ORDER[after or ""]
