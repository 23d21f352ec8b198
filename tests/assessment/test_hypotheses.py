"""What a report leaves open: rivals with and without weights, direction, exchanges of fire, the sixteen kept."""

from __future__ import annotations

from typing import Any

import pytest

from made import Made, attack

OUT = "2020-01-15"
"""A day before the baseline: out of scope."""


def when(day: str, weight: float | None = None) -> dict[str, Any]:
    return {"field": "when", "value": day} | ({} if weight is None else {"weight": weight})


def test_rivals_without_weights_that_agree_give_a_verdict(made: Made) -> None:
    assert made.event(alternatives=[{"field": "actors", "value": ["north-guard"]}])["verdict"] == "violation"


def test_rivals_without_weights_that_differ_give_none(made: Made) -> None:
    found = made.event(alternatives=[{"field": "actors", "value": ["banned"]}])
    assert (found["verdict"], found["kind"]) == ("undetermined", "fact")


@pytest.mark.parametrize(
    ("weight", "verdict"), [(0.4, "violation"), (0.5, "undetermined"), (0.6, "out_of_scope"), (0.0, "violation")]
)
def test_more_than_half_of_the_mass_decides(made: Made, weight: float, verdict: str) -> None:
    found = made.event(alternatives=[{"field": "actors", "value": ["banned"], "weight": weight}])
    assert found["verdict"] == verdict
    assert found["p_violation"] == pytest.approx(1 - weight)
    assert found["p_out_of_scope"] == pytest.approx(weight)


def test_values_of_one_group_belong_together(made: Made) -> None:
    """The Banned hit a village: one other assignment, not two half ones."""
    rivals = [
        {"field": "actors", "value": ["banned"], "weight": 0.6, "group": "second account"},
        {"field": "targets", "value": ["villagers"], "weight": 0.6, "group": "second account"},
    ]
    found = made.event(alternatives=rivals)
    assert (found["verdict"], found["p_out_of_scope"]) == ("out_of_scope", pytest.approx(0.6))


def test_a_clash_of_bound_parties_is_a_violation_by_somebody(made: Made) -> None:
    """Each single clause is undetermined, since it may have been the other; who it was stays unknown."""
    found = made.event(direction="unknown")
    assert (found["verdict"], found["attributed_to"], found["attribution_basis"]) == ("violation", [], None)
    for clause in ("north.1", "south.1"):
        assert made.finding(clause, direction="unknown")["verdict"] == "undetermined"


def test_an_exchange_of_fire_is_two_acts(made: Made) -> None:
    """Both sides acted, so each clause has its violation, and neither is in doubt."""
    for clause in ("north.1", "south.1"):
        assert made.finding(clause, direction="mutual")["verdict"] == "violation"


def test_in_an_exchange_of_fire_only_who_invoked_self_defence_is_left_open(made: Made) -> None:
    invoked = [{"exception": "self_defence", "by": "south-army"}]
    assert made.finding("south.1", direction="mutual", invoked=invoked)["kind"] == "exception"
    assert made.finding("north.1", direction="mutual", invoked=invoked)["verdict"] == "violation"


def test_a_further_act_of_the_same_row_is_judged_too(made: Made) -> None:
    found = made.event(act="statement", also=["shelling"])
    assert (found["verdict"], found["clauses"]) == ("violation", ["north.1", "south.1"])


def test_sixteen_are_kept_and_the_mass_of_the_others_is_undetermined(made: Made) -> None:
    """Twenty rivals of 0.03 beside the row's own 0.4: the own one and fifteen rivals stay, 5 × 0.03 is cut."""
    found = made.event(alternatives=[when(f"2020-03-{n + 1:02}", 0.03) for n in range(20)])
    assert found["p_violation"] == pytest.approx(0.85)
    assert found["p_undetermined"] == pytest.approx(0.15)
    assert found["verdict"] == "violation"


def test_the_heaviest_are_kept(made: Made) -> None:
    light = [when(f"2020-03-{n + 1:02}", 0.01) for n in range(20)]
    found = made.event(alternatives=[*light, when(OUT, 0.7)])
    assert (found["verdict"], found["p_out_of_scope"]) == ("out_of_scope", pytest.approx(0.7))


def test_sixteen_without_weights_that_agree_give_a_verdict(made: Made) -> None:
    found = made.event(alternatives=[when(f"2020-03-{n + 1:02}") for n in range(15)])
    assert found["verdict"] == "violation"


def test_what_is_cut_without_a_weight_leaves_it_undetermined(made: Made) -> None:
    """What is cut goes to undetermined, and rivals without weights give a verdict only if all agree on it."""
    found = made.event(alternatives=[*(when(f"2020-03-{n + 1:02}") for n in range(19)), when(OUT)])
    assert found["verdict"] == "undetermined"


def test_a_rival_of_weight_nought_does_not_undo_a_violation_by_somebody(made: Made) -> None:
    assert made.event(direction="unknown", alternatives=[when(OUT, 0.0)])["verdict"] == "violation"


def test_a_rival_of_weight_nought_makes_no_finding(made: Made) -> None:
    """A report from before the baseline, of which a rival of weight nought says that it was in the truce."""
    table = made.judge(attack(when=OUT, alternatives=[when("2020-03-15", 0.0)])).finding_table().to_pylist()
    assert all(row["verdict"] == "out_of_scope" for row in table)


def test_weights_of_more_than_one_are_refused_or_shared_out(made: Made) -> None:
    try:
        found = made.event(alternatives=[when("2020-03-16", 0.7), when("2020-03-17", 0.7)])
    except ValueError:
        return
    masses = [found[f"p_{verdict}"] for verdict in ("violation", "permitted", "out_of_scope", "undetermined")]
    assert sum(masses) == pytest.approx(1)


def test_a_rival_direction_is_judged(made: Made) -> None:
    """The North attacked the South, says the report; another account leaves open who attacked whom."""
    rival = [{"field": "direction", "value": "unknown"}]
    assert made.finding("north.1", alternatives=rival)["verdict"] == "undetermined"


def test_a_weight_holds_where_nobody_says_who_acted_on_whom(made: Made) -> None:
    """Seven tenths for a clash in the truce, a violation whoever began; three tenths for one before the baseline."""
    found = made.event(direction="unknown", alternatives=[when(OUT, 0.3)])
    assert (found["verdict"], found["p_violation"]) == ("violation", pytest.approx(0.7))
