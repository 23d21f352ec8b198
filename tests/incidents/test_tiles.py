"""However reports are cut into tiles, and whoever does the work in what order, what is found is that of one piece."""

from __future__ import annotations

import pickle
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from functools import cache
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
import pytest
from bench.matching_made import make
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire.incidents import Matched, Matching, default_matching, match
from holdfire.incidents.barring import Speakers, barred
from holdfire.incidents.candidates import Reach, candidates, hours_about, mesh_of
from holdfire.incidents.clusters import clustered, connected, could_join
from holdfire.incidents.comparing import compared
from holdfire.incidents.deciding import ruled
from holdfire.incidents.denying import Denials, spoken
from holdfire.incidents.denying import denied as is_denied
from holdfire.incidents.gathering import gathered
from holdfire.incidents.method import Reaching, Spread, Thresholds, score_of
from holdfire.incidents.reports import Reports, reports_of
from holdfire.incidents.spreading import here
from holdfire.incidents.tiles import Tile, found_near, tiles
from holdfire.incidents.weighing import all_weighed, bounds_of
from holdfire.records import Alternative, Decision, Observation, Tie
from holdfire.world import World

from .reporting import WORLD, decision, found, rivals, said, table
from .strategies import DEEDS, SPEECH, scenes

T = TypeVar("T")
R = TypeVar("R")

HOUR = 3_600_000_000


@dataclass
class Elsewhere:
    """Does every task as another process would, of nothing but what was sent to it, and gives back the results in an
    order of its own."""

    random: random.Random
    sent: int = 0

    def __call__(self, work: Callable[[T, World], R], tasks: Iterable[T]) -> Iterator[R]:
        done = [pickle.loads(pickle.dumps(pickle.loads(pickle.dumps(work))(each, WORLD))) for each in self._sent(tasks)]
        self.random.shuffle(done)
        yield from done

    def _sent(self, tasks: Iterable[T]) -> Iterator[T]:
        for task in tasks:
            self.sent += 1
            yield pickle.loads(pickle.dumps(task))


# what is drawn


LATER = tuple(timedelta(hours=hours) for hours in (0, 0, 0, 1, 23, 24, 25, 48, 49, 96, 216, 240))
"""How much later than the scene has it a report tells its event."""


@st.composite
def told(draw: st.DrawFn) -> tuple[list[Observation], list[Alternative]]:
    """Reports of some days, of which some are copies, floods, denied, placed by nothing, or longer than the others."""
    reports, alternatives = draw(scenes(least=3, most=10, acts=(*DEEDS, *SPEECH, "denial")))
    moved = []
    for each in reports:
        by = draw(st.sampled_from(LATER))
        flags = draw(st.sampled_from(((), (), (), ("denied",))))
        change = {"when_start": each.when_start + by, "when_end": each.when_end + by, "flags": (*each.flags, *flags)}
        moved.append(each.model_copy(update=change))
    return moved, alternatives


methods = st.builds(
    lambda most, days, km, same, proposed, spread: default_matching().model_copy(
        update={
            "reach": Reaching(most=most, days=days, km=km),
            "thresholds": Thresholds(same=same, proposed=proposed),
            "spread": Spread(days=spread),
        }
    ),
    st.sampled_from((2, 3, 200)),
    st.sampled_from((0.0, 1.0, 2.5)),
    st.sampled_from((0.0, 3.0, 40.0)),
    st.sampled_from((0.3, 0.7)),
    st.sampled_from((0.1, 0.35, 0.9)),
    st.sampled_from((1.0, 3.0)),
)


@st.composite
def decisions(draw: st.DrawFn, reports: list[Observation]) -> list[Decision]:
    """What people decided of some of the reports."""
    names = [each.id for each in reports]
    found = []
    for _ in range(draw(st.integers(0, 3))):
        about, *others = draw(st.lists(st.sampled_from(names), min_size=2, max_size=3, unique=True))
        match draw(st.sampled_from(("merge", "not_same", "split", "verify"))):
            case "split":
                found.append(decision("split", into=[[about], others]))
            case "verify":
                found.append(decision("verify", about=about, proposition="occurred", body="un", method="visit",
                                      access="on_site", date="2016-04-01"))  # fmt: skip
            case what:
                found.append(decision(what, about=about, **{"with": others}))
    return found


def same_columns(one: Any, other: Any) -> None:
    """Two records whose columns are arrays are equal, value for value."""
    for field in fields(one):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if isinstance(a, np.ndarray):
            np.testing.assert_array_equal(a, b, err_msg=field.name)
            assert a.dtype == b.dtype, field.name
        else:
            assert a == b, field.name


