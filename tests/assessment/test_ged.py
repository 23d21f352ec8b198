"""The first half of 2016 in UCDP GED, held against the cessation of February: the figures, and what would settle them.

The figures are those of the project's issue 9 and of "What the truce looks like in GED" in its domain facts. A rate is
rows a day over the civil days of the first column, rows of at most seven civil days, by their first day.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from holdfire.assessment import Batch, Summary, assess_batch, compile_terms, read_assumption, summarise, warnings
from holdfire.publish.account import account
from holdfire.sources import open_source
from holdfire.terms import load_terms
from holdfire.world import World, without_ground

pytestmark = pytest.mark.shared

BEFORE = (date(2016, 1, 28), date(2016, 2, 26))
AFTER = (date(2016, 2, 27), date(2016, 3, 12))
OPEN = ("violation", "undetermined")
LONGEST = 6
"""Days between the first and the last day of the longest rows counted."""


@dataclass(frozen=True)
class Run:
    """The half-year before the cessation, with a baseline from 28 January."""

    path: Path
    world: World

    @cached_property
    def observations(self) -> pa.Table:
        source = open_source(self.path, self.world)
        return pa.concat_tables([run.observations for each in source.fragments() for run in source.read(each)])

    def judged(self, world: World | None = None, *assume: str) -> Batch:
        """The whole table, in another world or under assumptions where they are given."""
        known = world or self.world
        assumptions = [read_assumption(text) for text in assume]
        terms = load_terms("syria-coh-2016", known)
        program = compile_terms(terms, known, "2016-01-28", assumptions)
        return assess_batch(program, self.observations, assumptions=assumptions)

    @cached_property
    def batch(self) -> Batch:
        return self.judged()

    @cached_property
    def summary(self) -> Summary:
        return summarise(self.batch)

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """Each row of the file as it stands, with what the event table says of it under `said`."""
        said = {row["event_id"]: row for row in self.batch.event_table().to_pylist()}
        with self.path.open(encoding="utf-8", newline="") as file:
            return [row | {"said": said[f"ucdp-ged:{row['id']}"]} for row in csv.DictReader(file)]

    def rates(self, wanted: Callable[[dict[str, Any]], bool]) -> tuple[float, float]:
        """Rows a day before and after the start, rounded to a tenth as the figures are."""
        return tuple(round(self._rate(span, wanted), 1) for span in (BEFORE, AFTER))  # type: ignore[return-value]

    def _rate(self, span: tuple[date, date], wanted: Callable[[dict[str, Any]], bool]) -> float:
        first, last = span
        n = sum(1 for row in self.rows if first <= _day(row, "start") <= last and _days(row) <= LONGEST and wanted(row))
        return n / ((last - first).days + 1)


def _day(row: dict[str, Any], which: str) -> date:
    return date.fromisoformat(row[f"date_{which}"][:10])


def _days(row: dict[str, Any]) -> int:
    return (_day(row, "end") - _day(row, "start")).days


@pytest.fixture(scope="module")
def run(shared: Path, world: World) -> Run:
    return Run(shared / "ucdp_ged_syria" / "ged_syria_2016H1_shared.csv", world)


def is_dyad(row: dict[str, Any]) -> bool:
    return bool(row["dyad_name"] == "Government of Syria - Syrian insurgents")


def with_islamic_state(row: dict[str, Any]) -> bool:
    return "IS" in (row["side_a"], row["side_b"]) or "IS" in row["dyad_name"].split(" - ")


def is_open(row: dict[str, Any]) -> bool:
    return row["said"]["verdict"] in OPEN


# the figures


def test_every_input_row_is_there(run: Run) -> None:
    events = run.batch.event_table()
    assert events.num_rows == run.observations.num_rows == len(run.rows) == 2984
    assert len(set(events["event_id"].to_pylist())) == 2984


def test_the_dyad_as_coded(run: Run) -> None:
    assert run.rates(is_dyad) == (10.7, 5.9)


def test_all_events_stand_beside(run: Run) -> None:
    assert run.rates(lambda row: True) == (17.4, 16.0)


def test_every_row_without_the_islamic_state(run: Run) -> None:
    assert run.rates(lambda row: not with_islamic_state(row)) == (11.8, 7.5)


def test_the_answer_lies_between_the_dyad_and_every_row_without_the_islamic_state(run: Run) -> None:
    before, after = run.rates(is_open)
    assert 10.7 <= before <= 11.8
    assert 5.9 <= after <= 7.5


def test_every_row_of_the_dyad_may_fall_under_the_terms(run: Run) -> None:
    """The aggregate is undetermined by itself; where a reference says who held the place, it may be a violation."""
    for row in run.rows:
        if is_dyad(row) and row["said"]["phase"] is not None:
            assert row["said"]["verdict"] == "violation" or row["said"]["kind"] == "aggregate"


def test_the_other_rows_in_the_answer_have_a_covered_side_on_each_end(run: Run) -> None:
    others = Counter(row["dyad_name"] for row in run.rows if is_open(row) and not is_dyad(row))
    assert not any("IS" in name.split(" - ") for name in others)


def test_dyads_with_the_islamic_state_are_out_of_scope_and_rise(run: Run) -> None:
    assert run.rates(with_islamic_state) == (5.6, 8.5)
    assert {row["said"]["verdict"] for row in run.rows if with_islamic_state(row)} == {"out_of_scope"}


@pytest.mark.parametrize(("origin", "rates"), [("sohr", (5.1, 3.9)), ("waha-report", (5.8, 2.3))])
def test_the_dyad_by_origin(run: Run, origin: str, rates: tuple[float, float]) -> None:
    found = run.rates(lambda row: is_dyad(row) and origin in row["said"]["claimed_by"])
    assert found == rates


# long rows


def whole_years(run: Run) -> list[dict[str, Any]]:
    return [row for row in run.rows if row["date_start"][:10] == "2016-01-01" and _days(row) >= 364]


def test_the_six_whole_year_rows_are_in_no_daily_count(run: Run) -> None:
    years = whole_years(run)
    assert len(years) == 6
    assert all(row["said"]["undated"] and row["said"]["phase"] is None for row in years)
    assert sum(int(row["best"]) for row in years) == 16_517
    dated = [row for row in run.rows if _days(row) <= LONGEST]
    assert sum(run.summary.per_day_total.values()) == len(dated)
    assert run.summary.undated == len(run.rows) - len(dated) == 32


def test_their_harm_is_on_a_line_of_its_own(run: Run) -> None:
    long = [row for row in run.rows if _days(row) > LONGEST]
    assert run.summary.undated_killed == sum(int(row["best"]) for row in long) == 17_734
    total = sum(n for (_, _, name), n in run.summary.harm.items() if name == "killed_best")
    assert total == sum(int(row["best"]) for row in run.rows) == 33_294


def test_they_come_out_as_three_undetermined_and_three_out_of_scope(run: Run) -> None:
    years = whole_years(run)
    assert Counter(row["said"]["verdict"] for row in years) == {"undetermined": 3, "out_of_scope": 3}
    assert all(with_islamic_state(row) for row in years if row["said"]["verdict"] == "out_of_scope")
    assert all("precision" in row["said"]["kinds"] for row in years if row["said"]["verdict"] == "undetermined")


# warnings


def told(run: Run) -> list[tuple[str, str, str]]:
    return [(each.kind, each.about, each.text) for each in warnings(run.summary, run.world)]


def test_the_waha_report_is_told_to_report_from_late_january_to_20_march_only(run: Run) -> None:
    (text,) = [text for kind, about, text in told(run) if (kind, about) == ("origin_enters_or_leaves", "waha-report")]
    assert "31 January 2016" in text
    assert "20 March 2016" in text


def test_the_last_day_before_the_start_is_told_as_an_outlier(run: Run) -> None:
    (text,) = [text for kind, about, text in told(run) if (kind, about) == ("outlier_day", "all origins 2016-02-26")]
    on_the_day = sum(
        1 for row in run.rows if _day(row, "start") == date(2016, 2, 26) and _days(row) <= 6 and is_open(row)
    )
    assert f"{on_the_day} rows" in text


def test_the_dataset_is_told_to_hold_fatal_events_only(run: Run) -> None:
    assert [about for kind, about, _ in told(run) if kind == "fatal_events_only"] == ["ucdp"]


def test_numbers_of_the_account_are_those_of_the_rows(run: Run) -> None:
    said = account(run.summary, run.world)
    for phase in ("baseline", "in_force"):
        assert said["events"][phase] == Counter(r["said"]["verdict"] for r in run.rows if r["said"]["phase"] == phase)
    assert said["rows"] == said["kept"] + said["set_aside"] == 2984


def test_the_references_settle_some_of_it(run: Run) -> None:
    """Without who held what no row of the dyad is a violation; with it some are, and none is less settled."""
    events = run.judged(without_ground(run.world)).event_table()
    without = dict(zip(events["event_id"].to_pylist(), events["verdict"].to_pylist(), strict=True))
    dyad = [(without[row["said"]["event_id"]], row["said"]) for row in run.rows if is_dyad(row)]
    assert "violation" not in {before for before, _ in dyad}
    assert "violation" in {said["verdict"] for _, said in dyad}
    assert all(before == said["verdict"] or before == "undetermined" for before, said in dyad)


# what would settle it

TOP = 25


def table(run: Run) -> list[dict[str, Any]]:
    return list(account(run.summary, run.world)["settle"])


def test_the_table_is_ranked_and_not_empty(run: Run) -> None:
    ranked = table(run)
    best: dict[str, int] = {}
    for row in ranked:
        best[row["fact"]] = max(best.get(row["fact"], 0), row["incidents"])
    numbers = [best[row["fact"]] for row in ranked]
    assert numbers == sorted(numbers, reverse=True)
    assert ranked[0]["fact"] == "aggregate syrian-insurgents"


def verdicts(events: pa.Table) -> np.ndarray:
    return np.asarray(events["verdict"].cast(pa.string()))


def check_promise(run: Run, promised: dict[str, Any]) -> None:
    """The whole table under the assumption: exactly the events that were promised change, and as promised."""
    assumed = f"{promised['fact']}={promised['answer']}"
    events = run.judged(None, assumed).event_table()
    before, after = verdicts(run.batch.event_table()), verdicts(events)
    changed = before != after
    assert dict(Counter(after[changed])) == promised["would_become"]
    settled = changed & (before == "undetermined")
    assert int(settled.sum()) == promised["incidents"]
    assert int(np.asarray(events["killed_best"])[settled].sum()) == promised["killed"]
    assert all(assumed in each for each in events["assumed"].unique().to_pylist())


def test_the_foremost_rows_promise_what_an_assumption_does(run: Run) -> None:
    for promised in table(run)[:TOP]:
        check_promise(run, promised)


@pytest.mark.slow
def test_every_other_row_promises_what_an_assumption_does(run: Run) -> None:
    for promised in table(run)[TOP:]:
        check_promise(run, promised)
