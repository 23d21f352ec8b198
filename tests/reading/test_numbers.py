"""Numbers in running text: what they are at least and at most, and what is counted."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.reading.figures.dates import dates, found, languages
from holdfire.reading.figures.numbers import _languages, numbers
from holdfire.records import Quantity


def read(text: str, language: str = "en") -> list[Quantity]:
    return [each.quantity for each in numbers(text, language) if each.quantity]


def bounds(text: str, language: str = "en") -> tuple[float | None, float | None, str | None, bool]:
    found = read(text, language)
    assert len(found) == 1, [each.words for each in found]
    return found[0].low, found[0].high, found[0].unit, found[0].approximate


@pytest.mark.parametrize(
    ("text", "low", "high", "unit", "approximate"),
    [
        ("12 civilians died", 12, 12, "civilians", False),
        ("all the 4,000 residents", 4000, 4000, "residents", False),
        ("191000 people", 191000, 191000, "people", False),
        ("two soldiers", 2, 2, "soldiers", False),
        ("forty-two trucks", 42, 42, "trucks", False),
        ("two hundred and fifty-three violations", 253, 253, "violations", False),
        ("three thousand five hundred people", 3500, 3500, "people", False),
        ("1.5 million people", 1_500_000, 1_500_000, "people", False),
        ("at least 12 people", 12, None, "people", False),
        ("more than 20 shells", 20, None, "shells", False),
        ("40 or more fighters", 40, None, "fighters", False),
        ("up to 30 rebels", None, 30, "rebels", False),
        ("as many as 30 rebels", None, 30, "rebels", False),
        ("fewer than 30 rebels", None, 30, "rebels", False),
        ("some 700 insurgents", 700, 700, "insurgents", True),
        ("nearly 50 civilians", 50, 50, "civilians", True),
        ("at least some 50 civilians", 50, None, "civilians", True),
        ("dozens of civilians", 24, None, "civilians", False),
        ("scores of people", 40, None, "people", False),
        ("hundreds of people", 200, None, "people", False),
        ("hundreds of thousands of people", 200_000, None, "people", False),
        ("a dozen trucks", 12, 12, "trucks", False),
        ("a couple of men", 2, 2, "men", False),
        ("12 to 15 shells", 12, 15, "shells", False),
        ("12-15 shells", 12, 15, "shells", False),
        ("between 229 and 425 civilians", 229, 425, "civilians", False),
        ("12 heavily armed fighters", 12, 12, "fighters", False),
        ("40mm", 40, 40, "mm", False),
        ("70%", 70, 70, "percent", False),
        ("one civilian was hurt", 1, 1, "civilian", False),
        ("seven warehouses", 7, 7, "warehouses", False),
        ("killed 12 and left", 12, 12, None, False),
    ],
)
def test_what_english_says(
    text: str, low: float | None, high: float | None, unit: str | None, approximate: bool
) -> None:
    assert bounds(text) == (low, high, unit, approximate)


@pytest.mark.parametrize(
    ("language", "text", "low", "high", "unit", "approximate"),
    [
        ("fr", "au moins douze civils", 12, None, "civils", False),
        ("fr", "quatre-vingt-dix-sept soldats", 97, 97, "soldats", False),
        ("fr", "une dizaine de camions", 10, 10, "camions", True),
        ("fr", "environ 4 000 habitants", 4000, 4000, "habitants", True),
        ("fr", "des centaines de personnes", 200, None, "personnes", False),
        ("es", "hasta treinta y cinco soldados", None, 35, "soldados", False),
        ("es", "unos 4.000 vecinos", 4000, 4000, "vecinos", True),
        ("es", "dos mil quinientos proyectiles", 2500, 2500, "proyectiles", False),
        ("ru", "не менее 12 человек", 12, None, "человек", False),
        ("ru", "двадцать пять ракет", 25, 25, "ракет", False),
        ("ru", "4 тыс. жителей", 4000, 4000, "жителей", False),
        ("ru", "десятки раненых", 20, None, "раненых", False),
        ("ar", "ما لا يقل عن 12 مدنياً", 12, None, "مدنياً", False),
        ("ar", "نحو ٣٠ شخصاً", 30, 30, "شخصاً", True),
        ("ar", "خمسة وعشرون مقاتلاً", 25, 25, "مقاتلاً", False),
        ("ar", "ثلاثة آلاف شخص", 3000, 3000, "شخص", False),
        ("ar", "قتل مدنيان", 2, 2, "مدنيان", False),
    ],
)
def test_what_other_languages_say(
    language: str, text: str, low: float | None, high: float | None, unit: str, approximate: bool
) -> None:
    assert bounds(text, language) == (low, high, unit, approximate)


@pytest.mark.parametrize(
    "text",
    [
        "the second attack",
        "the 21st shell",
        "on 27 August 2016 at 15:30",
        "in 2016",
        "a 48-hour pause in a six-year war",
        "resolution 2254",
        "a Su-24 and a T72 tank",
        "a 24-year-old",
        "one of them spoke to another one",
        "no one came",
    ],
)
def test_what_is_no_number(text: str) -> None:
    assert read(text) == []


def test_a_day_and_a_number_behind_it_are_two_in_english() -> None:
    assert bounds("On April 15 126 people died") == (126, 126, "people", False)


@given(text=st.text(alphabet="12 ,.:/-abو\n'٣", max_size=60), language=st.sampled_from([*languages(), "und"]))
def test_dates_and_numbers_cut_a_text_alike(text: str, language: str) -> None:
    known = _languages()[language].grammar.coded(text)
    assert known.spans == found(text, language)[0].spans


def test_an_article_is_no_number_in_french_and_spanish() -> None:
    assert read("Un accord a été signé avec une délégation.", "fr") == []
    assert read("Un acuerdo fue firmado.", "es") == []


@given(value=st.integers(0, 999_999_999), language=st.sampled_from(languages()))
def test_a_number_in_digits_reads_back(value: int, language: str) -> None:
    for shape in (f"({value}", f"({value:,}"):
        if not (shape == f"({value}" and 1900 <= value <= 2099):
            assert [each.low for each in read(shape, language)] == [value]


TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


@given(hundreds=st.integers(1, 9), tens=st.integers(2, 9), ones=st.integers(1, 9), thousands=st.integers(1, 9))
def test_a_number_in_words_reads_back(hundreds: int, tens: int, ones: int, thousands: int) -> None:
    below = f"{ONES[hundreds - 1]} hundred and {TENS[tens - 2]}-{ONES[ones - 1]}"
    text = f"{ONES[thousands - 1]} thousand {below} civilians"
    assert [each.low for each in read(text)] == [thousands * 1000 + hundreds * 100 + tens * 10 + ones]


PIECES = [
    "at least",
    "12",
    "4,000",
    "one",
    "hundred",
    "and",
    "-",
    "dozens of",
    "%",
    "от",
    "عشرات",
    "و",
    "1.5",
    "million",
    "to",
    "of",
    "\n\n",
    "99999999999999999999",
    "²",
    "\u202e",
    "=1+1",
    "quatre-vingt",
]


@given(
    text=st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join)),
    language=st.sampled_from([*languages(), "zz", ""]),
)
def test_any_text_is_read_without_error_and_spans_index_it(text: str, language: str) -> None:
    for each in numbers(text, language):
        assert text[each.span.start : each.span.end] == each.span.words
        assert each.quantity is not None
        assert each.quantity.low is not None or each.quantity.high is not None


@pytest.mark.parametrize("piece", ["1 ", "one ", "one hundred and ", "12 of ", "1,", "at least "])
def test_a_long_text_made_to_be_slow_is_read_in_time(piece: str) -> None:
    begun = perf_counter()
    numbers(piece * (60_000 // len(piece)), "en")
    assert perf_counter() - begun < 5


@pytest.mark.shared
def test_the_page_of_27_august(shared: Path) -> None:
    text = (shared / "articles" / "2016-08-27-geneva-talks.txt").read_text(encoding="utf-8")
    found = [(each.low, each.unit, each.approximate) for each in read(text)]
    assert (4000, "residents", False) in found
    assert (700, "insurgents", True) in found
    assert not any(each.low in (48, 2016) for each in read(text))
    assert dates(text, "en", date(2016, 8, 27))
