"""What the chart says, in a language: strings that are spoken already, and how numbers and days are written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..language import Language


@dataclass(frozen=True)
class ChartWords:
    """Labels of a chart. `description` is read out in its stead; `lines` stand below a chart that stands alone: who
    says so, what they cannot see. `origin` speaks an origin's name by its key in the series, `binned` says that a bar
    is the mean of so many days."""

    title: str
    subtitle: str
    description: str
    all_violence: str
    violation: str
    undetermined: str
    permitted: str
    start: str
    end: str
    baseline: str
    anticipation: str
    strip: str
    enters: str
    silent: str
    nothing: str
    lines: tuple[str, ...]
    binned: Callable[[int], str]
    origin: Callable[[str], str]
    number: Callable[[float], str]
    day: Callable[[date], str]
    dated: Callable[[date], str]
    month: Callable[[date], str]
    dated_month: Callable[[date], str]
    lang: str = "en"


def chart_words(
    language: Language,
    *,
    start: str = "",
    end: str = "",
    subtitle: str = "",
    description: str = "",
    lines: tuple[str, ...] = (),
    origin: Callable[[str], str] = str,
) -> ChartWords:
    """The labels in a language. `start` and `end` name the lines at which the terms enter and leave force."""
    _ = language.gettext
    return ChartWords(
        title=_("Incidents a day"),
        subtitle=subtitle,
        description=description,
        all_violence=_("all violence"),
        violation=_("apparent violation"),
        undetermined=_("undetermined"),
        permitted=_("permitted"),
        start=start,
        end=end,
        baseline=_("baseline: assessed as if in force"),
        anticipation=_("anticipation"),
        strip=_("reports by origin"),
        enters=_("[ ] enters, leaves"),
        silent=_("– silent"),
        nothing=_("No incident in these days"),
        lines=lines,
        binned=lambda days: language.ngettext("a bar is one day", "a bar is the mean of {n} days", days),
        origin=origin,
        number=language.number,
        day=lambda day: language.date(day, "short"),
        dated=lambda day: language.date(day, "medium"),
        month=lambda day: _month(language.date(day, "short")),
        dated_month=lambda day: _month(language.date(day, "medium")),
        lang=language.code,
    )


def _month(day: str) -> str:
    """A day as it is written, without its number.

    >>> _month("1 Feb 2016")
    'Feb 2016'
    """
    return day.partition(" ")[2]
