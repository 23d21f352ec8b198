"""How big it runs: a job cut into fragments, mapped over workers, taken up again after a stop."""

from .account import Account, Result
from .findings import findings_metadata, read_findings
from .job import Job
from .problem import EngineError, UnfinishedError
from .run import Progress, run
from .runners import Runner, open_runner

__all__ = [
    "Account",
    "EngineError",
    "Job",
    "Progress",
    "Result",
    "Runner",
    "UnfinishedError",
    "findings_metadata",
    "open_runner",
    "read_findings",
    "run",
]
