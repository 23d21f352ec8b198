"""What follows for one clause, or for one agreement, if the report is right."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from ._schema import Record


class Verdict(StrEnum):
    """Four, never two; each is conditional on what was reported. Best to worst in the order given."""

    OUT_OF_SCOPE = "out_of_scope"
    PERMITTED = "permitted"
    UNDETERMINED = "undetermined"
    VIOLATION = "violation"


class Kind(StrEnum):
    """Why something is undetermined; the first that applies, in this order, is the finding's `kind`."""

    AGGREGATE = "aggregate"
    DELINEATION = "delineation"
    PRECISION = "precision"
    FACT = "fact"
    MEANING = "meaning"
    EXCEPTION = "exception"


class Phase(StrEnum):
    """Where an event lies on the agreement's clock."""

    BASELINE = "baseline"
    IN_FORCE = "in_force"
    AFTER = "after"


class _Outcome(Record):
    phase: Phase | None
    verdict: Verdict
    kind: Kind | None
    kinds: tuple[str, ...]
    reason: str
    reasons: tuple[str, ...]
    p_violation: float
    p_permitted: float
    p_out_of_scope: float
    p_undetermined: float
    attributed_to: tuple[str, ...]
    attribution_basis: str | None
    status: str
    disputed_by: tuple[str, ...]
    claimed_by: tuple[str, ...]
    carried_by: tuple[str, ...]
    compiled_by: str | None
    when_start: datetime
    when_end: datetime
    when_precision: str
    zone: str
    place: str | None
    lat: float | None
    lon: float | None
    where_precision: str
    act: str
    killed_low: int | None
    killed_best: int | None
    killed_high: int | None
    civilians_killed: int | None
    injured: int | None
    assumed: tuple[str, ...]
    decided: tuple[str, ...]
    determination: str | None
    terms_version: str
    method_version: str


class Finding(_Outcome):
    """Incident × clause × interpretation. Harm counts persons; `p_…` are masses that sum to 1."""

    finding_id: str
    event_id: str
    agreement: str
    clause: str
    interpretation: str


class EventVerdict(_Outcome):
    """Incident × agreement, over the plain readings; `sensitive`: another reading would change the verdict."""

    event_id: str
    agreement: str
    clauses: tuple[str, ...]
    sensitive: bool
    undated: bool


__all__ = ["EventVerdict", "Finding", "Kind", "Phase", "Verdict"]