def same_matches(one: Matched, other: Matched) -> None:
    """Two runs found the same."""
    same_columns(one.pairs, other.pairs)
    for name, levels in one.seen.levels.items():
        np.testing.assert_array_equal(levels, other.seen.levels[name], err_msg=name)
    for name in ("scores", "first", "incident"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)
    same_columns(one.denials, other.denials)
    same_columns(one.covers, other.covers)
    assert (one.aside, one.left_out, one.unapplied, one.method) == (
        other.aside, other.left_out, other.unapplied, other.method,
    )  # fmt: skip
    assert list(one.ties()) == list(other.ties())


def nothing_held_back(of: Matched, decided: list[Decision]) -> Matched:
    """The same run with every near pair weighed and held: what tiles, blocks and forests must not be seen in."""
    reports, method = of.reports, of.method
    near, left_out = candidates(reports, method.reach.reach)
    denied = reports.denied[near.one].astype(int) + reports.denied[near.other]
    told = near.take(denied == 0)
    apart = barred(reports, told, method.barred, WORLD)
    pairs = told.take(~apart)
    seen = compared(reports, pairs, WORLD)
    scores = np.round(method.scores(seen), 6)
    rules, _ = ruled(decided, {name: n for n, name in enumerate(reports.ids)})
    speakers = Speakers(reports, method.barred, WORLD)
    first = clustered(reports, pairs, scores, bounds_of(method), rules, speakers.differ)
    against = near.take(denied == 1)
    fits = np.round(method.scores(compared(reports, against, WORLD)), 6)
    event, denial = is_denied(reports, against, fits, score_of(method.thresholds.same))
    laid, said_no = spoken(reports, told.take(apart), method.barred, WORLD)
    member = np.repeat([True, False], [len(event), len(laid)])
    denials = Denials(np.concatenate([event, laid]), np.concatenate([denial, said_no]), member)
    first[denial] = first[event]
    first[reports.denied & (first == np.arange(len(reports)))] = -1
    return replace(of, pairs=pairs, seen=seen, scores=scores, first=first, denials=denials, left_out=left_out)


def near_in_tiles(reports: Reports, method: Matching, size: int | None) -> tuple[list[tuple[Any, ...]], int]:
    """Every near pair with its distances, sorted, and how many were left out of floods."""
    parts = found_near(reports, method.reach.reach, method.barred, here(WORLD), size)
    columns = [(part.pairs, name) for part in parts for name in ("one", "other", "km", "days")]
    rows = [
        zip(*(getattr(p, n).tolist() for p, n in columns[k : k + 4]), strict=True) for k in range(0, len(columns), 4)
    ]
    return sorted(row for part in rows for row in part), sum(part.left_out for part in parts)


# properties


@given(told(), methods, st.integers(1, 6))
def test_the_tiles_together_find_the_pairs_of_one_piece_each_once(
    scene: tuple[list[Observation], list[Alternative]], method: Matching, size: int
) -> None:
    reports = reports_of(table(scene[0]), WORLD, 7)
    assert near_in_tiles(reports, method, size) == near_in_tiles(reports, method, None)


@given(told(), methods, st.integers(1, 6), st.randoms(use_true_random=False), st.data())
@settings(max_examples=80)
def test_matches_and_incidents_are_those_of_one_piece(
    scene: tuple[list[Observation], list[Alternative]],
    method: Matching,
    size: int,
    order: random.Random,
    data: st.DataObject,
) -> None:
    reports, alternatives = scene
    decided = data.draw(decisions(reports))
    whole = found(reports, *decided, alternatives=rivals(alternatives), method=method)
    elsewhere = Elsewhere(order)
    cut = match(whole.observations, WORLD, method=method, decisions=decided, spread=elsewhere, size=size)
    same_matches(whole.matched, cut)
    plain = nothing_held_back(whole.matched, decided)
    assert (cut.first.tolist(), cut.left_out) == (plain.first.tolist(), plain.left_out)
    same_columns(cut.denials, plain.denials)
    told_by = (
        gathered(plain, whole.observations, whole.alternatives, WORLD, decisions=decided),
        gathered(cut, whole.observations, whole.alternatives, WORLD, decisions=decided, spread=elsewhere),
    )
    one, many = ([each for part in parts for each in part.table.to_pylist()] for parts in told_by)
    assert one == many


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """So few incidents a batch, and batches ahead, that a scene has several of them."""
    monkeypatch.setattr("holdfire.incidents.gathering.AT_ONCE", 2)
    monkeypatch.setattr("holdfire.incidents.gathering.AHEAD", 3)


