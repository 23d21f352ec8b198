"""Nothing that is said says more than the status allows, and the same act by either side reads the same."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from holdfire.assessment.explain import ANSWERS, Step
from holdfire.assessment.reasons import REASONS, TESTS
from holdfire.publish.language import Language, language
from holdfire.publish.language.catalogue import known
from holdfire.publish.wording import objections, rules, sentences, unconditional
from holdfire.world import World, load_world

CODES = known()
WORLD: World = load_world()
ACTORS = sorted(each.id for each in WORLD.actors.actors.values() if not each.population)
LANGUAGES = [language(code, digits) for code in CODES for digits in ("latn", "arab")]


@pytest.mark.parametrize("code", CODES)
def test_no_sentence_says_more_than_it_may_or_takes_a_side(code: str) -> None:
    found = [
        (said, each.word, each.why)
        for context, _, said in sentences(code)
        for each in objections(said, code, paraphrase=context == "terms")
    ]
    assert found == []


@pytest.mark.parametrize("code", CODES)
def test_every_verdict_carries_its_condition(code: str) -> None:
    condition = rules()["conditions"][code]
    assert all(condition in said for said in language(code)["verdicts"].values())
    assert [
        said
        for context, english, said in sentences(code)
        if context != "terms" and english not in rules()["follow_a_condition"] and unconditional(said, code)
    ] == []


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("en", "{actors} violated the clause"),
        ("en", "The army committed it"),
        ("en", "a violation"),
        ("en", "confirmed by nobody"),
        ("en", "two perpetrators"),
        ("en", "Terrorists"),
        ("en", "the regime's forces"),
        ("en", "Rebels, gunmen"),
        ("en", "three martyrs"),
        ("ar", "انتَهَكَ الهدنة"),
        ("ar", "انتهاكات"),
        ("ar", "ارتكبوا ذلك"),
        ("ar", "الإرهابيون"),
        ("ar", "قوات النظام"),
        ("ar", "للنظام"),
        ("ar", "وشهداء"),
        ("ar", "المجرمين"),
        ("ar", "مُؤكَّدة"),
        ("ar", "بالتحرير"),
    ],
)
def test_a_loaded_word_is_found(code: str, said: str) -> None:
    assert objections(said, code)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("en", "apparent violations, if as reported"),
        ("en", "they call them “terrorists”"),
        ("en", "the regimen of a registered regiment"),
        ("ar", "انتهاكات ظاهرة، إن صحّت الإفادات"),
        ("ar", "قالوا «النظام»"),
        ("ar", "نظام التشغيل"),
        ("ar", "مدى ثبوت وقوعها"),
    ],
)
def test_a_word_that_only_looks_like_one_is_let_be(code: str, said: str) -> None:
    assert objections(said, code) == []


@pytest.mark.parametrize("code", CODES)
def test_every_rule_has_its_reason_and_finds_what_it_names(code: str) -> None:
    for kind in ("overstates", "takes_sides"):
        for each in rules()[kind][code]:
            assert each["why"]
            re.compile(each["word"])


@given(st.sampled_from(ACTORS), st.sampled_from(ACTORS), st.sampled_from(LANGUAGES))
def test_the_same_act_by_either_side_reads_the_same(one: str, other: str, words: Language) -> None:
    names = {each: words.actor(each, WORLD).plain for each in (one, other)}
    assume(names[one] not in names[other])
    assume(names[other] not in names[one])
    for said, turned in zip(_said(one, other, words), _said(other, one, words), strict=True):
        assert _marked(said, names[one], names[other]) == _marked(turned, names[other], names[one])


def _marked(said: str, first: str, second: str) -> str:
    return said.replace(first, "<first>").replace(second, "<second>")


def _said(first: str, second: str, words: Language) -> list[str]:
    """Every sentence in which actors stand, with the one acting on the other."""
    facts: dict[str, Any] = {
        "act": words.act("shelling", WORLD),
        "weapon": words.weapon("mortar", WORLD),
        "actors": words.names([first], WORLD),
        "targets": words.names([second], WORLD),
        "place": words.place("Douma", WORLD),
        "when": words.date(date(2016, 3, 7)),
    }
    steps = [
        words.step(Step(test, ANSWERS[reason.answer], reason.code, ()), facts).plain
        for test in TESTS
        for reason in REASONS[test]
    ]
    asked = [
        words.fact(f"{kind} {actor}{where}", WORLD).plain
        for kind in ("aggregate", "standing")
        for actor in (first, second)
        for where in ("", " in homs-governorate")
        if kind == "aggregate" or not where
    ]
    answered = [words.answer(f"{first}+{second}", WORLD, "target").plain]
    page = [
        words._(
            "{actors} acted on {targets}", actors=words.actor(first, WORLD), targets=words.actor(second, WORLD)
        ).plain,
        words._("by {who}", who=words.actor(first, WORLD)).plain,
    ]
    return [*steps, *asked, *answered, *page]


def test_what_the_lint_lets_be_is_still_said() -> None:
    said = {english for _, english, _ in sentences("en")}
    assert set(rules()["follow_a_condition"]) <= said
    assert set(rules()["names"]) <= said


_OF_SIDES = {
    "en": r"\b(government|opposition|army|coalition|kurdish|allies)\b",
    "ar": r"(?<!\w)[وبلفك]?(?:ال|لل)?(حكوم\w*|معارض\w*|جيش|تحالف|حلفاء)(?!\w)",
}


@pytest.mark.parametrize("code", CODES)
def test_no_sentence_names_a_side(code: str) -> None:
    named = _names(code)
    found = [
        (english, said)
        for context, english, said in sentences(code)
        if context != "terms"
        and english not in rules()["names"]
        and (re.search(_OF_SIDES[code], said.casefold()) or any(name in _padded(said) for name in named))
    ]
    assert found == []


def _names(code: str) -> list[str]:
    """Names of those who may be a side, except what is also an ordinary word of a sentence."""
    spelled = {
        name
        for each in WORLD.actors.actors.values()
        if not each.population
        for name in (each.name.get(code), *each.aliases)
        if name and len(name) > 3
    }
    return [_padded(name) for name in spelled if name.casefold() not in ("factions", "groups", "militants")]


def _padded(text: str) -> str:
    words = re.findall(r"[^\W_]+", text.casefold())
    return f" {' '.join(words)} "
