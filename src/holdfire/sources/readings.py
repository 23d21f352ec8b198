"""What `holdfire read` writes, one document a line or all in one JSON document, and its observations read back.

Nothing is lost on the way: the words, spans and confidences stay in the file, the observations go on to be assessed.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
from pydantic import ValidationError

from ..records import DENIED, Alternative, Observation, Reading, ReadObservation
from ..world import Claimants
from ..world.sound import check_sound
from .address import Where
from .aside import SCHEMA as REJECTED
from .aside import rejected
from .container import unpacked
from .draft import ALTERNATIVES, SCHEMA, Imported
from .problem import SourceError
from .rivals import check_rivals

LARGEST = 64 * 1024 * 1024
"""Bytes of one JSON document with all documents in it; a file with one document a line has no limit."""

FLAG = "machine_read"
"""Flag of every observation that was read from text: it is reported, and nothing more."""

PUBLICATION = "date_of_publication"
"""Flag of an observation that is dated by the publication of its text, because somebody asked for that."""

_MARK = re.compile(r'\s*\{\s*"(documents|document_id)"\s*:')
_RUN = 2_000
_HARM = ("killed_low", "killed_best", "killed_high", "civilians_killed", "injured")
_OWN = ("kind", "standing", "span", "spans", "confidence", "codes", "alternatives", "harm")


def is_readings(text: str) -> bool:
    """Whether a file that begins so was written by `holdfire read`."""
    return _MARK.match(text) is not None


def written(reading: Reading) -> dict[str, Any]:
    """A reading as JSON has it: the document's own fields, then all that was read from it."""
    whole = reading.model_dump(mode="json")
    document = whole.pop("document")
    flags = [*document.pop("flags"), *(flag for flag in whole.pop("flags") if flag not in document.get("flags", ()))]
    read = {name: [_observed(each) for each in whole.pop(name)] for name in ("observations", "context")}
    return {"document_id": document.pop("id"), **document, **whole, **read, "flags": list(dict.fromkeys(flags))}


def _observed(seen: dict[str, Any]) -> dict[str, Any]:
    """An observation with its actors and their weights, and its harm in one place."""
    lost = {"actors": 0.0, "targets": 0.0}
    for rival in seen["alternatives"]:
        if rival["field"] in lost:
            lost[rival["field"]] += rival["weight"] or 0.0
    for name, weight in lost.items():
        seen[name] = [{"id": actor, "weight": round(1 - weight, 4)} for actor in seen[name]]
    low, best, high, civilians, injured = (seen.pop(name) for name in _HARM)
    seen["harm"] = {"killed": {"low": low, "best": best, "high": high}, "civilians": civilians, "injured": injured}
    return {name: value for name, value in seen.items() if value not in (None, [], {})}


def read(
    path: Where, compression: str | None, undated: int | None = None, claimants: Claimants | None = None
) -> Iterator[Imported]:
    """The observations of a file of readings; what has no date is set aside, with its words.

    With `undated`, what its text does not date is taken to lie in so many days up to the end of the day of publication,
    and flagged `date_of_publication`. With `claimants`, what the text tells as denied is among them, flagged `denied`,
    on the word of whoever denies it.

    Raises `SourceError` for a file that is no JSON, or too large to be one JSON document.
    """
    held = _Held(path.name)
    for document in _documents(path, compression):
        about = None if undated is None else _up_to(document.get("published"), undated)
        for entry in (*_listed(document.get("observations")), *_denied(document, claimants)):
            held.take(entry, about)
            if held.rows >= _RUN:
                yield held.imported()
                held = _Held(path.name, held.first)
    yield held.imported()


def _listed(told: Any) -> list[Any]:
    """What stands where a list belongs: anything else is one entry, which is then set aside with its reason."""
    return told if isinstance(told, list) else [told] if told else []


def _documents(path: Where, compression: str | None) -> Iterator[Mapping[str, Any]]:
    with unpacked(path, compression) as stream:
        lines = io.BufferedReader(stream)
        first = lines.readline(LARGEST + 1)
        if b'"documents"' in first[:200] or first.strip() in (b"{", b""):
            yield from _whole(path, first + lines.read(LARGEST + 1 - len(first)))
            return
        for number, line in enumerate(_with(first, lines), start=1):
            if line.strip():
                yield _object(path, number, line)


