"""Judging under an assumption: the acts as they would be if a missing fact were so.

An assumption changes the acts that are judged, or what the terms mean (`compile_terms`), never the rules.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ..terms.conditions import Near, OutsideArea
from ..world import UNKNOWN, UNLISTED, YES
from ..world.time import instant
from .assuming import CIVILIANS, COVERED, EXCLUDED, KINDS, NEVER, NOBODY, Assumption, Fact
from .compile import Program
from .conditions import EFFORT
from .hypotheses import BASES, Acts, Vocabulary
from .placing import Spotted
from .standing import ASSUMED_EXCLUDED, ASSUMED_PARTY


def check_assumption(program: Program, assumption: Assumption) -> None:
    """Raises `ValueError` where the fact is about nothing that is known, or the answer is none that it can have."""
    fact, world = assumption.fact, program.world
    clauses = [clause.id for clause in program.terms.agreement.clauses]
    if fact.kind in ("aggregate", "standing"):
        found = world.actors.actors.get(world.actors.lookup(fact.subject or "") or "")
        named = (fact.subject or "").startswith(UNLISTED)
        if not named and (found is None or (fact.kind == "aggregate") != found.aggregate):
            kind = "an aggregate" if fact.kind == "aggregate" else "an actor that is no aggregate"
            raise ValueError(f"expected {fact.kind} to be followed by {kind} of the register, found {fact.subject!r}")
    if fact.kind == "meaning" and fact.subject not in clauses:
        raise ValueError(f"expected meaning to be followed by a clause ({', '.join(clauses)}), found {fact.subject!r}")
    if fact.kind == "place" and fact.subject not in clauses and fact.subject not in world.areas:
        raise ValueError(f"expected place to be followed by an area or a clause, found {fact.subject!r}")
    if fact.area is not None and fact.area not in world.areas:
        raise ValueError(f"expected a known area after 'in', found {fact.area!r}")
    if fact.kind in ("aggregate", "standing", "actor", "target", "holder"):
        _stand_ins(program, assumption.answer)
    elif fact.kind == "number":
        _number(assumption)
    elif fact.kind == "weapon":
        if assumption.answer not in world.weapons:
            raise ValueError(f"expected a weapon of the taxonomy, found {assumption.answer!r}")
    elif fact.kind in ("start", "end", "event"):
        _view(program, assumption)
    elif assumption.answer not in (possible := answers(program, fact)) and fact.kind != "delineation":
        raise ValueError(f"expected the answer to {fact} to be {' or '.join(possible)}, found {assumption.answer!r}")


def _view(program: Program, assumption: Assumption) -> None:
    """An assumption about the time of this agreement; one about another's is none of its business."""
    fact, agreement = assumption.fact, program.terms.agreement
    if fact.kind == "event":
        if any(each.id == fact.subject for each in agreement.events) and assumption.answer != NEVER:
            instant(assumption.answer, agreement.zone)
        return
    known = [each.id for each in (agreement.ends if fact.kind == "end" else agreement.rival_starts)]
    if fact.subject == agreement.id and assumption.answer not in known:
        expected = ", ".join(known) or f"none: no rival {fact.kind} is recorded"
        raise ValueError(f"expected the answer to {fact} to be one of {expected}, found {assumption.answer!r}")


def _number(assumption: Assumption) -> float:
    try:
        return float(assumption.answer)
    except ValueError:
        raise ValueError(f"expected a number as the answer to {assumption.fact}, found {assumption.answer!r}") from None


def answers(program: Program, fact: Fact) -> tuple[str, ...]:
    """The answers that a fact can have before this agreement."""
    sides = _sides(program)
    match fact.kind:
        case "aggregate":
            return (*_open_sides(program, fact.subject), *_excluded(program))
        case "holder":
            return (*sides, *_excluded(program))
        case "target":
            return (*sides, CIVILIANS, *_excluded(program))
        case "actor" | "standing":
            return (*sides, *_excluded(program), NOBODY)
        case "delineation":
            return ("as claimed", COVERED) if _covered(program) else ("as claimed",)
        case "direction":
            return ("as listed", "reversed")
        case "exception":
            return ("accepted", "rejected")
        case "effort":
            return ("made", "not made")
        case "start":
            return tuple(each.id for each in program.terms.agreement.rival_starts)
        case "end":
            return tuple(each.id for each in program.terms.agreement.ends)
        case "event":
            return (NEVER,)
        case "meaning":
            return ("covered", "not covered")
        case "number":
            return tuple(f"{n:g}" for n in _numbers(program, fact.subject))
        case "weapon":
            return _weapons(program)
        case "time":
            return ("in force", "outside")
        case "place":
            return ("inside", "outside")
    raise ValueError(f"expected a fact of kind {', '.join(KINDS)}, found {fact.kind!r}")


def _covered(program: Program) -> str | None:
    """The one party whose members are those that acceded: "covered groups" means it."""
    found = [key for key, party in program.terms.agreement.parties.items() if party.accession]
    return found[0] if len(found) == 1 else None


