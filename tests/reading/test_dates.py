"""Dates in running text: one way of writing, one meaning, seen from Saturday 27 August 2016."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.reading.figures.dates import dates, durations, languages
from holdfire.records import Mention

SATURDAY = date(2016, 8, 27)


def only(text: str, language: str = "en", published: date | None = SATURDAY, zone: str = "UTC") -> Mention:
    found = dates(text, language, published, zone)
    assert len(found) == 1, [each.span.words for each in found]
    return found[0]


def value(text: str, language: str = "en", published: date | None = SATURDAY) -> str | None:
    mention = only(text, language, published)
    return mention.choices[0].value if mention.choices else None


@pytest.mark.parametrize(
    "text",
    [
        "27 August 2016",
        "August 27, 2016",
        "27.08.2016",
        "2016-08-27",
        "27/08/2016",
        "27/08/16",
        "the 27th of August, 2016",
        "Sat, Aug. 27, 2016",
        "Saturday 27 August",
        "27 Aug",
        "Aug. 27",
        "today",
        "Saturday",
        "27 août 2016",
        "2016/08/27",
    ],
)
def test_every_common_form_of_one_day(text: str) -> None:
    language = "fr" if "août" in text else "en"
    assert value(f"It happened: {text}, they said.", language) == "2016-08-27"


def test_a_date_without_a_year_is_the_nearest_and_less_sure() -> None:
    full, bare = (
        only("on 29 December 2016", published=date(2017, 1, 5)),
        only("on 29 December", published=date(2017, 1, 5)),
    )
    assert full.choices[0].value == bare.choices[0].value == "2016-12-29"
    assert bare.confidence < full.confidence


def test_day_and_month_that_could_be_either_stay_two_choices() -> None:
    mention = only("on 04/03/2016", published=date(2016, 11, 1))
    assert [choice.value for choice in mention.choices] == ["2016-03-04", "2016-04-03"]
    assert mention.choices[0].weight > mention.choices[1].weight
    assert sum(choice.weight for choice in mention.choices) <= 1


def test_the_day_of_publication_tells_day_from_month() -> None:
    assert value("04/03/2016", published=date(2016, 4, 5)) == "2016-04-03"
    assert value("04/03/2016", published=date(2016, 3, 5)) == "2016-03-04"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kerry told press late Friday evening", "2016-08-26"),
        ("who had said Thursday", "2016-08-25"),
        ("agreed the plan on Thursday to evacuate", "2016-08-25"),
        ("killed on Saturday", "2016-08-27"),
        ("last Friday", "2016-08-26"),
        ("next Friday", "2016-09-02"),
        ("yesterday", "2016-08-26"),
        ("the day before yesterday", "2016-08-25"),
        ("tomorrow", "2016-08-28"),
        ("two days ago", "2016-08-25"),
        ("since Friday", "2016-08-26"),
        ("Talks will resume on Monday", "2016-08-29"),
        ("On Monday, talks will resume", "2016-08-29"),
        ("said on Monday that talks will resume", "2016-08-22"),
        ("earlier this week", "2016-08-22/2016-08-27"),
        ("last week", "2016-08-15/2016-08-21"),
        ("this month", "2016-08"),
        ("in February", "2016-02"),
        ("in November", "2015-11"),
        ("last year", "2015"),
        ("over the past 48 hours", "2016-08-25/2016-08-27"),
        ("in the past 24 hours", "2016-08-26/2016-08-27"),
        ("overnight", "2016-08-26/2016-08-27"),
        ("overnight Thursday", "2016-08-25/2016-08-26"),
        ("following the February accord", "2016-02"),
        ("from 12 to 14 March", "2016-03-12/2016-03-14"),
        ("27-28 August", "2016-08-27/2016-08-28"),
        ("between Tuesday and Thursday", "2016-08-23/2016-08-25"),
        ("between 20 October 2014 and 20 January 2015", "2014-10-20/2015-01-20"),
        ("in 1982", "1982"),
        ("since 2011", "2011"),
        ("in May", "2016-05"),
        ("on May 5, 6 and 7", "2016-05-05/2016-05-07"),
        ("this Thursday", "2016-08-25"),
        ("It will last until March 12", "2017-03-12"),
        ("the 1990s", "1990-01-01/1999-12-31"),
        ("at the weekend", "2016-08-20/2016-08-21"),
    ],
)
def test_seen_from_the_day_of_publication(text: str, expected: str) -> None:
    assert value(text) == expected


def test_a_span_over_new_year_ends_in_the_year_that_is_near() -> None:
    assert value("from 28 December to 3 January", published=date(2017, 1, 5)) == "2016-12-28/2017-01-03"


@pytest.mark.parametrize(
    "text", ["in the coming days", "in the days ahead", "recently", "soon", "in recent weeks", "several months ago"]
)
def test_what_tells_no_day_has_none(text: str) -> None:
    mention = only(f"They will leave {text}.")
    assert (mention.choices, mention.precision) == ((), "vague")


@pytest.mark.parametrize("text", ["on Thursday", "yesterday", "in February", "12 March", "last week", "two days ago"])
def test_without_a_day_of_publication_nothing_is_guessed(text: str) -> None:
    mention = only(text, published=None)
    assert (mention.choices, mention.precision) == ((), "unanchored")


@pytest.mark.parametrize("text", ["14 March 2016", "in March 2016", "in 2016", "2016-03-14"])
def test_a_full_date_needs_no_day_of_publication(text: str) -> None:
    assert only(text, published=None).choices


@pytest.mark.parametrize(
    "text",
    [
        "Forces march on the town.",
        "They may be right.",
        "The Sun rose on the second vehicle.",
        "Security Council resolution 1701 and resolution 2254",
        "call 0114 2017",
        "2016 people were freed",
        "a Saturday Night Special",
        "every Friday",
        "for 48 hours",
        "a 48-hour pause after a four-year siege",
        "31/02/2016",
        "30 February 2016",
    ],
)
def test_what_looks_like_a_date_and_is_none(text: str) -> None:
    assert dates(text, "en", SATURDAY) == []


def test_a_time_of_day_goes_with_its_day() -> None:
    mention = only("The truce began at 22:30 on 26 August.")
    assert (mention.choices[0].value, mention.precision) == ("2016-08-26T22:30", "minute")
    assert only("at noon on Friday").choices[0].value == "2016-08-26T12:00"
    assert only("at 6 p.m. on Friday").choices[0].value == "2016-08-26T18:00"


def test_a_time_in_gmt_is_told_in_the_zone_of_the_place() -> None:
    assert only("at 15:30 GMT on 26 August", zone="Asia/Damascus").choices[0].value == "2016-08-26T18:30"


def test_a_time_without_a_day_is_unsure_of_its_day() -> None:
    assert only("The attack began at 11:30 AM.").confidence <= 0.5


def test_a_dateline_is_the_day_from_which_its_text_is_seen() -> None:
    text = "AFP Wednesday 17 Sep 2014 Monitor reports strikes; two were hit on Tuesday."
    assert [each.choices[0].value for each in dates(text, "en", date(2014, 9, 30))] == ["2014-09-17", "2014-09-16"]


def test_a_date_far_from_the_publication_is_no_dateline() -> None:
    text = "14 July 2011 was remembered on Tuesday."
    assert dates(text, "en", date(2014, 9, 30))[1].choices[0].value == "2014-09-30"


def test_the_day_before_counts_from_what_the_text_told() -> None:
    found = dates("They met on 12 August; the day before, a shell fell.", "en", SATURDAY)
    assert [choice.value for choice in found[1].choices] == ["2016-08-11", "2016-08-26"]


def test_a_date_in_the_middle_of_a_sentence_is_no_dateline() -> None:
    found = dates("They met Friday 29 July 2016 in town; a shell fell on Tuesday.", "en", SATURDAY)
    assert found[1].choices[0].value == "2016-08-23"


def test_days_of_the_week_around_the_publication_stay_two_choices() -> None:
    values = [choice.value for choice in only("between Friday and Sunday").choices]
    assert values == ["2016-08-19/2016-08-21", "2016-08-26/2016-08-28"]


def test_a_friday_that_is_the_name_of_a_protest_is_no_date() -> None:
    assert dates("It was called Friday of Freedom.", "en", SATURDAY) == []


def test_friday_prayers_are_a_date_but_a_less_sure_one() -> None:
    assert only("after Friday prayers").confidence < only("after Friday").confidence


def test_how_long_is_told_apart() -> None:
    told = [(each.span.words, each.quantity) for each in durations("A 48-hour pause ended a four-year siege.", "en")]
    assert [(words, q.low, q.unit) for words, q in told if q] == [("48-hour", 48, "hours"), ("four-year", 4, "years")]


MONTHS = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "fr": [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    "es": [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
    "ru": [
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ],
    "levant": [
        "كانون الثاني",
        "شباط",
        "آذار",
        "نيسان",
        "أيار",
        "حزيران",
        "تموز",
        "آب",
        "أيلول",
        "تشرين الأول",
        "تشرين الثاني",
        "كانون الأول",
    ],
    "gulf": [
        "يناير",
        "فبراير",
        "مارس",
        "أبريل",
        "مايو",
        "يونيو",
        "يوليو",
        "أغسطس",
        "سبتمبر",
        "أكتوبر",
        "نوفمبر",
        "ديسمبر",
    ],
    "maghreb": [
        "جانفي",
        "فيفري",
        "مارس",
        "أفريل",
        "ماي",
        "جوان",
        "جويلية",
        "أوت",
        "سبتمبر",
        "أكتوبر",
        "نوفمبر",
        "ديسمبر",
    ],
}
WRITTEN = {
    "en": ["{d} {m} {y}", "{m} {d}, {y}", "on the {d}th of {m} {y}", "({d} {m} {y})"],
    "fr": ["le {d} {m} {y}", "{d} {m} {y}"],
    "es": ["el {d} de {m} de {y}", "{d} de {m} de {y}"],
    "ru": ["{d} {m} {y} года", "{d} {m} {y} г."],
    "levant": ["في {d} {m} {y}", "{d} من {m} {y}"],
    "gulf": ["في {d} {m} {y}", "يوم {d} {m} عام {y}"],
    "maghreb": ["في {d} {m} {y}", "{d} {m} {y}"],
}
DAYS = st.dates(date(1950, 1, 1), date(2049, 12, 31))
EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@given(day=DAYS, months=st.sampled_from(sorted(MONTHS)), which=st.integers(0, 3), eastern=st.booleans())
def test_a_date_written_in_any_language_reads_back(day: date, months: str, which: int, eastern: bool) -> None:
    form = WRITTEN[months][which % len(WRITTEN[months])]
    text = form.format(d=day.day, m=MONTHS[months][day.month - 1], y=day.year)
    text = text.translate(EASTERN) if eastern else text
    assert value(text, months if len(months) == 2 else "ar", None) == day.isoformat()


@given(
    day=DAYS,
    shape=st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%Y/%m/%d"]),
    language=st.sampled_from([*languages(), "de"]),
)
def test_a_date_in_digits_reads_back_in_any_language(day: date, shape: str, language: str) -> None:
    assert value(day.strftime(shape), language, None) == day.isoformat()


@given(day=DAYS, back=st.integers(0, 6))
def test_a_weekday_is_the_latest_such_day(day: date, back: int) -> None:
    told = day - timedelta(days=back)
    assert value(f"two died on {told:%A}", "en", day) == told.isoformat()


PIECES = [
    "on Friday",
    "27",
    "August",
    "2016",
    "overnight",
    "from",
    "to",
    ",",
    "و",
    "شباط",
    "в пятницу",
    "hace dos días",
    "il y a",
    "\n\n",
    "٢٧",
    "’",
    "9999",
    "last",
    "years",
    "99999999999999999",
    "\u202e",
    "=cmd",
    "²",
    "00:99",
]


@given(
    text=st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join)),
    language=st.sampled_from([*languages(), "zz", ""]),
    published=st.one_of(st.none(), st.dates()),
)
def test_any_text_is_read_without_error_and_spans_index_it(text: str, language: str, published: date | None) -> None:
    for each in [*dates(text, language, published), *durations(text, language)]:
        assert text[each.span.start : each.span.end] == each.span.words
        assert 0 < each.confidence <= 1
        assert sum(choice.weight for choice in each.choices) <= 1.0001


@pytest.mark.parametrize("piece", ["1 ", "27 August ", "from 1 to ", "و", "1,", "12.", "in the past ", "a\u0301"])
def test_a_long_text_made_to_be_slow_is_read_in_time(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    begun = perf_counter()
    dates(text, "en", SATURDAY)
    dates(text, "ar", SATURDAY)
    assert perf_counter() - begun < 5


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ar", "يوم الخميس", "2016-08-25"),
        ("ar", "مساء الجمعة", "2016-08-26"),
        ("ar", "قبل يومين", "2016-08-25"),
        ("ar", "خلال الـ24 ساعة الماضية", "2016-08-26/2016-08-27"),
        ("ar", "الأسبوع الماضي", "2016-08-15/2016-08-21"),
        ("ar", "في ١٢ سبتمبر/أيلول ٢٠١٥", "2015-09-12"),
        ("fr", "il y a deux jours", "2016-08-25"),
        ("fr", "avant-hier", "2016-08-25"),
        ("fr", "dans la nuit de jeudi à vendredi", "2016-08-25/2016-08-26"),
        ("ru", "в пятницу вечером", "2016-08-26"),
        ("ru", "в ночь на пятницу", "2016-08-25/2016-08-26"),
        ("ru", "за последние сутки", "2016-08-26/2016-08-27"),
        ("es", "el viernes por la noche", "2016-08-26"),
        ("es", "mañana", "2016-08-28"),
        ("es", "del 12 al 14 de marzo", "2016-03-12/2016-03-14"),
    ],
)
def test_other_languages(language: str, text: str, expected: str) -> None:
    assert value(text, language) == expected


def test_morning_is_not_tomorrow_in_spanish() -> None:
    assert dates("Empezó por la mañana.", "es", SATURDAY) == []


@pytest.mark.shared
def test_the_page_of_27_august(shared: Path) -> None:
    text = (shared / "articles" / "2016-08-27-geneva-talks.txt").read_text(encoding="utf-8")
    found = [(each.span.words, each.choices[0].value if each.choices else None) for each in dates(text, "en", SATURDAY)]
    assert ("late Friday evening", "2016-08-26") in found
    assert [told for words, told in found if "Thursday" in words] == ["2016-08-25"] * 3
    assert ("in the coming days", None) in found
    assert ("In the days ahead", None) in found
    assert ("earlier this week", "2016-08-22/2016-08-27") in found
    assert [told for words, told in found if "February" in words] == ["2016-02"]
    assert len(found) == 9


@pytest.mark.parametrize("unit", ["4th Division", "4th Armoured Division", "2nd Corps", "5th Republican Brigade"])
def test_the_number_of_a_unit_is_no_day(unit: str) -> None:
    found = dates(f"A convoy was refused by the {unit} on 18 August.", "en", date(2016, 8, 20))
    assert [each.choices[0].value for each in found] == ["2016-08-18"]
