"""The eight tests, and the reason codes with which each is answered.

A reason implies its answer; a finding's verdict is a function of its eight reasons alone. Order of the tests and the
kinds of undetermined: docs/architecture.md, "From facts to a verdict".
"""

from __future__ import annotations

from dataclasses import dataclass

from ..records import Kind
from ..world import NO, UNKNOWN, YES

TESTS = ("act", "in_force", "not_excluded", "bound", "target", "weapon", "place", "no_exception")
"""In the order in which a sure no decides."""


@dataclass(frozen=True)
class Reason:
    """One way to answer one test. `assumes` names what is taken for granted, `kind` why it is unknown."""

    code: str
    answer: int
    kind: Kind | None = None
    assumes: str | None = None


def _yes(code: str = "yes", assumes: str | None = None) -> Reason:
    return Reason(code, YES, None, assumes)


def _no(code: str, assumes: str | None = None) -> Reason:
    return Reason(code, NO, None, assumes)


def _unknown(code: str, kind: Kind) -> Reason:
    return Reason(code, UNKNOWN, kind)


_SIDE_UNKNOWN = (
    _unknown("aggregate", Kind.AGGREGATE),
    _unknown("mixed_side", Kind.DELINEATION),
    _unknown("unlisted", Kind.FACT),
    _unknown("not_stated", Kind.FACT),
    _unknown("precision", Kind.PRECISION),
)

REASONS: dict[str, tuple[Reason, ...]] = {
    "act": (
        _yes(),
        _no("not_spoken_of"),
        _unknown("act_kind_unknown", Kind.FACT),
        _unknown("word_contested", Kind.MEANING),
    ),
    "in_force": (
        _yes(),
        _yes("as_if_in_force", assumes="baseline_cohort"),
        _yes("bound_before_start"),
        _no("never_in_force"),
        _no("outside_period"),
        _no("outside_hours"),
        _no("not_begun"),
        _no("waived"),
        _no("suspended"),
        _unknown("precision", Kind.PRECISION),
    ),
    "not_excluded": (
        _yes(),
        _no("actor_excluded"),
        _no("target_excluded"),
        _no("target_claimed_excluded", assumes="target_claim_taken_at_its_word"),
        _unknown("claimed_target_in_mixed_ground", Kind.DELINEATION),
        _unknown("contested", Kind.MEANING),
        *_SIDE_UNKNOWN,
    ),
    "bound": (
        _yes(),
        _yes("composition", assumes="composition_as_referenced"),
        _yes("duty_to_prevent"),
        _no("other_side"),
        _no("not_yet_acceded"),
        *_SIDE_UNKNOWN,
    ),
    "target": (
        _yes(),
        _yes("composition", assumes="composition_as_referenced"),
        _yes("claimed_target", assumes="target_claim_taken_at_its_word"),
        _no("other_target"),
        _no("claimed_other_target", assumes="target_claim_taken_at_its_word"),
        _unknown("claimed_target_in_mixed_ground", Kind.DELINEATION),
        _unknown("holder_unknown", Kind.DELINEATION),
        *_SIDE_UNKNOWN,
    ),
    "weapon": (_yes(), _no("other_weapon"), _unknown("weapon_not_stated", Kind.FACT)),
    "place": (
        _yes(),
        _no("outside"),
        _unknown("precision", Kind.PRECISION),
        _unknown("holder_unknown", Kind.DELINEATION),
        _unknown("actor_unknown", Kind.FACT),
    ),
    "no_exception": (
        _yes("none_applies"),
        _yes("none_invoked", assumes="no_exception_invoked"),
        _yes("rejected"),
        _yes("procedure_not_followed"),
        _no("exempt"),
        _no("within_cap"),
        _no("accepted"),
        _no("procedure_followed"),
        _unknown("invoked", Kind.EXCEPTION),
        _unknown("effort_not_reported", Kind.FACT),
        _unknown("number_not_reported", Kind.FACT),
        _unknown("act_kind_unknown", Kind.FACT),
        _unknown("weapon_not_stated", Kind.FACT),
        _unknown("precision", Kind.PRECISION),
    ),
}

CODE = {test: {reason.code: n for n, reason in enumerate(reasons)} for test, reasons in REASONS.items()}
"""Number of each reason within its test."""

KINDS = tuple(Kind)
"""In the order in which the first that applies names a finding."""
