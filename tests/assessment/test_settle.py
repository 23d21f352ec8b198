"""What would settle it: the table promises exactly what an assumption does."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.assessment import read_assumption, summarise
from holdfire.assessment.assuming import KINDS, OF_TERMS, Assumption, Fact
from made import Made, attack
from strategies import tables

ORDINARY = [
    attack(actors=["fighters"], killed=3),
    attack(actors=["fighters"], where="north-town", killed=1),
    attack(actors=["fighters"], targets=["north-army"], where="north-town", killed=8),
    attack(targets=[], killed=5),
    attack(actors=[], killed=2),
    attack(actors=["nobodies"], killed=7),
    attack(actors=["banned"], direction="unknown", killed=4),
    attack(targets=["watchers"], direction="unknown", killed=6),
    attack(act="air_strike", targets=[{"banned": "claimed"}], where="valley-town", killed=9),
    attack(act="guard_post", where="old-town", targets=[]),
    attack(act="fortification", weapon="tank", targets=[]),
    attack(act="reinforcement", targets=[]),
    attack(act="guard_post", where="madeland", measures={"guards": 9}, targets=[]),
    attack(invoked=[{"exception": "self_defence", "by": "north-army"}], killed=10),
    attack(when="2020", killed=11),
    attack(killed=12),
]


def check_promises(made: Made, reports: list[dict[str, Any]]) -> int:
    """Judge the whole table under each answer of the settle table, and compare with what was promised."""
    batch = made.judge(*reports)
    before = batch.event_table().to_pylist()
    promises = summarise(batch).settle.values()
    for promised in promises:
        after = made.judge(*reports, assume=[f"{promised['fact']}={promised['answer']}"]).event_table().to_pylist()
        changed = [(b, a) for b, a in zip(before, after, strict=True) if b["verdict"] != a["verdict"]]
        settled = [b for b, a in changed if b["verdict"] == "undetermined" and a["verdict"] != "undetermined"]
        assert dict(Counter(a["verdict"] for _, a in changed)) == promised["would_become"], promised
        assert (len(settled), sum(b["killed_best"] or 0 for b in settled)) == (
            promised["incidents"],
            promised["killed"],
        )
    return len(promises)


def test_a_small_table_promises_what_an_assumption_does(made: Made) -> None:
    assert check_promises(made, ORDINARY) >= 20


def test_a_fact_about_a_name_of_several_words_can_be_answered(made: Made) -> None:
    """Datasets name groups in several words; what the table prints is what `--assume` reads."""
    assert check_promises(made, [attack(actors=["Battalion of the Hills"], killed=7)]) >= 1


@given(tables)
def test_any_table_promises_what_an_assumption_does(made: Made, table: list[dict[str, Any]]) -> None:
    check_promises(made, table)


def facts(made: Made, *reports: dict[str, Any]) -> dict[tuple[str, str], dict[str, int]]:
    return {key: row["would_become"] for key, row in summarise(made.judge(*reports)).settle.items()}


def test_an_aggregate_is_asked_as_a_whole_and_by_governorate(made: Made) -> None:
    """Whoever the fighters were, an answer settles it: for the event as a whole, and for its governorate."""
    assert facts(made, attack(actors=["fighters"])) == {
        (fact, answer): {verdict: 1}
        for fact in ("aggregate fighters", "aggregate fighters in south-province")
        for answer, verdict in (("north", "violation"), ("south", "out_of_scope"), ("excluded groups", "out_of_scope"))
    }


def test_direction(made: Made) -> None:
    """Two bound parties: a violation by somebody, so nothing is open. With the Watchers, only the North is bound."""
    report = attack(direction="unknown", actors=["north-army"], targets=["south-army"], when="2020-04-02")
    assert facts(made, report) == {}
    one_sided = attack(direction="unknown", act="reinforcement", weapon="tank", targets=["watchers"])
    assert facts(made, one_sided)["direction", "as listed"] == {"violation": 1}
    assert facts(made, one_sided)["direction", "reversed"] == {"out_of_scope": 1}


def test_a_delineation(made: Made) -> None:
    strike = attack(act="air_strike", targets=[{"banned": "claimed"}], where="valley-town")
    assert facts(made, strike)["delineation", "as claimed"] == {"out_of_scope": 1}


def test_a_number(made: Made) -> None:
    found = facts(made, attack(act="guard_post", where="old-town"))
    assert found == {("number guards", "5"): {"permitted": 1}, ("number guards", "6"): {"violation": 1}}


def test_a_meaning(made: Made) -> None:
    found = facts(made, attack(act="fortification", weapon="tank", targets=[]))
    assert found["meaning north.3", "covered"] == {"violation": 1}
    assert found["meaning north.3", "not covered"] == {"out_of_scope": 1}


def test_an_exception(made: Made) -> None:
    found = facts(made, attack(invoked=[{"exception": "self_defence", "by": "north-army"}]))
    assert found == {
        ("exception self_defence", "accepted"): {"permitted": 1},
        ("exception self_defence", "rejected"): {"violation": 1},
    }


def test_a_coarse_time(made: Made) -> None:
    assert facts(made, attack(when="2020"))["time", "outside"] == {"out_of_scope": 1}
    assert facts(made, attack(when="2020"))["time", "in force"] == {"violation": 1}


def test_what_is_settled_asks_for_nothing(made: Made) -> None:
    assert facts(made, attack(), attack(actors=["banned"])) == {}


# assumptions


def test_every_output_carries_the_assumption(made: Made) -> None:
    batch = made.judge(*ORDINARY, assume=["aggregate fighters = north"])
    for table in (batch.finding_table(), batch.event_table()):
        assert all("aggregate fighters=north" in row for row in table["assumed"].to_pylist())
    assert summarise(batch).assumed == ("aggregate fighters=north",)


def test_an_assumption_about_one_event_leaves_the_others_alone(made: Made) -> None:
    two = [attack(id="a", actors=["fighters"]), attack(id="b", actors=["fighters"])]
    events = made.judge(*two, assume=["aggregate fighters for b = north"]).event_table()
    assert events["verdict"].to_pylist() == ["undetermined", "violation"]


def test_an_assumption_about_one_area_leaves_the_others_alone(made: Made) -> None:
    two = [attack(actors=["fighters"]), attack(actors=["fighters"], where="old-town")]
    events = made.judge(*two, assume=["aggregate fighters in south-province = north"]).event_table()
    assert events["verdict"].to_pylist() == ["violation", "undetermined"]


_NAMES = st.text(min_size=1) | st.lists(
    st.sampled_from(("unlisted:Army", "of", "in", "for", "the", "Hills", '"', "\\", "=", "aggregate", "x")), min_size=1
).map(" ".join)
_FACTS = (
    st.builds(
        Fact,
        st.sampled_from([each for each in KINDS if each not in OF_TERMS]),
        _NAMES,
        area=st.none() | _NAMES,
        event=st.none() | _NAMES,
    )
    | st.builds(Fact, st.sampled_from(OF_TERMS), _NAMES)
    | st.builds(Fact, st.sampled_from(("direction", "actor")), area=st.none() | _NAMES, event=st.none() | _NAMES)
)
_ANSWERS = st.text(min_size=1).map(lambda text: " ".join(text.split())).filter(bool)


@given(st.builds(Assumption, _FACTS, _ANSWERS))
def test_an_assumption_as_it_is_printed_is_read_as_it_was(assumption: Assumption) -> None:
    assert read_assumption(str(assumption)) == assumption


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ('standing "unlisted:Army for Hills in Need"=no party', Fact("standing", "unlisted:Army for Hills in Need")),
        ("standing  unlisted:Battalion of the  Hills = no party", Fact("standing", "unlisted:Battalion of the Hills")),
        ("aggregate of Some Fighters in x for e 1=north", Fact("aggregate", "Some Fighters", "x", "e 1")),
        ('direction for "e=1"=as listed', Fact("direction", event="e=1")),
        ('standing "a \\"b\\" c"=no party', Fact("standing", 'a "b" c')),
    ],
)
def test_names_of_several_words_are_read_with_and_without_quotes(text: str, fact: Fact) -> None:
    assert read_assumption(text).fact == fact


@pytest.mark.parametrize(
    "text",
    [
        "",
        'standing "Battalion=no party',
        "aggregate fighters",
        "aggregate fighters=",
        "weather=good",
        "aggregate=north",
        "meaning=covered",
    ],
)
def test_an_assumption_that_cannot_be_read_says_how_to_write_one(text: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        read_assumption(text)


@pytest.mark.parametrize(
    "text",
    ["aggregate fighters = nobody we know", "aggregate fighters in atlantis = north", "direction = sideways"],
)
def test_an_answer_that_nothing_can_have_is_refused(made: Made, text: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        made.judge(attack(actors=["fighters"]), assume=[text])
