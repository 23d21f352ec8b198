"""What a run gives back: its numbers, where its files are, and an account in which no row is missing."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa

from ..assessment import Summary
from ..sources import Format, Imported
from ..sources.address import Where

MOST_NAMED = 1000
"""Ids that are listed of those in conflict, or revised; the count is always whole."""


@dataclass
class Account:
    """Rows and fragments of a run. `rows_in == kept + set_aside`, always.

    `ran` and `skipped` are fragments that were worked on now, or were there already; `retried` those of the former that
    failed at first. `failed` are those that failed three times: what they are and why, and where the whole error is.
    """

    rows_in: int = 0
    kept: int = 0
    set_aside: int = 0
    rows_out: int = 0
    fragments: int = 0
    ran: int = 0
    skipped: int = 0
    retried: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    failed: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Result:
    """What a run found.

    `tables` has a table an agreement where they were asked to be kept, `kept` the observations where they were.
    `conflicts` are ids that stand with several contents in one file (flag `conflict:same_id`), `revisions` those that a
    later file changes (`revision:same_id`): at most a thousand of each by name. `unapplied` says which decisions had no
    effect, `notes` what became of an earlier run's parts.
    """

    summaries: dict[str, Summary]
    formats: list[tuple[str, Format]]
    account: Account
    out: Where | None = None
    rejects: Where | None = None
    tables: dict[str, pa.Table] | None = None
    kept: Imported | None = None
    conflicts: list[str] = field(default_factory=list)
    conflict_count: int = 0
    revisions: list[str] = field(default_factory=list)
    revision_count: int = 0
    unapplied: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