@cache
def learned_whole() -> Matched:
    return match(made(), WORLD, learn=True)


@cache
def made() -> pa.Table:
    return make(8_000, seed=11).table


@pytest.mark.parametrize("size", [100, 1_500, 7_999])
def test_weights_that_are_learned_are_those_of_one_piece(size: int) -> None:
    elsewhere = Elsewhere(random.Random(size))
    cut = match(made(), WORLD, learn=True, spread=elsewhere, size=size)
    assert elsewhere.sent > 3
    same_matches(learned_whole(), cut)


# examples


def strike(ident: str, when: object, **changed: Any) -> Observation:
    return said(ident, ident, when=when, where={"lat": 33.45, "lon": 36.2, "km": 1}, **changed)


def test_a_tile_owns_what_begins_in_its_hours_and_holds_what_may_be_near() -> None:
    days = [strike(f"r{day}", f"2016-03-{day:02}") for day in (1, 2, 3, 4, 10, 20)]
    reports = reports_of(table(days), WORLD, 7)
    reach = Reach()
    cut = list(tiles(reports, reach, mesh_of(reports, reach), 2))
    named = [(names(reports, each, each.owned), names(reports, each, ~each.owned)) for each in cut]
    assert named == [
        ({"r1", "r2"}, {"r3", "r4"}),
        ({"r3", "r4"}, {"r1", "r2"}),
        ({"r10", "r20"}, set()),
    ]


def names(reports: Reports, tile: Tile, which: Any) -> set[str]:
    assert tile.at is not None
    return {reports.ids[n] for n in tile.at[which].tolist()}


def test_the_halo_is_as_long_as_the_longest_event_and_the_reach() -> None:
    """The report of a week reaches into the tile of one who tells its last day."""
    week = strike("week", {"from": "2016-03-01", "to": "2016-03-07"})
    after = strike("after", "2016-03-08T20:00")
    reports = reports_of(table([week, after]), WORLD, 7)
    reach = Reach(days=1.0)
    first, last = hours_about(reports, np.array([reports.ids.index("after")]), reach, mesh_of(reports, reach))
    begins = int(reports.start[reports.ids.index("week")]) // HOUR
    assert first <= begins <= last
    assert near_in_tiles(reports, default_matching(), 1) == near_in_tiles(reports, default_matching(), None)
    assert len(near_in_tiles(reports, default_matching(), 1)[0]) == 1


def test_a_flood_is_cut_alike_where_a_tile_has_only_part_of_it() -> None:
    told = [strike(f"r{n:02}", f"2016-03-{1 + n % 4:02}T{n % 24:02}:00", killed=n % 7) for n in range(40)]
    reports = reports_of(table(told), WORLD, 7)
    method = default_matching().model_copy(update={"reach": Reaching(most=5, days=1.0)})
    whole = near_in_tiles(reports, method, None)
    assert whole[1] > 0
    for size in (1, 3, 10, 39):
        assert near_in_tiles(reports, method, size) == whole


def test_the_grid_of_a_tile_is_as_wide_as_that_of_the_whole() -> None:
    """A coarser report of a month before, and a longer one, decide with whom those of a flood are held."""
    rng = np.random.default_rng(3)
    spots = np.array([33.45, 36.2]) + rng.uniform(-0.15, 0.15, (60, 2)).round(4)
    told = [said(f"r{n:02}", f"r{n}", when=f"2016-03-{1 + n % 3:02}", where={"lat": north, "lon": east, "km": 2.1})
            for n, (north, east) in enumerate(spots.tolist())]  # fmt: skip
    before = said("s", "s", when={"from": "2016-02-01", "to": "2016-02-06"}, where={"lat": 33.4, "lon": 36.2, "km": 4})
    reports = reports_of(table([*told, before]), WORLD, 7)
    method = default_matching().model_copy(update={"reach": Reaching(most=4)})
    whole = near_in_tiles(reports, method, None)
    assert whole[1] > 0
    assert near_in_tiles(reports, method, 15) == whole


def test_who_denies_stands_in_the_order_of_the_reports_and_not_of_the_tiles() -> None:
    event = strike("e", "2016-03-02", act="air_strike", actors=["russia"])
    later, sooner = (
        strike(name, day, act="denial", actors=["russia"]) for name, day in (("a", "2016-03-03"), ("b", "2016-03-01"))
    )
    for size in (1, None):
        seen = match(table([event, later, sooner]), WORLD, size=size)
        assert [seen.reports.ids[n] for n in seen.denials.other.tolist()] == ["a", "b"]


