"""Screen, then judge: one columnar judge for a million rows or for one.

Every test is answered once for each distinct value that it depends on; a row looks its answers up. The eight reasons of
one act under one clause are packed into one number, its *signature* (six bits a test), and everything that is said of
the finding is a function of that number.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from ..records.codes import Codes, Ints, combine
from ..terms.conditions import PlaceCondition
from ..world import NO, YES
from .answers import Answered, Bools, Reasons, alike
from .clock import force_reason
from .compile import Program
from .conditions import (
    Aim,
    Excused,
    Spot,
    act_reason,
    actor_excluded_reason,
    bound_reason,
    exception_reason,
    place_answers,
    target_excluded_reason,
    target_reason,
    weapon_reason,
)
from .hypotheses import BASES, Acts
from .outcome import BITS
from .placing import Spotted
from .reasons import CODE, REASONS


@dataclass
class Pairs:
    """Acts held against columns. `signature` packs the eight reasons of each pair."""

    act: Ints
    column: Ints
    signature: Ints


MOST_KNOWN = 65_536
"""Values of a test whose answers are kept from batch to batch."""

_TESTS = ("act", "in_force", "_not_excluded", "_bound", "_target", "_weapon", "place", "_no_exception")
"""The tests of a bench, in their order."""


class Bench:
    """A batch of acts before one agreement: the eight tests, their distinct values and their answers."""

    def __init__(self, program: Program, acts: Acts, spotted: Spotted):
        self.program, self.acts, self.spotted = program, acts, spotted
        self.columns = program.columns

    def take(self, at: Ints, acts: Acts) -> Bench:
        """The bench of some of the acts: what was answered of all is not asked again."""
        few, answered = Bench(self.program, acts, self.spotted), vars(self)
        vars(few).update({name: answered[name].take(at) for name in _TESTS if name in answered})
        return few

    @property
    def _status(self) -> Codes:
        return self._clock[0]

    @property
    def _instants(self) -> list[tuple[int, ...]]:
        return self._clock[1]

    @cached_property
    def _clock(self) -> tuple[Codes, list[tuple[int, ...]]]:
        """By act: between which changes of standing it lies, and the instants to ask at. A baseline is judged as at
        the start, so that a later accession shortens nobody's baseline."""
        program, acts = self.program, self.acts
        floor = program.start if program.start is not None else -(2**62)
        first = np.searchsorted(program.boundaries, np.maximum(acts.start, floor), side="right")
        last = np.searchsorted(program.boundaries, np.maximum(acts.end - 1, floor), side="right")
        key, (low, high) = combine(first, last)
        moments = [int(floor), *(int(each) for each in program.boundaries)]
        return key, [tuple(moments[a : b + 1]) for a, b in zip(low.tolist(), high.tolist(), strict=True)]

    # the tests

    @cached_property
    def tests(self) -> tuple[Answered, ...]:
        """The eight tests in their order."""
        return tuple(getattr(self, name) for name in _TESTS)

    def _slots(self, ask: list[Any]) -> tuple[Ints, list[Any]]:
        """Columns that ask the same thing share a slot."""
        order: list[Any] = []
        slot = []
        for one in ask:
            if one not in order:
                order.append(one)
            slot.append(order.index(one))
        return np.array(slot, dtype=np.int64), order

    def _known(self, name: str) -> dict[Any, bytes]:
        """What the program has answered before. It is forgotten where it grows beyond what memory is for; whoever reads
        it meanwhile, in another thread, has it still."""
        known = self.program.memory.get(name)
        if known is None or len(known) > MOST_KNOWN:
            known = self.program.memory[name] = {}
        return known

    def _tabled(self, name: str, values: list[Any], asked: list[Any], answer: Any, about: str = "") -> Reasons:
        """The reason of each distinct value for each thing asked. What one program answered once, it remembers."""
        known = self._known(name + about)
        code = CODE[name]
        rows = []
        for value in values:
            row = known.get(value)
            if row is None:
                row = known[value] = bytes(code[answer(one, value)] for one in asked)
            rows.append(row)
        table = np.frombuffer(b"".join(rows), dtype=np.uint8).reshape(len(values), len(asked))
        return table if len(values) else np.zeros((1, len(asked)), dtype=np.uint8)

    @cached_property
    def act(self) -> Answered:
        """1: does the clause speak of it."""
        taxonomy = self.program.world.acts
        slot, asked = self._slots([(column.slots.act, column.slots.doubtful, column.slots) for column in self.columns])
        table = self._tabled("act", self.acts.acts, asked, lambda one, act: act_reason(one[2], act, taxonomy))
        return Answered("act", self.acts.act, table, slot)

    @cached_property
    def in_force(self) -> Answered:
        """2: is it in force over the whole interval."""
        key, (starts, lengths) = combine(*_interval_codes(self.acts))
        slot, asked = self._slots([column.when for column in self.columns])
        spans = [(int(s), int(s + length)) for s, length in zip(starts, lengths, strict=True)]
        program = self.program
        if asked == [None]:
            table = _in_force_at_once(program, starts, starts + lengths)[:, None]
        else:
            table = self._tabled("in_force", spans, asked, lambda one, span: force_reason(program, one, *span))
        return Answered("in_force", key, table, slot)

    @cached_property
    def _aims(self) -> tuple[Codes, list[Aim]]:
        acts = self.acts
        targets = [column.slots.target for column in self.columns]
        needs_actor = any("actor" in each.all_asked() for each in targets if each is not None)
        actor = acts.actor if needs_actor else np.zeros(len(acts), np.int32)
        key, parts = combine(
            acts.target,
            acts.basis,
            acts.site,
            acts.holder + 1,
            acts.mixed,
            acts.composed >> 1,
            actor,
            self._status,
        )
        rows = zip(*(part.tolist() for part in parts), strict=True)
        return key, [
            Aim(
                target=acts.sides[target],
                basis=BASES[basis],
                site=acts.sites[site],
                holder=None if holder == 0 else acts.sides[holder - 1],
                mixed=mixed,
                composed=bool(composed),
                actor=acts.sides[actor] if needs_actor else (),
                instants=self._instants[status],
            )
            for target, basis, site, holder, mixed, composed, actor, status in rows
        ]

    @cached_property
    def _not_excluded(self) -> Answered:
        """3: is nobody in it surely excluded. Who was hit is asked where the clause asks it; elsewhere an excluded
        side that was hit takes the act out all the same, and one that is only claimed to have been hit in mixed ground
        leaves it open; but not knowing who was hit leaves nothing open."""
        program, acts = self.program, self.acts
        aim_key, aims = self._aims
        actor_key, (actors, status) = combine(acts.actor, self._status)
        who = [(acts.sides[a], self._instants[s]) for a, s in zip(actors.tolist(), status.tolist(), strict=True)]
        by_actor = self._tabled("not_excluded", who, ["actor"], lambda _, one: actor_excluded_reason(program, *one))[
            :, 0
        ]
        by_target = self._tabled("not_excluded", aims, ["target"], lambda _, aim: target_excluded_reason(program, aim))[
            :, 0
        ]
        key, parts = combine(by_actor[actor_key], by_target[aim_key])
        mine, theirs = parts[0].astype(np.uint8), parts[1].astype(np.uint8)
        answers = np.array([reason.answer for reason in REASONS["not_excluded"]], dtype=np.int8)
        both = np.where(answers[theirs] < answers[mine], theirs, mine)
        open_ground = theirs == CODE["not_excluded"]["claimed_target_in_mixed_ground"]
        surely = np.where(((answers[theirs] == NO) | open_ground) & (answers[mine] != NO), theirs, mine)
        # a duty to prevent acts binds somebody else: whether those who acted are excluded is none of its matter
        dutiful = np.where((answers[theirs] == NO) | open_ground, theirs, CODE["not_excluded"]["yes"])
        slot = np.array(
            [int(column.slots.target is not None) + 2 * (column.slots.duty is not None) for column in self.columns],
            np.int64,
        )
        return Answered("not_excluded", key, np.stack([surely, both, dutiful, theirs], axis=1).astype(np.uint8), slot)

    @cached_property
    def _bound(self) -> Answered:
        """4: is the one who acted bound by the clause."""
        program, acts = self.program, self.acts
        key, (actors, status, composed) = combine(acts.actor, self._status, acts.composed & 1)
        slot, asked = self._slots([(column.slots.binds, column.slots.duty) for column in self.columns])
        who = [
            (acts.sides[side], self._instants[when], bool(known))
            for side, when, known in zip(actors.tolist(), status.tolist(), composed.tolist(), strict=True)
        ]

        def answer(ask: Any, one: tuple[tuple[str, ...], tuple[int, ...], bool]) -> str:
            return bound_reason(program, ask[0], *one, duty=ask[1])

        table = self._tabled("bound", who, asked, answer)
        return Answered("bound", key, table, slot)

    @cached_property
    def _target(self) -> Answered:
        """5: is the one who was hit protected by the clause."""
        key, aims = self._aims
        asking = [(column.slots.target, column.slots.binds if column.slots.duty else ()) for column in self.columns]
        slot, asked = self._slots(asking)
        program = self.program

        def answer(ask: Any, aim: Aim) -> str:
            return "yes" if ask[0] is None else target_reason(program, ask[0], aim, frozenset(ask[1]))

        return Answered("target", key, self._tabled("target", aims, asked, answer), slot)

    @cached_property
    def _weapon(self) -> Answered:
        """6: is it a weapon of which the clause speaks."""
        weapons, taxonomy = self.acts.weapons, self.program.world.weapons
        slot, asked = self._slots([column.slots.weapon for column in self.columns])

        def answer(condition: Any, weapon: str | None) -> str:
            return "yes" if condition is None else weapon_reason(condition, weapon, taxonomy)

        return Answered("weapon", self.acts.weapon, self._tabled("weapon", weapons, asked, answer), slot)

    @cached_property
    def place(self) -> Answered:
        """7: does it lie in the agreement's area and where the clause applies."""
        slot, asked = self._slots([column.slots.place for column in self.columns])
        key, spots = self._distinct_places([one for one in asked if one is not None])
        if len(spots.at) > MOST_KNOWN // 2:
            return Answered("place", key, self._of_places(asked, spots, self.spotted), slot)
        known, names = self._known("place"), self._named(spots)
        new = [n for n, name in enumerate(names) if name not in known]
        if new:
            there = self._of_places(asked, spots.take(new), self.spotted.take(spots.at[new]))
            known |= {names[n]: row.tobytes() for n, row in zip(new, there, strict=True)}
        content = b"".join([known[name] for name in names]) or bytes(len(asked))
        table = np.frombuffer(content, dtype=np.uint8).reshape(max(len(names), 1), len(asked))
        return Answered("place", key, table, slot)

    def _named(self, spots: Spot) -> list[tuple[Any, ...]]:
        """Each place by all that its answers depend on; equal ones are equal."""
        points = [each if each[0] == each[0] else (None, None, *each[2:]) for each in self.acts.spots]  # NaN is no key
        told = zip(spots.measures, spots.holders, spots.actors, spots.instants, strict=True)
        return [(points[n], *each) for n, each in zip(spots.at.tolist(), told, strict=True)]

    def _of_places(self, asked: list[Any], spots: Spot, spotted: Spotted) -> Reasons:
        """By place and thing asked: the reason."""
        program, spot, reported = self.program, spots.at, spots.measures
        answers = np.array([reason.answer for reason in REASONS["place"]], dtype=np.int8)
        by_answer = np.array([CODE["place"][each] for each in ("outside", "precision", "yes")], dtype=np.uint8)
        whole = by_answer[spotted.in_area(program.terms.agreement.area)[spot]]
        table = np.empty((max(len(spot), 1), len(asked)), dtype=np.uint8)
        for n, condition in enumerate(asked):
            if condition is None:
                table[: len(spot), n] = whole
                continue
            stated = place_answers(program, condition, spotted, spots)
            # a distance that was reported settles a place that is too coarse, and no place that surely lies elsewhere
            names = {each.measure for each in condition.flat() if getattr(each, "measure", None)}
            told = np.array([any(dict(m)["name"] in names for m in each) for each in reported] if names else False)
            believed = told & (answers[stated] == YES) & (answers[whole] != NO)
            table[: len(spot), n] = np.where((answers[whole] < answers[stated]) & ~believed, whole, stated)
        return table

    def _distinct_places(self, conditions: list[PlaceCondition]) -> tuple[Codes, Spot]:
        """By act, its place as far as these conditions ask: what was reported there, who held it, who acted."""
        acts = self.acts
        turns = frozenset[str]().union(*(each.all_asked() for each in conditions))
        none = np.zeros(len(acts), np.int32)
        key, (spot, measures, holder, actor, status) = combine(
            acts.spot,
            acts.measures if conditions else none,
            acts.holder + 1 if "holder" in turns else none,
            acts.actor if "actor" in turns else none,
            self._status if turns else none,
        )
        return key, Spot(
            at=spot,
            measures=[acts.measured[n] if acts.measured else () for n in measures.tolist()],
            holders=[None if n == 0 else acts.sides[n - 1] for n in holder.tolist()],
            actors=[acts.sides[n] if acts.sides else () for n in actor.tolist()],
            instants=[self._instants[n] if self._instants else () for n in status.tolist()],
        )

    @cached_property
    def _no_exception(self) -> Answered:
        """8: is it excused by nothing."""
        acts, world = self.acts, self.program.world
        asked_of = [
            (
                c.slots.exempts,
                c.slots.cap,
                c.slots.exceptions,
                c.clause.id if c.slots.duty else "",
                c.slots.duty,
                c.slots,
            )
            for c in self.columns
        ]
        slot, asked = self._slots([each[:5] for each in asked_of])
        stated = {each[:5]: each[5] for each in asked_of}
        exempts, caps = any(each[0] for each in asked), any(each[1] for each in asked)
        invoked = any(any(each) for each in acts.invocations)
        places = list(dict.fromkeys(each.place for one in asked for each in one[0] if each.place is not None))
        none = np.zeros(len(acts), np.int32)
        where, lies = self._lies(places)
        key, parts = combine(
            acts.act if exempts else none,
            acts.weapon if exempts else none,
            acts.actor if invoked else none,
            acts.invoked if invoked else none,
            acts.measures if caps else none,
            where,
        )
        excused = [
            Excused(
                acts.acts[act],
                acts.weapons[weapon] if exempts else None,
                acts.sides[actor] if invoked else (),
                acts.invocations[invocation] if invoked else (),
                acts.measured[measures] if caps else (),
                lies[there],
            )
            for act, weapon, actor, invocation, measures, there in zip(*(p.tolist() for p in parts), strict=True)
        ]

        def answer(one: Any, act: Excused) -> str:
            return exception_reason(stated[one], act, world, places, one[3])

        table = self._tabled("no_exception", excused, asked, answer)
        return Answered("no_exception", key, table, slot)

    def _lies(self, places: list[Any]) -> tuple[Codes, list[tuple[int, ...]]]:
        """By act: whether it lies in each place that an exemption names, as a code of the distinct answers."""
        if not places:
            return np.zeros(len(self.acts), np.int32), [()]
        key, spots = self._distinct_places(places)
        answers = np.array([reason.answer for reason in REASONS["place"]], dtype=np.int64)
        found = [answers[place_answers(self.program, place, self.spotted, spots)] for place in places]
        code, parts = combine(*found)
        return code[key], [tuple(each) for each in np.stack(parts, axis=1).tolist()]

    # screen and judge

    @cached_property
    def could_touch(self) -> bool:
        """Whether the agreement's area and period could touch any act of the batch: asked of the batch as a whole, so
        that an agreement of another time or country costs next to nothing."""
        first, last = self.program.periods
        begins, ends = self.acts.span
        if len(self.acts) == 0 or ends <= first or begins >= last:
            return False
        return bool((self.spotted.in_area(self.program.terms.agreement.area) != NO).any())

    @cached_property
    def touches(self) -> Bools:
        """By act: whether the agreement's area and period could touch it at all."""
        program, acts = self.program, self.acts
        if not self.could_touch:
            return np.zeros(len(acts), dtype=bool)
        first, last = program.periods
        there = self.spotted.in_area(program.terms.agreement.area)[acts.spot] != NO
        return np.asarray((acts.end > first) & (acts.start < last) & there)

    def why_silent(self) -> npt.NDArray[np.int8]:
        """By act: 0 outside the agreement's period, 1 outside its area, 2 neither."""
        program, acts = self.program, self.acts
        first, last = program.periods
        outside = (acts.end <= first) | (acts.start >= last)
        elsewhere = (self.spotted.in_area(program.terms.agreement.area) == NO)[acts.spot]
        return np.where(outside, 0, np.where(elsewhere, 1, 2)).astype(np.int8)

    @cached_property
    def spoken_of(self) -> Bools:
        """By distinct act and column: whether the clause could speak of it; columns of one event share their acts."""
        return ~self.act.answer_of(NO)

    def screen(self) -> Pairs:
        """The pairs worth judging: all but those whose act no clause speaks of, or that the agreement cannot touch.

        A pair is dropped only if its act is surely no, for every hypothesis of the event, or area and period surely
        cannot touch it; everything else is kept, so screening changes no answer.
        """
        if not self.could_touch:
            none = np.zeros(0, np.int64)
            return Pairs(none, none, none)
        rows = np.flatnonzero(self.touches)
        asked, masks = self._asked(rows)
        _, listed = np.nonzero(masks)
        count = masks.sum(axis=1)
        first = np.cumsum(count) - count
        mine = count[asked]
        within = np.arange(mine.sum(), dtype=np.int64) - np.repeat(np.cumsum(mine) - mine, mine)
        column = listed[np.repeat(first[asked], mine) + within]
        return Pairs(np.repeat(rows, mine), column.astype(np.int64), np.zeros(0, np.int64))

    def asking(self) -> tuple[Codes, Bools]:
        """By act, which of some distinct sets of columns is asked of it, the first of them being none."""
        rows = np.flatnonzero(self.touches)
        asked, masks = self._asked(rows)
        sets = np.concatenate([np.zeros((1, len(self.columns)), dtype=bool), masks])
        number = alike(sets.astype(np.uint8))
        found = np.zeros(len(self.acts), np.int32)
        found[rows] = number[asked + 1]
        first = np.zeros(int(number.max()) + 1, np.int64)
        first[number[::-1]] = np.arange(len(number) - 1, -1, -1)
        return found, sets[first]

    def _asked(self, rows: Ints) -> tuple[Ints, Bools]:
        """By act, which of some sets of columns is asked of it: those that speak of it. Where an event's hypotheses
        differ in act, a clause that speaks of one is asked of all."""
        masks, asked = self.spoken_of, self.act.key[rows].astype(np.int64)
        event = self.acts.row[rows]
        follows = event[1:] == event[:-1]
        parts = np.flatnonzero(follows & (asked[1:] != asked[:-1]))
        if len(parts) == 0:
            return asked, masks
        mixed = np.flatnonzero(np.isin(event, event[parts]))
        starts = np.flatnonzero(np.concatenate([[True], event[mixed][1:] != event[mixed][:-1]]))
        union = np.logical_or.reduceat(masks[asked[mixed]], starts, axis=0)
        asked[mixed] = len(masks) + np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(mixed))))
        return asked, np.concatenate([masks, union])

    def judged(self, pairs: Pairs) -> Pairs:
        """The same pairs with their signatures."""
        signature = np.zeros(len(pairs.act), dtype=np.int64)
        for n, test in enumerate(self.tests):
            signature |= test.of(pairs.act, pairs.column).astype(np.int64) << (BITS * n)
        return Pairs(pairs.act, pairs.column, signature)

    def settled(self, pairs: Pairs) -> Bools:
        """Which of the pairs are settled by a scope test that is surely no."""
        settled = np.zeros(len(pairs.act), dtype=bool)
        for test in self.tests[1:7]:
            settled |= test.answers[test.key[pairs.act], test.slot[pairs.column]] == NO
        return settled


def _interval_codes(acts: Acts) -> tuple[Ints, Ints]:
    return acts.start, np.maximum(acts.end - acts.start, 0)


def _in_force_at_once(program: Program, start: Ints, end: Ints) -> Reasons:
    """`force_reason` without a window, for all intervals together."""
    code = CODE["in_force"]
    if program.start is None:
        return np.full(max(len(start), 1), code["never_in_force"], dtype=np.uint8)
    outside = (end <= program.baseline) | (start >= program.end)
    crosses = (start < program.start) & (end > program.start)
    ragged = (start < program.baseline) | (end > program.end) | crosses
    found = np.where(start >= program.start, code["yes"], code["as_if_in_force"])
    found = np.where(outside, code["outside_period"], np.where(ragged, code["precision"], found))
    return found.astype(np.uint8) if len(found) else np.zeros(1, dtype=np.uint8)
