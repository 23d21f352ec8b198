"""What holds for all promises and all reports of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from holdfire.promises import Delivery, State
from holdfire.terms import Agreement

from .pledges import at, deed, pledge, said, stands, truce

START, DUE, LAST = at("2020-03-01"), at("2020-04-01"), at("2020-07-15")
SOURCES = ("un", "debtor", "creditor")

hours = st.integers(0, 24 * 90)
"""From the start of the truce: a month in which it is in time, the rest of the truce, and a month after its end."""


@st.composite
def deliveries(draw: st.DrawFn, of: str = "p", sources: tuple[str, ...] = SOURCES, coarse: bool = True) -> Delivery:
    """One report, to the minute, or in some hours or days; a number, or whether it was done."""
    begins = START + timedelta(hours=draw(hours))
    ends = begins + timedelta(hours=draw(st.sampled_from([0, 0, 24, 72, 24 * 30]) if coarse else st.just(0)))
    by = draw(st.sampled_from(sources))
    if draw(st.booleans()):
        return Delivery(of, begins, ends, done=draw(st.booleans()), claimed_by=(by,))
    parts = {"fuel": float(draw(st.integers(0, 6)))} if draw(st.booleans()) else {}
    return Delivery(of, begins, ends, float(draw(st.integers(0, 20))), parts, claimed_by=(by,))


reports = st.lists(deliveries(), max_size=6)
clocks = st.integers(0, 24 * 150).map(lambda passed: START + timedelta(hours=passed))

SHARE = [{"counts": "fuel", "at_least": 5, "unit": "lorries of fuel"}]
SHAPES: dict[str, Agreement] = {
    "in all": truce(pledge()),
    "a deed": truce(deed()),
    "with a part": truce(pledge(of_which=SHARE)),
    "a day": truce(pledge(amount={"at_least": 4, "unit": "lorries"}, per="day", due=None)),
    "a week": truce(pledge(amount={"exactly": 6, "unit": "lorries"}, per="week", of_which=SHARE)),
    "past the end": truce(pledge(due=DUE + timedelta(days=80))),
    "after a promise": truce(deed("q"), pledge(after=["q"])),
    "due after a promise": truce(deed("q"), pledge(due={"of": "q", "within": "72 h"})),
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

every_shape = pytest.mark.parametrize("shape", SHAPES)


def _p(shape: str, now: Any, several: list[Delivery], **known: Any) -> State:
    others = [replace(each, promise="q") for each in several[::2]] if "promise" in shape or shape == "together" else []
    return stands(SHAPES[shape], now, *several, *others, **{"breaches": (), **known})["p"]


def _nameless(state: State) -> Any:
    """A state without the names of sources."""
    return replace(state, by_source=tuple(sorted(number for _, number in state.by_source)))


@every_shape
@given(several=reports, now=clocks, order=st.randoms(use_true_random=False))
def test_the_order_of_reports_changes_nothing(shape: str, several: list[Delivery], now: Any, order: Any) -> None:
    mixed = list(several)
    order.shuffle(mixed)
    quiet = ("promise" in shape, shape == "together")
    assume(not any(quiet) or mixed == several)  # the other promise is told by every second report
    assert _p(shape, now, mixed) == _p(shape, now, several)


@every_shape
@given(several=reports, now=clocks, names=st.permutations(["osce", "north-news", "a village"]))
def test_sources_are_apart_whatever_they_are_called(
    shape: str, several: list[Delivery], now: Any, names: list[str]
) -> None:
    called = dict(zip(SOURCES, names, strict=True))
    others = [replace(each, claimed_by=tuple(called[name] for name in each.claimed_by)) for each in several]
    assert _nameless(_p(shape, now, others)) == _nameless(_p(shape, now, several))


@every_shape
@given(several=reports, more=deliveries(), now=clocks)
def test_one_more_report_never_turns_kept_into_missed(
    shape: str, several: list[Delivery], more: Delivery, now: Any
) -> None:
    before = _p(shape, now, several)
    assume(before.state == "kept")
    assert _p(shape, now, [*several, more]).state != "missed"


@every_shape
@given(now=clocks)
def test_silence_is_never_missed(shape: str, now: Any) -> None:
    found = _p(shape, now, [])
    assert found.state not in ("missed", "kept", "kept_late")
    assert found.done is None
    if found.state == "undetermined":
        assert found.because == "nothing_reported"


@every_shape
@given(several=reports, now=clocks, later=st.integers(0, 24 * 60))
def test_what_is_settled_stays_so_while_nothing_new_is_reported(
    shape: str, several: list[Delivery], now: Any, later: int
) -> None:
    """Kept stays kept, missed stays missed and lapsed stays lapsed, as the clock goes on."""
    assume(all(each.end < now for each in several))
    assume(shape not in ("a day", "a week"))  # a quota goes on: a day to come may be missed
    before = _p(shape, now, several)
    assume(before.state in ("kept", "kept_late", "missed", "lapsed"))
    moved = shape == "extended" and now < at("2020-03-29")  # the extension is made known
    assume(not moved or before.state == "kept")
    assert said(_p(shape, now + timedelta(hours=later), several)) == said(before)


@every_shape
@given(several=reports, now=clocks, later=st.integers(0, 24 * 60))
def test_a_quota_once_missed_stays_missed(shape: str, several: list[Delivery], now: Any, later: int) -> None:
    assume(shape in ("a day", "a week"))
    assume(all(each.end < now for each in several))
    before = _p(shape, now, several)
    assume(before.state == "missed")
    assert _p(shape, now + timedelta(hours=later), several).state == "missed"


# one source, several sources

JUDGED = ("kept", "kept_late", "missed")


@given(several=st.lists(deliveries(), min_size=1, max_size=8), now=clocks)
def test_the_answer_is_what_every_source_says_or_none(several: list[Delivery], now: Any) -> None:
    """Each source alone has an answer. Where all have the same one it is the answer; otherwise it is open."""
    assume(now >= DUE)
    assume(all(each.start < now for each in several))
    together = _p("in all", now, several)
    alone = {
        _p("in all", now, [each for each in several if each.claimed_by == (source,)]).state
        for source in {name for each in several for name in each.claimed_by}
    }
    (answer,) = alone if len(alone) == 1 else ("undetermined",)
    assert together.state == answer


@given(several=st.lists(deliveries(coarse=False), max_size=8), now=clocks)
def test_a_number_is_kept_only_if_the_sums_say_so(several: list[Delivery], now: Any) -> None:
    """Worked out by hand: each source's own sum of what it reports by the deadline, 18 where it says done."""
    assume(now > DUE)
    known = [each for each in several if each.start < now]
    sums = {name: 0.0 for each in known for name in each.claimed_by}
    for each in known:
        if each.start <= DUE:
            sums[each.claimed_by[0]] += each.amount if each.amount is not None else 18.0 * bool(each.done)
    found = _p("in all", now, several)
    assert (found.state == "kept") == (bool(sums) and min(sums.values()) >= 18)
    if found.state == "missed":
        assert max(sums.values()) < 18


