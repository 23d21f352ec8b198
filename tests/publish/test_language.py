"""Each language says everything, keeps foreign words in their place, and writes numbers and days as its readers do."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment

from holdfire.assessment import compile_terms, warnings
from holdfire.assessment.assuming import KINDS, Fact
from holdfire.assessment.assumptions import answers
from holdfire.assessment.reasons import REASONS
from holdfire.assessment.summary import Summary
from holdfire.publish.language import Text, isolate, language, messages
from holdfire.publish.language import __main__ as tool
from holdfire.publish.language.__main__ import main, written
from holdfire.publish.language.catalogue import catalogue_file, known, patterns, translations
from holdfire.publish.language.messages import collected, in_template, lacking, places, read
from holdfire.publish.sentences import spoken_when
from holdfire.terms import load_terms
from holdfire.world import World, load_world

WORLD: World = load_world()
OTHERS = known()[1:]
ARABIC, ENGLISH = language("ar"), language("en")
ISOLATE = re.compile("\u2068[^\u2069]*\u2069")


# The catalogue


@pytest.mark.parametrize("code", OTHERS)
def test_the_catalogue_says_every_message_of_the_sources(code: str) -> None:
    assert lacking(read(code), collected()) == []


@pytest.mark.parametrize("code", OTHERS)
def test_the_catalogue_is_written_as_the_tool_writes_it(code: str) -> None:
    assert catalogue_file(code).read_bytes() == written(read(code))


def test_what_a_catalogue_lacks_is_told() -> None:
    wanted, told = Catalog(), Catalog(locale="ar")
    for ident in ("not there", "empty", "fuzzy", "{n} of {m}", "right {n}", ("{n} day", "{n} days")):
        wanted.add(ident)
    told.add("empty", "")
    told.add("fuzzy", "ضبابي", flags=["fuzzy"])
    told.add("{n} of {m}", "{n}")
    told.add("right {n}", "{n}")
    told.add(("{n} day", "{n} days"), ("يوم", "يومان", "", "", "", ""))
    assert Counter(lacking(told, wanted)) == Counter(
        [
            "missing: not there",
            "missing: empty",
            "fuzzy: fuzzy",
            "other places to fill: {n} of {m}",
            "needs 6 forms: {n} day",
        ]
    )


def test_a_form_may_leave_out_the_number_and_nothing_else() -> None:
    wanted, told = Catalog(), Catalog(locale="ar")
    for name in ("killed", "dead"):
        wanted.add((f"{{n}} day, {{{name}}}", f"{{n}} days, {{{name}}}"))
        told.add((f"{{n}} day, {{{name}}}", f"{{n}} days, {{{name}}}"), ("{killed}",) * 6)
    assert lacking(told, wanted) == ["other places to fill: {n} day, {dead}"]


def test_messages_are_found_in_templates_wherever_they_stand() -> None:
    source = """{% macro head(lang) %}<h2 title="{{ lang._('Print') }}">{{ _("Who") }}</h2>{% endmacro %}
    {% for each in all %}{{ lang.ngettext("{n} day", "{n} days", each.n, n=link(each)) }}{% endfor %}
    {{ lang._("to {date}", date=lang.date(day)) if day else lang.pgettext("verb", "open") }}{{ lang._(label) }}"""
    assert sorted(in_template(source)) == [
        (("Print",), None),
        (("Who",), None),
        (("open",), "verb"),
        (("to {date}",), None),
        (("{n} day", "{n} days"), None),
    ]


def test_the_sources_are_searched() -> None:
    found = collected()
    assert found.get("reported") is not None
    assert found.get("{n} killed") is not None
    assert found.get("apparent violation, if as reported", "verdicts.violation") is not None
    assert found.get("Cessation of hostilities in Syria", "terms") is not None


def test_the_tool_says_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    assert capsys.readouterr().out == "nothing is missing\n"
    assert main(["nonsense"]) == 2
    assert "expected check, update, prune or template" in capsys.readouterr().err


def test_the_tool_adds_and_takes_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tool, "catalogue_file", lambda code: tmp_path / code / "holdfire.po")
    monkeypatch.setattr(messages, "catalogue_file", lambda code: tmp_path / code / "holdfire.po")
    wanted = len(collected())
    assert main(["update", "fr"]) == 0
    made = messages.read("fr")
    assert len(made) == wanted == len(lacking(made))
    made.add("no source says this", "rien")
    (tmp_path / "fr" / "holdfire.po").write_bytes(written(made))
    assert main(["prune", "fr"]) == 0
    assert len(messages.read("fr")) == wanted


def test_an_unknown_language_is_told_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match="expected a language among en, ar, found 'xx'"):
        language("xx")


def test_an_english_explanation_starts_without_babel() -> None:
    code = (
        "import sys; from holdfire.cli import main; from holdfire.publish.sentences import language;"
        "language().reason('target:aggregate'); sys.exit('babel' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# Sentences


@pytest.mark.parametrize("code", known())
def test_every_reason_is_said_with_its_particulars_and_without(code: str) -> None:
    words, english = language(code), patterns()
    for test, reasons in REASONS.items():
        for reason in reasons:
            said, model = words["reasons"][test][reason.code], english["reasons"][test][reason.code]
            assert said.startswith("{") == model.startswith("{")
            bare = words.reason(f"{test}:{reason.code}")
            assert bare.startswith(words["tests"][test])
            assert "{" not in bare


@pytest.mark.parametrize("code", known())
def test_page_and_coded_sentences_use_one_word_for_a_verdict(code: str) -> None:
    words = language(code)
    for name, said in patterns()["short_verdicts"].items():
        assert words._(said).plain == words["short_verdicts"][name]
        assert words["verdicts"][name].startswith(words["short_verdicts"][name])


def _summary() -> Summary:
    """Numbers that call for every warning."""
    summary = Summary(undated=3, undated_killed=1234, assumed=("aggregate syrian-insurgents=covered groups",))
    first = date(2016, 1, 28)
    for n in range(60):
        day, phase = first + timedelta(days=n), "baseline" if n < 30 else "in_force"
        counts = {"sohr": 60 if n == 15 else 4, "sana": 3 if n >= 20 else 0, "waha-report": 3 if n < 40 else 0}
        counts["snhr"] = 4 if 20 <= n < 40 else 0
        counts["airwars"] = 1 if n < 6 else 0
        counts["reuters"] = 1 if n < 7 else 0
        for origin, rows in counts.items():
            if rows:
                summary.per_day[day, phase, "undetermined", origin] += rows
                summary.per_day_total[day, phase, "undetermined"] += rows
    for phase, named in (("baseline", 60), ("in_force", 30)):
        summary.named[phase, "named"], summary.named[phase, "unknown"] = named, 40
    summary.compilers[("ucdp",)] = 5
    summary.compilers[("machine-reading",)] = 3
    return summary


def test_warnings_are_said_from_their_parameters() -> None:
    found = warnings(_summary(), WORLD)
    assert {each.kind for each in found} == {
        "origin_enters_or_leaves",
        "origins_in_part_only",
        "known_actor_share",
        "outlier_day",
        "fatal_events_only",
        "machine_read",
        "long_events",
        "assumption",
    }
    turns = {(bool(p["enters"]), bool(p["leaves"])) for p in (each.parameters for each in found) if "enters" in p}
    assert turns == {(True, False), (False, True), (True, True)}
    for each in found:
        assert ENGLISH.warning(each.kind, each.about, each.parameters, WORLD).plain == each.text
        said = ARABIC.warning(each.kind, each.about, each.parameters, WORLD).plain
        assert not re.search("[A-Za-z0-9{}]", ISOLATE.sub("", said)), said


@pytest.mark.parametrize("code", known())
def test_every_kind_of_missing_fact_is_a_question_with_answers(code: str) -> None:
    words, program = language(code), compile_terms(load_terms("syria-coh-2016", WORLD), WORLD)
    subjects = {
        "aggregate": "syrian-insurgents",
        "standing": "unlisted:Army for the Hills",
        "exception": "self_defence",
        "meaning": "gov.2",
        "number": "guards",
        "place": "gov.2",
        "effort": "gov.2",
        "start": "syria-coh-2016",
        "end": "syria-coh-2016",
        "event": "approval",
    }
    parties = program.terms.agreement.parties
    for kind in KINDS:
        fact = Fact(kind, subjects.get(kind))
        asked = words.fact(str(fact), WORLD).plain
        assert asked.endswith("؟" if code == "ar" else "?")
        assert "{" not in asked
        for reply in (*answers(program, fact), *(["20", "mortar"] if kind in ("number", "weapon") else [])):
            said = words.answer(reply, WORLD, str(fact), parties).plain
            assert said
            if code == "ar" and kind not in ("start", "end"):  # ids of views
                assert not re.search("[A-Za-z]", said), (kind, reply, said)
    for kind in ("aggregate", "delineation", "holder"):
        area = words.area("homs-governorate", WORLD).plain
        assert area in words.fact(str(Fact(kind, subjects.get(kind), "homs-governorate")), WORLD).plain
    assert "ucdp-ged:218651" in words.fact("direction for ucdp-ged:218651", WORLD).plain


def test_an_answer_that_means_two_things_goes_by_its_fact() -> None:
    assert ENGLISH.answer("outside", WORLD, "time").plain == "outside the period"
    assert ENGLISH.answer("outside", WORLD, "place gov.2").plain == "it did not"
    assert ENGLISH.answer("islamic-state + Nusra", WORLD, "target").plain == "Islamic State and Jabhat al-Nusra"


# Numbers and days


@pytest.mark.parametrize(
    ("code", "digits", "said"),
    [
        ("en", None, ["1,234", "5.9", "16.0", "98%", "2.5"]),
        ("ar", None, ["١٬٢٣٤", "٥٫٩", "١٦٫٠", "٩٨٪", "٢٫٥"]),
        ("ar", "latn", ["1,234", "5.9", "16.0", "98%", "2.5"]),
    ],
)
def test_numbers_in_the_digits_that_were_asked_for(code: str, digits: None, said: list[str]) -> None:
    words = language(code, digits)
    found = [words.number(1234), words.decimal(5.94), words.decimal(16), words.percent(0.977), words.number(2.5)]
    assert found == said


@pytest.mark.parametrize(
    ("form", "english", "arabic"),
    [
        ("short", "27 Feb", "٢٧ شباط"),
        ("day", "27 February", "٢٧ شباط"),
        ("medium", "27 Feb 2016", "٢٧ شباط ٢٠١٦"),
        ("long", "27 February 2016", "٢٧ شباط ٢٠١٦"),
        ("weekday", "Saturday 27 February", "السبت ٢٧ شباط"),
        ("weekday_long", "Saturday 27 February 2016", "السبت ٢٧ شباط ٢٠١٦"),
    ],
)
def test_days_in_every_form(form: str, english: str, arabic: str) -> None:
    assert ENGLISH.date(date(2016, 2, 27), form) == english
    assert ARABIC.date(date(2016, 2, 27), form) == arabic


def test_months_of_the_levant() -> None:
    assert [ARABIC.date(date(2016, month, 1), "day")[2:] for month in range(1, 13)] == [
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
    ]
    assert ARABIC.date(date(2016, 1, 28), "short") == "٢٨ ك٢"
    assert language("ar", "latn").date(date(2016, 11, 5), "medium") == "5 ت2 2016"


def test_a_span_of_days_says_what_is_shared_once() -> None:
    march = date(2016, 3, 12)
    assert ENGLISH.range(march, march, "short") == "12 Mar"
    assert ENGLISH.range(date(2016, 3, 6), march) == "6–12 March 2016"
    assert ENGLISH.range(date(2016, 1, 28), march) == "28 January – 12 March 2016"
    assert ENGLISH.range(date(2015, 12, 28), march, "short") == "28 Dec 2015 – 12 Mar 2016"
    assert ARABIC.range(date(2016, 1, 28), march, "short") == "٢٨ ك٢ – ١٢ آذار"


moments = st.datetimes(datetime(2012, 1, 1), datetime(2020, 1, 1)).map(lambda each: each.replace(tzinfo=UTC))  # noqa: DTZ001


@given(moments, st.integers(1, 10**7), st.sampled_from(["minute", "day", "week"]))
def test_when_is_said_as_before_in_english(start: datetime, seconds: int, precision: str) -> None:
    event = {
        "when_start": start,
        "when_end": start + timedelta(seconds=seconds),
        "zone": "Asia/Damascus",
        "when_precision": precision,
    }
    assert ENGLISH.when(event).plain == spoken_when(event)
    assert not re.search("[A-Za-z]", ARABIC.when(event).plain)


@pytest.mark.parametrize("code", known())
@given(st.integers(0, 5000))
def test_the_catalogue_and_browsers_tell_numbers_apart_alike(code: str, n: int) -> None:
    words = language(code)
    forms = words.forms("{n} incident", "{n} incidents")
    assert forms[words.category(n)] == translations(code).ngettext("{n} incident", "{n} incidents", n)


def test_arabic_has_six_forms() -> None:
    said = [ARABIC.ngettext("{n} killed", "{n} killed", n).plain for n in (0, 1, 2, 7, 17, 100, 185)]
    assert said == ["لا قتلى", "قتيل واحد", "قتيلان", "٧ قتلى", "١٧ قتيلاً", "١٠٠ قتيل", "١٨٥ قتيلاً"]


# Names, and what they do to the text around


def test_a_name_without_one_in_this_language_is_marked() -> None:
    assert ARABIC.actor("islamic-state", WORLD).plain == WORLD.actors["islamic-state"].name["ar"]
    named = next(each for each in WORLD.claimants.claimants.values() if "ar" not in each.name)
    said = ARABIC.claimant(named.id, WORLD)
    assert said.plain == isolate(named.name["en"])
    assert said.__html__().startswith('<bdi lang="en">')
    assert ENGLISH.claimant(named.id, WORLD).plain == named.name["en"]
    assert ARABIC.actor("unlisted:Army for the Hills", WORLD).__html__() == "<bdi>Army for the Hills</bdi>"
    assert ARABIC.clause("gov.2").__html__() == '<bdi class="cl">gov.2</bdi>'


def test_a_place_goes_by_the_gazetteer() -> None:
    assert ARABIC.place("Kafr Nabudah", WORLD).plain == "كفرنبودة"
    assert ENGLISH.place("Kafr Nabuda", WORLD).plain == "Kafr Nabuda"
    assert ARABIC.place("A farm", WORLD).__html__() == "<bdi>A farm</bdi>"


def test_markup_and_text_fill_a_sentence_alike() -> None:
    page = Environment(autoescape=True)
    source = """{{ w._("to {date}", date=day) }}|{{ w.ngettext("{n} day", "{n} days", 5, n=link) }}|{{ name }}"""
    link = Text("5", '<a class="n">5</a>')
    made = page.from_string(source).render(w=ENGLISH, day="<1>", link=link, name=ARABIC.foreign("<b>", "en"))
    assert made == 'to &lt;1&gt;|<a class="n">5</a> days|<bdi lang="en">&lt;b&gt;</bdi>'


hostile = st.text(
    st.one_of(st.characters(codec="utf-8"), st.sampled_from("<>&\"'{}\u202e\u2066\u2067\u2068\u2069\u202c\u200fابج12."))
)


@given(hostile, st.sampled_from([ENGLISH, ARABIC]))
def test_strange_words_stay_text_and_turn_nothing_around(said: str, words: object) -> None:
    assert isinstance(words, type(ENGLISH))
    for made in (words._("to {date}", date=said), words.actor(f"unlisted:{said}", WORLD), words.place(said, WORLD)):
        html = re.sub(r"</?bdi(?: lang=\"en\")?>", "", made.__html__())
        assert "<" not in html
        assert '"' not in html
        opened = 0
        for letter in made.plain:
            assert letter not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067"
            opened += {"\u2068": 1, "\u2069": -1}.get(letter, 0)
            assert opened in (0, 1)
        assert opened == 0


def test_what_fills_a_sentence_is_one_of_the_kinds_known() -> None:
    with pytest.raises(TypeError, match="expected text, a number, a day or markup"):
        ENGLISH._("to {date}", date=["2016"])


def test_places_are_read_as_format_reads_them() -> None:
    assert places("{a} {{b}} {c}") == {"a", "c"}