def test_a_part_of_the_reports_gives_the_pairs_of_those_that_are_asked() -> None:
    told = [strike(f"r{n}", f"2016-03-{1 + n:02}") for n in range(5)]
    reports = reports_of(table(told), WORLD, 7)
    reach = Reach()
    mesh = mesh_of(reports, reach)
    pairs, _ = candidates(reports, reach, mesh, np.array([False, True, False, True, False]))
    assert set(zip(pairs.one.tolist(), pairs.other.tolist(), strict=True)) == {(1, 2), (1, 3), (3, 4)}


def test_the_forests_of_blocks_joined_connect_what_one_piece_connects() -> None:
    """Three reports of three tiles in a chain: the first and the last are of one group, which no tile sees alone."""
    told = [strike(f"r{n}", f"2016-03-{1 + n:02}", killed=40) for n in range(3)]
    reports = reports_of(table(told), WORLD, 7)
    method = default_matching()
    reach = method.reach.reach
    for size in (1, None):
        parts = [each.pairs for each in found_near(reports, reach, method.barred, here(WORLD), size)]
        scored, _ = all_weighed(reports, parts, method, (), here(WORLD))
        draws = could_join(reports, scored.pairs, scored.scores, bounds_of(method))
        assert connected(3, scored.pairs.one[draws], scored.pairs.other[draws]).tolist() == [0, 0, 0]


@pytest.mark.parametrize("size", [1, None])
def test_an_unlikely_pair_counts_against_a_group_that_only_the_joined_forests_connect(size: int | None) -> None:
    """The first and the second may be one, and the second and the third; the first and the third hardly. Each of these
    pairs is found by the tile of its first report, and none of the tiles knows of the others."""
    told = [
        strike("a", "2016-03-01", killed=None),
        strike("b", "2016-03-02", killed=40),
        strike("c", "2016-03-03", killed=40, actors=["jabhat-al-nusra"]),
    ]
    seen = match(table(told), WORLD, size=size)
    likely = dict(zip(zip(seen.pairs.one.tolist(), seen.pairs.other.tolist(), strict=True), seen.scores, strict=True))
    same, least = (score_of(getattr(seen.method.thresholds, name)) for name in ("same", "proposed"))
    assert likely[0, 1] > same
    assert likely[1, 2] > same
    assert likely[0, 2] < least
    assert seen.first.tolist() == [0, 1, 1]


@pytest.mark.parametrize("size", [1, None])
def test_an_unlikely_pair_that_a_person_joined_keeps_its_evidence(size: int | None) -> None:
    told = [
        strike("a", "2016-03-01", killed=40),
        strike("b", "2016-03-03", act="abduction", killed=1, actors=["russia"]),
    ]
    joined = decision("merge", about="a", **{"with": ["b"]})
    seen = match(table(told), WORLD, decisions=[joined], size=size)
    [(at, tie, _)] = seen.ties()
    assert tie is Tie.DECIDED
    assert len(seen.link(at, tie).evidence) > 1


def test_a_pair_that_cannot_matter_is_held_by_nobody() -> None:
    """Two reports that are near and unlike are neither joined nor shown."""
    one = strike("a", "2016-03-01", act="air_strike", killed=40, actors=["russia"])
    other = strike("b", "2016-03-03", act="abduction", killed=1, actors=["jabhat-al-nusra"])
    reports = reports_of(table([one, other]), WORLD, 7)
    near, _ = near_in_tiles(reports, default_matching(), None)
    assert len(near) == 1
    assert len(found([one, other]).matched.pairs) == 0


def test_only_what_a_task_is_of_is_sent() -> None:
    """A slice of the reports keeps the values that stand in it, in their order, and their shares among all."""
    told = [strike(f"r{n}", "2016-03-01", words=f"Story number {9 - n}", act=("shelling", "air_strike")[n % 2])
            for n in range(9)]  # fmt: skip
    reports = reports_of(table(told), WORLD, 7)
    cut = reports.cut(np.array([1, 3, 5]))
    assert cut.acts == ["air_strike"]
    assert cut.act_shares == [pytest.approx(4 / 9)]
    assert [cut.texts[n] for n in cut.words.tolist()] == [reports.texts[n] for n in reports.words[[1, 3, 5]].tolist()]
    assert len(cut.texts) == 3
    assert np.array_equal(np.argsort(cut.words), np.argsort(reports.words[[1, 3, 5]]))
