"""How much of an agreement its rule cases reach."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ..assessment import run_cases
from ..assessment.cases import CaseResult
from ..promises.cases import run_cases as run_promise_cases
from ..terms import Terms
from ..terms.clause import Clause
from ..world import World

_EXCUSED = {"invoked", "accepted", "rejected", "procedure_followed", "procedure_not_followed"}
_COUNTED = ("clauses", "exceptions", "promises", "readings")


def coverage_of(terms: Terms, world: World) -> dict[str, Any]:
    """The clauses, exceptions (exemptions, caps, exceptions), promises and named readings of an agreement, each as
    "reached of all", and what no case reaches. Only what a case expects something of counts as reached."""
    conduct = list(run_cases(terms, world))
    performance = list(run_promise_cases(terms))
    reached = {each for result in conduct for each in result.reached}
    kept = {each for result in performance for each in result.reached}
    wanted: dict[str, list[tuple[str, bool]]] = {name: [] for name in _COUNTED}
    for clause in terms.agreement.clauses:
        wanted["clauses"].append((clause.id, any(one[0] == clause.id for one in reached)))
        wanted["readings"] += [
            (f"{clause.id}/{reading}", any(one[:2] == (clause.id, reading) for one in reached))
            for reading in clause.readings[1:]
        ]
        came = {one[2] for one in reached if one[0] == clause.id}
        wanted["exceptions"] += [
            (f"{clause.id}: exemption {n + 1}", "exempt" in came and _asked(terms, world, clause, n, conduct))
            for n in range(len(clause.exempts))
        ]
        if clause.cap is not None:
            wanted["exceptions"].append((f"{clause.id}: cap", "within_cap" in came))
        judged = {name for one in reached if one[0] == clause.id and one[2] in _EXCUSED for name in one[3]}
        wanted["exceptions"] += [(f"{clause.id}: {each.id}", each.id in judged) for each in clause.exceptions]
    for promise in terms.agreement.promises:
        wanted["promises"].append((promise.id, any(one[0] == promise.id for one in kept)))
        wanted["readings"] += [(f"{promise.id}/{each}", (promise.id, each) in kept) for each in promise.readings[1:]]
    counted = {name: f"{sum(hit for _, hit in several)}/{len(several)}" for name, several in wanted.items()}
    missing = [
        f"{name.removesuffix('s')} {what}" for name, several in wanted.items() for what, hit in several if not hit
    ]
    return {"id": terms.id, **counted, "cases": len(conduct) + len(performance), "missing": missing}


def _asked(terms: Terms, world: World, clause: Clause, n: int, conduct: list[CaseResult]) -> bool:
    """Whether some case would come out otherwise without an exemption of a clause."""
    if len(clause.exempts) == 1:
        return True
    without = clause.model_copy(update={"exempts": clause.exempts[:n] + clause.exempts[n + 1 :]})
    clauses = tuple(without if each is clause else each for each in terms.agreement.clauses)
    fewer = replace(terms, agreement=terms.agreement.model_copy(update={"clauses": clauses}))
    return any(
        one[0] == clause.id and one[2] == "exempt"
        for with_it, without_it in zip(conduct, run_cases(fewer, world), strict=True)
        for one in with_it.reached - without_it.reached
    )


def summed(rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The sums over several agreements."""
    several = list(rows)
    found: dict[str, Any] = {}
    for name in _COUNTED:
        parts = [tuple(int(n) for n in row[name].split("/")) for row in several]
        hit, whole = sum(one for one, _ in parts), sum(all_ for _, all_ in parts)
        found[name] = f"{hit}/{whole}"
        found[f"{name}_share"] = round(hit / whole, 4) if whole else None
    return {**found, "cases": sum(row["cases"] for row in several)}
