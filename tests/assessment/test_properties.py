"""The algebra of judging: what must not matter does not, and what must add up does."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.assessment import Summary, assess_batch, summarise
from holdfire.assessment.fold import VERDICTS, Groups, Voice, events_of, findings_of, fold
from holdfire.assessment.judge import Bench, Pairs
from holdfire.assessment.outcome import Outcome, outcome_of, unpack
from holdfire.assessment.reasons import REASONS, TESTS
from holdfire.assessment.standing import over_time, together
from holdfire.records import Verdict
from holdfire.world import NO, UNKNOWN, YES
from made import Made, swapped
from strategies import ACTORS, DIRECTIONS, reports, tables

SAID = ("verdict", "kind", "kinds", "p_violation", "p_permitted", "p_out_of_scope", "p_undetermined")


def by_id(table: pa.Table) -> dict[str, dict[str, Any]]:
    key = "finding_id" if "finding_id" in table.column_names else "event_id"
    return {row[key]: row for row in table.to_pylist()}


# screening


def everything(bench: Bench) -> Pairs:
    """Every act under every clause whose act is not surely no: nothing is screened off by area, period or event."""
    act, column = np.nonzero(bench.spoken_of[bench.act.key])
    return bench.judged(Pairs(act, column.astype(np.int64), np.zeros(0, np.int64)))


def said_of(groups: Groups) -> dict[tuple[int, int], Any]:
    return {
        (int(row), int(column)): groups.folded[int(pattern)]
        for row, column, pattern in zip(groups.row, groups.column, groups.pattern, strict=True)
    }


@given(tables)
def test_screening_changes_no_verdict_of_an_event(made: Made, table: list[dict[str, Any]]) -> None:
    batch = made.judge(*table)
    whole = said_of(events_of(batch.bench, everything(batch.bench)))
    screened = said_of(batch.events)
    assert set(whole) == set(screened)
    for key, folded in screened.items():
        assert (folded.verdict, folded.kinds, folded.masses) == (
            whole[key].verdict,
            whole[key].kinds,
            whole[key].masses,
        )


@given(tables)
def test_screening_drops_only_findings_that_are_out_of_scope(made: Made, table: list[dict[str, Any]]) -> None:
    batch = made.judge(*table)
    whole, screened = said_of(findings_of(batch.bench, everything(batch.bench))), said_of(batch.findings)
    for key, folded in whole.items():
        if key in screened:
            assert (folded.verdict, folded.masses) == (screened[key].verdict, screened[key].masses)
        else:
            assert folded.verdict == Verdict.OUT_OF_SCOPE


@given(tables)
def test_settled_pairs_are_those_that_a_scope_test_takes_out(made: Made, table: list[dict[str, Any]]) -> None:
    batch = made.judge(*table)
    settled = batch.bench.settled(batch.pairs)
    for done, signature in zip(settled.tolist(), batch.pairs.signature.tolist(), strict=True):
        reasons = [REASONS[test][number] for test, number in zip(TESTS, unpack(signature), strict=True)]
        assert done == any(reason.answer == NO for reason in reasons[1:7])
        if done:
            assert outcome_of(signature).verdict == Verdict.OUT_OF_SCOPE


# the two sides


@given(reports())
def test_swapping_the_parties_swaps_the_verdicts(made: Made, report: dict[str, Any]) -> None:
    one, other = made.judge(report), made.judge(swapped(report))
    mine = {(r["clause"], r["interpretation"]): r for r in one.finding_table().to_pylist()}
    theirs = {(r["clause"], r["interpretation"]): r for r in other.finding_table().to_pylist()}
    assert {(swapped(clause), reading) for clause, reading in mine} == set(theirs)
    for (clause, reading), row in mine.items():
        for name in (*SAID, "reason"):
            assert row[name] == theirs[swapped(clause), reading][name]


@given(reports())
def test_swapping_the_parties_leaves_the_event_as_it_is(made: Made, report: dict[str, Any]) -> None:
    (one,) = made.judge(report).event_table().to_pylist()
    (other,) = made.judge(swapped(report)).event_table().to_pylist()
    assert all(one[name] == other[name] for name in (*SAID, "sensitive", "phase", "attribution_basis"))
    assert swapped(one["attributed_to"]) == other["attributed_to"]


@given(tables)
def test_counts_by_side_are_exchanged_with_the_parties(made: Made, table: list[dict[str, Any]]) -> None:
    mine = summarise(made.judge(*table), with_settle=False).by_side
    theirs = summarise(made.judge(*map(swapped, table)), with_settle=False).by_side
    other = {"north": "south", "south": "north"}
    assert {(other[side], *rest): n for (side, *rest), n in mine.items()} == dict(theirs)


# rows


@given(tables)
def test_every_observation_has_one_row_at_event_level(made: Made, table: list[dict[str, Any]]) -> None:
    events = made.judge(*table).event_table()
    assert events["event_id"].to_pylist() == [f"made:{n + 1}" for n in range(len(table))]


@given(tables, st.integers(0, 5))
def test_rows_are_rows_kept_and_rows_set_aside(made: Made, table: list[dict[str, Any]], aside: int) -> None:
    summary = summarise(made.judge(*table), set_aside=aside)
    assert summary.rows == summary.kept + summary.set_aside == len(table) + aside
    assert sum(summary.events.values()) == len(table)
    assert summary.undated + sum(summary.per_day_total.values()) == len(table)


def counted(summary: Summary) -> dict[str, Any]:
    """Everything that a summary says, without the keys whose count is nought."""
    return {
        name: {k: v for k, v in value.items() if v} if isinstance(value, dict) else value
        for name, value in vars(summary).items()
    }


@given(tables, st.lists(st.integers(0, 6), max_size=4))
def test_splitting_a_table_in_any_way_changes_nothing(made: Made, table: list[dict[str, Any]], cuts: list[int]) -> None:
    seen, rivals = made.tables(table)
    whole = assess_batch(made.program, seen, rivals)
    edges = sorted({0, len(table), *(cut for cut in cuts if cut < len(table))})
    parts = [assess_batch(made.program, seen.slice(start, end - start), rivals) for start, end in pairwise(edges)]
    joined = [row for part in parts for row in part.finding_table().to_pylist()]
    assert joined == whole.finding_table().to_pylist()
    assert [row for part in parts for row in part.event_table().to_pylist()] == whole.event_table().to_pylist()
    total = sum((summarise(part, with_settle=False) for part in parts), Summary())
    assert counted(total) == counted(summarise(whole, with_settle=False))


@given(tables, st.integers(0, 6))
def test_what_would_settle_it_adds_up_over_the_parts_of_a_table(
    made: Made, table: list[dict[str, Any]], cut: int
) -> None:
    seen, rivals = made.tables(table)
    parts = [
        assess_batch(made.program, part, rivals) for part in (seen.slice(0, cut), seen.slice(cut)) if part.num_rows
    ]
    whole = summarise(assess_batch(made.program, seen, rivals))
    assert sum((summarise(part) for part in parts), Summary()).settle == whole.settle


@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(made: Made, table: list[dict[str, Any]], random: Any) -> None:
    seen, rivals = made.tables(table)
    order = list(range(len(table)))
    random.shuffle(order)
    one, other = (
        assess_batch(made.program, seen, rivals),
        assess_batch(made.program, seen.take(pa.array(order)), rivals),
    )
    assert by_id(one.finding_table()) == by_id(other.finding_table())
    assert by_id(one.event_table()) == by_id(other.event_table())
    assert counted(summarise(one)) == counted(summarise(other))


@given(tables)
def test_the_same_table_gives_the_same_answer_twice(made: Made, table: list[dict[str, Any]]) -> None:
    assert made.judge(*table).finding_table() == made.judge(*table).finding_table()


# hypotheses

_WEIGHTED = st.sampled_from((0.1, 0.25, 0.4, 0.6))
_NOTHING = (
    ("actors", st.lists(st.sampled_from(ACTORS), max_size=2, unique=True)),
    ("targets", st.lists(st.sampled_from(ACTORS), max_size=2, unique=True)),
    ("when", st.sampled_from(("2020-01-01", "2020-03-10", "2020"))),
    ("where", st.sampled_from(("far-away", "north-town", "madeland"))),
    ("act", st.sampled_from(("shelling", "guard_post", "statement"))),
    ("direction", st.sampled_from(DIRECTIONS)),
)


_NOUGHT = st.sampled_from(_NOTHING).flatmap(lambda each: st.tuples(st.just(each[0]), each[1]))


def check_nought(made: Made, report: dict[str, Any], nothing: tuple[str, Any]) -> None:
    """The same report with a rival value of weight nought: the same verdicts, kinds and masses."""
    field, value = nothing
    more = report | {"alternatives": [*report["alternatives"], {"field": field, "value": value, "weight": 0.0}]}
    (one,), (other,) = (made.judge(each).event_table().to_pylist() for each in (report, more))
    assert {name: one[name] for name in (*SAID, "sensitive")} == {name: other[name] for name in (*SAID, "sensitive")}
    mine, theirs = (by_id(made.judge(each).finding_table()) for each in (report, more))
    for ident in {*mine, *theirs}:
        said = [each.get(ident, {"verdict": "out_of_scope"})["verdict"] for each in (mine, theirs)]
        assert said[0] == said[1]


@given(reports(_WEIGHTED), _NOUGHT)
def test_a_hypothesis_of_weight_nought_changes_nothing(
    made: Made, report: dict[str, Any], nothing: tuple[str, Any]
) -> None:
    check_nought(made, report | {"direction": "known"}, nothing)


@given(reports(_WEIGHTED), _NOUGHT)
def test_nor_does_it_where_nobody_says_who_acted_on_whom(
    made: Made, report: dict[str, Any], nothing: tuple[str, Any]
) -> None:
    check_nought(made, report | {"direction": "unknown"}, nothing)


@given(reports(_WEIGHTED), _NOUGHT)
def test_nor_does_it_in_an_exchange_of_fire(made: Made, report: dict[str, Any], nothing: tuple[str, Any]) -> None:
    check_nought(made, report | {"direction": "mutual"}, nothing)


@given(tables)
def test_masses_sum_to_one_and_the_verdict_has_more_than_half(made: Made, table: list[dict[str, Any]]) -> None:
    batch = made.judge(*table)
    for row in (*batch.finding_table().to_pylist(), *batch.event_table().to_pylist()):
        masses = {
            verdict: row[f"p_{verdict}"] for verdict in ("violation", "permitted", "out_of_scope", "undetermined")
        }
        assert sum(masses.values()) == pytest.approx(1)
        if row["verdict"] != "undetermined":
            assert masses[row["verdict"]] > 0.5


@given(tables)
def test_only_the_undetermined_has_kinds_and_the_first_is_its_kind(made: Made, table: list[dict[str, Any]]) -> None:
    order = ["aggregate", "delineation", "precision", "fact", "meaning", "exception"]
    batch = made.judge(*table)
    for row in (*batch.finding_table().to_pylist(), *batch.event_table().to_pylist()):
        assert (row["verdict"] == "undetermined") == bool(row["kinds"])
        assert row["kind"] == (row["kinds"][0] if row["kinds"] else None)
        assert row["kinds"] == sorted(row["kinds"], key=order.index)


# one signature

signatures = st.tuples(*(st.integers(0, len(REASONS[test]) - 1) for test in TESTS))


@given(signatures)
def test_eight_answers_give_the_verdict_of_the_table(numbers: tuple[int, ...]) -> None:
    """The table of "From facts to a verdict", read row by row."""
    outcome = outcome_of(sum(number << (6 * n) for n, number in enumerate(numbers)))
    answers = {test: REASONS[test][number].answer for test, number in zip(TESTS, numbers, strict=True)}
    reasons = {test: REASONS[test][number] for test, number in zip(TESTS, numbers, strict=True)}
    scope = [test for test in TESTS[1:7] if answers[test] == NO]
    if answers["act"] == NO:
        assert (outcome.verdict, outcome.reason) == (Verdict.OUT_OF_SCOPE, f"act:{reasons['act'].code}")
    elif scope:
        assert (outcome.verdict, outcome.reason) == (Verdict.OUT_OF_SCOPE, f"{scope[0]}:{reasons[scope[0]].code}")
        assert {f"{test}:{reasons[test].code}" for test in scope} <= set(outcome.reasons)
    elif answers["no_exception"] == NO:
        assert outcome.verdict == Verdict.PERMITTED
    elif set(answers.values()) == {YES}:
        assert outcome.verdict == Verdict.VIOLATION
    else:
        assert outcome.verdict == Verdict.UNDETERMINED
        assert set(outcome.kinds) == {str(r.kind) for r in reasons.values() if r.answer == UNKNOWN}


def test_reasons_carry_a_kind_just_where_they_are_unknown() -> None:
    for test in TESTS:
        for reason in REASONS[test]:
            assert (reason.answer == UNKNOWN) == (reason.kind is not None)
            assert reason.assumes is None or reason.answer != UNKNOWN


# together, over time, fold

answers = st.sampled_from(("yes", "no", "not_yet", "aggregate", "mixed_side", "unlisted"))


@given(answers)
def test_one_alone_is_what_it_is(answer: str) -> None:
    assert together([answer]) == over_time([answer]) == answer


@given(st.lists(answers, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_together_does_not_depend_on_order_or_repetition(found: list[str], random: Any) -> None:
    shuffled = [*found, *found[:1]]
    random.shuffle(shuffled)
    assert together(found) == together(shuffled)
    assert over_time(found) == over_time(shuffled)


@given(st.lists(answers, min_size=1, max_size=5))
def test_a_side_is_surely_something_only_if_all_of_it_is(found: list[str]) -> None:
    answer = together(found)
    assert (answer == "yes") == (set(found) == {"yes"})
    assert (answer in ("no", "not_yet")) == (set(found) <= {"no", "not_yet"})


def outcome(verdict: Verdict) -> Outcome:
    kinds = ("fact",) if verdict == Verdict.UNDETERMINED else ()
    reason = {Verdict.VIOLATION: "all_met", Verdict.UNDETERMINED: "bound:unlisted"}.get(
        verdict, f"no_exception:{verdict}"
    )
    return Outcome(verdict, kinds, reason, (), ())


verdicts = st.sampled_from(VERDICTS)


@given(st.lists(verdicts, min_size=1, max_size=6))
def test_rivals_without_weights_need_to_agree(said: list[Verdict]) -> None:
    folded = fold([Voice(n, None, outcome(each)) for n, each in enumerate(said)], len(said), 0.0)
    assert folded.verdict == (said[0] if len(set(said)) == 1 else Verdict.UNDETERMINED)
    if len(set(said)) > 1:
        assert "fact" in folded.kinds


@given(st.lists(verdicts, min_size=1, max_size=5))
def test_a_hypothesis_is_as_grave_as_its_gravest_act(said: list[Verdict]) -> None:
    folded = fold([Voice(0, 1.0, outcome(each)) for each in said], 1, 0.0)
    assert folded.verdict == max(said, key=VERDICTS.index)


@given(
    st.lists(st.tuples(verdicts, st.integers(0, 20)), min_size=1, max_size=6).filter(
        lambda each: sum(w for _, w in each)
    )
)
def test_more_than_half_of_the_mass_is_the_verdict(said: list[tuple[Verdict, int]]) -> None:
    total = sum(weight for _, weight in said)
    folded = fold([Voice(n, weight / total, outcome(each)) for n, (each, weight) in enumerate(said)], len(said), 0.0)
    mass = {verdict: sum(w for each, w in said if each == verdict) for verdict in VERDICTS}
    heaviest = max(VERDICTS, key=lambda verdict: mass[verdict])
    assert folded.verdict == (heaviest if 2 * mass[heaviest] > total else Verdict.UNDETERMINED)
    assert folded.masses == pytest.approx([mass[verdict] / total for verdict in VERDICTS])


@given(st.lists(verdicts, min_size=1, max_size=5), verdicts)
def test_what_was_not_kept_goes_to_undetermined(said: list[Verdict], verdict: Verdict) -> None:
    n = len(said)
    folded = fold([Voice(k, 0.9 / n, outcome(verdict)) for k in range(n)], n, 0.1)
    masses = dict(zip(VERDICTS, folded.masses, strict=True))
    assert masses[Verdict.UNDETERMINED] == pytest.approx(1.0 if verdict == Verdict.UNDETERMINED else 0.1)
    assert folded.verdict == verdict


def test_half_is_not_more_than_half() -> None:
    said = [Voice(0, 0.5, outcome(Verdict.VIOLATION)), Voice(1, 0.5, outcome(Verdict.OUT_OF_SCOPE))]
    assert fold(said, 2, 0.0).verdict == Verdict.UNDETERMINED
