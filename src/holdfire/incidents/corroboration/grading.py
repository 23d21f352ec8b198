"""Admiralty grades: reliability of who says it, credibility of what is said. Neither looks at the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from .method import Grade, Rule

UNGRADED = "F"
"""Reliability cannot be judged: nobody graded the source."""


class Standing(NamedTuple):
    """What the credibility of an account hangs on, in numbers of independent voices."""

    voices: int
    disputing: int = 0
    agreeing: int = 0
    others: int = 0
    verified: bool = False


def reliability(origins: Iterable[str], grades: Mapping[str, Grade]) -> str:
    """The best grade that a user gave to one of them, F where none has one.

    >>> reliability(("sana", "sohr"), {"sohr": "B"}), reliability(("sana",), {})
    ('B', 'F')
    """
    return min((grades[each] for each in origins if each in grades), default=UNGRADED) if grades else UNGRADED


def credibility(of: Standing, rules: Iterable[Rule]) -> tuple[int, str]:
    """The grade 1 to 6 of the first rule that holds, and its code.

    >>> from .method import default_method
    >>> rules = default_method().credibility
    >>> credibility(Standing(voices=2), rules), credibility(Standing(voices=1, disputing=1), rules)
    ((1, 'confirmed'), (4, 'disputed'))
    """
    found = next(each for each in rules if _holds(each, of))
    return found.grade, found.reason


def _holds(rule: Rule, of: Standing) -> bool:
    return (
        (rule.verified is None or rule.verified == of.verified)
        and (rule.voices_at_least is None or of.voices >= rule.voices_at_least)
        and (rule.voices_at_most is None or of.voices <= rule.voices_at_most)
        and (rule.disputing_at_least is None or of.disputing >= rule.disputing_at_least)
        and (rule.disputing_at_most is None or of.disputing <= rule.disputing_at_most)
        and (rule.agreeing_at_least is None or of.agreeing >= rule.agreeing_at_least)
        and (rule.others_at_least is None or of.others >= rule.others_at_least)
        and (rule.outnumbered is None or rule.outnumbered == (of.disputing >= of.voices))
    )
