"""From eight reasons to a verdict: everything that is said of a finding is a function of its signature."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ..records import Verdict
from ..world import NO, UNKNOWN, YES
from .reasons import KINDS, REASONS, TESTS, Reason

BITS = 6
"""Bits of a signature that one test's reason takes."""


@dataclass(frozen=True)
class Outcome:
    """What a signature means."""

    verdict: Verdict
    kinds: tuple[str, ...]
    reason: str
    reasons: tuple[str, ...]
    assumed: tuple[str, ...]


def unpack(signature: int) -> tuple[int, ...]:
    """The eight reason numbers of a signature."""
    return tuple((signature >> (BITS * n)) & ((1 << BITS) - 1) for n in range(len(TESTS)))


_TOLD = ("composition", "rejected", "procedure_not_followed", "bound_before_start", "duty_to_prevent")
"""Yes, and yet worth telling: how the test came to it."""


@lru_cache(maxsize=65_536)
def outcome_of(signature: int) -> Outcome:
    """The verdict that eight reasons give, in the order of the table in docs/architecture.md."""
    reasons = [REASONS[test][number] for test, number in zip(TESTS, unpack(signature), strict=True)]
    act, scope, last = reasons[0], reasons[1:7], reasons[7]
    named = tuple(
        f"{test}:{reason.code}"
        for test, reason in zip(TESTS, reasons, strict=True)
        if reason.answer != YES or reason.assumes or reason.code in _TOLD
    )
    assumed = tuple(reason.assumes for reason in reasons if reason.assumes and _carries(reason, reasons))
    if act.answer == NO:
        return Outcome(Verdict.OUT_OF_SCOPE, (), f"act:{act.code}", named, assumed)
    for test, reason in zip(TESTS[1:7], scope, strict=True):
        if reason.answer == NO:
            return Outcome(Verdict.OUT_OF_SCOPE, (), f"{test}:{reason.code}", named, assumed)
    if last.answer == NO:
        return Outcome(Verdict.PERMITTED, (), f"no_exception:{last.code}", named, assumed)
    unknown = [(test, reason) for test, reason in zip(TESTS, reasons, strict=True) if reason.answer == UNKNOWN]
    if not unknown:
        return Outcome(Verdict.VIOLATION, (), "all_met", named, assumed)
    found = {reason.kind for _, reason in unknown}
    kinds = tuple(kind.value for kind in KINDS if kind in found)
    test, reason = next(each for each in unknown if each[1].kind == kinds[0])
    return Outcome(Verdict.UNDETERMINED, kinds, f"{test}:{reason.code}", named, assumed)


def _carries(reason: Reason, reasons: list[Reason]) -> bool:
    """Silence about an exception is assumed only where the act is otherwise held against the clause."""
    return bool(reason.assumes != "no_exception_invoked" or not any(each.answer == NO for each in reasons[:7]))
