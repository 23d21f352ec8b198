"""Editions: what of the record may be shown to whom. The one place through which a page, a brief and a chart are made.

`confidential` shows the record as it stands. `public` (the default) protects people:

- places are known by their area of the first level below the country, days without hours;
- words of sources, records' own ids, rows, hashes and names of people who decided are not in it;
- origins and outlets that the register marks as sensitive, or does not know, are one "withheld"; so are names of
  groups that no register knows, since such a name can be a person's;
- reports of the last hours before the cut-off are held back, and so is all that ends after it;
- reports that are flagged `sensitive`, since whoever sent them said that they could put somebody at risk, are left out;
- who held a place, who was mixed with whom and of whom an aggregate consisted are not shown by place: where a verdict
  turns on it, the incident's place is the country only, readings that turn on who held a place are left out by
  incident, and what would settle it is asked for the country only;
- ids are a keyed hash (HMAC-SHA-256, RFC 2104) of the record's; the key is made for each publication and thrown away,
  or kept by the publisher so that addresses stay the same.

Everything shown is computed from what is left, so no total tells what was taken out, except where a note says so.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ..assessment import FromWords
from ..assessment.assuming import read_assumption
from ..terms import Agreement
from ..world import UNLISTED, World
from ..world.time import local_midnight, zone_info
from .incidents import FIRST, SECOND, Asked, Decided, Hypothesis, Incident, Middles, Record

EDITIONS = ("public", "confidential")

WITHHELD = "withheld"
"""Stands for an origin, an outlet or a group whose name is not shown."""

SENSITIVE = "sensitive"
"""The flag of a report that could put somebody at risk if it became known."""

HOLD_HOURS = 48

DATASETS = ("ucdp", "acled", "gdelt")
"""Compilers that are no person."""


@dataclass(frozen=True)
class Rules:
    """What an edition withholds. `hold` gives hours by claimant; `key` names ids (made anew where none is given); `now`
    is the moment of publishing, after which nothing has happened yet."""

    edition: str = "public"
    hold_hours: float = HOLD_HOURS
    hold: Mapping[str, float] = field(default_factory=dict)
    key: bytes | None = None
    now: datetime | None = None

    def __post_init__(self) -> None:
        if self.edition not in EDITIONS:
            raise ValueError(f"expected an edition among {', '.join(EDITIONS)}, found {self.edition!r}")


@dataclass(frozen=True)
class Shown:
    """A record as an edition shows it. `held_back` counts reports that are not in it, by why.

    `left_out` are the readings, with their clauses, that no incident tells.
    """

    edition: str
    record: Record
    held_back: dict[str, int]
    left_out: frozenset[tuple[str, str]] = frozenset()
    withheld_origins: int = 0

    @property
    def public(self) -> bool:
        """Whether anybody may read it."""
        return self.edition == "public"


def show(record: Record, rules: Rules) -> Shown:
    """The record as an edition shows it."""
    if rules.edition == "confidential":
        ordered = tuple(sorted(record.incidents, key=lambda each: (each.day, each.id), reverse=True))
        return Shown("confidential", replace(record, incidents=ordered), {})
    return _Public(record, rules).shown()


def read_key(path: Path) -> bytes:
    """The publisher's key; made where the file is not there yet. Raises `ValueError` for one that is too short.

    The file can be read by its owner only.
    """
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32) + "\n", encoding="ascii")
    text = path.read_text(encoding="utf-8", errors="replace").strip()
    if not re.fullmatch(r"[0-9a-fA-F]{64,}", text):
        raise ValueError(f"expected 64 or more hexadecimal digits in {path}, found {len(text)} characters")
    return bytes.fromhex(text[: len(text) // 2 * 2])


class _Public:
    def __init__(self, record: Record, rules: Rules):
        self._record, self._rules = record, rules
        self._key = rules.key or secrets.token_bytes(32)
        self._world = record.world
        self._middles = Middles(record.world)
        self._country = record.world.areas.above(record.agreement.area)[-1]
        self._names = _Names(record.world)
        self._cut_off = min(record.cut_off, rules.now or datetime.now(UTC))
        self._by_ground = readings_by_ground(record.agreement)

    def shown(self) -> Shown:
        held: dict[str, int] = {}
        kept = []
        for each in self._record.incidents:
            why = self._why_held(each)
            if why is None:
                kept.append(each)
            else:
                held[why] = held.get(why, 0) + 1
        incidents = tuple(sorted((self._incident(each) for each in kept), key=lambda e: (e.day, e.id), reverse=True))
        incidents, decided = _renumbered(incidents, [self._decided(each) for each in self._record.decided])
        record = replace(
            self._record,
            incidents=incidents,
            decided=decided,
            asked=_asked(self._record.asked, kept),
            assumed=tuple(dict.fromkeys(self._assumption(each) for each in self._record.assumed)),
            cut_off=_end_of_day(self._cut_off, self._record.agreement.zone),
        )
        origins = {name for each in kept for name in each.claimed_by if self._names.origin(name) == WITHHELD}
        return Shown("public", record, held, self._by_ground, len(origins))

    def _why_held(self, each: Incident) -> str | None:
        if SENSITIVE in each.flags:
            return SENSITIVE
        cut_off = self._cut_off
        if each.end > cut_off:
            return "ahead"
        known = max(each.published or each.end, each.end)
        hours = [self._rules.hold.get(name, self._rules.hold_hours) for name in each.claimed_by]
        hold = timedelta(hours=max(hours, default=self._rules.hold_hours))
        return "recent" if known > cut_off - hold else None

    def _incident(self, each: Incident) -> Incident:
        region = None if self._told_by_ground(each) else each.region
        return replace(
            each,
            id=self._ident(each.id),
            start=local_midnight(each.day, each.zone),
            end=local_midnight(each.last_day + timedelta(days=1), each.zone),
            precision="day" if each.precision == "minute" else each.precision,
            sensitive=each.sensitive and self._readings_differ(each),
            actors=self._names.actors(each.actors),
            targets=self._names.actors(each.targets),
            attributed_to=self._names.actors(each.attributed_to),
            place=None,
            region=region,
            where_precision="province" if region else "country",
            spot=self._middles.spot(region or self._country),
            claimed_by=self._names.origins(each.claimed_by),
            told_by=tuple((self._names.actors(who), self._names.origins(origins)) for who, origins in each.told_by),
            carried_by=self._names.origins(each.carried_by),
            compiled_by=each.compiled_by if self._names.compiler(each.compiled_by) else None,
            published=None,
            words=None,
            from_words=tuple(map(self._without_words, each.from_words)),
            flags=tuple(flag for flag in each.flags if flag in _PUBLIC_FLAGS),
            decided=tuple((kind, "") for kind, _ in each.decided),
            determination=(*each.determination[:2], "", each.determination[3]) if each.determination else None,
            settles=tuple(one for one in each.settles if not _hidden(one.fact)),
        )

    def _without_words(self, each: FromWords) -> FromWords:
        """What was read, without the source's words, and with such names as the edition shows."""
        actors = None if each.actors is None else self._names.actors(each.actors)
        targets = None if each.targets is None else self._names.actors(each.targets)
        return replace(each, words="", start=0, end=0, actors=actors, targets=targets)

    def _told_by_ground(self, each: Incident) -> bool:
        """Whether its verdict tells who held the place, was mixed there, or stood behind an aggregate's name."""
        decided = self._record.decided[each.decided_as]
        return (
            "delineation" in each.kinds
            or any(one.composed for one in decided.hypotheses)
            or (decided.clause or "", decided.reading) in self._by_ground
        )

    def _readings_differ(self, each: Incident) -> bool:
        """Whether a reading that is shown makes another verdict of a clause."""
        told = [one for one in self._record.decided[each.decided_as].findings if one[:2] not in self._by_ground]
        return any(len({verdict for clause, _, verdict in told if clause == one[0]}) > 1 for one in told)

    def _assumption(self, text: str) -> str:
        """An assumption with neither the area nor the event it is about, nor a name that is not shown."""
        found = read_assumption(text)
        subject = WITHHELD if (found.fact.subject or "").startswith(UNLISTED) else found.fact.subject
        answer = " + ".join(self._answer(each.strip()) for each in found.answer.split("+"))
        return str(replace(found, fact=replace(found.fact, subject=subject, area=None, event=None), answer=answer))

    def _answer(self, answer: str) -> str:
        named = answer.startswith(UNLISTED) or (answer in self._world.actors and self._world.actors[answer].sensitive)
        return WITHHELD if named else answer

    def _ident(self, ident: str) -> str:
        return hmac.new(self._key, ident.encode(), hashlib.sha256).hexdigest()[:12]

    def _decided(self, each: Decided) -> Decided:
        return replace(
            each,
            findings=tuple(one for one in each.findings if one[:2] not in self._by_ground),
            hypotheses=tuple(self._hypothesis(one) for one in each.hypotheses),
        )

    def _hypothesis(self, one: Hypothesis) -> Hypothesis:
        return replace(
            one,
            actors=(WITHHELD,) if one.composed & 1 else self._names.actors(one.actors),
            targets=(WITHHELD,) if one.composed & 2 else self._names.actors(one.targets),
        )


