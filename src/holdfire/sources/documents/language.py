"""The language of a text: what the page says, checked against the text itself."""

from __future__ import annotations

from ..problem import lacking

_SHORTEST = 40
_SAMPLE = 6000
_SURE = 200
_SELDOM = frozenset({"eo", "jam", "la", "pcm", "vo"})
"""Languages that hardly any report is in, and that short English or French texts are taken for."""


def language_of(text: str, told: str | None) -> tuple[str | None, list[str]]:
    """The language as a code of ISO 639-1, and flags.

    The text itself counts before what the page says where there is enough of it: templates keep a language that the
    article is not in. A text too short to tell keeps what was said of it.

    >>> language_of("The talks in Geneva ended without a deal on Friday, and both ministers left the city.", None)
    ('en', [])
    """
    letters = sum(map(str.isalpha, text[:_SAMPLE]))
    if letters < _SHORTEST:
        return told, [] if told else ["language_unknown"]
    found = _identified(text[:_SAMPLE])
    if told in (None, found):
        return found, []
    return (found if letters >= _SURE else told), ["language_differs"]


def _identified(text: str) -> str:
    try:
        from py3langid import rank
    except ImportError as error:
        raise lacking("py3langid") from error
    return next(str(code) for code, _ in rank(text) if code not in _SELDOM)
