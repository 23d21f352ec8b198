"""The running text of a bulletin, sentence by sentence, into counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from ...records import Document
from ...records.reading import Count, Quantity, Span
from ...world import World
from .lexicon import Hit, Lexicon, Noun, any_of, area_words, words
from .link import Item, Sentence, cut, link
from .numbers import Number, numbers, percent_at, percents
from .period import NOT_STATED, Period, by_evenings, cut_off, day_period, find_day, period_of, zone_of
from .sums import check_parts, check_share

LONGEST_TEXT = 200_000
"""Characters of a bulletin that are read; what stands after them is flagged."""

_LONGEST_SENTENCE = 2_000
_MOST_UNREAD = 50
_BESIDE = 40
_CUES = words().cues
_STOP = re.compile(r"[.!?؟][\"”»]?(?=\s+[\"“«(]?[^\W_a-zа-я])|\n+|;\s*\n")
_SOFT = re.compile(r"(?:\b(?:approx|incl|No|Gen|Lt|Maj|Col|Mr|St|p|г)|(?<!km )\b[A-Z])$")
_NOT = re.compile(rf"(?<!\w)(?:{any_of(_CUES['not'])})\s{{1,2}}(?:\w+\s{{1,2}}){{0,2}}$", re.IGNORECASE)
_ON = re.compile(rf"\W{{0,3}}(?:(?:{any_of(_CUES['on'])})\s(?:the\s)?)?", re.IGNORECASE)
_SINCE = re.compile(rf"(?<!\w)(?:{any_of(_CUES['since'])})(?!\w)", re.IGNORECASE)
_MARKED = re.compile(rf"(?<!\w)(?:{any_of(_CUES['live_fire'])})(?!\w)", re.IGNORECASE)
_ONE_DAY = re.compile(rf"(?<!\w)(?:{any_of(_CUES['one_day'])})(?!\w)", re.IGNORECASE)
_NOTHING = ("violations", "explosions", "incidents", "air_strikes", "killed", "injured", "arrests",
            "humanitarian_actions", "agreements_signed")  # fmt: skip


@dataclass(frozen=True)
class Source:
    """What holds for all numbers of one bulletin."""

    document: Document
    world: World
    family: str | None
    claimant: str | None
    closing: Period
    period: Period
    year: int | None
    definition: str | None = None


def source_of(document: Document, world: World, family: str | None) -> Source:
    """The claimant, the zone, the cut-off and the period of a bulletin, from its words."""
    known = words().families.get(family or "")
    text = document.text[:LONGEST_TEXT]
    lead = f"{document.title or ''}\n{text[:3000]}"
    zone = zone_of(lead, known.zone if known else "UTC")
    year = document.published.year if document.published else None
    closing = cut_off(lead, zone, year)
    if year is None:
        day = find_day(lead, None)
        year = day[0].year if day else None
    lines = [part for part in lead.split("\n") if family != "osce-smm" or by_evenings(part)]
    told = [each for each in (period_of(part, closing, year) for part in lines) if each]
    several = family == "osce-smm" and len({(each.start, each.end) for each in told}) > 1
    stated = None if several or not told else told[0]
    missing = replace(closing, flags=(NOT_STATED if closing.end is None else "period_start_not_stated",))
    claimant = known.claimant if known else None
    return Source(document, world, family, claimant, closing, stated or missing, year)


def sentences(text: str) -> list[tuple[int, int]]:
    """Where sentences and lines begin and end; none is longer than 2,000 characters.

    >>> [("a. B 2.5 c. D\\n- e"[start:end]) for start, end in sentences("a. B 2.5 c. D\\n- e")]
    ['a.', 'B 2.5 c.', 'D', '- e']
    """
    found = []
    start = 0
    for stop in _STOP.finditer(text):
        if not stop[0].startswith("\n") and _SOFT.search(text, max(0, stop.start() - 8), stop.start()):
            continue
        found.append((start, stop.end()))
        start = stop.end()
    found.append((start, len(text)))
    short = [
        (at, min(at + _LONGEST_SENTENCE, end)) for first, end in found for at in range(first, end, _LONGEST_SENTENCE)
    ]
    trimmed = [(start + _blank(text[start:end]), start + len(text[start:end].rstrip())) for start, end in short]
    return [(start, end) for start, end in trimmed if start < end]


def _blank(part: str) -> int:
    return len(part) - len(part.lstrip())


def read_text(source: Source, skip: Sequence[tuple[int, int]] = ()) -> tuple[list[Count], list[str]]:
    """Counts with their spans, and flags for numbers of nothing known. Numbers where one of `skip` begins stay out."""
    text = source.document.text[:LONGEST_TEXT]
    areas = area_words(source.world, bare=source.family != "osce-smm")
    elsewhere = {start for start, _ in skip}
    found = [each for each in numbers(text) if each.start not in elsewhere]
    counts: list[Count] = []
    items: list[tuple[Item, list[int]]] = []
    flags: list[str] = []
    heading: Item | None = None
    at = 0
    for start, end in sentences(text):
        last = at
        while last < len(found) and found[last].start < end:
            last += 1
        sentence = cut(text, start, end, found[at:last], areas, source.family != "osce-smm")
        at = last
        linked = link(sentence, heading)
        made = _counts(source, sentence, linked)
        for item, told in made:
            items.append((item, list(range(len(counts), len(counts) + len(told)))))
            counts += told
        counts += _none_counted(source, sentence, linked) + _shares(source, sentence)
        flags += _unread(sentence, linked)
        heading = _heading(sentence, linked, heading)
    counts += _titled(source, counts)
    check_parts(items, counts)
    check_share(counts)
    if len(source.document.text) > LONGEST_TEXT:
        flags.append("text_cut")
    return counts, flags[:_MOST_UNREAD]


def _titled(source: Source, counts: list[Count]) -> list[Count]:
    """Numbers of the title that the text does not print."""
    title = source.document.title or ""
    known = {(each.counts, each.value) for each in counts}
    sentence = cut(title, 0, len(title), numbers(title), area_words(source.world), source.family != "osce-smm")
    made = [each for _, told in _counts(source, sentence, link(sentence, None)) for each in told]
    new = [each for each in made if (each.counts, each.value) not in known]
    return [_in_title(each) for each in new]


def _in_title(count: Count) -> Count:
    span = count.span.model_copy(update={"of": "title"}) if count.span else None
    return count.model_copy(update={"span": span, "flags": ("from_title", *count.flags)})


def _heading(sentence: Sentence, linked: list[Item], before: Item | None) -> Item | None:
    """The count whose parts the next lines list: the last of a line that ends in a colon, while lines list parts."""
    text = sentence.text[sentence.start : sentence.end]
    heads = [item for item in linked if item.parent is None]
    if text.rstrip().endswith(":") and heads:
        return heads[-1]
    return before if linked and all(item.parent is before for item in linked) else None


def _unread(sentence: Sentence, linked: list[Item]) -> list[str]:
    read = {item.number.start for item in linked}
    left = [each for each in sentence.numbers if each.digits and each.start not in read and not each.year]
    return [f"unread_number:{sentence.text[each.start : each.end]}@{each.start}" for each in left]


def _counts(source: Source, sentence: Sentence, linked: list[Item]) -> list[tuple[Item, list[Count]]]:
    return [(item, [_count(source, sentence, item, area) for area in item.areas or (None,)]) for item in linked]


def _count(source: Source, sentence: Sentence, item: Item, area: Hit[str] | None) -> Count:
    noun = item.noun
    if noun is None:
        raise ValueError("a number of nothing")
    start, end = _stretch(item, area)
    return made_count(
        source,
        noun,
        item.number,
        _period(source, sentence, item.previous, noun),
        area=area.value if area else None,
        area_words=sentence.text[area.start : area.end] if area else None,
        by=item.by,
        act=item.act,
        claimant=_claimant(source, sentence, item.number),
        span=span_of(sentence.text, start, end),
        part=item.parent is not None,
        flags=_told(sentence, item),
    )


def _stretch(item: Item, area: Hit[str] | None) -> tuple[int, int]:
    """From the number to the thing counted, with the area where it stands beside them."""
    start, end = item.number.start, item.number.end
    for hit in (item.own_noun, area):
        if hit is not None and min(abs(hit.start - end), abs(start - hit.end)) <= _BESIDE:
            start, end = min(start, hit.start), max(end, hit.end)
    return start, end


def made_count(
    source: Source,
    noun: Noun,
    number: Number | None,
    period: Period,
    *,
    area: str | None = None,
    area_words: str | None = None,
    by: tuple[str, ...] = (),
    act: str | None = None,
    claimant: str | None = None,
    span: Span | None = None,
    part: bool = False,
    flags: tuple[str, ...] = (),
) -> Count:
    """One count with its counting rule: the bulletin's own words for it, else those that were read of this claimant."""
    rule = words().rule(source.family or "", noun.counts)
    own = source.definition if noun.counts == "violations" else None
    told = [*flags, *period.flags]
    if area is not None and (source.family, area) in words().ambiguous:
        area = None
        told.append("area_ambiguous")
    if rule is None and own is None and noun.kind == "count":
        told.append("rule_not_known")
    elif own is None and rule is not None:
        told.append(f"rule_from_library:{rule.id}")
    country = area is not None and area in source.world.areas and source.world.areas[area].kind == "country"
    return Count(
        kind=noun.kind,
        counts=noun.counts,
        value=number.value if number else None,
        quantity=_quantity(number.quantity if number else None, noun.unit),
        area=area,
        place=area_words,
        by=tuple(source.world.actors.resolve(each) for each in by),
        act=act,
        claimed_by=claimant or source.claimant,
        period_start=period.start,
        period_end=period.end,
        cut_off=period.cut_off,
        rule=own or (rule.says if rule else None),
        whole=not part and (country or (area is None and area_words is None)) and act is None,
        span=span,
        flags=tuple(dict.fromkeys(told)),
    )


