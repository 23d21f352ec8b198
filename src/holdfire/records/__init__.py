"""The nouns, one frozen class each. Their Arrow and JSON schemas are generated from the class.

>>> from holdfire.records import Observation, arrow_schema
>>> arrow_schema(Observation).field("when_start").type
TimestampType(timestamp[us, tz=UTC])
"""

from ._schema import Record, arrow_schema, json_schema, open_schema
from .alternative import WORDS, Alternative
from .decision import (
    DECISION,
    Correction,
    Decision,
    Determination,
    ExceptionJudged,
    Merged,
    NotSame,
    OnIncident,
    Split,
    Verified,
)
from .finding import EventVerdict, Finding, Kind, Phase, Verdict
from .incident import Account, Evidence, Incident, Link, Proposition, Status, Tie, Voice
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
    "Account",
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
    "Evidence",
    "ExceptionJudged",
    "Finding",
    "Incident",
    "Invocation",
    "Kind",
    "Link",
    "Measure",
    "Mention",
    "Merged",
    "NotSame",
    "Observation",
    "OnIncident",
    "Phase",
    "Proposition",
    "Quantity",
    "ReadObservation",
    "ReadPromise",
    "Reading",
    "Record",
    "Rejected",
    "Relation",
    "Sector",
    "Span",
    "Split",
    "Standing",
    "Statement",
    "Status",
    "Talk",
    "TargetBasis",
    "Tie",
    "Verdict",
    "Verified",
    "Voice",
    "WhenPrecision",
    "WherePrecision",
    "arrow_schema",
    "json_schema",
    "open_schema",
]