def _with(first: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _whole(path: Where, text: bytes) -> Iterator[Mapping[str, Any]]:
    if len(text) > LARGEST:
        raise SourceError(
            path, found=f"one JSON document of more than {LARGEST >> 20} MB", expected="one document a line",
            remedy="Read again with --out FILE.jsonl and give that file.",
        )  # fmt: skip
    documents = _object(path, 1, text).get("documents")
    for each in documents if isinstance(documents, list) else ():
        if isinstance(each, Mapping):
            yield each


def _object(path: Where, line: int, text: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as bad:
        raise SourceError(
            path, line=line, found=f"text that is no JSON ({str(bad)[:80]})", expected="what holdfire read wrote",
            remedy="Read the documents again; a run that was broken off is taken up by the same command.",
        ) from None  # fmt: skip
    if not isinstance(found, Mapping):
        raise SourceError(
            path, line=line, found=f"a JSON {type(found).__name__}", expected="a document as holdfire read writes it",
            remedy="Read the documents again.",
        )  # fmt: skip
    return found


class _Held:
    """Observations gathered until there are enough for a table."""

    def __init__(self, file: str, first: int = 1):
        self._file, self.first = file, first
        self._kept: list[dict[str, Any]] = []
        self._rivals: list[dict[str, Any]] = []
        self._rejects: list[dict[str, object]] = []

    @property
    def rows(self) -> int:
        return len(self._kept) + len(self._rejects)

    def take(self, entry: Any, about: tuple[datetime, datetime] | None = None) -> None:
        """One observation as the file has it: kept, or set aside with its reason. `about` is when it was, where it does
        not say."""
        number, self.first = self.first, self.first + 1
        try:
            if not _is_text(entry):
                self._refuse(number, "not_utf8", None, "text", "half a letter", entry)
                return
            seen = _back(entry)
            if about is not None and seen.when_start is None:
                flags = (*(each for each in seen.flags if each != "date_not_stated"), PUBLICATION)
                seen = seen.model_copy(update={"when_start": about[0], "when_end": about[1], "flags": flags})
            if seen.when_start is None or seen.when_end is None:
                self._refuse(number, "missing_date", "when_start", "a date in the text", "nothing", entry)
                return
            check_rivals(each.model_dump() for each in seen.alternatives)
            kept = Observation.model_validate(
                {
                    **seen.model_dump(exclude={*_OWN}),
                    "file": self._file,
                    "row": number,
                    "observation_id": seen.observation_id or _digest(entry),
                    "when_precision": seen.when_precision or "span",
                    "words": seen.words or seen.span.words,
                    "flags": (*(each for each in seen.flags if each != FLAG), FLAG),
                }
            )
            check_sound(kept)
            self._kept.append(kept.model_dump())
            self._rivals += [each.model_dump() for each in seen.alternatives]
        except (ValidationError, ValueError, TypeError, KeyError, AttributeError) as bad:
            found = " ".join(str(bad).split())[:200]
            self._refuse(number, "unreadable_record", None, "an observation as holdfire read writes it", found, entry)

    def _refuse(self, number: int, reason: str, column: str | None, expected: str, found: str, entry: Any) -> None:
        raw = json.dumps(entry, ensure_ascii=False, default=str).encode("utf-8", "replace").decode("utf-8")
        found = found.encode("utf-8", "replace").decode("utf-8")
        self._rejects.append(rejected(self._file, number, reason, column, expected, found, raw))

    def imported(self) -> Imported:
        return Imported(
            pa.Table.from_pylist(self._kept, schema=SCHEMA),
            pa.Table.from_pylist(self._rivals, schema=ALTERNATIVES),
            pa.Table.from_pylist(self._rejects, schema=REJECTED),
            self.rows,
        )


def _denied(document: Mapping[str, Any], claimants: Claimants | None) -> Iterator[dict[str, Any]]:
    """Events that the text tells as denied, each on the word of the speakers who deny in its sentence."""
    for entry in (document.get("context") or ()) if claimants is not None else ():
        if not isinstance(entry, Mapping) or entry.get("standing") != "denied":
            continue
        speakers = (
            said["speaker"]
            for said in document.get("statements") or ()
            if said.get("stance") == "denies" and said.get("speaker") and _meet(said.get("span"), entry.get("span"))
        )
        named = list(dict.fromkeys(claimants.resolve(speaker) for speaker in speakers)) if claimants else []
        yield {**entry, "claimed_by": named, "flags": [*(entry.get("flags") or ()), DENIED]}


def _meet(one: Any, other: Any) -> bool:
    """Whether two spans of one text share a word."""
    return bool(one and other and one["start"] < other["end"] and other["start"] < one["end"])


def _up_to(published: Any, days: int) -> tuple[datetime, datetime] | None:
    """So many days up to the end of the day of publication; nothing where nobody knows that day."""
    if not isinstance(published, str):
        return None
    try:
        at = datetime.fromisoformat(published)
    except ValueError:
        return None
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    midnight = midnight if midnight.tzinfo else midnight.replace(tzinfo=UTC)
    try:
        return midnight - timedelta(days=days - 1), midnight + timedelta(days=1)
    except OverflowError:  # the first or the last days that there are
        return None


def _is_text(entry: Any) -> bool:
    """Whether no text in it holds half of a pair of surrogates, which no file can hold."""
    try:
        json.dumps(entry, ensure_ascii=False, default=str).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _back(entry: Any) -> ReadObservation:
    fields = {name: value for name, value in dict(entry).items() if name != "harm"}
    for name in ("actors", "targets"):
        fields[name] = tuple(each["id"] if isinstance(each, Mapping) else str(each) for each in fields.get(name) or ())
    harm = dict(entry).get("harm") or {}
    killed = harm.get("killed") or {}
    fields |= {f"killed_{each}": killed.get(each) for each in ("low", "best", "high")}
    fields |= {"civilians_killed": harm.get("civilians"), "injured": harm.get("injured")}
    fields["alternatives"] = tuple(Alternative.model_validate(each) for each in fields.get("alternatives") or ())
    return ReadObservation.model_validate(fields)


def _digest(entry: Any) -> str:
    return hashlib.sha256(json.dumps(entry, sort_keys=True, default=str).encode()).hexdigest()[:16]
