"""Numbers as links, names, places and days: what every sentence is made of."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from ..editions import WITHHELD
from ..incidents import Incident
from ..language import Language, Text
from ..situation import Count, Period, Situation
from .vocabulary import CAMPS, MOST_SHORT


class Voice:
    """A situation in a language: its particulars."""

    def __init__(self, situation: Situation, language: Language, *, measured: bool = True):
        self.situation, self.words, self.measured = situation, language, measured
        self.world = situation.record.world
        self.public = situation.shown.public

    # Numbers

    def link(self, count: Count, text: str | None = None) -> Text:
        """A number that opens to what it counts."""
        said = self.words.number(count.n) if text is None else text
        if text is not None:
            held = ""
        elif count.sum:
            held = f' data-n="{count.n}" data-sum="{count.sum}"'
        else:
            held = f' data-n="{count.n}"'
        return Text(said, f'<a class="n" href="#{escape(count.query.address())}"{held}>{escape(said)}</a>')

    def rate(self, count: Count, period: Period) -> Text:
        """A count as so many a day."""
        return self.link(count, self.words.decimal(count.n / max(1, period.days)))

    # Names

    def origin(self, origin: str) -> Text:
        """Who says so."""
        if origin == WITHHELD:
            return self.words._("origins withheld")
        if not origin or origin.startswith("("):
            return self.words._("no origin given")
        return self.words.claimant(origin, self.world)

    def short(self, origin: str) -> Text:
        """Who says so, by its initials, or in other languages by a short form of its name, where it has any."""
        known = self.world.claimants.claimants.get(origin)
        if known is None or origin == WITHHELD:
            return self.origin(origin)
        name = known.name.get(self.words.code, "")
        if self.words.code == "en":
            short = [each for each in known.aliases if each.isascii() and each.isupper() and each.isalpha()]
        else:
            short = [each for each in known.aliases if not each.isascii() and len(each) < len(name) and each in name]
        return Text(min(short, key=len)) if short and len(short[0]) <= MOST_SHORT else self.origin(origin)

    def actors(self, actors: tuple[str, ...]) -> Text:
        """A side, as it was named."""
        if not actors:
            return self.words._("not stated")
        return self.words.joined([self._actor(each) for each in actors])

    def _actor(self, actor: str) -> Text:
        if actor == WITHHELD:
            return self.words._("a group whose name is withheld")
        return self.words.actor(actor, self.world)

    def party(self, party: str) -> Text:
        """A party of the agreement."""
        return self.words.term(self.situation.record.agreement.parties[party].name)

    def region(self, region: str | None) -> Text:
        """The area of the first level, or the whole country."""
        if region:
            return self.words.area(region, self.world)
        return self.words._("region not told") if self.public else self.words._("region not known")

    def camps(self, camps: Mapping[str, int]) -> Text:
        """On whose word: incidents by the camp of those who say so."""
        parts = [self.words._("{camp} {n}", camp=self.words._(CAMPS.get(camp, camp)), n=n) for camp, n in camps.items()]
        return self._listed(parts) if parts else Text("")

    # Where and when

    def title(self, each: Incident) -> Text:
        """What was done."""
        act = self.words.act(each.act, self.world)
        if self.words.code == "en":
            return Text(act.plain[:1].upper() + act.plain[1:])
        return act

    def place(self, each: Incident) -> Text:
        """Where, as finely as this edition tells it."""
        if each.place:
            return self.words.place(each.place, self.world, (each.region,) if each.region else ())
        return self.region(each.region)

    def when(self, each: Incident) -> Text:
        """When, in local time."""
        return self.words.when(
            {"when_start": each.start, "when_end": each.end, "zone": each.zone, "when_precision": each.precision}
        )

    # Joining

    def _listed(self, several: list[Text]) -> Text:
        whole = several[0]
        for each in several[1:]:
            whole = self.words.fill(self.words["join"]["comma"], {"first": whole, "second": each})
        return whole

    @staticmethod
    def _in_a_row(*sentences: Text) -> Text:
        return Text(" ".join(each.plain for each in sentences), " ".join(each.__html__() for each in sentences))
