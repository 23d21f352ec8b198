"""Actors in running text: by any of their names, by description, by the state that a capital or a person speaks for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache

from ...records import Choice, Mention, Span
from ...world import UNLISTED, World, fold
from ..phrases import Found, Word
from .actor_names import Named, Names, name_key, names_of
from .actor_words import actor_words, keys_of, keys_of_conflicts
from .composed import composed_at, countries_of
from .countries import CountryFound
from .foreign import acts, puts_there
from .lookup import Covered, cut
from .spelling import articles, spelling_key
from .states import BARE, At, dateline, locative, names_origin, of_state, shown_acting, state_at
from .unlisted import unlisted_groups

_SURE = 0.8


def _written_so(shown: Sequence[Word], capitals: str) -> bool:
    """Whether the words have the capitals of the name: an abbreviation all of them, a name that of its first word."""
    for word, wanted in zip(shown, capitals, strict=False):
        if wanted == "U" and not word.text.isupper():
            return False
        if wanted == "C" and word.text[:1].islower():
            return False
    return True


def actors(text: str, language: str, world: World, day: date | None = None) -> list[Mention]:
    """The actors that a text names, left to right: ids of the register, else `country:` or `body:` with their code.

    A name put on backwards means whom it meant on the day. A role ("the army", "rebels") is that of the country of
    which the text speaks most, and an aggregate stands as what the register has for it. A group's name that no register
    knows is `unlisted:` with its name.

    >>> from holdfire.world import load_world
    >>> text = "The Kremlin named the group formerly known as al-Nusra. Liwa al-Nonesuch denied it."
    >>> for each in actors(text, "en", load_world()):
    ...     print(each.span.words, "->", each.choices[0].value)
    Kremlin -> russia
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


def unlisted_at(text: str, language: str, found: Sequence[At]) -> list[At]:
    """Names of groups that nothing above knows."""
    if language not in ("en", "fr", "es"):
        return []
    covered = Covered(text, [(each.start, each.end) for each in found])
    return [
        At(start, end, ((f"{UNLISTED}{text[start:end]}", 0.6),), 0.5)
        for start, end in unlisted_groups(text, cut(text, language).plain)
        if not covered.touches(start, end)
    ]


_LAST: list[tuple[str, str, World, tuple[At, ...]]] = []


def named_actors(text: str, language: str, world: World) -> tuple[At, ...]:
    """The actors that are known by name, description or state, each where it stands; kept for the last text asked."""
    if _LAST:
        kept = _LAST[-1]
        if kept[0] == text and kept[1] == language and kept[2] is world:
            return kept[3]
    result = tuple(_found(text, language, world))
    _LAST[:] = [(text, language, world, result)]
    return result


def _found(text: str, language: str, world: World) -> list[At]:
    read = cut(text, language)
    plain, countries = read.plain, read.countries
    found: list[At] = []
    names = names_of(world, language)
    keyed = names.possessed(read.keyed)
    placed = {
        mention.start
        for mention in countries
        if locative(plain, mention.first) or puts_there(plain, mention.first, language)
    }
    bare_names = {each.start for each in countries if each.value[0].how == "name"}
    for each in names.phrases.find(keyed):
        at = _named(text, keyed, each, names)
        if at is not None and each.value[0].capital and not _acting(text, plain, each, language):
            continue
        elsewhere = at is not None and _is_state(at, world) and (each.start in placed or names_origin(keyed, each.last))
        if at is not None and not elsewhere:
            bare = each.start in bare_names and _is_state(at, world)
            found.append(_less_sure(text, plain, at, language) if bare else at)
    inside = Covered(text, [(at.start, at.end) for at in found if _is_designated(at, world)])
    free = [each for each in countries if not inside.touches(each.start, each.end)]
    about = _speaks_of([*countries_of(plain, language), *countries_in(free)])
    roles = (_role(keyed, each, about, names) for each in names.roles.find(keyed))
    found = _laid_over(found, [role for role in roles if role is not None], 0.0)
    states = (state_at(text, plain, mention, language, world) for mention in countries)
    found = _laid_over(found, [state for state in states if state is not None], _SURE)
    return _laid_over(found, composed_at(text, plain, countries, language, world), _SURE)


def _less_sure(text: str, plain: Sequence[Word], at: At, language: str) -> At:
    """A state by its bare name, less surely where nothing beside it shows that it acts."""
    first = bisect_left(plain, at.start, key=lambda word: word.start)
    last = bisect_left(plain, at.end, key=lambda word: word.start)
    if shown_acting(text, plain, first, last, language):
        return At(at.start, at.end, at.choices, min(at.sure, 0.85))
    return At(at.start, at.end, tuple((actor, weight * BARE) for actor, weight in at.choices), min(at.sure, BARE))


