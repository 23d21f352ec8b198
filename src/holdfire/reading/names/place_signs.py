"""Signs that a name in a text is a place: its capitals and cues, and what speaks against it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from ...world import fold
from ..phrases import Word
from .spelling import articles, place_words, spelling_key

_ARTICLE_BEFORE = re.compile(
    r"(?:^|(?<=[\s(\"“'‘]))(?:[aA][lrnstdz]|[eE][lsrd]|[aA]sh|[aA]th)(?:-|(?<=[A-Z][a-z])\s|(?<=l)\s)$"
)
_GOVERNING = frozenset(spelling_key(word) for word in ("government", "regime", "authorities"))


def stands_alone(text: str, keyed: list[Word], at: int, listed: int) -> bool:
    """Whether a single word may be the place: no first word of another name, and beside a cue or in a list where it is
    a common word too. `listed` is where the name before it ended."""
    key = keyed[at].key
    if key in _keys("opening") and at + 1 < len(keyed) and adjoining(text, keyed[at : at + 2]):
        following = keyed[at + 1]
        if following.text[:1].isupper() and following.key not in _keys("cues") | _keys("cues_after"):
            return False
    if key not in _needing_cue():
        return True
    in_list = listed == at or (listed == at - 1 and keyed[at - 1].key in ("and", "et", "y", "и", "و"))
    return (in_list or has_cue(text, keyed, at, at + 1)) and not part_of_person(text, keyed, at, at + 1)


def written_as_name(shown: str) -> bool:
    """Whether a name has a capital where its script has them; expressions that we know in small letters need none."""
    if any(letter.isupper() for letter in shown):
        return True
    return not any(letter.islower() for letter in shown) or fold(shown) in _small()


@cache
def _small() -> frozenset[str]:
    listed = (name for spelt in place_words()["spellings"].values() for name in spelt)
    return frozenset(fold(name) for name in listed if name.islower())


@cache
def _needing_cue() -> frozenset[str]:
    return frozenset(spelling_key(fold(name)) for name in place_words()["needs_cue"])


@cache
def never() -> frozenset[str]:
    return frozenset(spelling_key(fold(name)) for name in place_words()["never"])


@cache
def _keys(name: str) -> frozenset[str]:
    return frozenset(spelling_key(fold(word)) for word in place_words()[name])


def has_cue(text: str, keyed: list[Word], first: int, last: int) -> bool:
    """Whether a word before or behind shows that a place is named, with nothing but spaces or a comma between."""
    if first and keyed[first - 1].key in _keys("cues"):
        gap = text[keyed[first - 1].end : keyed[first].start]
        if gap.strip(" ,-\n").casefold() in articles() | {""}:
            return True
    if text[max(0, keyed[first].start - 2) : keyed[first].start].casefold() in ("d'", "d’"):
        return True
    return last < len(keyed) and keyed[last].key in _keys("cues_after") and keyed[last].text.islower()


def part_of_person(text: str, keyed: list[Word], first: int, last: int) -> bool:
    """Whether a capitalised word that is no word of area stands right before or behind, as in a person's name."""
    for at, gap in (
        (first - 1, (first - 1, first)),
        (last, (last - 1, last)),
    ):
        if 0 <= at < len(keyed) and text[keyed[gap[0]].end : keyed[gap[1]].start] == " ":
            other = keyed[at]
            if (
                other.text[:1].isupper()
                and not other.text.isupper()
                and other.key not in _keys("cues") | _keys("cues_after")
            ):
                return True
    return False


def part_of_organisation(text: str, keyed: list[Word], first: int, last: int) -> bool:
    before = keyed[first - 1] if first else None
    if before and before.text[:1].isupper() and before.key in _keys("organisation_before"):
        return True
    two = keyed[first - 2] if first > 1 and before and before.key in ("uf", "of") else None
    if two and two.text[:1].isupper() and two.key in _keys("organisation_before"):
        return True
    for at in range(last, min(last + 2, len(keyed))):
        if not re.fullmatch(r"(?:['’]s)?[ \-]", text[keyed[at - 1].end : keyed[at].start]):
            return False
        if keyed[at].key in _keys("organisation_after"):
            lower = keyed[at].text.islower()
            return not lower or keyed[at].key in _GOVERNING
        if not keyed[at].text[:1].isupper():
            return False
    return False


def speaks(text: str, keyed: list[Word], first: int, last: int) -> bool:
    """Whether a verb of speech follows a capital: then it is a government."""
    if last >= len(keyed) or text[keyed[last - 1].end : keyed[last].start] != " ":
        return False
    return keyed[first].key == spelling_key("damascus") and keyed[last].key in _keys("speaks")


def adjoining(text: str, run: Sequence[Word]) -> bool:
    gaps = (text[one.end : other.start] for one, other in pairwise(run))
    return all(re.fullmatch(r"[\s\-]+(?:[aeAEАаЭэ][a-zа-я]{1,2}[\s\-])?", gap) for gap in gaps)


def with_article(text: str, start: int) -> int:
    found = _ARTICLE_BEFORE.search(text[max(0, start - 4) : start])
    return start - len(found[0]) if found else start
