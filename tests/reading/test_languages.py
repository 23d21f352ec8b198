"""Arabic, French, Russian and Spanish: places, actors, days and numbers as these languages write them."""

from __future__ import annotations

from datetime import date

import pytest
from bench.reading_languages import gold, read
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire.publish.sheet import named_by_kind, review_sheet
from holdfire.reading import read_documents
from holdfire.reading.figures.dates import dates
from holdfire.reading.figures.numbers import numbers
from holdfire.reading.names.actors import actors
from holdfire.reading.names.places import places
from holdfire.records import Depth, Document, Mention
from holdfire.sources.documents.language import language_of
from holdfire.world import World, load_world, theatres

PUBLISHED = date(2016, 8, 27)
LANGUAGES = ("ar", "fr", "ru", "es")


@pytest.fixture(scope="module")
def world() -> World:
    return load_world(theatres=theatres())


def values(mentions: list[Mention]) -> list[tuple[str, str]]:
    return [(each.span.words, each.choices[0].value) for each in mentions]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ar", "في معرّة النعمان", [("معرّة النعمان", "maarat-al-numan")]),
        ("ar", "قرب سـراقـب", [("سـراقـب", "saraqib")]),
        ("ar", "قصف ريف حلب الشمالي", [("ريف حلب الشمالي", "northern-aleppo-countryside")]),
        ("ar", "وصل إلى جنيف", [("جنيف", "country:CHE")]),
        ("fr", "près d'Alep", [("Alep", "aleppo")]),
        ("fr", "dans la province d’Idleb", [("province d’Idleb", "idlib-governorate")]),
        ("fr", "Alep est assiégée", [("Alep", "aleppo")]),
        ("fr", "à l'est d'Alep", [("est d'Alep", "east-aleppo")]),
        ("fr", "à Genève", [("Genève", "country:CHE")]),
        ("es", "en la provincia de Alepo", [("provincia de Alepo", "aleppo-governorate")]),
        ("es", "sobre Duma, en Guta Oriental", [("Duma", "douma"), ("Guta Oriental", "eastern-ghouta")]),
        ("ru", "дошёл до Мадаи", [("Мадаи", "madaya")]),
        ("ru", "в районе селения Коукаб", [("Коукаб", "kokab")]),
        ("ru", "в сторону Таибат-аль-Имам", [("Таибат-аль-Имам", "tayyibat-al-imam")]),
        ("ru", "в провинции Дамаск", [("провинции Дамаск", "rif-dimashq-governorate")]),
    ],
)
def test_places(language: str, text: str, expected: list[tuple[str, str]], world: World) -> None:
    assert values(places(text, language, world)) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ar", "وقصفت المدفعية التركية مواقع داعش", ["turkish-armed-forces", "islamic-state"]),
        ("ar", "قال وزير الخارجية الروسي", ["russia"]),
        ("fr", "l’armée syrienne et l'ONU", ["syrian-armed-forces", "un"]),
        ("fr", "des avions russes", ["russian-aerospace-forces"]),
        ("fr", "la Nouvelle armée syrienne", ["new-syrian-army"]),
        ("ru", "МИД Сирии и Минобороны РФ", ["government-of-syria", "russia"]),
        ("ru", "с «Джебхат ан-Нусрой»", ["jabhat-al-nusra"]),
        ("ru", "силами быстрой поддержки", []),
        ("ru", "Силами быстрой поддержки", ["rsf"]),
        ("es", "el Gobierno de Siria y soldados rusos", ["government-of-syria", "russia"]),
        ("es", "la Media Luna Roja Árabe Siria", ["sarc"]),
    ],
)
def test_actors(language: str, text: str, expected: list[str], world: World) -> None:
    assert [value for _, value in values(actors(text, language, world, PUBLISHED))] == expected


@pytest.mark.parametrize(
    ("language", "acting", "place"),
    [
        ("ar", "وأعلنت دمشق رفضها", "وصل إلى دمشق"),
        ("fr", "Damas a démenti.", "Des obus sont tombés à Damas."),
        ("ru", "Дамаск осудил удар.", "Колонна вошла в Дамаск."),
        ("es", "Damasco ha negado todo.", "Hubo disparos en Damasco."),
    ],
)
def test_a_capital_acts_or_is_a_place(language: str, acting: str, place: str, world: World) -> None:
    assert [value for _, value in values(actors(acting, language, world))] == ["government-of-syria"]
    assert places(acting, language, world) == []
    assert actors(place, language, world) == []
    assert [value for _, value in values(places(place, language, world))] == ["damascus"]


