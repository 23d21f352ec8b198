"""What a report leaves open: rivals with and without weights, direction, exchanges of fire, the sixteen kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pyarrow.compute as pc
import pytest

from holdfire.assessment.hypotheses import acts_of, rows_of
from holdfire.assessment.placing import Spotted, placed
from holdfire.world import Ground
from holdfire.world.ground import Composition, Control
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


def test_weights_of_more_than_one_are_refused(made: Made) -> None:
    with pytest.raises(ValueError, match=r"expected the weights .* at most 1 .* found 1.4"):
        made.event(alternatives=[when("2020-03-16", 0.7), when("2020-03-17", 0.7)])


@pytest.mark.parametrize("weight", [-0.1, 1.5, float("nan"), "most", True])
def test_a_weight_that_is_none_is_refused(made: Made, weight: Any) -> None:
    with pytest.raises(ValueError, match="expected a rival value's `weight` to be a number from 0 to 1"):
        made.event(alternatives=[{"field": "when", "value": OUT, "weight": weight}])


def test_weights_of_one_group_are_one_weight(made: Made) -> None:
    rivals = [when(OUT, 0.6) | {"group": "g"}, {"field": "act", "value": "shelling", "weight": 0.6, "group": "g"}]
    assert made.event(alternatives=rivals)["p_out_of_scope"] == pytest.approx(0.6)


def test_weights_of_more_than_one_in_a_table_are_scaled(made: Made) -> None:
    """A table that somebody else made is taken as it is: two rivals of 0.7 are two halves, the row's own nothing."""
    seen, rivals = made.tables([attack(alternatives=[when(OUT, 0.5), when("2020-03-17", 0.5)])])
    at = rivals.schema.get_field_index("weight")
    heavy = rivals.set_column(at, rivals.schema.field(at), pc.multiply(rivals["weight"], 1.4))
    acts = acts_of(seen, heavy)
    assert acts.weight.tolist() == [0.5, 0.5]
    assert not acts.cut.any()


def test_what_its_rivals_leave_nothing_makes_no_finding(made: Made) -> None:
    batch = made.judge(attack(alternatives=[when("2020-07-01", 1.0)]))
    assert batch.event_table()["p_out_of_scope"].to_pylist() == [1.0]
    assert batch.finding_table().num_rows == 0


def test_a_rival_of_weight_nought_is_none_beside_rivals_without_weights(made: Made) -> None:
    assert made.event(alternatives=[when("2020-03-16"), when(OUT, 0.0)])["verdict"] == "violation"


@pytest.mark.parametrize(("n", "cut"), [(15, 0.0), (16, 1.0)])
def test_more_than_sixteen_without_weights_are_cut(made: Made, n: int, cut: float) -> None:
    acts = acts_of(*made.tables([attack(alternatives=[when(f"2020-03-{k + 1:02}") for k in range(n)])]))
    assert (len(acts), set(acts.cut.tolist())) == (16, {cut})


def test_no_direction_is_cut_apart_from_its_other(made: Made) -> None:
    report = attack(direction="unknown", alternatives=[when(f"2020-03-{k + 1:02}", 0.03) for k in range(20)])
    found = made.judge(report).event_table().to_pylist()[0]
    assert (found["verdict"], found["p_undetermined"]) == ("violation", pytest.approx(0.15))


def test_a_rival_direction_is_judged(made: Made) -> None:
    """The North attacked the South, says the report; another account leaves open who attacked whom."""
    rival = [{"field": "direction", "value": "unknown"}]
    assert made.finding("north.1", alternatives=rival)["verdict"] == "undetermined"


def test_a_weight_holds_where_nobody_says_who_acted_on_whom(made: Made) -> None:
    """Seven tenths for a clash in the truce, a violation whoever began; three tenths for one before the baseline."""
    found = made.event(direction="unknown", alternatives=[when(OUT, 0.3)])
    assert (found["verdict"], found["p_violation"]) == ("violation", pytest.approx(0.7))