def _quantity(found: Quantity | None, unit: str | None) -> Quantity | None:
    return found.model_copy(update={"unit": unit}) if found and unit else found


def span_of(text: str, start: int, end: int) -> Span:
    """Characters [start, end) of the text, with the words."""
    return Span(start=start, end=end, words=text[start:end])


def _told(sentence: Sentence, item: Item) -> tuple[str, ...]:
    here = sentence.text[sentence.start : sentence.end]
    return ("live_fire_exercise",) if _MARKED.search(here) and item.noun and item.noun.kind == "count" else ()


def _claimant(source: Source, sentence: Sentence, number: Number) -> str | None:
    """Somebody other than the issuer whom the sentence names as the one who counted."""
    found = words().speakers.find(sentence.text, sentence.start, number.start)
    return found[-1].value if found and found[-1].value in source.world.claimants else None


def _period(source: Source, sentence: Sentence, previous: bool, noun: Noun) -> Period:
    text = sentence.text[sentence.start : sentence.end]
    if not noun.fresh:
        return replace(source.closing, start=None, flags=("running_total",))
    since = _SINCE.search(text)
    day = find_day(text, source.year)
    if since is not None and day is not None and day[1] >= since.end():
        begun = day_period(day[0], source.closing)
        return replace(begun, end=source.closing.end, flags=("running_total", *begun.flags))
    stated = period_of(text, source.closing, source.year)
    if stated is None and day is not None and _ON.fullmatch(text[: day[1]]):
        stated = day_period(day[0], source.closing)
    period = stated or source.period
    return _previous(period, text) if previous else period


