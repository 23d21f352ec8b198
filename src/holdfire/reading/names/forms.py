"""The forms that a name takes inside a sentence: Arabic with its prefixes, French elided, Russian in its six cases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import product

from ...world import fold
from ..phrases import Word

_AND = ("", "و", "ف")
_TO = ("", "ب", "ل", "ك")
_ARTICLE = "ال"

_ADJECTIVE = {
    "ая": ("ая", "ой", "ой", "ую", "ой", "ой"),
    "яя": ("яя", "ей", "ей", "юю", "ей", "ей"),
    "ый": ("ый", "ого", "ому", "ый", "ым", "ом"),
    "ий": ("ий", "ого", "ому", "ий", "им", "ом"),
    "ое": ("ое", "ого", "ому", "ое", "ым", "ом"),
    "ые": ("ые", "ых", "ым", "ые", "ыми", "ых"),
    "ие": ("ие", "их", "им", "ие", "ими", "их"),
}
_NOUN = {
    "ия": ("ия", "ии", "ии", "ию", "ией", "ии"),
    "а": ("а", "ы", "е", "у", "ой", "е"),
    "я": ("я", "и", "е", "ю", "ей", "е"),
    "ь": ("ь", "я", "ю", "ь", "ем", "е"),
    "й": ("й", "я", "ю", "й", "ем", "е"),
    "ы": ("ы", "", "ам", "ы", "ами", "ах"),
}
_AFTER_HARD = ("", "а", "у", "", "ом", "е")
_SELDOM = (
    ("ая", ("аи", "ае", "аю", "аей")),
    ("ов", ("овым",)),
    ("ев", ("евым",)),
    ("ин", ("иным",)),
    ("ты", ("тов",)),
    ("цы", ("цев",)),
    ("оры", ("оров",)),
)
_ELISION = re.compile(r"(?<!\w)[dlDL]['’](?=\w)")
_ELIDED = re.compile(r"(?:[dlnsmtcj]|jusqu|lorsqu|puisqu|qu)['’](?=\w)", re.IGNORECASE)
_SOFT_I = "гкхжшщч"
_VOWELS = "оеёиуэю"


def forms(name: str, language: str) -> Iterable[str]:
    """The forms of a name in running text of a language; in others than these three, the name alone.

    >>> sorted(forms("الرقة", "ar"))[:3]
    ['الرقة', 'بالرقة', 'فالرقة']
    >>> [form for form in forms("Восточная Гута", "ru")]
    ['Восточная Гута', 'Восточной Гуты', 'Восточной Гуте', 'Восточную Гуту', 'Восточной Гутой']
    """
    if language == "ar":
        return _prefixed(name)
    if language == "ru":
        return _declined(name)
    if language == "fr":
        return (_ELISION.sub("", name),)
    return (name,)


def _declined(name: str) -> Iterable[str]:
    """All words in one case, and the first of them in that case with the rest as it is: "Силами быстрой поддержки"."""
    parts = name.split()
    cases = [_cases(part) for part in parts]
    found = dict.fromkeys(" ".join(case) for case in zip(*cases, strict=True))
    for length in range(1, len(parts)):
        if _adjective(parts[length - 1]):
            continue
        for case in zip(*cases[:length], strict=True):
            found[" ".join((*case, *parts[length:]))] = None
    for form in _seldom(parts[-1]):
        found[" ".join((*parts[:-1], form))] = None
    return found


def _adjective(word: str) -> bool:
    return word.casefold().endswith(tuple(_ADJECTIVE))


def _seldom(word: str) -> Iterable[str]:
    """Forms of a last word that its ending alone does not give: surnames, plurals of people, nouns that look like
    adjectives."""
    for ending, instead in _SELDOM:
        if len(word) > len(ending) + 2 and word.endswith(ending):
            yield from (word[: -len(ending)] + each for each in instead)


def elided(text: Sequence[Word], language: str) -> list[Word]:
    """Words without what French elides before them: "d’Alep" is "Alep".

    >>> from holdfire.reading.phrases import words
    >>> [word.text for word in elided(words("jusqu’à l’est d'Alep aujourd’hui"), "fr")]
    ['à', 'est', 'Alep', 'aujourd’hui']
    """
    if language != "fr":
        return list(text)
    return [_without(word) for word in text]


def _without(word: Word) -> Word:
    found = _ELIDED.match(word.text)
    if not found:
        return word
    rest = word.text[found.end() :]
    return Word(word.start + found.end(), word.end, rest, fold(rest))


def _prefixed(name: str) -> list[str]:
    if not name or not "\u0600" <= name[0] <= "\u06ff":
        return [name]
    found = []
    for conjunction, preposition in product(_AND, _TO):
        to_article = preposition == "ل" and name.startswith(_ARTICLE)
        found.append(f"{conjunction}لل{name[2:]}" if to_article else f"{conjunction}{preposition}{name}")
    return found


def _cases(word: str) -> tuple[str, ...]:
    """Nominative, genitive, dative, accusative, instrumental, locative; the word itself where it does not decline."""
    lower = word.casefold()
    if len(word) < 3 or not "\u0400" <= lower[-1] <= "\u04ff" or word.isupper():
        return (word,) * 6
    for ending, cases in _ADJECTIVE.items():
        if lower.endswith(ending) and len(word) > len(ending) + 2:
            return tuple(word[: -len(ending)] + case for case in cases)
    for ending, cases in _NOUN.items():
        if lower.endswith(ending):
            stem = word[: -len(ending)]
            return tuple(stem + _spelt(stem, case) for case in cases)
    if lower[-1] in _VOWELS:
        return (word,) * 6
    return tuple(word + case for case in _AFTER_HARD)


def _spelt(stem: str, ending: str) -> str:
    return "и" if ending == "ы" and stem[-1:].casefold() in _SOFT_I else ending


def prefix_length(word: str, known: Callable[[str], bool]) -> int:
    """How many letters of an Arabic word are prefixes, so that what follows is a known name; 0 where it is one itself.

    >>> prefix_length("وبدرعا", {"درعا"}.__contains__), prefix_length("وادي", {"وادي"}.__contains__)
    (2, 0)
    """
    if known(word):
        return 0
    return next((n for n in (1, 2) if word[:n].strip("وفبلك") == "" and known(word[n:])), 0)
