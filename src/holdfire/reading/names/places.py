"""Places in running text: every reading of a name with its weight, and how near the words put it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache

from ...records import Choice, Mention, Span
from ...world import World, fold
from ..phrases import Word
from .actors import named_actors
from .countries import CountryFound
from .cyrillic import in_latin
from .foreign import puts_there
from .gazetteer import Names, Target, begins, names_of
from .lookup import Covered, cut
from .place_signs import (
    adjoining,
    has_cue,
    never,
    part_of_organisation,
    part_of_person,
    speaks,
    stands_alone,
    with_article,
    written_as_name,
)
from .spelling import consonants, place_words
from .surroundings import Around, around

_TOP = 0.97
_ALIKE, _ALIKE_SHORT, _SHORT, _CLOSE = 0.72, 0.76, 6, 0.1
_BESIDE, _NEAR = 30, 250
_LONGEST = 40
_LIKELY = 0.8
_NONE: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class _Raw:
    """A name found: where, what it may stand for, the words around it, and how sure the spelling is."""

    start: int
    end: int
    first: int
    last: int
    targets: tuple[Target, ...]
    around: Around
    sure: float


def places(text: str, language: str, world: World) -> list[Mention]:
    """The places that a text names, left to right, each with the ids of places or areas that it may mean.

    `precision` is `point` for a settlement or a site, `near` for its surroundings, `district` for a district or a
    region, `province` for a governorate, `country`. A country stands as its area in the world, else as `country:` with
    its code, and only where the words put something there; a government that speaks is no place.

    >>> from holdfire.world import load_world
    >>> found = places("Shelling in the northern countryside of Hama and in Dareyya.", "en", load_world())
    >>> [(each.span.words, each.choices[0].value, each.precision) for each in found]
    [('northern countryside of Hama', 'northern-hama-countryside', 'district'), ('Dareyya', 'daraya', 'point')]
    """
    names = names_of(world, language)
    read = cut(text, language)
    plain, keyed, countries = read.plain, read.keyed, read.countries
    taken = [(each.start, each.end) for each in named_actors(text, language, world)]
    actors = Covered(text, taken)
    known = list(_exact(text, keyed, names, actors))
    others = Covered(text, [*taken, *((each.start, each.end) for each in countries)])
    for raw in known:
        others.add(raw.start, raw.end)
    raws = sorted([*known, *_rough(text, keyed, names, others, known)], key=lambda raw: raw.start)
    raws = _shared_heads(text, raws)
    votes = _votes(raws)
    mentions = [_mention(text, raw, keyed, names, votes) for raw in raws]
    covered = Covered(text, [*taken, *((raw.start, raw.end) for raw in raws)])
    mentions += _countries(text, plain, countries, language, world, covered)
    return sorted(mentions, key=lambda mention: mention.span.start)


def _exact(text: str, keyed: list[Word], names: Names, taken: Covered) -> Iterable[_Raw]:
    listed = -1
    for found in names.phrases.find(keyed):
        start = begins(text, found.start, found.end, names)
        shown = text[start : found.end]
        if not written_as_name(shown) or taken.touches(start, found.end):
            continue
        if part_of_organisation(text, keyed, found.first, found.last) or speaks(text, keyed, found.first, found.last):
            continue
        if found.last - found.first == 1 and not stands_alone(text, keyed, found.first, listed):
            continue
        listed = found.last
        whole = with_article(text, start)
        spelt = names.exact.get(fold(text[whole : found.end]), set())
        near = around(text, keyed, found.first, found.last, names.language)
        targets = tuple(_fitting(target, spelt, near, names) for target in found.value)
        yield _Raw(whole, found.end, found.first, found.last, targets, near, 0.95)


def _fitting(target: Target, spelt: set[str], near: Around, names: Names) -> Target:
    """A reading weighs more where the text spells it so, and a governorate's town where the countryside is named."""
    factor = 8.0 if target.id in spelt else 1.0
    if near.kind in ("countryside", "province") and target.id in names.governorates:
        factor *= 8.0
    return replace(target, weight=target.weight * factor)