@given(several=reports, now=clocks)
def test_two_sources_that_say_the_same_are_as_good_as_one(several: list[Delivery], now: Any) -> None:
    mine = [replace(each, claimed_by=("un",)) for each in several]
    twice = [*mine, *(replace(each, claimed_by=("red-cross",)) for each in mine)]
    for shape in SHAPES:
        if shape not in ("after a promise", "due after a promise", "together"):
            assert said(_p(shape, now, twice)) == said(_p(shape, now, mine))


@given(
    amounts=st.lists(st.integers(0, 6), min_size=1, max_size=6),
    when=st.integers(0, 24 * 60).map(lambda passed: START + timedelta(hours=passed)),
    now=clocks,
)
def test_a_report_in_parts_is_the_report_of_the_whole(amounts: list[int], when: Any, now: Any) -> None:
    whole = [Delivery("p", when, when, float(sum(amounts)), claimed_by=("un",))]
    parts = [Delivery("p", when, when, float(each), claimed_by=("un",)) for each in amounts]
    for shape in ("in all", "a day", "past the end"):
        assert _p(shape, now, parts) == _p(shape, now, whole)


@given(enough=st.integers(18, 40), short=st.integers(0, 17), now=st.integers(1, 2000))
def test_rival_sources_on_both_sides_of_the_line_leave_it_open(enough: int, short: int, now: int) -> None:
    by = [
        Delivery("p", START, START, float(enough), claimed_by=("debtor",)),
        Delivery("p", START, START, float(short), claimed_by=("creditor",)),
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
    shape: str, several: list[Delivery], now: Any, days: int, minutes: int
) -> None:
    """The zone has no summer time, so that a civil day is a day; a quota counts whole civil days."""
    span = timedelta(days=days, minutes=0 if shape in ("a day", "a week") else minutes)
    moved = [replace(each, start=each.start + span, end=each.end + span) for each in several]
    before = _p(shape, now, several)
    others = [replace(each, promise="q") for each in moved[::2]] if "promise" in shape or shape == "together" else []
    after = stands(_moved(SHAPES[shape], span), now + span, *moved, *others, breaches=())["p"]
    assert said(after) == said(before)
    for name in ("due", "opens"):
        was, now_is = getattr(before, name), getattr(after, name)
        assert now_is == (None if was is None else was + span)
    assert [window.start for window in after.windows] == [window.start + span for window in before.windows]
