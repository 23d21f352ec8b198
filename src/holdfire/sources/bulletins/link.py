"""What each number of a sentence counts, where, by whom, and of which larger number it is a part."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .lexicon import Hit, Lexicon, Noun, any_of, words
from .numbers import Number

_CUES = words().cues


def _cue(name: str, after: str = "") -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{any_of(_CUES[name])})(?!\w){after}", re.IGNORECASE)


_BREAK, _BY, _IN, _EACH = _cue("breaks"), _cue("by"), _cue("in"), _cue("each")
_OPENS = re.compile(rf"[:;(]|(?<!\w)(?:{any_of((*_CUES['opens'], *_CUES['incomplete']))})(?!\w)", re.IGNORECASE)
_CLOSED = re.compile(r"[:;(]")
_INCOMPLETE = _cue("incomplete")
_TIMES = re.compile(rf"\s{{0,2}}(?:{any_of(_CUES['times'])})(?!\w)", re.IGNORECASE)
_LEVEL = any_of(_CUES["level"])
_BEFORE = re.compile(
    rf"\s{{0,2}}(?:(?:{_LEVEL})\s)?(?:\(|[-–—:]|(?:,\s)?(?:{any_of(_CUES['before_part'])})\s|\s(?:{any_of(_CUES['each'])})\s)"
    rf"\s{{0,2}}(?:(?:{any_of(_CUES['each'])})\s)?(?:\w{{2,12}}\s){{0,2}}",
    re.IGNORECASE,
)
_BARE = re.compile(rf"(?:\s{{1,2}}(?:{_LEVEL}))?\s{{1,2}}", re.IGNORECASE)
_PAIR = re.compile(rf"\s{{0,2}}(?:{_LEVEL})?\s{{0,2}}(?:,|{any_of(_CUES['and'])})\s{{0,2}}", re.IGNORECASE)
_JOINED = re.compile(
    rf"(?:(?<!\w)(?:{any_of(_CUES['joins'])})|[:–—(-])\s{{0,2}}(?:\w{{2,14}}\s){{0,2}}$", re.IGNORECASE
)
_GAP = re.compile(r"[\s\w\-–'’“”\"«»]*")
_THROUGH = _cue("through")
_PREVIOUS = re.compile(rf"(?<!\w)(?:{any_of(_CUES['previous'])})[^,.;()]{{0,24}}[(:]?", re.IGNORECASE)
_IN_PREVIOUS = re.compile(rf"\([^()]{{0,60}}?(?:{any_of(_CUES['previous'])})[^()]{{0,120}}\)", re.IGNORECASE)
_COMMITS = _cue("commits")
_WIDE = 60
_FEW = 5


@dataclass
class Item:
    """A number with what was found of it; `parent` is the item that it is a part of, by `dimension`."""

    number: Number
    noun: Noun | None = None
    own_noun: Hit[Noun] | None = None
    areas: list[Hit[str]] = field(default_factory=list)
    by: tuple[str, ...] = ()
    act: str | None = None
    parent: Item | None = None
    dimension: str = ""
    each: bool = False
    exhaustive: bool = False
    previous: bool = False


@dataclass
class Sentence:
    """The numbers, nouns, areas and parties of one stretch [start, end) of a text, in order."""

    text: str
    start: int
    end: int
    numbers: list[Number]
    nouns: list[Hit[Noun]]
    areas: list[Hit[str]]
    parties: list[Hit[tuple[str, ...]]]


def cut(text: str, start: int, end: int, found: list[Number], areas: Lexicon[str], parties: bool) -> Sentence:
    """One sentence with all that is known in it; names of areas are no nouns, and nothing overlaps."""
    lists = words()
    nouns = lists.nouns.find(text, start, end)
    named = lists.parties.find(text, start, end) if parties else []
    sides = [side for side in named if not any(hit.start <= side.start < hit.end for hit in nouns)]
    here = [each for each in found if start <= each.start < end]
    return Sentence(text, start, end, here, nouns, areas.find(text, start, end), sides)


def link(sentence: Sentence, before: Item | None) -> list[Item]:
    """Every number of the sentence that counts something. `before` is the count whose parts this sentence may list."""
    items: list[Item] = []
    taken: set[int] = set()
    governing = before
    earlier = _previous_ranges(sentence)
    for at, number in enumerate(sentence.numbers):
        reach = sentence.numbers[at + 1].start if at + 1 < len(sentence.numbers) else sentence.end
        item = _item(sentence, number, reach, governing, taken)
        item.previous = any(start <= number.start < end for start, end in earlier)
        if item.previous and items and not (item.own_noun and item.own_noun.start >= number.end):
            item.own_noun, item.noun = None, items[0].noun
        if item.previous:
            item.parent = None
        if item.noun is None:
            continue
        items.append(item)
        if not item.previous and (item.own_noun is not None or governing is None):
            governing = item
    _surroundings(sentence, items, taken)
    return items


def _item(sentence: Sentence, number: Number, reach: int, governing: Item | None, taken: set[int]) -> Item:
    item = Item(number)
    item.own_noun = _noun_after(sentence, number, reach)
    item.noun = item.own_noun.value if item.own_noun else None
    tail = item.own_noun.end if item.own_noun else number.end
    near = sentence.text[max(sentence.start, number.start - 6) : number.start] + " " + sentence.text[tail : tail + 6]
    item.each = bool(_EACH.search(near))
    _area_or_party(sentence, item, tail, reach, taken)
    act = _act_after(sentence, item, tail, reach)
    if item.noun is None:
        times = _TIMES.match(sentence.text, number.end, sentence.end)
        if item.areas or item.by or act:
            item.noun = _noun_of(governing) or _last_noun(sentence, number)
        elif times is not None:
            item.own_noun = _last_hit(sentence, number)
            item.noun = item.own_noun.value if item.own_noun else None
        else:
            item.own_noun = _noun_before(sentence, number)
            item.noun = item.own_noun.value if item.own_noun else None
    item.act = act or (item.noun.act if item.noun and item.own_noun else None)
    _parent(sentence, item, governing)
    return item


def _noun_of(item: Item | None) -> Noun | None:
    return item.noun if item else None


def _noun_after(sentence: Sentence, number: Number, reach: int) -> Hit[Noun] | None:
    """The thing counted, right after its number: "16 main breaches"; nothing across a preposition or a comma."""
    for hit in sentence.nouns:
        if hit.start < number.end:
            continue
        if hit.start >= reach or hit.start - number.end > _WIDE:
            return None
        gap = sentence.text[number.end : hit.start]
        plain = _GAP.fullmatch(gap) and not _BREAK.search(gap) and len(gap.split()) <= _FEW
        return hit if plain else None
    return None


def _last_hit(sentence: Sentence, number: Number) -> Hit[Noun] | None:
    return next((hit for hit in reversed(sentence.nouns) if hit.end <= number.start), None)


def _last_noun(sentence: Sentence, number: Number) -> Noun | None:
    hit = _last_hit(sentence, number)
    return hit.value if hit else None


def _noun_before(sentence: Sentence, number: Number) -> Hit[Noun] | None:
    """The thing counted before its number: "the number of settlements that joined has increased to 1,477"."""
    hit = _last_hit(sentence, number)
    if hit is None or any(hit.end <= other.start < number.start for other in sentence.numbers):
        return None
    return hit if _JOINED.search(sentence.text[max(hit.end - 1, number.start - 40) : number.start]) else None


def _area_or_party(sentence: Sentence, item: Item, tail: int, reach: int, taken: set[int]) -> None:
    """An area or a party that belongs to this number alone: "Aleppo (10)", "four in Aleppo", "203 by the forces of"."""
    number = item.number
    text = sentence.text
    left = next((hit for hit in reversed(sentence.areas) if hit.end <= number.start), None)
    if left is not None and left.start not in taken:
        gap = text[left.end : number.start]
        if _BEFORE.fullmatch(gap) or (item.each and len(gap) < _WIDE and not _CLOSED.search(gap)):
            item.areas = _with_neighbours(sentence, left)
    if not item.areas:
        right = next((hit for hit in sentence.areas if hit.start >= tail), None)
        if right is not None and right.start < reach and right.start - tail <= _WIDE:
            gap = text[tail : right.start]
            if _GAP.fullmatch(gap) and _IN.search(gap) and not _BEFORE.fullmatch(text[right.end : reach]):
                item.areas = _with_followers(sentence, right) if item.each else [right]
    bare = not item.areas and left is not None and left.start not in taken and item.own_noun is None
    if bare and left is not None and _BARE.fullmatch(text[left.end : number.start]):
        item.areas = [left]
    if len(item.areas) > 1 and not item.each:
        item.areas = item.areas[-1:]
    taken |= {hit.start for hit in item.areas}
    side = next((hit for hit in sentence.parties if hit.start >= tail), None)
    if side is not None and side.start < reach and side.start - tail <= _WIDE:
        gap = text[tail : side.start]
        if not gap.strip() or (_GAP.fullmatch(gap) and _BY.search(gap)):
            item.by = side.value
    before = next((hit for hit in reversed(sentence.parties) if hit.end <= number.start), None)
    alone = not item.by and item.own_noun is None
    if alone and before is not None and _BEFORE.fullmatch(text[before.end : number.start]):
        item.by = before.value


def _with_neighbours(sentence: Sentence, last: Hit[str]) -> list[Hit[str]]:
    """ "Hama and Damascus": the areas that stand together before their number."""
    found = [last]
    for hit in reversed(sentence.areas[: sentence.areas.index(last)]):
        if not _PAIR.fullmatch(sentence.text[hit.end : found[0].start]):
            break
        found.insert(0, hit)
    return found


def _with_followers(sentence: Sentence, first: Hit[str]) -> list[Hit[str]]:
    """ "one each in Homs and Daraa": the areas that stand together after their number."""
    found = [first]
    for hit in sentence.areas[sentence.areas.index(first) + 1 :]:
        if not _PAIR.fullmatch(sentence.text[found[-1].end : hit.start]):
            break
        found.append(hit)
    return found


def _previous_ranges(sentence: Sentence) -> list[tuple[int, int]]:
    """Where the figures of the period before stand: the brackets after or around the words, or all after a colon."""
    text, found = sentence.text, []
    for each in _IN_PREVIOUS.finditer(text, sentence.start, sentence.end):
        found.append(each.span())
    for cue in _PREVIOUS.finditer(text, sentence.start, sentence.end):
        close = text.find(")", cue.end(), sentence.end)
        if cue[0].endswith(("(", ":")):
            found.append((cue.end(), close if close >= 0 else sentence.end))
    return found


def _act_after(sentence: Sentence, item: Item, tail: int, reach: int) -> str | None:
    """ "219 breaches through combat operations", "nine through arrests": the kind of what is counted."""
    for hit in sentence.nouns:
        if tail <= hit.start < reach and hit.value.of and hit.start - tail <= _WIDE:
            return hit.value.act if _THROUGH.search(sentence.text[tail : hit.start]) else None
    return None


def _parent(sentence: Sentence, item: Item, governing: Item | None) -> None:
    item.dimension = "area" if item.areas else "by" if item.by else "act" if item.act else ""
    if governing is None or item.noun is None or governing.noun is None or governing is item:
        return
    if item.dimension and governing.dimension == item.dimension:  # they stand side by side, under one total or none
        over = governing.parent
        if over is not None and (item.own_noun is None or _same(item, over)):
            item.parent, item.exhaustive = over, governing.exhaustive
        return
    since = max(sentence.start, governing.number.end)
    between = sentence.text[since : item.number.start]
    listed = governing.number.start < sentence.start
    opened = _OPENS.search(between) is not None or listed
    if item.dimension and governing.noun is not None and (item.own_noun is None or (opened and _same(item, governing))):
        item.parent = governing
        item.exhaustive = (bool(_CLOSED.search(between)) or listed) and not _INCOMPLETE.search(between)
    elif item.own_noun is not None and opened and not item.dimension and not _CLOSED.search(between):
        item.parent, item.dimension = governing, "subset"


def _same(item: Item, over: Item) -> bool:
    """Whether both count one thing, or the one a kind of the other (arrests are breaches by arrest)."""
    if item.noun is None or over.noun is None:
        return False
    return item.noun.counts == over.noun.counts or (
        item.noun.of == over.noun.counts and over.act in (None, item.noun.act)
    )


def _surroundings(sentence: Sentence, items: list[Item], taken: set[int]) -> None:
    """The area and the party of the sentence, for the numbers that have none of their own."""
    free = [hit for hit in sentence.areas if hit.start not in taken]
    own = {side for each in items if each.parent is not None for side in each.by}
    for at, item in enumerate(items):
        start = item.number.start
        reach = items[at + 1].number.start if at + 1 < len(items) else sentence.end
        if not item.areas and item.parent is None and item.noun is not None and item.noun.fresh:
            before = [hit for hit in free if hit.end <= start]
            item.areas = before[-1:] or [hit for hit in free if start < hit.start < reach][:1]
        if not item.by and item.parent is None:
            sides = [hit for hit in sentence.parties if not own & set(hit.value)]
            told = [hit for hit in sides if start < hit.start < reach and _told_after(sentence, hit, _BY)]
            doers = [hit for hit in sides if hit.end <= start and _COMMITS.search(sentence.text, hit.end, start)]
            chosen = told[:1] or doers[-1:]
            item.by = chosen[0].value if chosen else ()
        if item.parent is not None:
            item.areas = item.areas or ([] if item.parent.each else item.parent.areas)
            item.by = item.by or item.parent.by
            item.act = item.act or item.parent.act


def _told_after(sentence: Sentence, hit: Hit[tuple[str, ...]], cue: re.Pattern[str]) -> bool:
    return cue.search(sentence.text, max(sentence.start, hit.start - 20), hit.start) is not None