def _rough(text: str, keyed: list[Word], names: Names, taken: Covered, known: list[_Raw]) -> Iterable[_Raw]:
    """Spellings that only resemble a known name, where the words around show that a place is named."""
    if names.language not in ("en", "fr", "es", "ru"):
        return
    keyed = in_latin(keyed) if names.language == "ru" else keyed
    ends = {raw.last for raw in known}
    at = 0
    while at < len(keyed):
        length, targets, ratio = 0, _NONE, 0.0
        if keyed[at].text[:1].isupper() and not taken.touches(keyed[at].start, keyed[at].end):
            length, targets, ratio = _resembling(text, keyed, at, names, _listed(text, keyed, at, ends))
        if not targets or taken.touches(keyed[at].start, keyed[at + length - 1].end):
            at += 1
            continue
        near = around(text, keyed, at, at + length, names.language)
        start, end = keyed[at].start, keyed[at + length - 1].end
        ends.add(at + length)
        yield _Raw(with_article(text, start), end, at, at + length, targets, near, 0.6 * ratio)
        at += length


def _listed(text: str, keyed: list[Word], at: int, ends: set[int]) -> bool:
    """Whether it stands behind a place in a list, with a comma or "and" between."""
    before = at if at in ends else at - 1
    if before not in ends or (before < at and keyed[before].key != "and"):
        return False
    return "." not in text[keyed[before - 1].end : keyed[at].start]


def _resembling(
    text: str, keyed: list[Word], at: int, names: Names, listed: bool
) -> tuple[int, tuple[Target, ...], float]:
    """How many words from here resemble places' names, which, and how much; only beside a cue or in a list."""
    for length in (3, 2, 1) if not keyed[at].text.isupper() else ():
        run = keyed[at : at + length]
        if len(run) < length or not all(each.text[:1].isupper() and each.key not in never() for each in run):
            continue
        key = "".join(each.key for each in run)
        similar = names.rough.get(consonants(key), ()) if 5 <= len(key) <= _LONGEST else ()
        if not similar or not adjoining(text, run):
            continue
        if not (listed or has_cue(text, keyed, at, at + length)) or part_of_person(text, keyed, at, at + length):
            continue
        alike: dict[str, tuple[float, Target]] = {}
        for spelt, target in similar:
            ratio = SequenceMatcher(None, key, spelt).ratio()
            alike[target.id] = max(alike.get(target.id, (0.0, target)), (ratio, target), key=lambda each: each[0])
        best = max(ratio for ratio, _ in alike.values())
        if best >= (_ALIKE if len(key) > _SHORT else _ALIKE_SHORT):
            close = [(ratio, target) for ratio, target in alike.values() if ratio >= best - _CLOSE]
            return length, tuple(replace(target, weight=target.weight * ratio**4) for ratio, target in close), best
    return 0, (), 0.0


def _shared_heads(text: str, raws: list[_Raw]) -> list[_Raw]:
    """ "the countryside of Homs and Daraa" speaks of the countryside of both."""
    shared: list[_Raw] = []
    for raw in raws:
        before = shared[-1] if shared else None
        if before and raw.around.kind is None and raw.around.direction is None and before.around.kind:
            led = before.around.first < before.first and before.around.kind in ("countryside", "province")
            if led and re.fullmatch(r"\s+(?:and|et|y|и)\s+", text[before.end : raw.start]):
                raw = replace(raw, around=replace(raw.around, kind=before.around.kind))
        shared.append(raw)
    return shared


def _votes(raws: list[_Raw]) -> dict[str, list[int]]:
    """The governorates that names with one likely reading lie in, each with where those stand, in order."""
    votes: dict[str, list[int]] = {}
    for raw in raws:
        likeliest = max(raw.targets, key=lambda target: target.weight)
        sure = likeliest.weight >= _LIKELY * sum(target.weight for target in raw.targets)
        if sure and likeliest.governorate:
            votes.setdefault(likeliest.governorate, []).append(raw.start)
    return votes


def _weighed(raw: _Raw, votes: dict[str, list[int]]) -> list[tuple[Target, float]]:
    """The readings of a name by what they weigh alone and by the governorates named near."""
    scored = []
    for target in raw.targets:
        named = votes.get(target.governorate or "", [])
        beside, near = (_within(named, raw.start, reach) for reach in (_BESIDE, _NEAR))
        scored.append((target, target.weight * (1.0 + min(5.0 * beside + 2.0 * near + 0.5 * len(named), 12.0))))
    whole = sum(score for _, score in scored)
    return sorted(((target, score / whole) for target, score in scored), key=lambda each: -each[1])


def _within(positions: list[int], at: int, reach: int) -> int:
    return bisect_right(positions, at + reach) - bisect_left(positions, at - reach)


