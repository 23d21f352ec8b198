"""The language of a text: what the page says, checked against the text itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..problem import lacking

_SHORTEST, _SHORT = 15, 40
_SAMPLE = 6000
_SURE = 200
_MARGIN = 0.2
_MIXED = 0.3
_SELDOM = frozenset({"eo", "jam", "la", "pcm", "vo"})
"""Languages that hardly any report is in, and that short English or French texts are taken for."""
_ONE = {"ary": "ar", "arz": "ar", "acm": "ar", "ajp": "ar", "apc": "ar", "arb": "ar"}
"""Kinds of one written language."""
_SCRIPTS = {
    "arabic": re.compile("[\u0600-\u06ff\u0750-\u077f]+"),
    "cyrillic": re.compile("[\u0400-\u04ff]+"),
    "latin": re.compile("[A-Za-z\u00c0-\u024f]+"),
}
_LATIN = frozenset({"en", "fr", "es", "de", "it", "pt", "nl", "tr"})
_WORDS = re.compile(r"\S+")


def language_of(text: str, told: str | None) -> tuple[str | None, list[str]]:
    """The language as a code of ISO 639-1, and flags.

    The text itself counts before what the page says where there is enough of it: templates keep a language that the
    article is not in. A text too short to tell keeps what was said of it. Of a text in two scripts it is the language
    of the larger part, and if the other is large too, `languages_mixed` says so.

    >>> language_of("The talks in Geneva ended without a deal on Friday, and both ministers left the city.", None)
    ('en', [])
    >>> language_of("مقتل 5 مدنيين في حلب", None), language_of("Fin.", None)
    (('ar', []), (None, ['language_unknown']))
    """
    sample = text[:_SAMPLE]
    letters = sum(map(str.isalpha, sample))
    if letters < _SHORTEST:
        return told, [] if told else ["language_unknown"]
    script, part, rest = _larger_part(sample)
    found, clear = _identified(part)
    other = told in _LATIN and script not in ("latin", None)
    if letters < _SHORT and not other and (told is not None or not clear):
        return told, [] if told else ["language_unknown"]
    flags = ["languages_mixed"] if rest >= _MIXED else []
    if told in (None, found):
        return found, flags
    return (found if other or letters >= _SURE else told), ["language_differs", *flags]


def _larger_part(text: str) -> tuple[str | None, str, float]:
    """The script that most letters are in, the words in it, and the share of the letters that are in other scripts."""
    letters = {name: sum(map(len, script.findall(text))) for name, script in _SCRIPTS.items()}
    whole, most = sum(letters.values()), max(letters, key=lambda name: letters[name])
    if not whole or letters[most] == whole:
        return most if whole else None, text, 0.0
    return most, " ".join(_in_script(text, _SCRIPTS[most])), 1 - letters[most] / whole


def _in_script(text: str, script: re.Pattern[str]) -> Iterator[str]:
    return (word[0] for word in _WORDS.finditer(text) if script.search(word[0]))


def _identified(text: str) -> tuple[str, bool]:
    """The likeliest language, and whether it stands clear of the next one."""
    try:
        from py3langid import rank
    except ImportError as error:
        raise lacking("py3langid") from error
    ranked: dict[str, float] = {}
    for code, score in rank(text):
        if code not in _SELDOM:
            ranked.setdefault(_ONE.get(str(code), str(code)), float(score))
    (first, best), (_, next_best) = list(ranked.items())[:2]
    return first, best - next_best >= _MARGIN * len(text)
