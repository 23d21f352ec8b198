"""Numbers and dates as people of a language write them, in the digits that the reader chose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal

from babel.dates import format_date
from babel.numbers import format_decimal

from ...world.time import zone_info

Digits = Literal["latn", "arab"]
Day = date
Form = Literal["short", "day", "medium", "long", "weekday", "weekday_long"]

_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_FORMS: dict[str, str] = {
    "short": "d MMM",
    "day": "d MMMM",
    "medium": "d MMM y",
    "long": "d MMMM y",
    "weekday": "EEEE d MMMM",
    "weekday_long": "EEEE d MMMM y",
}
_LEVANT = ("ك٢", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول", "ت١", "ت٢", "ك١")
"""Short month names in the Levant, where the long ones are of two words."""


@dataclass(frozen=True)
class Figures:
    """Numbers and dates of one locale.

    >>> figures = Figures("ar_SY", "arab")
    >>> figures.number(1234), figures.decimal(5.9), figures.percent(0.98), figures.date(date(2016, 2, 27), "long")
    ('١٬٢٣٤', '٥٫٩', '٩٨٪', '٢٧ شباط ٢٠١٦')
    """

    locale: str
    digits: Digits

    def number(self, value: float) -> str:
        """A count, grouped by thousands; a fraction keeps up to three places."""
        return self._written(_number(self.locale, self.digits, value, "#,##0.###"))

    def decimal(self, value: float, places: int = 1) -> str:
        """A number with exactly so many places."""
        pattern = f"#,##0.{'0' * places}".rstrip(".")
        return self._written(_number(self.locale, self.digits, value, pattern))

    def percent(self, value: float, places: int = 0) -> str:
        """A share of one as a percentage."""
        return f"{self.decimal(value * 100, places)}{'٪' if self.digits == 'arab' else '%'}"

    def date(self, day: Day, form: Form = "long") -> str:
        """A day, as `short` (27 Feb), `day` (27 February), `medium` (27 Feb 2016), `long` (27 February 2016),
        `weekday` (Saturday 27 February) or `weekday_long`."""
        return self._written(_day(self.locale, day, form))

    def range(self, first: Day, last: Day, form: Form = "long") -> str:
        """Two days with what they share written once, as `short`, `day`, `medium` or `long`.

        >>> Figures("en", "latn").range(date(2016, 3, 12), date(2016, 3, 14), "short")
        '12–14 Mar'
        >>> Figures("en", "latn").range(date(2015, 12, 28), date(2016, 1, 3), "long")
        '28 December 2015 – 3 January 2016'
        """
        if first == last:
            return self.date(first, form)
        if first.year != last.year:
            return f"{self.date(first, _YEAR[form])} – {self.date(last, _YEAR[form])}"
        if first.month != last.month:
            return f"{self.date(first, _NO_YEAR[form])} – {self.date(last, form)}"
        return f"{self._written(str(first.day))}–{self.date(last, form)}"

    def time(self, moment: datetime, zone: str | None = None) -> str:
        """Hour and minute at the place."""
        local = moment if zone is None else moment.astimezone(zone_info(zone))
        return self._written(f"{local:%H:%M}")

    def offset(self, moment: datetime, zone: str) -> str:
        """Hours east of UTC, such as +2 or +5:30."""
        minutes = int((moment.astimezone(zone_info(zone)).utcoffset() or timedelta()).total_seconds()) // 60
        hours, rest = divmod(abs(minutes), 60)
        return self._written(f"{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else ""))

    def _written(self, text: str) -> str:
        return text.translate(_INDIC if self.digits == "arab" else _LATIN)


@lru_cache(10_000)
def _day(locale: str, day: date, form: str) -> str:
    pattern = _FORMS[form]
    if locale.startswith("ar") and form in ("short", "medium"):
        pattern = pattern.replace("MMM", f"'{_LEVANT[day.month - 1]}'")
    return format_date(day, pattern, locale=locale)


@lru_cache(10_000)
def _number(locale: str, digits: str, value: float, pattern: str) -> str:
    return format_decimal(value, format=pattern, locale=locale, numbering_system=digits)


_LATIN = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")
_NO_YEAR: dict[str, Form] = {"short": "short", "day": "day", "medium": "short", "long": "day"}
_YEAR: dict[str, Form] = {"short": "medium", "day": "long", "medium": "medium", "long": "long"}
