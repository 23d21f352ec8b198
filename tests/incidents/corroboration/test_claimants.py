"""Owners in the register of claimants: whom they make one."""

from __future__ import annotations

import pytest

from holdfire.records import Status
from holdfire.world import load_world, theatres

from .reporting import report, status

EVERYBODY = load_world(theatres=theatres()).claimants.claimants


def test_every_owner_is_a_claimant() -> None:
    assert {each.owned_by for each in EVERYBODY.values() if each.owned_by} <= set(EVERYBODY)


@pytest.mark.parametrize("claimant", sorted(each.id for each in EVERYBODY.values() if each.owned_by))
def test_no_claimant_owns_itself_through_others(claimant: str) -> None:
    chain = [claimant]
    while (owner := EVERYBODY[chain[-1]].owned_by) is not None:
        assert owner not in chain
        chain.append(owner)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sana", "syrian-foreign-ministry"),
        ("rt", "tass"),
        ("sputnik", "ria-novosti"),
        ("press-tv", "al-alam"),
        ("fars", "tasnim"),
        ("anadolu", "trt-world"),
        ("asharq-al-awsat", "arab-news"),
        ("al-araby", "syria-tv"),
        ("hurriyet", "dogan-news"),
        ("jordan-times", "petra"),
        ("us-centcom", "white-house"),
        ("ocha", "who"),
        ("al-manar", "hezbollah"),
        ("amaq", "islamic-state"),
    ],
)
def test_what_one_owner_runs_does_not_corroborate_itself(one: str, other: str) -> None:
    assert status(report("a", one), report("b", other)) is Status.REPORTED
