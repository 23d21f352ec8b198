"""Published counts of rival claimants: whether each holds together, and why two of them are not one measure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import combinations

from ...sources.counts import PublishedCount
from ...world import World
from ...world.time import local_midnight
from .record import Apart, Check, Days, Published, Reason, When


def in_period(counts: Sequence[PublishedCount], days: Days) -> list[PublishedCount]:
    """The counts whose own period touches the one looked at, claimant by claimant: first who covers most of it."""
    found = [each for each in counts if _reaches(each, days)]
    widest = {each.claimed_by: _covers(each, days)[0] for each in widest_of(found, days)}

    def order(each: PublishedCount) -> tuple[object, ...]:
        return -widest[each.claimed_by], each.claimed_by, each.when.start, each.when.end, each.id

    return sorted(found, key=order)


def _bounds(each: PublishedCount, days: Days) -> tuple[datetime, datetime]:
    """The period looked at as instants where the count was made; an open end reaches as far as the count."""
    when = each.when
    begin = when.start if days.from_ is None else local_midnight(days.from_, each.zone)
    end = when.end if days.until is None else local_midnight(days.until + timedelta(days=1), each.zone)
    return begin, end


def _reaches(each: PublishedCount, days: Days) -> bool:
    begin, end = _bounds(each, days)
    return each.when.start < end and each.when.end > begin


def _beyond(each: PublishedCount, days: Days) -> bool:
    begin, end = _bounds(each, days)
    return each.when.start < begin or each.when.end > end


def published(counts: Sequence[PublishedCount], days: Days, world: World) -> tuple[Published, ...]:
    """The counts that touch a period, each with its own period, rule, parts and checks."""
    found = in_period(counts, days)
    widest = {each.id for each in widest_of(found, days)}
    seen: dict[object, str] = {}
    told = []
    for each in found:
        key = (each.claimed_by, each.when.start, each.when.end, each.total, each.killed)
        first = seen.setdefault(key, each.id)
        told.append(_told(each, days, world, each.id in widest, None if first == each.id else first))
    return tuple(told)


def _told(each: PublishedCount, days: Days, world: World, widest: bool, same_as: str | None) -> Published:
    begins, ends = each.period.text()
    return Published(
        id=each.id,
        claimed_by=each.claimed_by,
        name=", ".join(map(world.claimants.name, each.claimed_by)),
        carried_by=each.carried_by,
        period=When(from_=begins, to=ends),
        published=each.published,
        counts=each.counts,
        rule=each.rule,
        total=each.total,
        parts=each.parts,
        by_place=each.by_place,
        printed=each.printed,
        checks=tuple(checks(each)),
        flags=each.flags,
        source=each.source,
        beyond=_beyond(each, days),
        widest=widest,
        same_as=same_as,
    )


def widest_of(counts: Sequence[PublishedCount], days: Days) -> list[PublishedCount]:
    """Of each claimant the count that covers most of the period, what it reaches beyond it taken off; of several, the
    last published one."""

    found: dict[tuple[str, ...], PublishedCount] = {}
    for each in counts:
        other = found.get(each.claimed_by)
        if other is None or _covers(each, days) > _covers(other, days):
            found[each.claimed_by] = each
    return list(found.values())


def _covers(each: PublishedCount, days: Days) -> tuple[timedelta, date]:
    """How much of the period a count covers, less what it reaches beyond it, and when it was published."""
    begin, end = _bounds(each, days)
    inside = min(end, each.when.end) - max(begin, each.when.start)
    return 2 * inside - (each.when.end - each.when.start), each.published or date.min


# whether a count holds together


def checks(each: PublishedCount) -> Iterator[Check]:
    """What the numbers of one count say of each other. None of them is mended.

    >>> from datetime import date
    >>> from holdfire.sources.counts import CountPeriod
    >>> one = PublishedCount(id="x", claimed_by=("monitor",), counts="breaches", total=5,
    ...                      period=CountPeriod(from_=date(2020, 3, 1), to=date(2020, 3, 7)),
    ...                      parts={"north": 2, "south": 2})
    >>> [check.text for check in checks(one)]
    ['parts: 2 + 2 = 4, 1 less than the total of 5: a part is not told, or a number is misprinted']
    """
    for name, numbers in (("parts", each.parts), ("by place", each.by_place)):
        if numbers and each.total is not None:
            yield _against_total(name, numbers, each.total)
    yield from _printed(each)


def _against_total(name: str, numbers: Mapping[str, int], total: int) -> Check:
    found = sum(numbers.values())
    text = f"{name}: {_sum(numbers.values())}"
    if found == total:
        return Check(kind="adds_up", text=f"{text}, as the total")
    if found < total:
        why = "a part is not told, or a number is misprinted"
        return Check(kind="part_of_total", text=f"{text}, {total - found:,} less than the total of {total:,}: {why}")
    why = "cases counted twice, or a number is misprinted"
    return Check(kind="more_than_total", text=f"{text}, {found - total:,} more than the total of {total:,}: {why}")


def _printed(each: PublishedCount) -> Iterator[Check]:
    """Numbers printed beside the total: `arrests_by_government` is one of `arrests`, the others make up the total."""
    whole = {name: n for name, n in each.printed.items() if not any(name.startswith(f"{a}_by_") for a in each.printed)}
    mended = dict(whole)
    for name, stated in whole.items():
        of = {key.removeprefix(f"{name}_by_"): n for key, n in each.printed.items() if key.startswith(f"{name}_by_")}
        if of:
            mended[name] = sum(of.values())
            yield _against_stated(name, of, stated)
        if name in each.parts and each.parts[name] != stated:
            text = f"{_plain(name)}: {each.parts[name]:,} among the parts, {stated:,} as printed"
            yield Check(kind="differs", text=text)
    if whole and each.total is not None and not set(whole) <= set(each.parts):
        yield _against_total("printed", whole, each.total)
        if mended != whole and sum(whole.values()) != each.total == sum(mended.values()):
            changed = ", ".join(f"{mended[a]:,} for {_plain(a)}" for a in whole if mended[a] != whole[a])
            yield Check(kind="holds_with", text=f"with {changed}: {_sum(mended.values())}, as the total")


def _against_stated(name: str, of: Mapping[str, int], stated: int) -> Check:
    found = ", ".join(f"{_plain(part)} {n:,}" for part, n in of.items())
    text = f"{_plain(name)}: {_sum(of.values())} ({found})"
    if sum(of.values()) == stated:
        return Check(kind="adds_up", text=f"{text}, as printed")
    return Check(kind="differs", text=f"{text}, but {stated:,} is printed")


def _sum(numbers: Iterable[int]) -> str:
    listed = list(numbers)
    return f"{' + '.join(f'{n:,}' for n in listed)} = {sum(listed):,}" if len(listed) > 1 else f"{listed[0]:,}"


def _plain(name: str) -> str:
    return name.replace("_", " ").replace("-", " ")


# why two counts are not one measure


def apart(counts: Sequence[PublishedCount], days: Days, world: World) -> tuple[Apart, ...]:
    """For each two claimants, by the widest count of each: why the two cannot be compared directly."""
    pairs = combinations(widest_of(in_period(counts, days), days), 2)
    return tuple(Apart(one=a.id, other=b.id, because=tuple(_because(a, b, world))) for a, b in pairs)


def _because(one: PublishedCount, other: PublishedCount, world: World) -> Iterator[Reason]:
    a, b = (" and ".join(map(world.claimants.name, each.claimed_by)) for each in (one, other))
    if one.when.start != other.when.start or one.when.end != other.when.end:
        spans = [" to ".join(each.period.text()) for each in (one, other)]
        yield Reason(kind="period", text=f"{a} counts {spans[0]}, {b} {spans[1]}")
    if (one.counts, one.rule) != (other.counts, other.rule):
        text = f"{a} counts “{one.rule or one.counts}”, {b} “{other.rule or other.counts}”"
        yield Reason(kind="definition", text=text)
    if set(one.parts) != set(other.parts):
        text = f"{a} splits its count into {_split(one)}, {b} into {_split(other)}"
        yield Reason(kind="sides", text=text)
    yield Reason(
        kind="incidents",
        text="which incidents stand behind either count, and how many of them are common, is not known",
    )


def _split(each: PublishedCount) -> str:
    return ", ".join(f"{_plain(name)} {n:,}" for name, n in each.parts.items()) or "nothing"