def _acting(text: str, plain: Sequence[Word], each: Found[tuple[Named, ...]], language: str) -> bool:
    """Whether a capital that is a place acts: those of which the words around show it."""
    first = bisect_left(plain, each.start, key=lambda word: word.start)
    return acts(text, plain, first, first + 1, language)


def _is_designated(at: At, world: World) -> bool:
    """Whether it is a group whose name holds countries that it is not of ("Islamic State in Iraq")."""
    actor = world.actors.actors.get(at.choices[0][0])
    return actor is not None and actor.kind == "designated_group"


def _is_state(at: At, world: World) -> bool:
    """Whether it is a state: "in Russia" puts something there, and nobody acts."""
    actor = world.actors.actors.get(at.choices[0][0])
    return actor is not None and actor.kind == "state"


def _laid_over(found: list[At], others: list[At], least: float) -> list[At]:
    """Both, in order; where they meet, the longer if it is surer than `least`, and at one length the first."""
    starts = [each.start for each in found]
    dropped: set[int] = set()
    kept = []
    for state in others:
        first = max(0, bisect_right(starts, state.start) - 1)
        meeting = [n for n in range(first, bisect_left(starts, state.end)) if state.start < found[n].end]
        longer = all(state.end - state.start > found[n].end - found[n].start for n in meeting)
        if not meeting or (longer and state.sure > least):
            kept.append(state)
            dropped.update(meeting)
    remaining = [each for n, each in enumerate(found) if n not in dropped]
    return sorted([*remaining, *kept], key=lambda at: at.start)


def countries_in(countries: Sequence[CountryFound]) -> Iterator[str]:
    """The codes of the countries that are named, also by their adjective or capital."""
    for each in countries:
        if each.value[0].how in ("name", "adjective", "capital"):
            yield each.value[0].code


def _speaks_of(codes: Iterable[str]) -> str:
    """The country that a text speaks of most among those that have a conflict; the first of equals, else our home."""
    known = keys_of_conflicts()
    counts = Counter(code for code in codes if code in known)
    home = str(actor_words()["home"])
    if not counts or counts[home] * 2 >= max(counts.values()):
        return home
    return counts.most_common(1)[0][0]


def _named(text: str, keyed: Sequence[Word], each: Found[tuple[Named, ...]], names: Names) -> At | None:
    """A name or description, if it is written as a name."""
    shown = keyed[each.first : each.last]
    ids = list(dict.fromkeys(one.actor for one in each.value if _written_so(shown, one.capitals)))
    if (
        not ids
        or (len(shown) == 1 and _of_another_person(text, keyed, each.first))
        or dateline(text, each.start, each.end)
    ):
        return None
    start = _formerly(text, keyed, each.first, _with_article(text, each.start)) + names.prefix(shown[0].text)
    return At(start, each.end, tuple((one, 0.95 / len(ids)) for one in ids), 0.95 if len(ids) == 1 else 0.5)


def _role(keyed: Sequence[Word], each: Found[tuple[Named, ...]], about: str, names: Names) -> At | None:
    """A word for a role, of the country that is spoken of. A word that takes a side's word for it weighs less."""
    shown = keyed[each.first : each.last]
    if (_of_something(keyed, each.last) and shown[0].text[:1].isupper()) or names_origin(keyed, each.last, "held"):
        return None
    role = each.value[0].actor
    if role == "none":
        return None
    rebels = role == "rebels"
    actor = of_state(about, role, names.world) or (None if rebels or role == "militias" else f"country:{about}")
    if actor is None:
        return None
    prefix = names.prefix(shown[0].text)
    bare = [spelling_key(fold(shown[0].text[prefix:])), *(word.key for word in shown[1:])]
    loose = not keys_of("loose").isdisjoint(bare)
    weight = 0.5 if loose else 0.75
    return At(each.start + prefix, each.end, ((actor, weight),), 0.45 if loose else 0.7)


def _of_something(keyed: Sequence[Word], last: int) -> bool:
    """Whether "of" and a name follow, as in "Army of Homs": then it is a group's name, no role."""
    return last + 1 < len(keyed) and keyed[last].key == spelling_key("of") and keyed[last + 1].text[:1].isupper()


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
    return [tuple(name_key(phrase).split()) for phrase in actor_words()["formerly"]]