def _sides(program: Program) -> tuple[str, ...]:
    covered = _covered(program)
    return tuple(COVERED if key == covered else key for key in program.terms.agreement.parties)


def _open_sides(program: Program, aggregate: str | None) -> tuple[str, ...]:
    """The sides that an aggregate may be of, by what its name means."""
    at, covered = program.start or 0, _covered(program)
    return tuple(
        COVERED if key == covered else key
        for key in program.terms.agreement.parties
        if program.standing.member(aggregate or "", key, at) != "no"
    )


def _excluded(program: Program) -> tuple[str, ...]:
    return (EXCLUDED,) if program.terms.agreement.excluded else ()


def _stand_ins(program: Program, answer: str) -> tuple[str, ...]:
    """Whom an answer puts in place of the unknown: a party's members, an excluded group, civilians, or named actors."""
    parties = program.terms.agreement.parties
    if answer == COVERED and _covered(program):
        return (f"{ASSUMED_PARTY}{_covered(program)}",)
    if answer in parties:
        return (ASSUMED_PARTY + answer,)
    if answer == EXCLUDED:
        return (ASSUMED_EXCLUDED,)
    if answer == CIVILIANS:
        return ("civilians",)
    if answer == NOBODY:
        return (ASSUMED_PARTY,)
    named = tuple(program.world.actors.resolve(name.strip()) for name in answer.split("+"))
    unknown = [name for name in named if name not in program.world.actors]
    if unknown:
        expected = ", ".join([*_sides(program), EXCLUDED, CIVILIANS, NOBODY])
        raise ValueError(f"expected one of {expected}, or actors joined by +, found {answer!r}")
    return named


def _numbers(program: Program, name: str | None) -> list[float]:
    caps = {c.slots.cap.at_most for c in program.columns if c.slots.cap and c.slots.cap.measure == name}
    return sorted({*caps, *(cap + 1 for cap in caps)})


def _weapons(program: Program) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for column in program.columns:
        for condition in (column.slots.weapon, *(each.weapon for each in column.slots.exempts)):
            found |= dict.fromkeys(condition.classes() if condition else ())
    return tuple(found)


def assume(assumption: Assumption, acts: Acts, program: Program, spotted: Spotted, ids: Sequence[str] = ()) -> Acts:
    """The acts as they would be if the fact were so. `ids` are the observations' ids, for facts about one event."""
    changed = acts.take(np.arange(len(acts)))
    here = _concerned(assumption.fact, changed, program, spotted, ids)
    answer = assumption.answer
    match assumption.fact.kind:
        case "aggregate" | "standing":
            _replace(changed, here, _subject(assumption, program), _stand_ins(program, answer))
        case "actor":
            missing = here & _empty(changed, changed.actor)
            changed.actor[missing] = Vocabulary(changed.sides).number(_stand_ins(program, answer))
        case "target":
            missing = here & _empty(changed, changed.target)
            changed.target[missing] = Vocabulary(changed.sides).number(_stand_ins(program, answer))
            changed.basis[missing] = BASES.index("observed")
        case "holder":
            unknown = here & (changed.holder < 0)
            changed.holder[unknown] = Vocabulary(changed.sides).number(_stand_ins(program, answer))
        case "delineation":
            _delineate(changed, here, program, answer)
        case "direction":
            dropped = {"as listed": 2, "reversed": 1}.get(answer)
            if dropped is None:
                raise ValueError(f"expected 'as listed' or 'reversed', found {answer!r}")
            changed.turned[here & (changed.turned == 3 - dropped)] = 0
            changed = changed.take(~(here & (changed.turned == dropped)))
        case "exception":
            _judge_invocations(changed, here, assumption)
        case "effort":
            _report_effort(changed, here, program, assumption)
        case "number":
            _report_number(changed, here, assumption)
        case "weapon":
            unknown = here & np.array([each is None for each in changed.weapons], dtype=bool)[changed.weapon]
            changed.weapon[unknown] = Vocabulary(changed.weapons).number(answer)
        case "time":
            _date(changed, here, program, answer)
        case "place":
            _place(changed, here, program, spotted, assumption)
    return changed


def _subject(assumption: Assumption, program: Program) -> str:
    subject = assumption.fact.subject or ""
    found = program.world.actors.lookup(subject)
    return found or subject


def _concerned(fact: Fact, acts: Acts, program: Program, spotted: Spotted, ids: Sequence[str]) -> npt.NDArray[np.bool_]:
    here = np.ones(len(acts), dtype=bool)
    if fact.area is not None:
        if fact.area not in program.world.areas:
            raise ValueError(f"expected a known area, found {fact.area!r}")
        here &= (spotted.in_area(fact.area) == YES)[acts.spot]
    if fact.event is not None:
        rows = np.array([n for n, ident in enumerate(ids) if ident == fact.event], dtype=np.int64)
        here &= np.isin(acts.row, rows)
    return here


