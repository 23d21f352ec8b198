"""Conduct clauses held against incidents: compile, screen, judge, explain."""

from .assess import LONGEST_DAYS, assess_batch
from .assuming import Assumption, Fact, read_assumption
from .assumptions import check_assumption
from .cases import CaseResult, run_cases, tables_of
from .caveats import Warned, warnings
from .compile import Program, compile_terms
from .decisions import read_decisions
from .explain import Explanation, by_views, explain
from .summary import Summary, listed, nested, summarise
from .tabulate import METHOD, Batch, plain_observations, plain_table
from .worded import FromWords, from_words

__all__ = [
    "LONGEST_DAYS",
    "METHOD",
    "Assumption",
    "Batch",
    "CaseResult",
    "Explanation",
    "Fact",
    "FromWords",
    "Program",
    "Summary",
    "Warned",
    "assess_batch",
    "by_views",
    "check_assumption",
    "compile_terms",
    "explain",
    "from_words",
    "listed",
    "nested",
    "plain_observations",
    "plain_table",
    "read_assumption",
    "read_decisions",
    "run_cases",
    "summarise",
    "tables_of",
    "warnings",
]
