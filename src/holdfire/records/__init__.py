"""The nouns, one frozen class each. Their Arrow and JSON schemas are generated from the class.

>>> from holdfire.records import Observation, arrow_schema
>>> arrow_schema(Observation).field("when_start").type
TimestampType(timestamp[us, tz=UTC])
"""

from ._schema import Record, arrow_schema, json_schema
from .alternative import Alternative
from .decision import DECISION, Correction, Decision, Determination, ExceptionJudged
from .finding import EventVerdict, Finding, Kind, Phase, Verdict
from .observation import (
    Direction,
    Invocation,
    Measure,
    Observation,
    Sector,
    TargetBasis,
    WhenPrecision,
    WherePrecision,
)
from .rejected import Rejected

__all__ = [
    "DECISION",
    "Alternative",
    "Correction",
    "Decision",
    "Determination",
    "Direction",
    "EventVerdict",
    "ExceptionJudged",
    "Finding",
    "Invocation",
    "Kind",
    "Measure",
    "Observation",
    "Phase",
    "Record",
    "Rejected",
    "Sector",
    "TargetBasis",
    "Verdict",
    "WhenPrecision",
    "WherePrecision",
    "arrow_schema",
    "json_schema",
]
