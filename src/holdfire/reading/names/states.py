"""The states and bodies that act where a text mentions a country, an organisation or a person who speaks for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from ...world import World, fold
from ..phrases import Word
from .actor_words import actor_words, keys_of, state_words
from .countries import CountryFound, Sense
from .foreign import acts, puts_there
from .spelling import spelling_key

BARE = 0.6
"""Trust in a state whose bare name stands where nothing beside it shows that it acts."""
_SPEAKERS = ("head", "foreign", "defence", "envoy", "spokesperson")


@dataclass(frozen=True, slots=True)
class At:
    """An actor found at characters [start, end), with what it may be and how sure that is."""

    start: int
    end: int
    choices: tuple[tuple[str, float], ...]
    sure: float


def state_at(text: str, plain: Sequence[Word], mention: CountryFound, language: str, world: World) -> At | None:
    """The state or body that stands where a country is mentioned, if it acts and is no mere place or adjective."""
    sense = mention.value[0]
    if sense.how == "body":
        known = world.actors.lookup(sense.of)
        return At(mention.start, mention.end, ((known or f"body:{sense.of}", 0.95),), 0.9)
    if sense.how == "person":
        if sense.role not in _SPEAKERS:
            return None
        if sense.code == "IGO":
            return At(mention.start, mention.end, (("un" if "un" in world.actors else "body:un", 0.7),), 0.6)
        composed = _composed(text, plain, mention, sense, language, world) if _owns(text, mention, sense) else None
        if composed is not None or _lost(text, mention, sense):
            return composed
        return At(
            mention.start,
            mention.end,
            ((of_state(sense.code, "government", world) or f"country:{sense.code}", 0.9),),
            0.85,
        )
    if sense.how in ("adjective", "name"):
        composed = _composed(text, plain, mention, sense, language, world)
        if composed is not None:
            return composed
    if sense.how in ("adjective", "city") or len(mention.value) > 2:
        return None
    if (
        locative(plain, mention.first)
        or puts_there(plain, mention.first, language)
        or names_origin(plain, mention.last)
        or dateline(text, mention.start, mention.end)
    ):
        return None
    home = sense.code == actor_words()["home"]
    if (home or sense.how == "capital") and not _acts(text, plain, mention):
        return None
    actor = of_state(sense.code, "government", world) or f"country:{sense.code}"
    if sense.how == "seat":
        return At(mention.start, mention.end, ((actor, 0.85),), 0.85)
    shown = shown_acting(text, plain, mention.first, mention.last, language)
    return At(mention.start, mention.end, ((actor, 0.85 if shown else BARE),), 0.75 if shown else BARE)


def shown_acting(text: str, plain: Sequence[Word], first: int, last: int, language: str) -> bool:
    """Whether the words beside a country's name show that the state acts: a verb behind it, or who does so before."""
    joined = first > 0 and plain[first - 1].key == "and"
    if acts(text, plain, first, last, language) or (_spoken_to(plain, first) and not joined):
        return True
    after = plain[last] if last < len(plain) else None
    if after is None or text[plain[last - 1].end : after.start] != " " or not after.text.islower():
        return False
    return language == "en" and (after.key in keys_of("speaks") | _behind() or after.key.endswith("ed"))


@cache
def _behind() -> frozenset[str]:
    return frozenset(map(fold, actor_words()["acting_behind"]["en"]))


def _lost(text: str, mention: CountryFound, sense: Sense) -> bool:
    """Whether a person's name has the s of a possessive whose apostrophe was lost ("Assads")."""
    return text[mention.end - 1] == "s" and not fold(sense.of).endswith("s") and sense.surname is not None


def _owns(text: str, mention: CountryFound, sense: Sense) -> bool:
    """Whether the name of one who heads a state is followed by what is the state's: "Assad's army"."""
    return sense.role == "head" and (text[mention.end : mention.end + 2] in ("'s", "’s") or _lost(text, mention, sense))


def _acts(text: str, plain: Sequence[Word], mention: CountryFound) -> bool:
    """Whether the words show that a government is meant: the name speaks, or is spoken to."""
    following = plain[mention.last] if mention.last < len(plain) else None
    if following is not None and following.key in keys_of("speaks") and text[mention.end : following.start] == " ":
        return True
    return _spoken_to(plain, mention.first)


def _spoken_to(plain: Sequence[Word], first: int) -> bool:
    """Whether the word before shows that somebody is meant who acts: "accused", "by"."""
    return first > 0 and spelling_key(plain[first - 1].key) in keys_of("before_actor")


def names_origin(plain: Sequence[Word], last: int, *more: str) -> bool:
    """Whether a word such as "based" follows, so that the name says only from where ("Britain-based")."""
    return last < len(plain) and plain[last].key in ("based", "basid", "born", *more)


def dateline(text: str, start: int, end: int) -> bool:
    """Whether it is the place at the head of a report: "MOSCOW (Sputnik)"."""
    return text[start:end].isupper() and end - start > 3 and text[end : end + 2] == " ("


def _composed(
    text: str, plain: Sequence[Word], mention: CountryFound, sense: Sense, language: str, world: World
) -> At | None:
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
            actor = of_state(sense.code, role, world) or of_state(sense.code, "government", world)
            own = at == mention.last
            end = run[-1].end if own else mention.end
            return At(mention.start, end, ((actor or f"country:{sense.code}", 0.9),), 0.85 if own else 0.8)
    return None


@cache
def _composed_roles(language: str) -> dict[str, str]:
    """The words behind a country's adjective that say a role, with the role."""
    listed: dict[str, list[str]] = actor_words()["composed"].get(language, {})
    return {fold(word): role for role, names in listed.items() for word in names}


def of_state(code: str, role: str, world: World) -> str | None:
    """The first actor of that role of a state that the world holds."""
    return next((actor for actor in state_words().get(code, {}).get(role, ()) if actor in world.actors), None)


def locative(plain: Sequence[Word], first: int) -> bool:
    """Whether the word before puts something there ("in Russia")."""
    at = first - 1
    if at >= 0 and plain[at].key == "the":
        at -= 1
    return at >= 0 and plain[at].key in keys_of("locative")
