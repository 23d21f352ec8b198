"""Which decisions a later vintage of a dataset touches: those about reports that were withdrawn, changed or renamed.

Decisions are only ever added to, so none is taken back here: it is said what each still does, and what a person may
want to decide now.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..records import (
    Correction,
    Decision,
    ExceptionJudged,
    Merged,
    NotSame,
    Observation,
    Split,
    arrow_schema,
)
from ..sources.changes import changes_of, plain
from ..sources.revision import Revision
from ..world import World
from .decisions import apply_decisions, read_decisions

_FIELDS = arrow_schema(Observation).names

Numbered = tuple[int, Decision]
"""A decision with its line in the file, from 1."""


class Effect(StrEnum):
    """What a decision still does in the later vintage."""

    GONE = "withdrawn"
    RENAMED = "renamed"
    OVERTAKEN = "overtaken"
    """A correction, and the row now says by itself what was corrected."""
    LAPSED = "lapsed"
    """It acted on the row as it stood, and does not act on the row as it stands."""
    IDLE = "idle"
    """It acted on neither."""
    STARTS = "starts"
    """It did not act on the row as it stood, and acts on the row as it stands."""
    STANDS = "stands"
    """It still acts, on a row that says otherwise than it did."""


@dataclass(frozen=True)
class Touched:
    """One decision and one report that it is about.

    `line` counts in the file of decisions from 1; `changes` are those of the report, as `sources.changes` gives them;
    `says` is what the row says now in the field that was corrected, or the id under which it now stands.
    """

    line: int
    decision: Decision
    id: str
    effect: Effect
    changes: tuple[Mapping[str, Any], ...] = ()
    says: Any = None


def numbered(path: Path) -> list[Numbered]:
    """The decisions in a file with their lines. Raises `KnowledgeError` as `read_decisions` does."""
    decisions = read_decisions(path)
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    return list(zip((n for n, line in enumerate(lines, 1) if line.strip()), decisions, strict=True))


def named(decision: Decision) -> tuple[str, ...]:
    """The ids of the reports that a decision is about."""
    match decision:
        case Merged() | NotSame():
            return tuple(dict.fromkeys((decision.about, *decision.with_)))
        case Split():
            return tuple(dict.fromkeys(ident for part in decision.into for ident in part))
    return (decision.about,)


def all_named(decisions: Sequence[Numbered]) -> frozenset[str]:
    """The ids of the reports that any of the decisions is about."""
    return frozenset(ident for _, each in decisions for ident in named(each))


def touched(decisions: Sequence[Numbered], found: Revision, world: World) -> list[Touched]:
    """The decisions about reports that were withdrawn, changed or renamed, in the order of their lines.

    The revision has kept the rows of `all_named(decisions)`.
    """
    gone, renamed = set(found.withdrawn["id"].to_pylist()), dict(found.renamed)
    changes = changes_of(found.changes, all_named(decisions))
    acting = _acting(decisions, found, changes, world)
    listed: list[Touched] = []
    for line, decision in decisions:
        for ident in named(decision):
            if ident in gone:
                listed.append(Touched(line, decision, ident, Effect.GONE))
            elif ident in renamed:
                listed.append(Touched(line, decision, ident, Effect.RENAMED, says=renamed[ident]))
            elif ident in changes:
                effect, says = acting[ident].of(decision) if _acts_on_rows(decision) else (Effect.STANDS, None)
                listed.append(Touched(line, decision, ident, effect, changes[ident], says))
    return listed


def _acts_on_rows(decision: Decision) -> bool:
    return isinstance(decision, Correction | ExceptionJudged)


@dataclass(frozen=True)
class _Acting:
    """The versions of one report that changed, as they stand, and which decisions act on them and on what they were."""

    now: pa.Table
    before: list[Decision]
    after: list[Decision]
    world: World

    def of(self, decision: Decision) -> tuple[Effect, Any]:
        """What the decision does, and what the row says now in the field that it corrects."""
        if not self.now.num_rows:  # only the number of its versions is another
            return Effect.STANDS, None
        field = decision.proposition if isinstance(decision, Correction) else ""
        says = plain(field, self.now[field][0].as_py()) if field in _FIELDS else None
        if decision in self.after:
            return (Effect.STANDS if decision in self.before else Effect.STARTS), says
        if isinstance(decision, Correction) and field in _FIELDS and self._says(decision):
            return Effect.OVERTAKEN, says
        return (Effect.LAPSED if decision in self.before else Effect.IDLE), says

    def _says(self, decision: Correction) -> bool:
        """Whether the row says by itself what it was corrected to: correcting what it says changes nothing."""
        row = self.now.slice(0, 1)
        said = row[decision.proposition][0].as_py()
        corrected, _, acting = apply_decisions(row, [decision.model_copy(update={"was": said})], self.world)
        return bool(acting) and bool(corrected[decision.proposition][0].as_py() == said)


def _acting(
    decisions: Sequence[Numbered], found: Revision, changes: Collection[str], world: World
) -> dict[str, _Acting]:
    mine: dict[str, list[Decision]] = {}
    for _, each in decisions:
        if _acts_on_rows(each) and each.about in changes:
            mine.setdefault(each.about, []).append(each)
    was, now = (_rows(table, list(mine)) for table in (found.was, found.now))
    return {
        ident: _Acting(now(ident), _acts(was(ident), several, world), _acts(now(ident), several, world), world)
        for ident, several in mine.items()
    }


def _rows(table: pa.Table, idents: list[str]) -> Callable[[str], pa.Table]:
    """The rows of an id, of those that are wanted."""
    few = table.filter(pc.is_in(table["id"], pa.array(idents, pa.string()))).select(_FIELDS)
    return lambda ident: few.filter(pc.equal(few["id"], ident))


def _acts(rows: pa.Table, decisions: list[Decision], world: World) -> list[Decision]:
    """The decisions that act on any version of a report, applied one after the other as a run does."""
    return [each for at in range(rows.num_rows) for each in apply_decisions(rows.slice(at, 1), decisions, world)[2]]
