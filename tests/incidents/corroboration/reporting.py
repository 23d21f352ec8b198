"""Reports of one incident as the tests tell them: one strike on one town, on one day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from holdfire.incidents.corroboration import Method, accounts, default_method
from holdfire.records import Account, Alternative, Observation, Proposition, Status, Verified
from holdfire.world import World, load_world

WORLD = load_world()
METHOD = default_method()

STORY = (
    "Two barrel bombs fell on the vegetable market of the town shortly before noon and at least five people were "
    "killed, most of them shoppers who had come in from the villages around"
)
"""The words of an agency, long enough to show a copy."""


def report(ident: str, claimed_by: Sequence[str] | str = (), **fields: Any) -> Observation:
    """One report of the incident; what a test does not say is the same in all."""
    named = (claimed_by,) if isinstance(claimed_by, str) else tuple(claimed_by)
    plain: dict[str, Any] = {
        "observation_id": ident,
        "source": "test",
        "claimed_by": named,
        "when_start": datetime(2016, 3, 1, tzinfo=UTC),
        "when_end": datetime(2016, 3, 2, tzinfo=UTC),
        "when_precision": "day",
        "zone": "Asia/Damascus",
        "act": "shelling",
    }
    dead = {"killed_low": fields["killed"], "killed_high": fields.pop("killed")} if "killed" in fields else {}
    return Observation(id=ident, **(plain | dead | fields))


def stand(
    *reports: Observation,
    verified: Sequence[Verified] = (),
    alternatives: Sequence[Alternative] = (),
    method: Method = METHOD,
    world: World = WORLD,
) -> dict[tuple[str, str | None], Account]:
    """The accounts, by proposition and value."""
    found = accounts(reports, world, method, verified, alternatives)
    return {(each.proposition.value, each.value): each for each in found}


def occurred(*reports: Observation, **others: Any) -> Account:
    """How it stands that the incident occurred."""
    return stand(*reports, **others)[Proposition.OCCURRED.value, None]


def status(*reports: Observation, **others: Any) -> Status:
    return occurred(*reports, **others).status


def origins(account: Account) -> list[tuple[str, ...]]:
    """The origins of each voice."""
    return [each.origins for each in account.voices]
