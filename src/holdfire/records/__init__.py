"""The nouns, one frozen class each. Their Arrow and JSON schemas are generated from the class.

>>> from holdfire.records import Observation, arrow_schema
>>> arrow_schema(Observation).field("when_start").type
TimestampType(timestamp[us, tz=UTC])
"""

from ._schema import Record, arrow_schema, json_schema
from .alternative import WORDS, Alternative
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
from .reading import (
    Choice,
    Consent,
    Count,
    Depth,
    Document,
    DocumentTable,
    Due,
    Mention,
    Quantity,
    Reading,
    ReadObservation,
    ReadPromise,
    Relation,
    Standing,
    Statement,
    Talk,
)
from .rejected import Rejected
from .span import Span

__all__ = [
    "DECISION",
    "WORDS",
    "Alternative",
    "Choice",
    "Consent",
    "Correction",
    "Count",
    "Decision",
    "Depth",
    "Determination",
    "Direction",
    "Document",
    "DocumentTable",
    "Due",
    "EventVerdict",
    "ExceptionJudged",
    "Finding",
    "Invocation",
    "Kind",
    "Measure",
    "Mention",
    "Observation",
    "Phase",
    "Quantity",
    "ReadObservation",
    "ReadPromise",
    "Reading",
    "Record",
    "Rejected",
    "Relation",
    "Sector",
    "Span",
    "Standing",
    "Statement",
    "Talk",
    "TargetBasis",
    "Verdict",
    "WhenPrecision",
    "WherePrecision",
    "arrow_schema",
    "json_schema",
]
