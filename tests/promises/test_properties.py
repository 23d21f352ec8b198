"""What holds for all promises and all reports of them."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire.promises import Delivery, State
from holdfire.terms import Agreement

from .pledges import at, deed, pledge, said, stands, truce

START, DUE = at("2020-03-01"), at("2020-04-01")
SOURCES = ("un", "debtor", "creditor")


def _after(hours: int) -> datetime:
    return START + timedelta(hours=hours)


@st.composite
def deliveries(draw: st.DrawFn, coarse: bool = True, days: int = 90) -> Delivery:
    """One report of a promise, or of another on which it may hang: to the minute, or in some hours or days; a number,
    in all or not, with a part or without, or whether it was done."""
    begins = _after(draw(st.integers(0, 24 * days)))
    ends = begins + timedelta(hours=draw(st.sampled_from([0, 0, 24, 72, 24 * 30]) if coarse else st.just(0)))
    of, by = draw(st.sampled_from(["p", "p", "q"])), (draw(st.sampled_from(SOURCES)),)
    if draw(st.booleans()):
        return Delivery(of, begins, ends, done=draw(st.booleans()), claimed_by=by)
    parts = {"fuel": float(draw(st.integers(0, 6)))} if draw(st.booleans()) else {}
    return Delivery(of, begins, ends, float(draw(st.integers(0, 20))), parts, claimed_by=by, total=draw(st.booleans()))


reports = st.lists(deliveries(), max_size=8)
clocks = st.integers(0, 24 * 150).map(_after)
"""From the start, a month before the deadline, to seven weeks after the end of the truce."""

SHARE = [{"counts": "fuel", "at_least": 5, "unit": "lorries of fuel"}]
SHAPES: dict[str, Agreement] = {
    "in all": truce(pledge()),
    "a deed": truce(deed()),
    "with a part": truce(pledge(of_which=SHARE)),
    "past the end": truce(pledge(due=DUE + timedelta(days=80))),
    "after another": truce(deed("q"), pledge(after=["q"])),
    "due after another": truce(deed("q"), pledge(due={"of": "q", "within": "72 h"})),
    "together": truce(deed("q", **{"with": ["p"]}), deed("p", **{"with": ["q"], "tolerance": "24 h"})),
    "suspended": truce(pledge(suspended_until="lifted"), events={"lifted": DUE - timedelta(days=9)}),
    "extended": truce(
        pledge(),
        changes=[
            {"id": "x", "kind": "extension", "on": DUE - timedelta(days=3), "until": DUE + timedelta(days=9)}
            | {"clauses": ["p"], "says": "Nine days more."}
        ],
    ),
    "after calm": truce(pledge(after=["calm"]), events={"calm": {"calm": {"days": 7, "of": "start"}}}),
}
QUOTAS: dict[str, Agreement] = {
    "a day": truce(pledge(amount={"at_least": 4, "unit": "lorries"}, per="day", due=_after(24 * 10))),
    "a week": truce(pledge(amount={"exactly": 6, "unit": "lorries"}, per="week", due=_after(24 * 21))),
    "a day, with a part": truce(
        pledge(amount={"at_least": 8, "unit": "lorries"}, per="day", due=_after(24 * 10), of_which=SHARE)
    ),
}
EVERY = SHAPES | QUOTAS
DEFINITE = ("kept", "kept_late", "missed")

every_shape = pytest.mark.parametrize("shape", EVERY)
every_total = pytest.mark.parametrize("shape", SHAPES)
every_quota = pytest.mark.parametrize("shape", QUOTAS)


def _p(shape: str, now: datetime, several: list[Delivery]) -> State:
    return stands(EVERY[shape], now, *several, breaches=())["p"]


def _nameless(state: State) -> State:
    """A state without the names of sources."""
    return replace(state, by_source=tuple(sorted(("", number) for _, number in state.by_source)))


@every_shape
@given(several=reports, now=clocks, order=st.randoms(use_true_random=False))
def test_the_order_of_reports_changes_nothing(
    shape: str, several: list[Delivery], now: datetime, order: random.Random
) -> None:
    mixed = list(several)
    order.shuffle(mixed)
    assert _p(shape, now, mixed) == _p(shape, now, several)


@every_shape
@given(several=reports, now=clocks, names=st.permutations(["osce", "north-news", "a village"]))
def test_sources_are_apart_whatever_they_are_called(
    shape: str, several: list[Delivery], now: datetime, names: list[str]
) -> None:
    called = dict(zip(SOURCES, names, strict=True))
    others = [replace(each, claimed_by=tuple(called[name] for name in each.claimed_by)) for each in several]
    assert _nameless(_p(shape, now, others)) == _nameless(_p(shape, now, several))


@every_shape
@given(now=clocks)
def test_silence_is_never_missed(shape: str, now: datetime) -> None:
    found = _p(shape, now, [])
    assert found.state not in ("missed", "kept", "kept_late")
    assert found.done is None
    assert found.state != "undetermined" or found.because == "nothing_reported"


@every_shape
@given(several=reports, now=clocks)
def test_what_is_told_of_others_alone_is_silence_about_this_one(
    shape: str, several: list[Delivery], now: datetime
) -> None:
    assert _p(shape, now, [each for each in several if each.promise == "q"]).state not in (
        "missed",
        "kept",
        "kept_late",
    )


# one more report, and the clock


@st.composite
def enough(draw: st.DrawFn) -> list[Delivery]:
    """Enough for any of the promises, by one source or several, in the second week: each tells of both promises."""
    told = []
    for source in draw(st.lists(st.sampled_from(SOURCES), min_size=1, unique=True)):
        done = _after(24 * 8 + draw(st.integers(0, 70)))
        told += [Delivery(of, done, done, 18.0, {"fuel": 6.0}, claimed_by=(source,)) for of in ("p", "q")]
    return told


@every_total
@settings(max_examples=100)
@given(several=enough(), more=deliveries(), hours=st.integers(24 * 12, 24 * 150))
def test_one_more_report_never_turns_kept_into_missed(
    shape: str, several: list[Delivery], more: Delivery, hours: int
) -> None:
    ready = max(_after(hours), DUE) if shape == "suspended" else _after(hours)
    assert _p(shape, ready, several).state == "kept"
    assert _p(shape, ready, [*several, more]).state != "missed"


@every_quota
@given(several=reports, more=deliveries(days=20), now=clocks)
def test_one_more_report_never_turns_a_day_or_week_that_was_kept_into_one_that_was_missed(
    shape: str, several: list[Delivery], more: Delivery, now: datetime
) -> None:
    full = [
        Delivery("p", _after(24 * day), _after(24 * day), 9.0, {"fuel": 6.0}, claimed_by=("un",)) for day in range(21)
    ]
    kept = {window.start for window in _p(shape, now, full).windows if window.state == "kept"}
    assert len(kept) == len(_p(shape, now, full).windows)
    after = {window.start for window in _p(shape, now, [*full, *several, more]).windows if window.state == "missed"}
    assert not kept & after


@every_total
@settings(max_examples=100)
@given(several=reports, rest=st.integers(0, 24 * 75), later=st.integers(0, 24 * 90))
def test_what_is_settled_stays_so_while_nothing_new_is_reported(
    shape: str, several: list[Delivery], rest: int, later: int
) -> None:
    """Kept stays kept, missed stays missed, and what has lapsed has lapsed, as the clock goes on."""
    now = max([DUE, *(each.end for each in several)]) + timedelta(hours=rest + 1)
    before = _p(shape, now, several)
    if before.state in (*DEFINITE, "lapsed"):
        assert said(_p(shape, now + timedelta(hours=later), several)) == said(before)


@every_total
@given(several=enough(), hours=st.integers(24 * 24, 24 * 90), later=st.integers(0, 24 * 90))
def test_what_is_kept_before_its_time_stays_kept(shape: str, several: list[Delivery], hours: int, later: int) -> None:
    assert _p(shape, _after(hours), several).state == "kept"
    assert _p(shape, _after(hours + later), several).state == "kept"


@every_quota
@given(several=reports, rest=st.integers(0, 24 * 30), later=st.integers(0, 24 * 60))
def test_a_day_or_week_that_is_over_stays_as_it_was(shape: str, several: list[Delivery], rest: int, later: int) -> None:
    now = max([START, *(each.end for each in several)]) + timedelta(hours=rest + 1)
    before, after = (_p(shape, when, several).windows for when in (now, now + timedelta(hours=later)))
    assert after[: len(before)] == before


# one source, several sources


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if not shape.endswith(("another", "together"))])
@settings(max_examples=100)
@given(several=reports, hours=st.integers(0, 24 * 90))
def test_all_sources_together_settle_nothing_that_none_of_them_settles(
    shape: str, several: list[Delivery], hours: int
) -> None:
    """What is definite is what one source alone says of it, and none alone says otherwise."""
    now = DUE + timedelta(days=20, hours=hours)
    known = [each for each in several if each.promise == "p" and each.start < now]
    alone = {
        _p(shape, now, [each for each in known if each.claimed_by == (source,)]).state
        for source in {name for each in known for name in each.claimed_by}
    }
    together = _p(shape, now, known).state
    if together in DEFINITE:
        # that it was not done by the deadline, and that it came late, are no contradiction
        agreeing = {together} | ({"missed"} if together == "kept_late" else set())
        assert together in alone
        assert alone & set(DEFINITE) <= agreeing


@every_total
@settings(max_examples=100)
@given(several=reports, now=clocks)
def test_it_is_missed_only_where_a_source_says_that_no_more_came_by_then(
    shape: str, several: list[Delivery], now: datetime
) -> None:
    found = _p(shape, now, several)
    if found.state == "missed" and found.because != "not_simultaneous":
        assert found.due is not None
        least = {"p": 18.0, "fuel": 5.0} if found.owed == (18, 18) else {"p": 1.0}
        assert any(
            each.closes and each.end >= found.due and min(_numbers(each, least)) < 0
            for each in several
            if each.promise == "p"
        )


def _numbers(each: Delivery, least: dict[str, float]) -> list[float]:
    """By how much a report falls short of the whole, and of the part where it tells of one."""
    whole = 0.0 if each.amount is None else each.amount
    parts = [each.parts[name] - number for name, number in least.items() if name in each.parts]
    return [whole - least["p"], *parts]


@given(several=st.lists(deliveries(coarse=False), max_size=8), hours=st.integers(1, 24 * 90))
def test_a_number_is_kept_only_if_a_source_counts_enough_by_then(several: list[Delivery], hours: int) -> None:
    """Worked out by hand: what each source says of the time up to the deadline, added from its last total on."""
    now = DUE + timedelta(hours=hours)
    known = sorted((each for each in several if each.promise == "p"), key=lambda each: each.start)
    sums: dict[str, float] = {}
    for each in known:
        if each.start <= DUE:
            number = each.amount if each.amount is not None else 18.0 * bool(each.done)
            before = 0.0 if each.total or each.done is False else sums.get(each.claimed_by[0], 0.0)
            sums[each.claimed_by[0]] = before + number
    if _p("in all", now, several).state == "kept":
        assert max(sums.values()) >= 18


@given(several=reports, now=clocks)
def test_two_sources_that_say_the_same_are_as_good_as_one(several: list[Delivery], now: datetime) -> None:
    mine = [replace(each, claimed_by=("un",)) for each in several]
    twice = [*mine, *(replace(each, claimed_by=("red-cross",)) for each in mine)]
    for shape in EVERY:
        assert said(_p(shape, now, twice)) == said(_p(shape, now, mine))


@given(
    amounts=st.lists(st.integers(0, 6), min_size=1, max_size=6),
    when=st.integers(0, 24 * 60).map(_after),
    now=clocks,
)
def test_a_report_in_parts_is_the_report_of_the_whole(amounts: list[int], when: datetime, now: datetime) -> None:
    whole = [Delivery("p", when, when, float(sum(amounts)), claimed_by=("un",))]
    parts = [Delivery("p", when, when, float(each), claimed_by=("un",)) for each in amounts]
    for shape in ("in all", "a day", "past the end"):
        assert _p(shape, now, parts) == _p(shape, now, whole)


@given(enough=st.integers(18, 40), short=st.integers(0, 17), now=st.integers(1, 2000))
def test_a_source_that_has_it_done_and_one_that_says_no_more_came_leave_it_open(
    enough: int, short: int, now: int
) -> None:
    by = [
        Delivery("p", START, START, float(enough), claimed_by=("debtor",)),
        Delivery("p", DUE, DUE, float(short), claimed_by=("creditor",), total=True),
    ]
    for several in (by, by[::-1]):
        found = _p("in all", DUE + timedelta(hours=now), several)
        assert said(found) == ("undetermined", "sources_differ")
        assert found.done == (short, enough)


# time


def _moved(agreement: Agreement, span: timedelta) -> Agreement:
    """The same agreement so much later: every moment that it names."""
    content = agreement.model_dump(by_alias=True, exclude_unset=True)

    def later(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: later(each) for name, each in value.items()}
        if isinstance(value, list | tuple):
            return [later(each) for each in value]
        if hasattr(value, "isoformat"):
            return at(value.isoformat()).astimezone(START.tzinfo) + span
        return value

    return Agreement.model_validate(later(content))


@every_shape
@given(several=reports, now=clocks, days=st.integers(-400, 400), minutes=st.integers(-1440, 1440))
def test_moving_every_instant_moves_the_deadline_and_changes_no_answer(
    shape: str, several: list[Delivery], now: datetime, days: int, minutes: int
) -> None:
    """The zone has no summer time, so that a civil day is a day; a quota counts whole civil days."""
    span = timedelta(days=days, minutes=0 if shape in QUOTAS else minutes)
    moved = [replace(each, start=each.start + span, end=each.end + span) for each in several]
    before = _p(shape, now, several)
    after = stands(_moved(EVERY[shape], span), now + span, *moved, breaches=())["p"]
    assert said(after) == said(before)
    for name in ("due", "opens"):
        was, now_is = getattr(before, name), getattr(after, name)
        assert now_is == (None if was is None else was + span)
    assert [window.start for window in after.windows] == [window.start + span for window in before.windows]
