"""Submissions of our field form, as KoboToolbox and ODK Central export them: one observation an act.

Nothing about the person who sent a submission, or about the telephone, is read: who says so is the code of the team.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from ..records import Observation, Record
from ..world import World
from ..world.report import TermError, read_report
from .address import Where
from .aside import SCHEMA as REJECTED
from .aside import rejected
from .container import brought
from .draft import SCHEMA, Imported, no_alternatives
from .format import FORM, examine
from .forms.answers import Answers, Told
from .forms.cells import UnusableError, ident_of, sent_at
from .forms.exports import Submitted, submitted
from .forms.form import Form, load_form
from .place import UnknownArea
from .problem import SourceError

_RUN = 10_000


class Media(Record):
    """The photographs of one submission: the observations that it tells, and the files' names, without folders."""

    observations: tuple[str, ...]
    names: tuple[str, ...]


@dataclass
class _Run:
    observations: list[Observation]
    rejects: list[dict[str, object]]
    areas: Counter[UnknownArea]

    def imported(self) -> Imported:
        table = pa.Table.from_pylist([each.model_dump() for each in self.observations], schema=SCHEMA)
        rejects = pa.Table.from_pylist(self.rejects, schema=REJECTED)
        return Imported(table, no_alternatives(), rejects, len(self.observations) + len(self.rejects), self.areas)


def read(path: Where, made_of: str, compression: str | None, world: World) -> Iterator[Imported]:
    """The submissions of a file as observations, one an act; those that cannot be kept, with their reason.

    `made_of` is `text` (CSV or JSON), `xlsx` or `zip`. Of an edited submission the latest version is kept, and earlier
    ones are set aside as `revised`. Raises `SourceError` for a file that cannot be read.
    """
    form = load_form(world)
    with brought(path) as here:
        found, unread = submitted(here, made_of, compression, form)
    held = _Run([], [], Counter())
    for row in unread:
        held.rejects.append(rejected(path.name, row.number, row.reason, None, row.expected, row.found, row.raw))
    revised = _revised(found)
    for one in found:
        if one.number in revised:
            bad = UnusableError(
                "revised", "_uuid", "the latest version", f"one that was edited in row {revised[one.number]}"
            )
            held.rejects.append(_refused(path.name, one, bad))
        else:
            _take(held, path.name, one, form, world)
        if len(held.observations) + len(held.rejects) >= _RUN:
            yield held.imported()
            held = _Run([], [], Counter())
    yield held.imported()


def media(path: Path, world: World) -> list[Media]:
    """The names of the photographs in a file of submissions, by the ids of the observations that they belong to.

    Raises `SourceError` for a file that is none.
    """
    recognised = examine(path)
    if not recognised.made_of.startswith(FORM):
        raise SourceError(
            path, found=str(recognised.format), expected="submissions of the field form",
            remedy="Give the file that KoboToolbox or ODK Central exported.",
        )  # fmt: skip
    form = load_form(world)
    found, _ = submitted(path, recognised.made_of.removeprefix(f"{FORM}-"), recognised.compression, form)
    listed = []
    for one in found:
        held = _Run([], [], Counter())
        _take(held, path.name, one, form, world)
        names = _media_of(one, form)
        if names and held.observations:
            listed.append(Media(observations=tuple(each.id for each in held.observations), names=names))
    return listed


def _media_of(one: Submitted, form: Form) -> tuple[str, ...]:
    asked = [name for name, each in form.asked.items() if each.type == "image"]
    rows = [one.answers, *(row for each in one.repeats.values() for row in each)]
    written = [row[name].replace("\\", "/").rsplit("/", 1)[-1] for row in rows for name in asked if row.get(name)]
    return tuple(dict.fromkeys([*written, *one.media]))


def _revised(found: Sequence[Submitted]) -> dict[int, int]:
    """The numbers of submissions that a later version stands for, and the number of that version.

    A version replaces the one that it names, and those of its id that were received before it. Two of one id and time
    are a conflict: both are kept, and that is told elsewhere.
    """
    first = _Firsts(found)
    versions: dict[str, list[Submitted]] = {}
    for each in found:
        versions.setdefault(first.of(each), []).append(each)
    replaced: dict[int, int] = {}
    for listed in versions.values():
        named = {_uuid(each, "replaces") for each in listed} - {""}
        left = [each for each in listed if _uuid(each, "uuid") not in named] or listed
        latest = max(left, key=lambda each: (sent_at(each) or _NEVER, each.number))
        until = sent_at(latest) or _NEVER
        before = {each.number for each in left if (at := sent_at(each)) is not None and at < until}
        kept = {each.number for each in left}
        gone = before | {each.number for each in listed if each.number not in kept}
        replaced |= dict.fromkeys(gone, latest.number)
    return replaced


_NEVER = datetime.min.replace(tzinfo=UTC)


def _uuid(one: Submitted, name: str) -> str:
    return one.meta.get(name, "").removeprefix("uuid:")


class _Firsts:
    """Under which id each submission was first sent, as far as the versions in a file tell."""

    def __init__(self, found: Sequence[Submitted]):
        self._before = {_uuid(each, "uuid"): _uuid(each, "replaces") for each in found if _uuid(each, "replaces")}
        self._known: dict[str, str] = {}

    def of(self, one: Submitted) -> str:
        try:
            ident = ident_of(one)
        except UnusableError:
            return f"\x00{one.number}"
        passed: dict[str, None] = {}
        while ident not in self._known and ident not in passed and ident in self._before:
            passed[ident] = None
            ident = self._before[ident]
        # Versions that name each other in a ring are one submission, under whichever id comes first.
        first = self._known.get(ident) or (min(passed) if ident in passed else ident)
        self._known |= dict.fromkeys(passed, first)
        return first


def _take(held: _Run, file: str, one: Submitted, form: Form, world: World) -> None:
    try:
        told = Answers(one, form, world).told()
    except UnusableError as bad:
        held.rejects.append(_refused(file, one, bad))
        return
    for each in told:
        seen = each if isinstance(each, UnusableError) else _read(each, file, one.number, world)
        if isinstance(seen, UnusableError):
            held.rejects.append(_refused(file, one, seen))
            continue
        held.observations.append(seen)
        if isinstance(each, Told) and each.unknown_area:
            held.areas["governorate", each.unknown_area] += 1


def _read(told: Told, file: str, number: int, world: World) -> Observation | UnusableError:
    try:
        seen, _ = read_report(told.entry, told.zone, world)
    except TermError as bad:
        return UnusableError(
            f"unknown_{bad.kind}", bad.kind, f"one of holdfire sources known {bad.kind}s", repr(bad.name)
        )
    except (ValueError, TypeError, OverflowError) as bad:
        expected, _, found = str(bad).partition(", found ")
        return UnusableError("not_a_report", None, expected.removeprefix("expected "), found or "another")
    content = json.dumps([told.entry, told.zone, told.place], sort_keys=True, ensure_ascii=False, default=str)
    digest = hashlib.sha256(content.encode("utf-8", "backslashreplace")).hexdigest()[:16]
    return seen.model_copy(update={"file": file, "row": number, "place": told.place, "observation_id": digest})


def _refused(file: str, one: Submitted, bad: UnusableError) -> dict[str, object]:
    # Without consent, or with something else in place of a code, nothing of what was written is kept.
    raw = "" if bad.reason in ("no_consent", "not_a_code") else one.raw
    return rejected(file, one.number, bad.reason, bad.question, bad.expected, bad.found or "nothing", raw)