class _Names:
    """Names as the public edition has them."""

    def __init__(self, world: World):
        self._world = world

    def origin(self, name: str) -> str:
        claimants = self._world.claimants
        return name if name in claimants and not claimants[name].sensitive else WITHHELD

    def compiler(self, name: str | None) -> bool:
        """Whether it is a dataset or a body; who else compiles is a person."""
        return name in DATASETS or (name is not None and self.origin(name) == name)

    def origins(self, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.origin(name) for name in names))

    def actors(self, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(WITHHELD if self._hidden(name) else name for name in names))

    def _hidden(self, name: str) -> bool:
        if name in (FIRST, SECOND):
            return False
        actors = self._world.actors
        return name.startswith(UNLISTED) or name not in actors or actors[name].sensitive


_PUBLIC_FLAGS = ("conflict:same_id", "revision:same_id")


def _hidden(fact: str) -> bool:
    """Whether a fact names a part of the country, an event, or a group whose name is not shown."""
    found = read_assumption(f"{fact}=any").fact
    return bool(found.area or found.event or (found.subject or "").startswith(UNLISTED))


def readings_by_ground(agreement: Agreement) -> frozenset[tuple[str, str]]:
    """Clauses and readings whose answer turns on who held a place."""
    return frozenset((clause.id, reading) for clause in agreement.clauses for reading in clause.turns_on_ground)