ROLES = {
    "government-of-syria": {
        "en": ("the regime", "government forces"),
        "ar": ("النظام", "القوات الحكومية"),
        "fr": ("le régime", "forces gouvernementales"),
        "ru": ("режим", "правительственные войска"),
        "es": ("el régimen", "fuerzas gubernamentales"),
    },
    "syrian-insurgents": {
        "en": ("terrorists", "rebels"),
        "ar": ("الإرهابيين", "المعارضة المسلحة"),
        "fr": ("terroristes", "rebelles"),
        "ru": ("террористы", "повстанцы"),
        "es": ("terroristas", "rebeldes"),
    },
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("actor", ROLES)
def test_the_words_of_each_side_lead_and_weigh_as_in_english(actor: str, language: str, world: World) -> None:
    for word, english in zip(ROLES[actor][language], ROLES[actor]["en"], strict=True):
        [read_here] = actors(f"({word})", language, world)
        [read_there] = actors(f"({english})", "en", world)
        assert read_here.choices == read_there.choices
        assert read_here.choices[0].value == actor
        assert read_here.confidence == read_there.confidence


@pytest.mark.parametrize(
    ("language", "text"),
    [("ru", "режим прекращения огня"), ("fr", "le régime de cessation des hostilités"), ("es", "régimen de calma")],
)
def test_a_ceasefire_regime_is_nobody(language: str, text: str, world: World) -> None:
    assert actors(text, language, world) == []


def test_islamic_state_in_iraq_does_not_move_a_text_to_iraq(world: World) -> None:
    text = "L'État islamique en Irak et au Levant a attaqué Azaz. Le régime et les rebelles se battent."
    assert [value for _, value in values(actors(text, "fr", world))] == [
        "islamic-state",
        "government-of-syria",
        "syrian-insurgents",
    ]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ar", "اليوم السبت", ["2016-08-27"]),
        ("ar", "مساء أمس الجمعة", ["2016-08-26"]),
        ("ar", "في الخامس من أغسطس", ["2016-08-05"]),
        ("ar", "خلال الساعات الأربع والعشرين الماضية", ["2016-08-26/2016-08-27"]),
        ("ar", "في اليوم نفسه", []),
        ("fr", "une trêve de sept jours", []),
        ("fr", "vendredi dernier", ["2016-08-26"]),
        ("es", "el pasado 27 de noviembre", ["2015-11-27"]),
        ("ru", "в прошлую пятницу", ["2016-08-26"]),
    ],
)
def test_days(language: str, text: str, expected: list[str]) -> None:
    found = [each.choices[0].value for each in dates(text, language, PUBLISHED)]
    assert found == expected


@pytest.mark.parametrize(
    ("language", "text", "low", "high", "approximate"),
    [
        ("ar", "مقتل اثنين وأربعين جندياً", 42, 42, False),
        ("ar", "وأصيب طبيبان", 2, 2, False),
        ("ar", "حوالي ٣٠٠ مقاتل", 300, 300, True),
        ("fr", "une cinquantaine d'obus", 50, 50, True),
        ("fr", "quelque 270 000 morts", 270000, 270000, True),
        ("es", "una sesentena de ataques", 60, 60, True),
        ("es", "decenas fueron secuestrados", 20, None, False),
        ("ru", "вышли три десятка бойцов", 30, 30, False),
        ("ru", "не менее двух десятков человек", 20, None, False),
    ],
)
def test_numbers(language: str, text: str, low: float, high: float | None, approximate: bool) -> None:
    [found] = numbers(text, language)
    assert found.quantity is not None
    assert (found.quantity.low, found.quantity.high, found.quantity.approximate) == (low, high, approximate)


@pytest.mark.parametrize(
    ("language", "text"), [("fr", "un camp de déplacés"), ("fr", "Le 4, les combats"), ("ar", "الفوج 46")]
)
def test_what_is_no_number(language: str, text: str) -> None:
    assert numbers(text, language) == []


def test_every_span_of_the_gold_and_of_what_is_read_indexes_its_text(world: World) -> None:
    for paragraph in gold():
        assert all(0 <= each["start"] < each["end"] <= len(paragraph["text"]) for each in paragraph["mentions"])
        for each in read(paragraph, world):
            assert paragraph["text"][each.span.start : each.span.end] == each.span.words


PIECES = (
    "وب",
    "ال",
    "حلب",
    "ـ",
    "ّ",
    "d'",
    "l’",
    "Alep",
    "Эр-",
    "Растан",
    "ом",
    " ",
    ".",
    "٣",
    "сен",
    "régime",
    "\n",
    "—",
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.sampled_from(LANGUAGES))
def test_spans_index_any_text(text: str, language: str) -> None:
    paragraph = {"text": text, "language": language, "published": "2016-08-27"}
    for each in read(paragraph, load_world(theatres=theatres())):
        assert text[each.span.start : each.span.end] == each.span.words


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("هدنة في حلب لمدة 48 ساعة", "ar"),
        ("Trêve à Alep : cinq morts", "fr"),
        ("Режим тишины введён в Алеппо", "ru"),
        ("Los rebeldes rompieron el cerco de la ciudad", "es"),
        ("Home | News | Share | Tweet\nدخلت قافلة مساعدات إلى مدينة داريا المحاصرة للمرة الأولى", "ar"),
    ],
)
def test_the_language_of_short_and_of_mixed_texts(text: str, language: str) -> None:
    assert language_of(text, None)[0] == language


def test_a_page_in_arabic_that_says_english_is_arabic() -> None:
    assert language_of("هدنة في حلب لمدة 48 ساعة", "en") == ("ar", ["language_differs"])


def test_a_document_read_to_names_is_told_and_shown_in_its_direction(world: World) -> None:
    text = "سيطرت جبهة النصرة على سراقب. وقصف الطيران الروسي سراقب بثلاثة صواريخ أمس."
    document = Document(id="x", kind="text", text=text, language="ar", published="2016-08-27T00:00:00Z")
    [reading] = read_documents([document], world)
    assert reading.depth is Depth.SURFACE
    written = {**reading.document.model_dump(mode="json"), **reading.model_dump(mode="json", exclude={"document"})}
    assert dict(named_by_kind(written, world)) == {
        "places": [("Saraqib", 2)],
        "actors": [("Jabhat al-Nusra", 1), ("Russian Aerospace Forces", 1)],
        "days": [("2016-08-26", 1)],
        "numbers": [("3 صواريخ", 1)],
    }
    html = review_sheet([written], world)
    assert 'lang="ar" dir="rtl"' in html
    assert '<mark data-of="place" title="place">سراقب</mark>' in html
    assert "nothing was read here" not in html
