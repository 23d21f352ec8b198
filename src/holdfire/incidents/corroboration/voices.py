"""Who of those who speak of an incident counts as one voice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ...records import Proposition, Voice
from ...world import Claimants
from .copying import copies
from .fewest import fewest
from .grading import reliability
from .heard import Heard
from .kinship import kinship
from .method import Method


class Say(NamedTuple):
    """What one report lets somebody say. `classes` are all from which it may come, his own first; who rests on nobody
    has one."""

    heard: int
    origins: tuple[str, ...]
    classes: tuple[str, ...]


Groups = Mapping[str, Sequence[Say]]
"""Voices by class: what each of them says, and in which report."""


class Voices:
    """Who speaks in the reports of one incident, and from whom it may come.

    Origins of one owner or camp are one by the register. Beside that, an origin **rests on** those whose word it
    carried in the incident, and a report whose words are also another's may come from whoever speaks in that. Voices
    are counted as the fewest from which all that is said could come.
    """

    def __init__(self, everybody: Sequence[Heard], texts: Sequence[str | None], claimants: Claimants, method: Method):
        self._heard, self._method = everybody, method
        self._kin = kinship(claimants, method.camps.nobody, method.camps.allied)
        self._rests: dict[str, set[str]] = {}
        self._text_of: dict[int, int] = {}
        self._behind_text: list[list[str]] = []
        self._flooded: frozenset[int] = frozenset()
        self._said: dict[tuple[int, bool, bool], tuple[Say, ...]] = {}
        self._classes: dict[tuple[int, bool], frozenset[str]] = {}
        if len(everybody) > 1:
            self._find_citing()
            if sum(1 for each in texts if each) > 1:
                self._find_copies(copies(texts, method.copying))

    def _find_citing(self) -> None:
        speaking = {origin for each in self._heard for origin in each.origins}
        for each in self._heard:
            for carrier in each.carriers:
                others = {origin for origin in each.origins if origin != carrier}
                if others and carrier in speaking and carrier not in each.origins:
                    self._rests.setdefault(carrier, set()).update(others)

    def _find_copies(self, groups: Sequence[tuple[int, ...]]) -> None:
        """Which reports are of one text, and may come from any who speaks in it. Whom all of them name that name
        anybody, him the text only passes on: those named stay who they are, and the outlets rest on them."""
        flood = self._method.copying.flood
        self._flooded = frozenset(at for group in groups if len(group) >= flood for at in group)
        spoken = Counter(origin for each in self._heard for origin in each.origins) if groups else Counter()
        cited = {each for others in self._rests.values() for each in others}
        for group in groups:
            named = [self._heard[at].origins for at in group if not self._heard[at].own]
            one = _agree(named)
            text = len(self._behind_text)
            self._text_of.update((at, text) for at in group if self._heard[at].own or not one)
            within = Counter(origin for at in group for origin in self._heard[at].origins)
            elsewhere = {each for each in within if spoken[each] > within[each] or self._kin.knows(each)}
            elsewhere |= {each for some in named for each in some} if one else set()
            self._behind_text.append(sorted(elsewhere | (within.keys() & (cited | self._rests.keys()))))

    def _behind(self, origin: str) -> set[str]:
        """Everybody on whom an origin rests, and on whom those rest, with itself."""
        seen, waiting = {origin}, [origin]
        while waiting:
            for each in self._rests.get(waiting.pop(), ()):
                if each not in seen:
                    seen.add(each)
                    waiting.append(each)
        return seen

    def _says(self, at: int, camps: bool, apart: bool) -> tuple[Say, ...]:
        """What a report lets its origins say: each by himself, or all together where it is not told who said what."""
        key = (at, camps, apart)
        if key not in self._said:
            one = self._heard[at]
            single = [self._say(at, origin, camps) for origin in one.origins]
            merged = len(single) > 1 and (one.own or (one.merged and not apart))
            self._said[key] = (_joined(at, single),) if merged else tuple(single)
        return self._said[key]

    def _say(self, at: int, origin: str, camps: bool) -> Say:
        own = self._kin.class_of(origin, camps=camps)
        others: set[str] = set()
        if origin in self._rests:
            others |= {self._kin.class_of(each, camps=camps) for each in self._behind(origin)}
        if at in self._text_of:
            others |= self._from_text(self._text_of[at], camps)
        return Say(at, (origin,), (own, *sorted(others - {own})) if others else (own,))

    def _from_text(self, text: int, camps: bool) -> frozenset[str]:
        """The classes from which one text may come. Who speaks nowhere else stands in it for the text itself."""
        key = (text, camps)
        if key not in self._classes:
            behind = {one for each in self._behind_text[text] for one in self._behind(each)}
            classes = {self._kin.class_of(each, camps=camps) for each in behind}
            self._classes[key] = frozenset({f"text:{text}", *classes})
        return self._classes[key]

    def says(self, proposition: Proposition, told: Iterable[int], *, of: Proposition | None = None) -> list[Say]:
        """What reports by their positions let their origins say, as they count for a proposition. `of` is what the
        reports say, where it is not that proposition."""
        camps: bool = getattr(self._method.camps.one_voice, proposition.value)
        apart = (of or proposition) is Proposition.OCCURRED
        return [each for at in told for each in self._says(at, camps, apart)]

    def grouped(self, says: Sequence[Say]) -> Groups:
        """The independent voices that say it, each with what it says. Where what is said could be shared out otherwise
        among as many, who speaks in the first report comes first: no side does so for its name."""
        rank = _by_place(says) if any(len(each.classes) > 1 for each in says) else {}
        classes = fewest((each.classes for each in says), rank)
        groups: dict[str, list[Say]] = {}
        for each in says:
            groups.setdefault(_class_of(each, classes, rank), []).append(each)
        return groups

    def voices(self, groups: Groups) -> tuple[Voice, ...]:
        """The voices as records, in an order that does not hang on that of the reports."""
        return tuple(sorted((self._voice(*each) for each in groups.items()), key=lambda each: each.origins))

    def _voice(self, its_class: str, says: Sequence[Say]) -> Voice:
        origins = tuple(sorted({origin for each in says for origin in each.origins}))
        reports = tuple(sorted({self._heard[each.heard].report for each in says}))
        because = self._because(its_class, says, origins)
        grade = reliability(origins, self._method.grades)
        return Voice(origins=origins, reports=reports, because=because, reliability=grade)

    def _because(self, its_class: str, says: Sequence[Say], origins: Sequence[str]) -> tuple[str, ...]:
        found: set[str] = set()
        if len(origins) > 1:
            owners = [self._kin.owner(each) for each in origins]
            found |= {"one_owner"} if len(set(owners)) < len(owners) else set()
            mates = {owner for owner in owners if self._kin.class_of(owner, camps=True) == its_class}
            found |= {"one_camp"} if its_class.startswith("camp:") and len(mates) > 1 else set()
            found |= {"one_report"} if any(len(each.origins) > 1 for each in says) else set()
            found |= {"citing"} if any(each in self._rests for each in origins) else set()
            found |= {"copying"} if any(each.heard in self._text_of for each in says) else set()
        if any(each.heard in self._flooded for each in says):
            found.add("flood")
        return tuple(sorted(found))


def _agree(named: Sequence[tuple[str, ...]]) -> bool:
    """Whether those reports of one text that name origins name one in common."""
    told = [each for each in named if each]
    return not told or bool(set(told[0]).intersection(*told[1:]))


def _class_of(say: Say, classes: frozenset[str], rank: Mapping[str, int]) -> str:
    """The class as which it counts: the speaker's own where that is one of the voices."""
    own = say.classes[0]
    if own in classes and (len(say.classes) == 1 or len(say.origins) == 1):
        return own
    return min(classes.intersection(say.classes), key=rank.__getitem__)


def _by_place(says: Iterable[Say]) -> dict[str, int]:
    """The classes by the reports in which they surely or perhaps speak; by name those alone that speak in the same."""
    surely: dict[str, list[int]] = {}
    perhaps: dict[str, list[int]] = {}
    for each in says:
        for n, one in enumerate(each.classes):
            (surely if n == 0 and len(each.origins) == 1 else perhaps).setdefault(one, []).append(each.heard)
    places = {
        one: (sorted(surely.get(one, [_NOWHERE])), sorted(perhaps.get(one, [_NOWHERE])), one)
        for one in (*surely, *perhaps)
    }
    return {one: n for n, one in enumerate(sorted(places, key=places.__getitem__))}


_NOWHERE = 1 << 60


def _joined(at: int, single: Sequence[Say]) -> Say:
    """Origins of one report as one: any of them may have said it."""
    origins = tuple(sorted({each for say in single for each in say.origins}))
    return Say(at, origins, tuple(sorted({each for say in single for each in say.classes})))


def count(says: Iterable[Say]) -> int:
    """How many independent voices they are."""
    return len(fewest(each.classes for each in says))