def _mention(text: str, raw: _Raw, keyed: Sequence[Word], names: Names, votes: dict[str, list[int]]) -> Mention:
    choices: dict[str, float] = {}
    precision = None
    for target, weight in _weighed(raw, votes):
        for value, share, how in _readings(target, raw.around, names):
            choices[value] = choices.get(value, 0.0) + weight * share
            precision = precision or how
    ordered = sorted(choices.items(), key=lambda each: -each[1])[:5]
    whole = max(1.0, sum(weight for _, weight in ordered) / _TOP)
    start, end = _span(raw, keyed)
    top = ordered[0][1] / whole
    return Mention(
        kind="place",
        span=Span(start=start, end=end, words=text[start:end]),
        choices=tuple(Choice(value=value, weight=round(weight / whole, 3)) for value, weight in ordered),
        precision=precision,
        confidence=round(raw.sure * min(1.0, 0.5 + top / 2), 3),
    )


def _span(raw: _Raw, keyed: Sequence[Word]) -> tuple[int, int]:
    """The name, with the words that make a part or a province of it."""
    if raw.around.kind in ("city", "near") or (raw.around.kind is None and raw.around.direction is None):
        return raw.start, raw.end
    start = raw.start if raw.around.first == raw.first else keyed[raw.around.first].start
    return start, max(raw.end, keyed[raw.around.last - 1].end)


def _readings(target: Target, near: Around, names: Names) -> list[tuple[str, float, str]]:
    """What a name with the words around it may be: id, share, precision."""
    areas = names.world.areas
    if target.area:
        how = {"governorate": "province", "district": "district", "line": "near"}.get(target.kind, "district")
        return [(target.id, 0.95, how)]
    governorate = names.governorates.get(target.id)
    if near.kind in ("city", "near"):
        return [(target.id, 0.95, "point" if near.kind == "city" else "near")]
    if near.kind == "district" and f"{target.id}-district" in areas:
        return [(f"{target.id}-district", 0.7, "district"), (target.id, 0.25, "near")]
    if governorate is None:
        how = "near" if near.kind or near.direction else "point"
        return [(target.id, 0.95, how)]
    if near.kind == "countryside" and target.id == "damascus":
        governorate = "rif-dimashq-governorate"
    regions = [each for each in _regions(near.direction, target.id) if each in areas]
    if near.kind in ("countryside", "province"):
        if regions and (near.kind == "countryside" or len(regions) == 1):
            return [(regions[-1], 0.7, "district"), (governorate, 0.25, "province")]
        return [(governorate, 0.9, "province")]
    if near.direction is None:
        return [(target.id, 0.8, "point"), (governorate, 0.15, "province")]
    if regions:
        share = 0.75 / len(regions)
        return [*((each, share, "district") for each in regions), (governorate, 0.1, "province")]
    if target.id == "damascus" or near.direction == "central":
        return [(target.id, 0.9, "near")]
    return [(governorate, 0.55, "province"), (target.id, 0.35, "near")]


def _regions(direction: str | None, base: str) -> list[str]:
    """Ids of areas that are named for a direction of a town: those within it first, its countryside last."""
    if direction is None:
        return []
    short = direction.removesuffix("ern")
    return [f"{short}-{base}", f"{base}-countryside-{short}", f"{direction}-{base}-countryside"]


def _countries(
    text: str,
    plain: list[Word],
    countries: list[CountryFound],
    language: str,
    world: World,
    covered: Covered,
) -> list[Mention]:
    mentions = []
    for found in countries:
        senses = [sense for sense in found.value if sense.how in ("name", "capital", "city")]
        if not senses or covered.touches(found.start, found.end) or not found.first:
            continue
        before = plain[found.first - 1]
        if before.key == "the" and found.first > 1:
            before = plain[found.first - 2]
        city = language != "en" and all(sense.how == "city" for sense in senses)
        if not city and before.key not in _locative() and not puts_there(plain, found.first, language):
            continue
        mentions.append(
            Mention(
                kind="place",
                span=Span(start=found.start, end=found.end, words=text[found.start : found.end]),
                choices=tuple(
                    Choice(value=_country(sense.of, sense.code, world), weight=round(0.95 / len(senses), 3))
                    for sense in senses
                ),
                precision="country",
                confidence=0.9 if len(senses) == 1 else 0.5,
            )
        )
    return mentions


@cache
def _locative() -> frozenset[str]:
    return frozenset(map(fold, place_words()["locative"]))


def _country(name: str, code: str, world: World) -> str:
    area = world.areas.lookup(name)
    return area if area is not None and world.areas[area].kind == "country" else f"country:{code}"
