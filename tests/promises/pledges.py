"""Small agreements of Madeland with promises, and reports of what was delivered, each in a line.

Times are local to Lagos (UTC+1, no summer time) where no other zone is given. The truce runs from 1 March to 1 June
2020.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from holdfire.promises import Delivery, Known, State, states
from holdfire.terms import Agreement
from holdfire.world.time import instant, parse_when

LAGOS = "Africa/Lagos"


def local(text: str) -> datetime | date:
    """A local time or a day, as a file has it."""
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def at(text: str, zone: str = LAGOS) -> datetime:
    """The instant (UTC) of a local time, or the first of a day."""
    return instant(local(text), zone)


def pledge(ident: str = "p", **stated: Any) -> dict[str, Any]:
    """A promise of the North to bring eighteen lorries by 1 April, with some of it stated otherwise.

    What is None is left out.
    """
    base = {
        "id": ident,
        "debtor": "north",
        "deed": "aid_delivered",
        "says": "Eighteen lorries come by the first of April.",
        "source": {"ref": "text", "at": "1"},
        "amount": {"at_least": 18, "unit": "lorries"},
        "due": local("2020-04-01"),
    }
    return {name: value for name, value in (base | stated).items() if value is not None}


def deed(ident: str = "p", **stated: Any) -> dict[str, Any]:
    """A promise of something that is done or not, without a number."""
    return pledge(ident, deed="withdrawal", says="The North withdraws by the first of April.", amount=None, **stated)


def truce(*promises: Mapping[str, Any], **head: Any) -> Agreement:
    """An agreement with these promises. `events` are ids with their times, None where not known to have happened."""
    events = [
        {"id": name, "says": f"Event {name}.", **(value if isinstance(value, dict) else {"at": value})}
        for name, value in head.pop("events", {}).items()
    ]
    stated = {
        "id": "truce",
        "title": "Truce of Madeland",
        "kind": "national",
        "standing": "adopted",
        "zone": LAGOS,
        "starts": local("2020-03-01"),
        "ends": [{"id": "agreed", "plain": True, "until": local("2020-06-01")}],
        "area": "madeland",
        "parties": {side: {"name": side, "members": [{"actor": f"{side}-army"}]} for side in ("north", "south")},
        "references": {"text": {"title": "Truce of Madeland"}},
        "events": events,
        "promises": list(promises),
    }
    return Agreement.model_validate(stated | head)


def given(
    when: str,
    amount: float | bool,
    by: str | tuple[str, ...] = "un",
    of: str = "p",
    *,
    total: bool = False,
    **parts: float,
) -> Delivery:
    """A report: so many, or done or not. `when` is a day, a local time, or two days with `..` between them; with
    `total` the number is all that there was up to then."""
    span: Any = when
    if ".." in when:
        first, last = when.split("..")
        span = {"from": local(first), "to": local(last)}
    found = parse_when(span, LAGOS)
    end = found.start if found.precision == "minute" else found.end
    claimed = (by,) if isinstance(by, str) else by
    if isinstance(amount, bool):
        return Delivery(of, found.start, end, None, parts, amount, claimed)
    return Delivery(of, found.start, end, amount, parts, None, claimed, total)


def all_told(amount: float, by: str = "un", of: str = "p", when: str = "2020-04-02", **parts: float) -> Delivery:
    """A source's total, of a day after the first of April: so many came, and no more."""
    return given(when, amount, by, of, total=True, **parts)


def stands(agreement: Agreement, on: str | datetime, *deliveries: Delivery, **known: Any) -> dict[str, State]:
    """Each promise under its plain reading, by its id, and under each other one, as `id/reading`."""
    now = on if isinstance(on, datetime) else at(on, agreement.zone)
    found = states(agreement, Known(now, deliveries, **known))
    return {each.promise if each.reading == "plain" else f"{each.promise}/{each.reading}": each for each in found}


def said(state: State) -> tuple[str, str]:
    """The state and its code."""
    return state.state, state.because
