"""What the script knows: columns by incident in the order of the rows, as numbers into lists of what repeats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from ..incidents import VERDICTS, Incident
from ..situation import Period
from ..spoken import CAMPS, KINDS, STATUS_WORDS, VERDICT_WORDS, Spoken
from .phrases import phrases
from .rows import on_one_line, status_of
from .texts import brief, seen
from .vocabulary import Vocabulary

STATUSES = ("reported", "corroborated", "verified", "disputed")
KINDS_IN_ORDER = ("aggregate", "delineation", "precision", "fact", "meaning", "exception")
_MOST = 400


class Data:
    """The columns and lists of a situation."""

    def __init__(self, spoken: Spoken):
        self._spoken, self._situation = spoken, spoken.situation
        self._record = self._situation.record
        days = [each.counted_on(self._record.start) for each in self._situation.incidents]
        self.origin = min([*days, *self._edges()], default=date(1970, 1, 1))
        self.claimants: Vocabulary[str] = Vocabulary([*self._situation.leads])
        self.parties = list(self._record.agreement.parties)
        self.kinds = KINDS_IN_ORDER
        self.regions: Vocabulary[str] = Vocabulary()
        self.spots: Vocabulary[str] = Vocabulary()
        self.groups: Vocabulary[tuple[int, ...]] = Vocabulary()
        self.said: Vocabulary[str] = Vocabulary()
        self.places: Vocabulary[str] = Vocabulary()
        self.findings: Vocabulary[str] = Vocabulary()

    def _edges(self) -> list[date]:
        return [each for each in (self._record.baseline, self._record.start) if each]

    def day(self, day: date | None) -> int | None:
        """A day as a number, from the first day of the data."""
        return None if day is None else (day - self.origin).days

    def _period(self, period: Period) -> list[int] | None:
        return [self.day(period.since), self.day(period.until)] if period.days else None  # type: ignore[list-item]

    def all(self) -> dict[str, Any]:
        """Everything, ready for JSON."""
        columns = self._columns()
        record, situation, spoken, words = self._record, self._situation, self._spoken, self._spoken.words
        known = record.world.claimants
        camps = [known[each].camp if each in known else "none_known" for each in self.claimants.values]
        days = [each.counted_on(record.start) for each in situation.incidents if not each.undated]
        return {
            "locale": words.locale,
            "lang": words.code,
            "edition": situation.shown.edition,
            "measured": spoken.measured,
            "origin": self.origin.isoformat(),
            "period": self._period(situation.period),
            "before": self._period(situation.before),
            "span": [self.day(min(days)), self.day(max(days))] if days else None,
            "start": self.day(record.start),
            "end": self.day(record.end),
            "floor": self.day(record.baseline or record.start or (min(days) if days else None)),
            "leads": len(situation.leads),
            "columns": columns,
            "verdicts": [[each, words._(VERDICT_WORDS[each])] for each in VERDICTS],
            "statuses": [[each, words._(STATUS_WORDS[each])] for each in STATUSES],
            "kinds": [[each, words._(KINDS[each])] for each in self.kinds],
            "parties": [[each, spoken.party(each)] for each in self.parties],
            "claimants": [
                [each, self._html(spoken.origin(each)), camp]
                for each, camp in zip(self.claimants.values, camps, strict=True)
            ],
            "camps": {camp: words._(CAMPS.get(camp, camp)) for camp in sorted(set(camps))},
            "regions": [[each, spoken.region(each or None)] for each in self.regions.values],
            "places": self.places.values,
            "groups": self.groups.values,
            "said": self.said.values,
            "findings": self.findings.values,
            "decided": [
                sorted({self.findings.number("/".join(one)) for one in each.findings}) for each in record.decided
            ],
            "asked": [
                f"{words.fact(each.fact, record.world).plain} {spoken.answer(each.answer, each.fact).plain}"
                for each in record.asked
            ],
            "words": phrases(words),
        }

    def _html(self, said: Any) -> str:
        return on_one_line(brief(self._spoken.words, said, _MOST))

    def _columns(self) -> dict[str, Any]:
        incidents = self._situation.incidents
        for each in self._record.decided:
            for one in each.findings:
                self.findings.number("/".join(one))
        asked = {(each.fact, each.answer): n for n, each in enumerate(self._record.asked)}
        return {
            "id": [seen(each.id) for each in incidents],
            "day": [self.day(each.counted_on(self._record.start)) for each in incidents],
            "verdict": _digits(VERDICTS.index(each.verdict) for each in incidents),
            "kind": _digits(self._kind(each) for each in incidents),
            "status": _digits(STATUSES.index(status_of(each)) for each in incidents),
            "marks": _digits(each.sensitive + 2 * each.undated + 4 * (each.phase == "in_force") for each in incidents),
            "region": [self.regions.number(each.region or "") for each in incidents],
            "spot": [self.spots.number(each.spot.key) if each.spot else -1 for each in incidents],
            "killed": [-1 if each.killed is None else each.killed for each in incidents],
            "civilians": [-1 if each.civilians is None else each.civilians for each in incidents],
            "decided": [each.decided_as for each in incidents],
            "by": [self._group(map(self.claimants.number, each.claimed_by)) for each in incidents],
            "carried": [self._group(map(self.claimants.number, each.carried_by)) for each in incidents],
            "compiled": [self.claimants.number(each.compiled_by) if each.compiled_by else -1 for each in incidents],
            "sides": [self._group(map(self._side, each.sides)) for each in incidents],
            "asked": [
                self._group(asked[one.fact, one.answer] for one in each.settles if (one.fact, one.answer) in asked)
                for each in incidents
            ],
            "settles": [self._texts(self._spoken.settles(each)) for each in incidents],
            "when": [self._text(self._spoken.when(each)) for each in incidents],
            "where": [self._text(self._spoken.place(each)) for each in incidents],
            "place": self._places(incidents),
            **self._particulars(incidents),
            "known": [
                self._group(self._proposition(one) for one in self._spoken.propositions(each)) for each in incidents
            ],
            "people": {
                n: [self._html(line) for line in self._spoken.decisions(each)]
                for n, each in enumerate(incidents)
                if each.decided or each.determination
            },
            "worded": {
                n: [self._html(line) for line in self._spoken.read_from_words(each)]
                for n, each in enumerate(incidents)
                if each.from_words
            },
            "flags": {n: [seen(flag) for flag in each.flags] for n, each in enumerate(incidents) if each.flags},
        }

    def _particulars(self, incidents: Sequence[Incident]) -> dict[str, list[int]]:
        """What stands in the slots of a chain of tests, beside day and place."""
        found = [self._spoken.particulars(each) for each in incidents]
        return {name: [self._text(each[name]) for each in found] for name in ("act", "weapon", "first", "second")}

    def _kind(self, each: Incident) -> int:
        return self.kinds.index(each.kind) + 1 if each.kind in self.kinds else 0

    def _group(self, numbers: Any) -> int:
        return self.groups.number(tuple(numbers))

    def _text(self, said: Any) -> int:
        return self.said.number(on_one_line(said))

    def _texts(self, several: Sequence[Any]) -> int:
        return self._group(self._text(each) for each in several)

    def _proposition(self, each: Any) -> int:
        """Its status, or nothing where nothing is known, before the words."""
        return self.said.number(f"{each.status or ''}|{self._html(each.says)}")

    def _side(self, side: tuple[str, str]) -> int:
        """A party and the verdict on what it may have done, in one number."""
        party, verdict = side
        return self.parties.index(party) * len(VERDICTS) + VERDICTS.index(verdict)

    def _places(self, incidents: Sequence[Incident]) -> list[int] | None:
        """Names as they were reported, for those who look for a part of one; none in the public edition."""
        if not any(each.place for each in incidents):
            return None
        return [self.places.number(seen(each.place or "").lower()) for each in incidents]


def _digits(numbers: Any) -> str:
    return "".join(map(str, numbers))
