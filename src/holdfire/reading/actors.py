"""Actors in running text: by any of their names, by description, by the state that a capital or a person speaks for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property

from ..records import Choice, Mention, Span
from ..world import UNLISTED, World, fold
from ._actor_words import actor_words, keys_of, role_words, state_words
from ._forms import forms
from ._lookup import Covered, cut
from ._spelling import articles, spelling_key
from ._unlisted import unlisted_groups
from .countries import CountryFound, Sense
from .phrases import Found, Phrases, Word, words

_SURE = 0.8
_SPEAKERS = ("head", "foreign", "defence", "envoy", "spokesperson")


@dataclass(frozen=True, slots=True)
class _Named:
    """What a name leads to, and the capitals that it is written with: one letter a word, U all, C the first, l none."""

    actor: str
    capitals: str
    role: bool = False


@dataclass(frozen=True, slots=True)
class _At:
    """An actor found at characters [start, end), with what it may be and how sure that is."""

    start: int
    end: int
    choices: tuple[tuple[str, float], ...]
    sure: float


class _Names:
    """The names of the actors of one world in one language."""

    def __init__(self, world: World, language: str):
        self.world = world
        self.language = language
        self.phrases: Phrases[_Named] = Phrases((_keyed(name), named) for name, named in self._entries())

    def _entries(self) -> Iterator[tuple[str, _Named]]:
        for actor in self.world.actors.actors.values():
            own = (*actor.name.values(), *actor.aliases, *(each.name for each in actor.names_over_time))
            for name in dict.fromkeys(each.split(" (")[0] for each in own):
                if name.casefold() not in self._roles:
                    yield from self._written(name, actor.id)
        for actor_id, names in actor_words()["descriptions"].get(self.language, {}).items():
            if actor_id in self.world.actors:
                for name in names:
                    yield from self._written(name, actor_id)
        for role, names in role_words(self.language).items():
            for name in names:
                for form in forms(name, self.language):
                    yield form, _Named(role, "", role=True)

    def _written(self, name: str, actor: str) -> Iterator[tuple[str, _Named]]:
        for form in forms(name, self.language):
            yield form, _Named(actor, _capitals(words(form)))

    @cached_property
    def _roles(self) -> frozenset[str]:
        """What stands for a role is no name of one actor: "rebels" are those of the country that is spoken of."""
        listed = (name for names in role_words(self.language).values() for name in names)
        return frozenset(name.casefold() for name in listed)


def _keyed(name: str) -> str:
    parts = [spelling_key(word.key) for word in words(name) if word.key not in articles()]
    return " ".join(parts) or fold(name)


def _capitals(name: Iterable[Word]) -> str:
    return "".join(
        "U" if word.text.isupper() and len(word.text) <= 6 else "C" if word.text[:1].isupper() else "l"
        for word in name
        if word.key not in articles()
    )


def _written_so(shown: Sequence[Word], capitals: str) -> bool:
    """Whether the words have the capitals of the name: an abbreviation all of them, a name that of its first word."""
    for word, wanted in zip(shown, capitals, strict=False):
        if wanted == "U" and not word.text.isupper():
            return False
        if wanted == "C" and word.text[:1].islower():
            return False
    return True


_KEPT: dict[tuple[int, str], _Names] = {}


def _names_of(world: World, language: str) -> _Names:
    key = (id(world), language)
    if key not in _KEPT or _KEPT[key].world is not world:
        if len(_KEPT) > 16:
            _KEPT.clear()
        _KEPT[key] = _Names(world, language)
    return _KEPT[key]


def actors(text: str, language: str, world: World, day: date | None = None) -> list[Mention]:
    """The actors that a text names, left to right: ids of the register, else `country:` or `body:` with their code.

    A name put on backwards means whom it meant on the day. A role ("the army", "rebels") is that of the country of
    which the text speaks most, and an aggregate stands as what the register has for it. A group's name that no register
    knows is `unlisted:` with its name.

    >>> from holdfire.world import load_world
    >>> text = "The Kremlin named the group formerly known as al-Nusra. Liwa al-Nonesuch denied it."
    >>> for each in actors(text, "en", load_world()):
    ...     print(each.span.words, "->", each.choices[0].value)
    The Kremlin -> russia
    group formerly known as al-Nusra -> jabhat-al-nusra
    Liwa al-Nonesuch -> unlisted:Liwa al-Nonesuch
    """
    found = list(named_actors(text, language, world))
    found += unlisted_at(text, language, found)
    mentions = []
    for each in sorted(found, key=lambda at: at.start):
        choices: dict[str, float] = {}
        for actor, weight in each.choices:
            meant = world.actors.as_of(actor, day) if day is not None else actor
            choices[meant] = choices.get(meant, 0.0) + weight
        mentions.append(
            Mention(
                kind="actor",
                span=Span(start=each.start, end=each.end, words=text[each.start : each.end]),
                choices=tuple(Choice(value=value, weight=round(weight, 3)) for value, weight in choices.items()),
                confidence=each.sure,
            )
        )
    return mentions


def unlisted_at(text: str, language: str, found: Sequence[_At]) -> list[_At]:
    """Names of groups that nothing above knows."""
    if language not in ("en", "fr", "es"):
        return []
    covered = Covered(text, [(each.start, each.end) for each in found])
    return [
        _At(start, end, ((f"{UNLISTED}{text[start:end]}", 0.6),), 0.5)
        for start, end in unlisted_groups(text, cut(text, language).plain)
        if not covered.touches(start, end)
    ]


_LAST: list[tuple[str, str, World, tuple[_At, ...]]] = []


def named_actors(text: str, language: str, world: World) -> tuple[_At, ...]:
    """The actors that are known by name, description or state, each where it stands; kept for the last text asked."""
    if _LAST:
        kept = _LAST[-1]
        if kept[0] == text and kept[1] == language and kept[2] is world:
            return kept[3]
    result = tuple(_found(text, language, world))
    _LAST[:] = [(text, language, world, result)]
    return result


def _found(text: str, language: str, world: World) -> list[_At]:
    read = cut(text, language)
    plain, keyed, countries = read.plain, read.keyed, read.countries
    about = _speaks_of(countries)
    found: list[_At] = []
    for each in _names_of(world, language).phrases.find(keyed):
        at = _named(text, keyed, each, about, world)
        if at is not None:
            found.append(at)
    states = (_state(text, plain, mention, language, world) for mention in countries)
    return _laid_over(found, [state for state in states if state is not None])


def _laid_over(found: list[_At], states: list[_At]) -> list[_At]:
    """The names found and the states, in order; where they meet, the longer, and at one length the name."""
    starts = [each.start for each in found]
    dropped: set[int] = set()
    kept = []
    for state in states:
        first = max(0, bisect_right(starts, state.start) - 1)
        meeting = [n for n in range(first, bisect_left(starts, state.end)) if state.start < found[n].end]
        longer = all(state.end - state.start > found[n].end - found[n].start for n in meeting)
        if not meeting or (longer and state.sure > _SURE):
            kept.append(state)
            dropped.update(meeting)
    remaining = [each for n, each in enumerate(found) if n not in dropped]
    return sorted([*remaining, *kept], key=lambda at: at.start)


def _speaks_of(countries: Sequence[CountryFound]) -> str:
    """The country that a text speaks of most among those whose roles we know; the first of equals, else our home."""
    known = state_words()
    counts = Counter(
        sense.code
        for each in countries
        for sense in each.value[:1]
        if sense.how in ("name", "adjective", "capital") and "army" in known.get(sense.code, {})
    )
    home = str(actor_words()["home"])
    if not counts or counts[home] * 2 >= max(counts.values()):
        return home
    return counts.most_common(1)[0][0]


def _named(text: str, keyed: Sequence[Word], each: Found[tuple[_Named, ...]], about: str, world: World) -> _At | None:
    shown = keyed[each.first : each.last]
    named = [one for one in each.value if not one.role and _written_so(shown, one.capitals)]
    if named:
        ids = list(dict.fromkeys(one.actor for one in named))
        if len(shown) == 1 and _of_another_person(text, keyed, each.first):
            return None
        start = _formerly(text, keyed, each.first, _with_article(text, each.start))
        return _At(start, each.end, tuple((one, 0.95 / len(ids)) for one in ids), 0.95 if len(ids) == 1 else 0.5)
    role = next((one.actor for one in each.value if one.role), None)
    if role is None:
        return None
    actor = _of_state(about, role, world)
    if actor is None:
        return None
    rebels = role == "rebels"
    return _At(each.start, each.end, ((actor, 0.75 if rebels else 0.8),), 0.7 if rebels else 0.75)


def _with_article(text: str, start: int) -> int:
    before = text[max(0, start - 3) : start]
    return start - 3 if len(before) == 3 and before[-1] == "-" and before[:2].casefold() in articles() else start


def _of_another_person(text: str, keyed: Sequence[Word], first: int) -> bool:
    """Whether a last name stands behind a first name that is not the one it is known by ("Riyad al-Assad")."""
    if keyed[first].key != spelling_key("assad") or not first:
        return False
    before = keyed[first - 1]
    gap = text[before.end : keyed[first].start]
    return (
        gap in (" ", " al-", " Al-", " el-")
        and before.text[:1].isupper()
        and before.key not in keys_of("titles") | keys_of("openers")
        and before.key != spelling_key("bashar")
    )


def _formerly(text: str, keyed: Sequence[Word], first: int, start: int) -> int:
    """Where the words begin that say that the name is an earlier one."""
    begins = start
    for phrase in _former_phrases():
        for at in range(max(0, first - len(phrase)), first):
            run = keyed[at : at + len(phrase)]
            if tuple(word.key for word in run) == phrase and "." not in text[run[0].end : start]:
                begins = min(begins, run[0].start)
    return begins


@cache
def _former_phrases() -> list[tuple[str, ...]]:
    return [tuple(_keyed(phrase).split()) for phrase in actor_words()["formerly"]]


def _state(text: str, plain: Sequence[Word], mention: CountryFound, language: str, world: World) -> _At | None:
    """The state or body that stands where a country is mentioned, if it acts and is no mere place or adjective."""
    sense = mention.value[0]
    if sense.how == "body":
        known = world.actors.lookup(sense.of)
        return _At(mention.start, mention.end, ((known or f"body:{sense.of}", 0.95),), 0.9)
    if sense.how == "person":
        if sense.role not in _SPEAKERS:
            return None
        if sense.code == "IGO":
            return _At(mention.start, mention.end, (("un" if "un" in world.actors else "body:un", 0.7),), 0.6)
        return _At(
            mention.start,
            mention.end,
            ((_of_state(sense.code, "government", world) or f"country:{sense.code}", 0.9),),
            0.85,
        )
    if sense.how in ("adjective", "name"):
        composed = _composed(text, plain, mention, sense, language, world)
        if composed is not None:
            return composed
    if sense.how == "adjective" or len(mention.value) > 2:
        return None
    if _locative(plain, mention.first):
        return None
    if sense.how == "capital" and sense.code == actor_words()["home"]:
        return None
    actor = _of_state(sense.code, "government", world) or f"country:{sense.code}"
    return _At(mention.start, mention.end, ((actor, 0.85),), {"name": 0.75, "seat": 0.85}.get(sense.how, 0.65))


def _composed(
    text: str, plain: Sequence[Word], mention: CountryFound, sense: Sense, language: str, world: World
) -> _At | None:
    """A country's adjective with the word of a role behind it, also over "and": "Russian and Iranian warplanes"."""
    at = mention.last
    if at + 1 < len(plain) and plain[at].key in ("and", "or") and plain[at + 1].text[:1].isupper():
        at += 2
    for length in (2, 1):
        run = plain[at : at + length]
        if len(run) < length or "." in text[plain[at - 1].end : run[-1].end]:
            continue
        role = _composed_roles(language).get(" ".join(word.key for word in run))
        if role is not None:
            actor = _of_state(sense.code, role, world) or _of_state(sense.code, "government", world)
            own = at == mention.last
            end = run[-1].end if own else mention.end
            return _At(mention.start, end, ((actor or f"country:{sense.code}", 0.9),), 0.85 if own else 0.8)
    return None


@cache
def _composed_roles(language: str) -> dict[str, str]:
    """The words behind a country's adjective that say a role, with the role."""
    listed: dict[str, list[str]] = actor_words()["composed"].get(language, {})
    return {fold(word): role for role, names in listed.items() for word in names}


def _of_state(code: str, role: str, world: World) -> str | None:
    """The first actor of that role of a state that the world holds."""
    return next((actor for actor in state_words().get(code, {}).get(role, ()) if actor in world.actors), None)


def _locative(plain: Sequence[Word], first: int) -> bool:
    at = first - 1
    if at >= 0 and plain[at].key == "the":
        at -= 1
    return at >= 0 and plain[at].key in keys_of("locative")
