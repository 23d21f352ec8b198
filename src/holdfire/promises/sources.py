"""What all sources together say of a promise: their accounts side by side, never added."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from .deliveries import Delivery
from .tally import COARSE, DIFFERS, IN_TIME, LATE, NO_PARTS, OPEN, SHORT, Account

_STATES = {IN_TIME: ("kept", "done"), LATE: ("kept_late", "done_late"), SHORT: ("missed", "short")}


def agreed(says: set[str]) -> tuple[str, str]:
    """What all sources together say: what the definite ones agree on. One that leaves it open contradicts nobody."""
    definite = says & {IN_TIME, LATE, SHORT}
    if definite == {LATE, SHORT}:  # it was not there in time by either, and came later by one
        definite = {LATE}
    if len(definite) > 1 or DIFFERS in says:
        return "undetermined", "sources_differ"
    if COARSE in says:
        return "undetermined", "time_too_coarse"
    if definite:
        return _STATES[definite.pop()]
    return "undetermined", "amount_not_reported" if NO_PARTS in says else "not_all_reported"


def denied(counted: dict[str, Account], number: float) -> bool:
    """Whether one source says, of a time at which another had it done, that it was not."""
    reached = {source: account.reached(number) for source, account in counted.items()}
    return any(
        (most := account.most(found.last)) is not None and most < number
        for source, found in reached.items()
        if found is not None
        for other, account in counted.items()
        if other != source and reached[other] is None
    )


def touches(each: Delivery, start: datetime, end: datetime) -> bool:
    return each.start < end and (each.end > start or each.start >= start)


def in_window(account: Account, least: float, start: datetime, end: datetime, part: str | None) -> str:
    """What one source says of one window."""
    if not account.tells(part):
        return NO_PARTS
    several = [each for each in account.reports if not each.closes]
    inside = [each for each in several if each.start >= start and each.end <= end]
    sure = round(sum(account.number(each, part) for each in inside), 9)
    totals = [each for each in account.reports if each.total and each.start >= start and each.end == end]
    denied = any(each.done is False and each.end >= end for each in account.reports)
    if totals and account.number(totals[-1], part) >= least:
        return IN_TIME
    if sure >= least:
        return DIFFERS if totals or denied else IN_TIME
    if round(sum(account.number(each, part) for each in several), 9) >= least:
        return COARSE
    alone = len(several) == 1 and several[0].start <= start and several[0].end >= end
    return SHORT if totals or denied or alone else OPEN


def told_so_far(counted: dict[str, Account]) -> dict[str, Any]:
    """What the sources have reported so far: the range, and each one's own."""
    values = {source: account.value() for source, account in counted.items()}
    done = (min(values.values()), max(values.values())) if values else None
    return {"done": done, "by_source": tuple(values.items())}
