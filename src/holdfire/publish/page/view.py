"""What the templates ask: a situation in words, with the order and the grouping of the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from ...terms import PLAIN, Clause
from ...terms.official import Official
from ...world.time import local_midnight, zone_info
from ..chart import Series
from ..incidents import VERDICTS, Decided
from ..language import Language, Text
from ..selection import EITHER, OTHERS, Query
from ..situation import Count, Head, Missing, Period, Side, Situation, SourceRow
from ..spoken import CAMPS, KINDS, STATUS_WORDS, VERDICT_WORDS, Spoken
from .data import KINDS_IN_ORDER, STATUSES
from .drawn import Drawn
from .phrases import change_said
from .rows import MARKS, SHORT
from .texts import brief, seen, shortened

MOST_COUNTS = 3
"""Rival counts in the strip at the foot; all stand under Sources."""


@dataclass(frozen=True)
class Bar:
    """A number by origin: `width` and `tick` (the days before) of 100, by the day."""

    key: str
    name: Text
    now: Text
    width: float
    tick: float | None


@dataclass(frozen=True)
class Option:
    """A choice of a filter, and how many incidents it alone would leave."""

    key: str
    name: Text
    count: Text


@dataclass(frozen=True)
class Told:
    """A count that somebody published: by whom, for which days, by which rule."""

    who: Text
    total: str
    days: str
    counts: str
    parts: tuple[tuple[Text, str], ...]
    flags: tuple[str, ...]
    since: date | None
    until: date | None


class View:
    """A situation for the templates."""

    verdicts = VERDICTS
    short = SHORT
    marks = MARKS

    def __init__(
        self,
        spoken: Spoken,
        counts: Sequence[Mapping[str, Any]],
        other: tuple[Language, str] | None,
        official: Official | None = None,
    ):
        self.spoken, self.situation, self.words = spoken, spoken.situation, spoken.words
        self.record, self.shown = self.situation.record, self.situation.shown
        self.agreement, self.world = self.record.agreement, self.record.world
        self.measured, self.public, self.other = spoken.measured, spoken.public, other
        self.drawn = Drawn(self.situation, spoken)
        self._official = official
        self._counts = counts

    # The head of the page

    @property
    def title(self) -> Text:
        """Of the agreement."""
        return self.words.term(self.agreement.title)

    @property
    def short_title(self) -> Text:
        """Of the agreement, as much as there is room for in the bar at the top."""
        return brief(self.words, self.title, 90)

    @property
    def other_name(self) -> str:
        """The other language's name in itself."""
        from babel import Locale

        return str(Locale.parse(self.other[0].code).get_display_name()) if self.other else ""

    @property
    def day_number(self) -> int | None:
        """Which day of the agreement the last one shown is."""
        period, start = self.situation.period, self.record.start
        return period.days if period.days and start == period.since else None

    def until(self) -> Text:
        """To which day, and as of when it is known."""
        whole = self.record.cut_off == local_midnight(self.cut_off_day + timedelta(days=1), self.agreement.zone)
        if self.public or whole:
            values = {"known": self.words.date(self.cut_off_day, "medium")}
        else:
            values = {"known": self.words.moment(self.record.cut_off, self.agreement.zone)}
        if not self.situation.period.days:
            return self.words._("as known {known}", **values)
        day = self.words.date(self.situation.period.until, "medium")
        return self.words._("to {day}, as known {known}", day=day, **values)

    @property
    def cut_off_day(self) -> date:
        """The last day that the cut-off takes in."""
        return (self.record.cut_off.astimezone(zone_info(self.agreement.zone)) - timedelta(microseconds=1)).date()

    def sheet(self) -> str:
        """What stands on each printed sheet."""
        edition = self.words._("Public edition") if self.public else self.words._("Confidential edition")
        version = self.words._(
            "terms {terms}, method {method}", terms=self.record.terms_version[:8], method=self.method
        )
        return " · ".join((shortened(self.title.plain, 60), self.until().plain, edition.plain, version.plain))

    @property
    def method(self) -> str:
        """The version of the method."""
        return self.record.method_version[:8] or "–"

    def assumptions(self) -> list[Text]:
        """What was assumed by whoever made the page."""
        return [
            self.words.warning(each.kind, each.about, each.parameters, self.world)
            for each in self.situation.warnings
            if each.kind == "assumption"
        ]

    def caveats(self) -> list[Text]:
        """Which of the main origins are heard on a part of the days only, in a few words."""
        said = []
        for each in self.situation.warnings:
            if each.kind != "origin_enters_or_leaves" or each.about not in self.situation.leads:
                continue
            days = {name: self._to_sources(each.parameters[name]) for name in ("enters", "leaves")}
            values = {"origin": self.spoken.origin(each.about), **{key: day for key, day in days.items() if day}}
            if len(values) == 3:
                said.append(self.words._("{origin} reports only from {enters} to {leaves}.", **values))
            elif days["enters"]:
                said.append(self.words._("{origin} reports only from {enters} on.", **values))
            else:
                said.append(self.words._("{origin} reports only until {leaves}.", **values))
        return said

    def _to_sources(self, day: date | None) -> Text | None:
        """A day that opens what is known of the sources."""
        if day is None:
            return None
        said = self.words.date(day, "day")
        return Text(said, f'<a class="n" href="#sources">{said}</a>')

    def presets(self) -> list[tuple[str, Text, Query, bool]]:
        """Days to choose at a press."""
        period, words = self.situation.period, self.words
        if not period.days:
            return []
        found = [("1", words._("Last day"), 1), ("7", words._("7 days"), 7)]
        chosen = [
            (key, name, self._during(period.until - timedelta(days=days - 1), period.until), False)
            for key, name, days in found
            if days < period.days
        ]
        whole = words._("Since the start") if self.record.start else words._("All days")
        return [*chosen, ("all", whole, self._during(period.since, period.until), True)]

    @staticmethod
    def _during(since: date, until: date) -> Query:
        return Query(since=since, until=until)

    # The five numbers

    def head_name(self, key: str) -> Text:
        """What a number counts."""
        words = self.words
        return {
            "violation": words._("Apparent violations"),
            "undetermined": words._("Undetermined"),
            "out_of_scope": words._("Out of scope"),
            "killed": words._("All killed"),
            "civilians": words._("Civilians killed"),
        }[key]

    def head_note(self, key: str) -> Text | None:
        """What stands beside its name."""
        words, query = self.words, self.situation.during(self.situation.period)
        if key == "undetermined":
            kind = self.top_kind
            if kind is None:
                return None
            count = self.situation.count(query.within(verdicts=("undetermined",), kinds=(kind,)))
            return words._("{kind} {n}", kind=words._(KINDS[kind]), n=_slot(self.spoken.link(count), kind))
        if key == "out_of_scope":
            count = self.situation.count(query.within(verdicts=("out_of_scope",), sensitive=True))
            return words._("readings differ: {n}", n=_slot(self.spoken.link(count)))
        if key not in ("killed", "civilians"):
            return words._("if as reported")
        long = self.situation.count(Query(long=True, harm=key), key)
        return words._("and {n} in long events", n=self.spoken.link(long)) if long.n else words._("any verdict")

    @cached_property
    def top_kind(self) -> str | None:
        """The kind of most undetermined incidents of the period."""
        query = self.situation.during(self.situation.period).within(verdicts=("undetermined",))
        found = {kind: self.situation.count(query.within(kinds=(kind,))).n for kind in KINDS_IN_ORDER}
        best = max(found, key=lambda each: found[each])
        return best if found[best] else None

    def change(self, head: Head) -> Text:
        """How it stands to the days before."""
        days, before = self.situation.period.days, self.situation.before.days
        link = self.spoken.link(head.before)
        return change_said(self.words, head.now.n, head.before.n, days, before, link, measured=self.measured)

    def bars(self, head: Head) -> list[Bar]:
        """It by origin, and what several have in common; drawn to the scale of its largest."""
        rows = [(each.origin, self._origin(each.origin), each.now, each.before) for each in head.origins]
        rows.append(("+", self.words._("in several"), head.shared, head.shared_before))
        days, before = max(1, self.situation.period.days), self.situation.before.days
        pairs = [(now.n / days, was.n / before if before else 0.0) for _, _, now, was in rows]
        most = max((max(pair) for pair in pairs), default=0) or 1.0
        return [
            Bar(
                key or "~",
                name,
                self.spoken.link(now),
                round(98 * rate / most, 1),
                round(98 * old / most, 1) if before and self.measured else None,
            )
            for (key, name, now, _), (rate, old) in zip(rows, pairs, strict=True)
        ]

    def _origin(self, origin: str) -> Text:
        return self.spoken.short(origin) if origin else self.words._("Others")

    # Filters

    def _options(self, named: Iterator[tuple[str, Text, dict[str, Any]]]) -> list[Option]:
        query = self.situation.during(self.situation.period)
        return [
            Option(key, name, self.spoken.link(self.situation.count(query.within(**changed))))
            for key, name, changed in named
        ]

    def verdict_options(self) -> list[Option]:
        """By assessment."""
        return self._options((key, self.words._(VERDICT_WORDS[key]), {"verdicts": (key,)}) for key in VERDICTS)

    def kind_options(self) -> list[Option]:
        """By kind of undetermined."""
        return self._options(
            (key, self.words._(KINDS[key]), {"verdicts": ("undetermined",), "kinds": (key,)}) for key in KINDS_IN_ORDER
        )

    def status_options(self) -> list[Option]:
        """By status of "it occurred"."""
        return self._options((key, self.words._(STATUS_WORDS[key]), {"statuses": (key,)}) for key in STATUSES)

    def origin_options(self) -> list[Option]:
        """By who says so, overlapping."""
        keys = [*self.situation.leads, OTHERS]
        named = ((key, self._origin("" if key == OTHERS else key), {"claimants": (key,)}) for key in keys)
        return self._options(named)

    def only_options(self) -> list[Option]:
        """What can be asked for besides."""
        words = self.words
        named = (
            ("b", words._("several origins"), {"shared": True}),
            ("r", words._("another reading differs"), {"sensitive": True}),
        )
        return self._options(iter(named))

    def party_options(self) -> list[tuple[str, Text]]:
        """By who may have acted."""
        found = [(each, self.spoken.party(each)) for each in self.agreement.parties]
        return [*found, (EITHER, self.words._("one of the parties, not known which"))]

    def region_options(self) -> list[tuple[str, Text]]:
        """By region."""
        regions = {each.region or "" for each in self.situation.incidents}
        return sorted(((each, self.spoken.region(each or None)) for each in regions), key=lambda one: one[1].plain)

    @cached_property
    def has_places(self) -> bool:
        """Whether this edition names places."""
        return any(each.place for each in self.situation.incidents)

    # By side

    def sides(self) -> list[tuple[Text, str, Side, Text]]:
        """Each party with what cannot be judged and on whose word."""
        found = []
        for each in self.situation.sides:
            name = self.words._("One of them") if each.party == EITHER else self.spoken.party(each.party)
            found.append((name, each.party, each, self.spoken.camps(each.camps)))
        return found

    def of_judged(self, side: Side) -> Text:
        """Undetermined among the acts that the terms speak of."""
        undetermined = side.by_verdict["undetermined"]
        if not side.judged:
            return self.words._("{n} of none", n=self.spoken.link(undetermined))
        return self.words._(
            "{n} of {judged}, {share}",
            n=self.spoken.link(undetermined),
            judged=self.spoken.link(self._judged(side)),
            share=Text(self.words.percent(undetermined.n / side.judged)),
        )

    def _judged(self, side: Side) -> Count:
        asked = tuple(f"{side.party}:{each}" for each in VERDICTS if each != "out_of_scope")
        return self.situation.count(self.situation.during(self.situation.period).within(sides=asked))

    # What would settle most

    def settling(self) -> list[tuple[Text, Missing, list[tuple[Text, list[tuple[str, int]], Text, Text]]]]:
        """Questions with their answers: what each would make of how many."""
        return [(self.words.fact(each.fact, self.world), each, self._answers(each)) for each in self.situation.missing]

    def _answers(self, missing: Missing) -> list[tuple[Text, list[tuple[str, int]], Text, Text]]:
        found = []
        for answer, would, n, killed, query in missing.answers:
            becomes = sorted(would.items(), key=lambda each: VERDICTS.index(each[0]))
            if query is None:
                opened, dead = Text(self.words.number(n)), Text(self.words.number(killed))
            else:
                opened, dead = self._opened(n, query, ""), self._opened(killed, query, "killed")
            found.append((self.spoken.answer(answer, missing.fact), becomes, opened, dead))
        return found

    def _opened(self, n: int, query: Query, add: str) -> Text:
        """A number of the whole record: those in daily counts open, those too long for one stand beside."""
        dated = self.situation.count(self.whole(query), add)
        rest = n - dated.n
        if add or not rest:
            return self.spoken.link(dated) if dated.n == n else Text(self.words.number(n))
        long = self.situation.count(query.within(long=True))
        return self.words._("{n} and {long} too long for a day", n=self.spoken.link(dated), long=self.spoken.link(long))

    def whole(self, query: Query) -> Query:
        """The selection over all days that there are."""
        days = [each.counted_on(self.record.start) for each in self.situation.incidents if not each.undated]
        return query.within(since=min(days), until=max(days)) if days else query

    # Terms

    def clauses(self) -> list[tuple[Clause, list[tuple[str, Any, dict[str, Count]]]]]:
        """Each clause with its readings and their findings in the period."""
        rows = {(each.clause, each.reading): each.by_verdict for each in self.situation.clauses}
        return [
            (
                clause,
                [(name, self._reading(clause, name), rows.get((clause.id, name), {})) for name in clause.readings],
            )
            for clause in self.agreement.clauses
        ]

    @staticmethod
    def _reading(clause: Clause, reading: str) -> Any:
        return next((each for each in clause.interpretations if each.id == reading), None)

    def reading_name(self, reading: str) -> Text:
        """What a reading is called."""
        return self.words._("plain reading") if reading == PLAIN else self.words.foreign(reading.replace("-", " "))

    def clause(self, ident: str | None) -> Clause | None:
        """The clause of that id."""
        return self.agreement.clause(ident) if ident else None

    def reference(self, ref: Any) -> str:
        """The title of a document, with the place in it."""
        if ref is None:
            return ""
        key, at = (ref, None) if isinstance(ref, str) else (ref.ref, ref.at)
        found = self.agreement.references.get(key)
        title = " ".join(found.title.split()) if found else key
        return f"{title}, {at}" if at else title

    def official(self, clause: Clause) -> Text:
        """The official words of a clause with their place, or why there are none."""
        words, attached = self.words, self._official
        if attached is None:
            return words._("Official words: no text is attached.")
        if self.public and not attached.public:
            return words._("Official words: the text is not public, and not in this edition.")
        found = attached.of(clause.id)
        name = words._("the attached text") if self.public else words.foreign(attached.name)
        if found is None:
            return words._("Official words: no paragraph of {name} was found for it.", name=name)
        return words._(
            "Official words ({name}, {place}): {words}",
            name=name,
            place=words.foreign(found.place),
            words=words.foreign(found.words),
        )

    def binds(self, clause: Clause) -> Text:
        """Whom it binds."""
        return self.words.joined([self.spoken.party(each) for each in clause.binds if each in self.agreement.parties])

    def excluded(self) -> list[Text]:
        """To whom the agreement does not apply."""
        words = self.words
        return [
            words.actor(each.actor, self.world)
            if each.actor
            else words._("all whom {body} has designated", body=words.foreign((each.designated_by or "").upper()))
            for each in self.agreement.excluded
        ]

    # Sources

    def source_rows(self) -> list[tuple[Text, SourceRow, str, str | None]]:
        """Each origin with its camp and what it can see."""
        found = []
        for each in self.situation.sources:
            known = self.world.claimants.claimants.get(each.origin)
            found.append(
                (
                    self.spoken.origin(each.origin),
                    each,
                    known.camp if known else "none_known",
                    known.sees if known else None,
                )
            )
        return found

    def lead_rows(self) -> list[tuple[Text, SourceRow]]:
        """The origins that the numbers are split by."""
        by = {each.origin: each for each in self.situation.sources}
        return [(self.spoken.short(each), by[each]) for each in self.situation.leads if each in by]

    @cached_property
    def told(self) -> list[Told]:
        """What others counted, each under its own rule; in the order of their days."""
        found = [self._told(each) for each in self._counts]
        return sorted(found, key=lambda each: (each.until or date.min, each.since or date.min, each.who.plain))

    def _told(self, given: Mapping[str, Any]) -> Told:
        words = self.words
        period = given.get("period") or {}
        since, until = _day(period.get("from")), _day(period.get("to"))
        total = given.get("total")
        return Told(
            words.joined([self._teller(str(each)) for each in _list(given.get("claimed_by"))]),
            words.number(total) if isinstance(total, (int, float)) else seen(str(total)),
            words.range(since, until, "medium") if since and until and since <= until else "",
            seen(str(given.get("counts") or "")),
            tuple((self._part(str(name)), words.number(n)) for name, n in (given.get("parts") or {}).items()),
            tuple(seen(str(flag)) for flag in _list(given.get("flags"))),
            since,
            until,
        )

    def _teller(self, name: str) -> Text:
        known = self.world.claimants
        if self.public and (name not in known or known[name].sensitive):
            return self.words._("origins withheld")
        return self.words.claimant(name, self.world)

    def _part(self, name: str) -> Text:
        if name in self.agreement.parties:
            return self.spoken.party(name)
        return self.words.foreign(name.replace("_", " "))

    def told_now(self) -> list[Told]:
        """Some of those whose days lie in the period."""
        period = self.situation.period
        inside = [each for each in self.told if each.since and each.until and each.since >= period.since]
        return [each for each in inside if each.until and each.until <= period.until and each.parts][:MOST_COUNTS]

    def camp(self, camp: str) -> Text:
        """To which side an origin belongs."""
        return self.words._(CAMPS.get(camp, camp))

    # How it was decided

    def because(self, decided: Decided) -> Text:
        """Why, where no clause speaks of it."""
        return Text(self.words["events"].get(decided.reason) or self.words.reason(decided.reason))

    # The chart's table

    def table(self) -> list[tuple[Text, list[Text]]]:
        """Days, or longer spans where one bar stands for several, with their incidents by verdict and in all."""
        series = self.drawn.series
        return [self._table_row(series, span.first, span.stop) for span in series.spans if span.stop <= series.shown]

    def _table_row(self, series: Series, first: int, stop: int) -> tuple[Text, list[Text]]:
        since, until = series.days[first], series.days[stop - 1]
        query = self._during(since, until)
        numbers = [(verdict, sum(series.counts[verdict][first:stop])) for verdict in VERDICTS]
        if since == self.record.start:
            cells = [self.situation.count(query.within(verdicts=(verdict,))) for verdict, _ in numbers]
            cells.append(self.situation.count(query))
        else:
            cells = [Count(n, query.within(verdicts=(verdict,))) for verdict, n in numbers]
            cells.append(Count(sum(n for _, n in numbers), query))
        return Text(self.words.range(since, until, "medium")), [self.spoken.link(cell) for cell in cells]

    # Period

    def period_said(self, period: Period) -> str:
        """Its first and last day."""
        return self.words.range(period.since, period.until) if period.days else ""


def _slot(link: Text, kind: str = "") -> Text:
    """A number that the script writes anew."""
    return Text(link.plain, f'<span data-kind="{kind}">{link.__html__()}</span>')


def _day(value: Any) -> date | None:
    text = str(value or "")[:10]
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [] if value is None else [value]


def situation_view(
    situation: Situation,
    words: Language,
    counts: Sequence[Mapping[str, Any]],
    other: tuple[Language, str] | None,
    official: Official | None = None,
    *,
    measured: bool,
) -> View:
    """The view of a situation in a language."""
    return View(Spoken(situation, words, measured=measured), counts, other, official)
