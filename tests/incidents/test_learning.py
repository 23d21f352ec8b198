"""Weights learned from the reports themselves, without labels."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow.compute as pc
import pytest
from bench.matching_made import Made, make

from holdfire.incidents import Matched, Matching, default_matching, match, read_matching
from holdfire.incidents.comparing import LEVELS
from holdfire.incidents.learning import ENOUGH, TooFewError
from holdfire.incidents.method import written

from .reporting import WORLD, said, table


@cache
def made() -> Made:
    return make(8_000, seed=11)


@cache
def learned() -> Matched:
    return match(made().table, WORLD, learn=True)


def weights(field: str) -> dict[str, float]:
    return dict(learned().method.weights[field])


@pytest.mark.parametrize(
    ("field", "falling"),
    [
        ("act", ("same_rare", "same", "other")),
        ("actors", ("same_rare", "same", "rival")),
        ("killed", ("same_many", "same_few", "far")),
        ("killed", ("near_many", "near", "far")),
        ("distance", ("close", "within", "far")),
        ("coarse_distance", ("near", "beyond")),
        ("time", ("overlap", "two_days_on")),
    ],
)
def test_the_more_two_reports_agree_the_higher_the_weight(field: str, falling: tuple[str, ...]) -> None:
    given = [weights(field)[level] for level in falling]
    assert given == sorted(given, reverse=True)
    assert len(set(given)) == len(given)


def test_what_agrees_speaks_for_one_event_and_what_differs_against() -> None:
    for field, agreeing, differing in (
        ("act", "same", "other"),
        ("actors", "same", "rival"),
        ("killed", "same_many", "far"),
    ):
        assert weights(field)[agreeing] > 0 > weights(field)[differing]


def test_every_level_has_a_weight_and_what_is_missing_has_none() -> None:
    method = learned().method
    assert set(method.weights) == set(LEVELS)
    for field, levels in method.weights.items():
        assert set(levels) == set(LEVELS[field]) - {"missing"}
        assert np.isfinite(list(levels.values())).all()
    assert np.isfinite(method.prior)
    assert method.thresholds == default_matching().thresholds


def test_the_weights_find_the_events_that_were_made() -> None:
    """Pairs that share an event, by the truth that the records were made from and that learning never sees."""
    event, incident = made().event, learned().incident
    pairs = learned().pairs
    row = learned().reports.row
    one, other = row[pairs.one], row[pairs.other]
    true, found = event[one] == event[other], incident[one] == incident[other]
    assert (true & found).sum() > 0.9 * found.sum()
    assert (true & found).sum() > 0.6 * true.sum()


def test_learning_begins_anywhere_near_and_ends_alike() -> None:
    flatter = default_matching().model_copy(
        update={"weights": {f: {n: w / 2 for n, w in each.items()} for f, each in default_matching().weights.items()}}
    )
    again = match(made().table, WORLD, method=flatter, learn=True).method
    for field, level in (("act", "same"), ("actors", "rival"), ("killed", "same_many")):
        assert again.weights[field][level] == pytest.approx(weights(field)[level], abs=0.2)


def test_the_learned_weights_go_through_a_file(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "learned.yaml"
    path.write_text(written(learned().method), encoding="utf-8")
    back: Matching = read_matching(path)
    assert back == learned().method


def test_too_few_reports_to_learn_from_say_so() -> None:
    two = table([said("a", "sohr"), said("b", "snhr")])
    with pytest.raises(TooFewError) as told:
        match(two, WORLD, learn=True)
    assert str(told.value) == (
        f"expected at least {ENOUGH} near pairs of different datasets and {ENOUGH} of one, found 1 and 0."
        " Give more reports, or keep the weights that come with holdfire."
    )


def test_one_dataset_alone_has_nobody_to_agree_with() -> None:
    one = made().table.filter(pc.equal(made().table["source"], "a"))
    with pytest.raises(TooFewError, match=r"found 0 and \d{3,}\."):
        match(one, WORLD, learn=True)


def test_nothing_at_all_is_too_few() -> None:
    with pytest.raises(TooFewError, match="found 0 and 0"):
        match(table([]), WORLD, learn=True)
