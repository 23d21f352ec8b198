"""Arithmetic of a bulletin: parts against totals, shares against numbers. What does not agree is flagged and kept."""

from __future__ import annotations

from collections import defaultdict

from ...records.reading import Count
from .link import Item

DOES_NOT_SUM = "parts_do_not_sum"
EXCEEDS = "part_exceeds_total"
SHARE_DIFFERS = "percentage_differs"
_ROUNDING = 1.0


def flag(counts: list[Count], at: int, *flags: str) -> None:
    """Add flags to one count."""
    told = tuple(dict.fromkeys((*counts[at].flags, *flags)))
    counts[at] = counts[at].model_copy(update={"flags": told})


def check_parts(items: list[tuple[Item, list[int]]], counts: list[Count]) -> None:
    """Flag each number whose printed parts give another sum. `items` go with the places of their counts."""
    at = {id(item): told for item, told in items}
    parts: dict[tuple[int, str], list[Item]] = defaultdict(list)
    totals: dict[int, Item] = {}
    for item, _ in items:
        if item.parent is not None and id(item.parent) in at:
            parts[id(item.parent), item.dimension].append(item)
            totals[id(item.parent)] = item.parent
    for (parent, dimension), listed in parts.items():
        total = counts[at[parent][0]]
        values = [counts[n].value for item in listed for n in at[id(item)]]
        if total.value is None or None in values or not total_of(total):
            continue
        told = [value for value in values if value is not None]
        same_period = all(counts[n].period_end == total.period_end for item in listed for n in at[id(item)])
        if not same_period:
            continue
        if dimension == "subset":
            if max(told) > total.value and counts[at[id(listed[0])][0]].kind == total.kind:
                flag(counts, at[parent][0], EXCEEDS)
        elif sum(told) > total.value or (sum(told) < total.value and any(item.exhaustive for item in listed)):
            flag(counts, at[parent][0], DOES_NOT_SUM)
    _check_kinds(counts)


def total_of(count: Count) -> bool:
    """Whether a number is exact enough to be held against its parts."""
    return count.quantity is None or not count.quantity.approximate


def _check_kinds(counts: list[Count]) -> None:
    """A total told in one sentence and its kinds in others: 242 breaches, 219 by combat and 32 by arrest."""
    wholes = [n for n, each in enumerate(counts) if each.whole and each.value is not None and not each.by]
    for n in wholes[:1]:
        total = counts[n]
        kinds: dict[str, int] = {}
        for each in counts:
            alike = each.claimed_by == total.claimed_by and each.period_end == total.period_end
            alone = each.area == total.area and not each.by and each.act and each.value is not None
            if alike and alone and each.counts == total.counts and each.act and each.value is not None:
                kinds.setdefault(each.act, each.value)
        if len(kinds) > 1 and sum(kinds.values()) != total.value:
            flag(counts, n, DOES_NOT_SUM)

    for n in wholes[:1]:
        _check_parties(counts, n)


def _check_parties(counts: list[Count], at: int) -> None:
    """What sides are said to have done is no whole where a total without a side stands beside it; nor more than it."""
    total = counts[at]
    told: dict[tuple[str, ...], int] = {}
    for n, each in enumerate(counts):
        if each.whole and each.by and each.counts == total.counts and each.claimed_by == total.claimed_by:
            counts[n] = each.model_copy(update={"whole": False})
            if each.value is not None and each.period_end == total.period_end:
                told.setdefault(each.by, each.value)
    if total.value is not None and sum(told.values()) > total.value:
        flag(counts, at, DOES_NOT_SUM)


def check_share(counts: list[Count]) -> None:
    """Flag each percentage that the printed numbers do not give."""
    wholes: dict[str, int] = {}
    parts: dict[tuple[object, ...], int] = {}
    for each in counts:
        if each.value is not None:
            if each.whole and each.value:
                wholes.setdefault(each.counts, each.value)
            parts.setdefault((each.counts, each.by, each.area), each.value)
    for n, share in enumerate(counts):
        if "share" not in share.flags or share.quantity is None or share.quantity.low is None:
            continue
        part = parts.get((share.counts, share.by, share.area)) if share.by or share.area else None
        whole = wholes.get(share.counts)
        if part is not None and whole and abs(100 * part / whole - share.quantity.low) > _ROUNDING:
            flag(counts, n, SHARE_DIFFERS)


def flag_repeats(counts: list[Count]) -> None:
    """Flag a number that stood before, word for word the same count: a summary and its body are not two."""
    seen: set[tuple[object, ...]] = set()
    for n, each in enumerate(counts):
        key = (each.kind, each.counts, each.value, each.area, each.place, each.by, each.act, each.claimed_by,
               each.period_start, each.period_end, "share" in each.flags)  # fmt: skip
        if key in seen:
            flag(counts, n, "repeated")
        seen.add(key)
