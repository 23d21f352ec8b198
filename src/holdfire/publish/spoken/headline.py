"""The headline, with its sources in the same breath, and what belongs beside it."""

from __future__ import annotations

from typing import Any

from ..language import Text
from ..situation import OPEN, Count, Period
from .vocabulary import VERDICT_WORDS
from .voice import Voice


class Headline(Voice):
    """The computed sentence, and its caveats."""

    def lede(self) -> Text:
        """The computed sentence."""
        situation = self.situation
        if situation.incidents and situation.record.start and situation.period.since != situation.record.start:
            query = situation.during(situation.period)
            return self.words._(
                "In force on none of the days shown: {n} incidents of {days}, assessed as if in force or not at all.",
                n=self.link(situation.count(query)),
                days=Text(self.words.range(situation.period.since, situation.period.until, "long")),
            )
        if not self.situation.incidents:
            return self.words._(
                "No incident can be shown: nothing was reported, or all that was reported is held back."
            )
        return self._measured() if self.measured else self._chosen()

    def _open(self, period: Period, **more: object) -> Count:
        return self.situation.count(self.situation.during(period).within(verdicts=OPEN, **more))

    def _measured(self) -> Text:
        situation, words = self.situation, self.words
        now, before = situation.period, situation.before
        values: dict[str, Any] = {
            "rate": self.rate(self._open(now), now),
            "before": self.rate(self._open(before), before),
            "days": before.days,
            "origins": self._origins(compared=before.days > 0),
        }
        if situation.record.start is None:
            first = words._("If as reported: {rate} incidents a day may fall under the terms ({origins}).", **values)
        elif before.days:
            first = words._(
                "If as reported: since the start {rate} incidents a day may fall under the terms, against {before} in"
                " the {days} days before ({origins}).",
                **values,
            )
        else:
            first = words._(
                "If as reported: since the start {rate} incidents a day may fall under the terms ({origins}).", **values
            )
        return self._in_a_row(first, self._of_them(), self._all_violence())

    def _chosen(self) -> Text:
        situation = self.situation
        query = situation.during(situation.period)
        by = {verdict: self.link(situation.count(query.within(verdicts=(verdict,)))) for verdict in VERDICT_WORDS}
        first = self.words._(
            "If as reported: of {n} incidents reported while it was in force, {violation} are apparent violations,"
            " {undetermined} undetermined, {permitted} permitted and {out_of_scope} out of scope.",
            n=self.link(situation.count(query)),
            **by,
        )
        behind = self.words._(
            "Of the {n} that may fall under the terms, by origin: {origins}.",
            n=self.link(self._open(situation.period)),
            origins=self._origins(compared=False),
        )
        civilians = self.words._(
            "{n} civilians killed in them, whatever the verdict. A chosen set of reports: it measures nothing.",
            n=self.link(situation.count(query.within(harm="civilians"), "civilians")),
        )
        return self._in_a_row(first, behind, civilians)

    def _origins(self, *, compared: bool) -> Text:
        """The split by origin, in the same breath."""
        situation, words = self.situation, self.words
        parts = []
        for origin in situation.leads[:2]:
            now = self._open(situation.period, claimants=(origin,))
            values = {
                "origin": self.short(origin),
                "now": self.rate(now, situation.period) if self.measured else self.link(now),
            }
            if compared:
                before = self._open(situation.before, claimants=(origin,))
                values["before"] = self.rate(before, situation.before)
                parts.append(words._("{origin} {now} against {before}", **values))
            else:
                parts.append(words._("{origin} {now}", **values))
        return self._listed(parts) if parts else words._("no origin named")

    def _of_them(self) -> Text:
        situation = self.situation
        query = situation.during(situation.period)
        return self.words._(
            "Of {n}, {violations} are apparent violations and {undetermined} undetermined.",
            n=self.link(self._open(situation.period)),
            violations=self.link(situation.count(query.within(verdicts=("violation",)))),
            undetermined=self.link(situation.count(query.within(verdicts=("undetermined",)))),
        )

    def _all_violence(self) -> Text:
        situation = self.situation
        now, before = situation.period, situation.before
        values = {
            "rate": self.rate(situation.count(situation.during(now)), now),
            "civilians": self.link(situation.count(situation.during(now).within(harm="civilians"), "civilians")),
        }
        if not before.days:
            return self.words._(
                "All violence: {rate} a day; {civilians} civilians killed, whatever the verdict.", **values
            )
        values["before"] = self.rate(situation.count(situation.during(before)), before)
        return self.words._(
            "All violence: {rate} a day against {before}; {civilians} civilians killed, whatever the verdict.", **values
        )

    def caveats(self) -> list[Text]:
        """What belongs beside the headline: a change of sources first."""
        found = []
        for each in self.situation.warnings:
            if each.kind == "origin_enters_or_leaves" and each.about in self.situation.leads:
                said = self.words.warning(each.kind, each.about, each.parameters, self.world)
                found.append(self.words._("Part of the change is a change of sources: {said}", said=said))
        return found

    def fatal_only(self) -> Text | None:
        """Said where a dataset holds events with deaths only."""
        if any(each.kind == "fatal_events_only" for each in self.situation.warnings):
            return self.words._("Only events with deaths are on record.")
        return None

    def warnings(self) -> list[Text]:
        """Every warning."""
        return [
            self.words.warning(each.kind, each.about, each.parameters, self.world) for each in self.situation.warnings
        ]
