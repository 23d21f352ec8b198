"""The list: one line of HTML an incident, so that it is there without a script, and a script can take any of them."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from ..incidents import Incident
from ..language import Text
from ..map.focus import plain_name
from ..spoken import STATUS_WORDS, VERDICT_WORDS, Spoken
from .texts import brief, seen, shortened

SHORT = {"violation": "vio", "undetermined": "und", "permitted": "per", "out_of_scope": "out"}
MARKS = {"reported": "rep", "corroborated": "cor", "verified": "ver", "disputed": "dis"}
MOST_PLACE, MOST_WHY, MOST_ORIGIN, MOST_ORIGINS = 60, 90, 24, 4


def status_of(each: Incident) -> str:
    """How well it is known that it occurred."""
    return "disputed" if each.disputed else each.status


def region_name(spoken: Spoken, region: str | None) -> Text:
    """A region's name without the word for its level."""
    said = spoken.region(region)
    return said if region is None or "<" in said.__html__() else Text(plain_name(said.plain))


class Rows:
    """The rows of a situation's incidents, in their order."""

    def __init__(self, spoken: Spoken):
        self._spoken, self._words = spoken, spoken.words
        self._titles: dict[str, str] = {}
        self._places: dict[tuple[str | None, str | None], str] = {}
        self._whys: dict[tuple[object, ...], str] = {}
        self._origins: dict[tuple[str, ...], str] = {}
        self._verdicts = {key: str(self._words._(text)) for key, text in VERDICT_WORDS.items()}
        self._statuses = {key: escape(self._words._(text).plain) for key, text in STATUS_WORDS.items()}

    def lines(self) -> Iterator[str]:
        """One line for each."""
        for each in self._spoken.situation.incidents:
            yield " ".join(self._line(each).splitlines())

    def _line(self, each: Incident) -> str:
        kind, status = SHORT[each.verdict], status_of(each)
        return (
            f'<li><a class="it {kind}" href=#d{each.decided_as}><svg class=mk role=img'
            f' aria-label="{self._statuses[status]}"><use href=#m-{kind}-{MARKS[status]} /></svg>'
            f"<b>{self._title(each)}<i>{self._place(each)}</i></b><span class=k>{self._harm(each)}</span>"
            f"<span class=m><em>{escape(self._verdicts[each.verdict])}</em> {self._why(each)}{self._when(each)}"
            f"<span class=sp>{self._said_by(each.claimed_by)}</span></span></a>{self._said(each)}</li>"
        )

    def _title(self, each: Incident) -> str:
        if each.act not in self._titles:
            self._titles[each.act] = brief(self._words, self._spoken.title(each), MOST_PLACE).__html__()
        return self._titles[each.act]

    def _place(self, each: Incident) -> str:
        key = (each.place, each.region)
        if key not in self._places:
            region = region_name(self._spoken, each.region).__html__()
            if not each.place:
                self._places[key] = region
            else:
                place = brief(self._words, self._spoken.place(each), MOST_PLACE).__html__()
                told = f" <small>{region}</small>" if each.region and region != place else ""
                self._places[key] = place + told
        return self._places[key]

    def _why(self, each: Incident) -> str:
        key = (each.decided_as, each.kind, each.attributed_to, each.actors, each.targets, each.act, each.weapon)
        if key not in self._whys:
            self._whys[key] = escape(brief(self._words, self._spoken.why(each), MOST_WHY).plain)
        return self._whys[key]

    def _when(self, each: Incident) -> str:
        """The days; for one that a heading tells already, marked so."""
        single = each.last_day == each.day == each.counted_on(self._spoken.situation.record.start)
        said = self._words.range(each.day, each.last_day, "short")
        return f"<time{' class=d' if single else ''}>{escape(said)}</time>"

    def _harm(self, each: Incident) -> str:
        return self._spoken.harm(each).__html__()

    def _said_by(self, origins: tuple[str, ...]) -> str:
        if origins not in self._origins:
            names = [self._box(each) for each in origins[:MOST_ORIGINS]]
            more = len(origins) - MOST_ORIGINS
            names += [f"<bdi class=src>+{self._words.number(more)}</bdi>"] * (more > 0)
            self._origins[origins] = "".join(names)
        return self._origins[origins]

    def _box(self, origin: str) -> str:
        name = shortened(seen(self._spoken.short(origin).plain.strip("\u2068\u2069")), MOST_ORIGIN)
        return f"<bdi class=src>{escape(name)}</bdi>"

    @staticmethod
    def _said(each: Incident) -> str:
        """The source's words, which this edition may show, on one line of the file."""
        if not each.words:
            return ""
        return f'<q class="said" dir="auto">{one_line(each.words)}</q>'


def one_line(text: str) -> str:
    """Somebody else's text as HTML without line ends.

    >>> one_line("a<b\\nc")
    'a&lt;b&#10;c'
    """
    return escape(seen(text)).replace("\n", "&#10;")


def on_one_line(said: Text) -> str:
    """What is said as HTML without line ends."""
    return said.__html__().replace("\n", "&#10;")