@pytest.mark.parametrize(("value", "clauses"), [("unknown", set()), ("mutual", {"north.1", "south.1"})])
def test_a_rival_direction_has_its_weight(made: Made, value: str, clauses: set[str]) -> None:
    """The heavier account decides: nobody knows who began, or both attacked."""
    batch = made.judge(attack(alternatives=[{"field": "direction", "value": value, "weight": 0.8}]))
    (found,) = batch.event_table().to_pylist()
    assert (found["verdict"], found["p_violation"]) == ("violation", pytest.approx(1.0))
    violated = {
        row["clause"]
        for row in batch.finding_table().to_pylist()
        if row["verdict"] == "violation" and row["interpretation"] == "plain"
    }
    assert violated == clauses


def test_a_rival_direction_is_one_of_three(made: Made) -> None:
    with pytest.raises(ValueError, match="expected a rival direction to be one of known, unknown, mutual"):
        made.event(alternatives=[{"field": "direction", "value": "reversed"}])


def test_a_weight_is_not_that_of_a_direction(made: Made) -> None:
    """Of two directions of an assignment nobody says which is likelier, so none is shown with its weight."""
    report = attack(direction="unknown", alternatives=[{"field": "direction", "value": "known", "weight": 0.3}])
    acts = acts_of(*made.tables([report]))
    assert acts.weight.tolist() == pytest.approx([0.7, 0.7, 0.3])
    assert [each["weight"] for each in rows_of(acts)] == [None, None, pytest.approx(0.3)]


def test_a_direction_that_differs_leaves_only_its_own_mass_open(made: Made) -> None:
    """Six tenths for the North, attacked by or attacking the Watchers; four tenths for a plain violation."""
    rival = {"field": "direction", "value": "known", "weight": 0.4}
    found = made.event(direction="unknown", targets=["banned"], alternatives=[rival])
    assert found["verdict"] == "out_of_scope"
    moved = made.event(
        act="reinforcement", weapon="tank", direction="unknown", targets=["watchers"], alternatives=[rival]
    )
    assert (moved["verdict"], moved["kind"]) == ("undetermined", "fact")
    assert moved["p_violation"] == pytest.approx(0.4)
    assert moved["p_undetermined"] == pytest.approx(0.6)


def test_a_direction_that_is_assumed_is_no_longer_asked_for(made: Made) -> None:
    report = attack(direction="unknown", targets=["watchers"], act="reinforcement", weapon="tank")
    both = made.judge(report, assume=["direction=as listed", "direction=reversed"]).event_table().to_pylist()
    assert [each["verdict"] for each in both] == ["violation"]


# the ground of a baseline


def ground_at(made: Made, day: str, floor: int | None) -> tuple[Any, Any]:
    """Who held South Town, and who the fighters there were, for a report of a day: both known from 1 March on."""
    since = {"area": "south-province", "from": "2020-03-01"}
    world = replace(
        made.world,
        ground=Ground(
            control=(Control.model_validate(since | {"held_by": ["south-army"]}),),
            compositions=(Composition.model_validate(since | {"of": "fighters", "consists_of": ["north-army"]}),),
        ),
    )
    acts = acts_of(*made.tables([attack(when=day, actors=["fighters"])]))
    acts = placed(acts, world, Spotted(acts, world), floor)
    holder = int(acts.holder[0])
    return (acts.sides[holder] if holder >= 0 else None), acts.sides[int(acts.actor[0])]


@pytest.mark.parametrize("day", ["2020-02-10", "2020-02-29", "2020-03-01", "2020-03-15"])
def test_a_baseline_has_the_ground_of_the_start(made: Made, day: str) -> None:
    assert ground_at(made, day, made.program.start) == (("south-army",), ("north-army",))


def test_without_a_start_the_ground_is_that_of_the_day(made: Made) -> None:
    assert ground_at(made, "2020-02-10", None) == (None, ("fighters",))