def _end_of_day(moment: datetime, zone: str) -> datetime:
    day = (moment.astimezone(zone_info(zone)) - timedelta(microseconds=1)).date()
    return local_midnight(day + timedelta(days=1), zone)


def _asked(asked: tuple[Asked, ...], kept: list[Incident]) -> tuple[Asked, ...]:
    """The table of missing facts over what is left: nothing by place."""
    shown = []
    for each in asked:
        if _hidden(each.fact):
            continue
        would: dict[str, int] = {}
        dead = 0
        for one in kept:
            for settles in one.settles:
                if (settles.fact, settles.answer) == (each.fact, each.answer):
                    would[settles.verdict] = would.get(settles.verdict, 0) + 1
                    dead += one.killed_best or 0
        if would:
            shown.append(Asked(each.fact, each.answer, sum(would.values()), dead, would))
    return tuple(sorted(shown, key=lambda each: (-each.incidents, each.fact, each.answer)))


def _renumbered(
    incidents: tuple[Incident, ...], decided: list[Decided]
) -> tuple[tuple[Incident, ...], tuple[Decided, ...]]:
    """Chains that read the same in this edition as one; only those that an incident has, in the incidents' order."""
    kept: dict[Decided, int] = {}
    moved = [replace(each, decided_as=kept.setdefault(decided[each.decided_as], len(kept))) for each in incidents]
    return tuple(moved), tuple(kept)