def _empty(acts: Acts, column: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    return np.array([not side for side in acts.sides], dtype=bool)[column]


def _replace(acts: Acts, here: npt.NDArray[np.bool_], subject: str, stand_ins: tuple[str, ...]) -> None:
    sides = Vocabulary(acts.sides)
    for n, side in enumerate(list(acts.sides)):
        if subject in side:
            known = sides.number((*(each for each in side if each != subject), *stand_ins))
            for column in (acts.actor, acts.target):
                column[here & (column == n)] = known


def _delineate(acts: Acts, here: npt.NDArray[np.bool_], program: Program, answer: str) -> None:
    """As claimed: the ground is taken as not mixed. Covered groups: they were hit, whatever was claimed."""
    claimed = here & (acts.basis == BASES.index("claimed")) & (acts.mixed > 0)
    if answer != "as claimed":
        acts.target[claimed] = Vocabulary(acts.sides).number(_stand_ins(program, answer))
        acts.basis[claimed] = BASES.index("observed")
    acts.mixed[claimed] = 0


def _judge_invocations(acts: Acts, here: npt.NDArray[np.bool_], assumption: Assumption) -> None:
    invocations = Vocabulary(acts.invocations)
    for n, several in enumerate(list(acts.invocations)):
        said = [dict(each) for each in several]
        if any(each["exception"] == assumption.fact.subject and each["judged"] is None for each in said):
            for each in said:
                if each["exception"] == assumption.fact.subject and each["judged"] is None:
                    each["judged"] = assumption.answer
            known = invocations.number(tuple(tuple(sorted(each.items())) for each in said))
            acts.invoked[here & (acts.invoked == n)] = known


def _report_effort(acts: Acts, here: npt.NDArray[np.bool_], program: Program, assumption: Assumption) -> None:
    """What the bound party did to prevent the act, as one more thing that is reported of it."""
    clause = assumption.fact.subject or ""
    if clause not in [each.id for each in program.terms.agreement.clauses]:
        return
    judged = "accepted" if assumption.answer == "made" else "rejected"
    said = tuple(sorted({"exception": EFFORT, "by": clause, "judged": judged, "met": (), "not_met": ()}.items()))
    invocations = Vocabulary(acts.invocations)
    for n, several in enumerate(list(acts.invocations)):
        acts.invoked[here & (acts.invoked == n)] = invocations.number((*several, said))


def _report_number(acts: Acts, here: npt.NDArray[np.bool_], assumption: Assumption) -> None:
    measured = Vocabulary(acts.measured)
    for n, several in enumerate(list(acts.measured)):
        if not any(dict(each)["name"] == assumption.fact.subject for each in several):
            added = (("name", assumption.fact.subject), ("value", float(assumption.answer)))
            acts.measures[here & (acts.measures == n)] = measured.number((*several, added))


def _date(acts: Acts, here: npt.NDArray[np.bool_], program: Program, answer: str) -> None:
    """An interval that crosses the agreement's period is taken to lie in force, or wholly outside."""
    first, last = program.periods
    start = first if program.start is None else program.start
    crosses = here & (acts.start < last) & (acts.end > first)
    crosses &= (acts.start < first) | (acts.end > last) | ((acts.start < start) & (acts.end > start))
    at = start if answer == "in force" else first - 1
    acts.start[crosses], acts.end[crosses] = at, at + 1


_NOWHERE = (-89.0, 0.0, 0.0, ())


def _place(acts: Acts, here: npt.NDArray[np.bool_], program: Program, spotted: Spotted, assumption: Assumption) -> None:
    """A place too coarse for an area, or for a clause, is taken to lie where it applies, or elsewhere."""
    inside, subject = assumption.answer == "inside", assumption.fact.subject or ""
    spots, measured = Vocabulary(acts.spots), Vocabulary(acts.measured)
    if subject in program.world.areas:
        coarse = here & (spotted.in_area(subject) == UNKNOWN)[acts.spot]
        acts.spot[coarse] = spots.number((np.nan, np.nan, 0.0, (subject,)) if inside else _NOWHERE)
        return
    stated = program.terms.agreement.clause(subject).place
    for condition in stated.flat() if stated else ():
        match condition:
            case OutsideArea(outside=area):
                coarse = here & (spotted.in_area(area) == UNKNOWN)[acts.spot]
                acts.spot[coarse] = spots.number(_NOWHERE if inside else (np.nan, np.nan, 0.0, (area,)))
            case Near(near=area, under_m=under, side=side, measure=name) if name:
                coarse = here & (spotted.nearer_than(area, under, side) == UNKNOWN)[acts.spot]
                added = (("name", name), ("value", 0.0 if inside else 1e9))
                for n in np.unique(acts.measures[coarse]).tolist():
                    acts.measures[coarse & (acts.measures == n)] = measured.number((*acts.measured[n], added))
            case _:
                pass