def _previous(period: Period, text: str) -> Period:
    """The period before; "previous 24 hours" gives its own length, "previous reporting period" none."""
    if _ONE_DAY.search(text) and period.start is not None:
        return replace(period, start=period.start - timedelta(hours=24), end=period.start, flags=("previous_period",))
    return Period(None, None, period.cut_off, period.zone, ("previous_period", "previous_period_not_dated"))


def _none_counted(source: Source, sentence: Sentence, linked: list[Item]) -> list[Count]:
    """ "No ceasefire violations": a count of none, in so many words."""
    used = {item.own_noun.start for item in linked if item.own_noun}
    found = []
    for hit in sentence.nouns:
        if hit.start in used or hit.value.counts not in _NOTHING:
            continue
        before = _NOT.search(sentence.text, max(sentence.start, hit.start - 48), hit.start)
        if before is None:
            continue
        number = Number(before.start(), hit.end, 0, None, digits=False)
        item = Item(number, hit.value, hit)
        item.areas = [each for each in sentence.areas if each.end <= before.start()][-1:] or sentence.areas[:1]
        found.append(_count(source, sentence, item, item.areas[0] if item.areas else None))
    return found


def _shares(source: Source, sentence: Sentence) -> list[Count]:
    """Percentages, as quantities without a number of cases; they are checked against the numbers."""
    found = []
    for start, end in percents(sentence.text[sentence.start : sentence.end]):
        first, last = sentence.start + start, sentence.start + end
        nouns = [hit for hit in sentence.nouns if hit.start >= last] or sentence.nouns
        if not nouns:
            continue
        share = percent_at(sentence.text, first, last)
        side = next((hit for hit in sentence.parties if hit.start >= last), None)
        area = next((hit for hit in sentence.areas if hit.start >= last), None)
        noun = nouns[0].value
        made = made_count(
            source,
            noun,
            Number(first, last, None, None, digits=True),
            _period(source, sentence, False, noun),
            area=area.value if area and side is None else None,
            by=side.value if side else (),
            act=noun.act,
            span=span_of(sentence.text, first, last),
            part=True,
            flags=("share",),
        )
        told = Quantity(low=share, high=share, unit="%", words=sentence.text[first:last])
        found.append(made.model_copy(update={"quantity": told}))
    return found


def names_of(world: World) -> Lexicon[str]:
    """The areas that text and tables are read against."""
    return area_words(world)
