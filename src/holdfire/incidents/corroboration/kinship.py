"""Who belongs together whatever the reports say: by owner, and by camp."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

from ...world import Claimant, Claimants


class Kinship:
    """For each origin one class, made of the register alone, so that no third party's report can change it.

    A class is `owner:ID`, the last owner to whom `owned_by` leads, or `camp:ID` where camps count and all that is known
    of the owner and what it owns lies in one camp that is a side.

    >>> from ...world import load_world
    >>> kin = kinship(load_world().claimants, frozenset({"none_known", "international"}), ())
    >>> kin.class_of("ocha", camps=True), kin.class_of("sana", camps=True), kin.class_of("sana", camps=False)
    ('owner:un', 'camp:government', 'owner:syrian-government')
    """

    def __init__(self, claimants: Claimants, nobody: frozenset[str], allied: tuple[tuple[str, ...], ...]):
        known = claimants.claimants
        self._owners = {each: _last_owner(each, known) for each in known}
        self._above = frozenset(self._owners.values())
        self._camps = _camps(self._owners, known, nobody, {each: group[0] for group in allied for each in group})

    def owner(self, origin: str) -> str:
        """The last owner, or the origin itself."""
        return self._owners.get(origin, origin)

    def knows(self, origin: str) -> bool:
        """Whether anybody else could be of its class."""
        return origin in self._owners or origin in self._above

    def class_of(self, origin: str, *, camps: bool) -> str:
        owner = self._owners.get(origin, origin)
        camp = self._camps.get(owner) if camps else None
        return f"owner:{owner}" if camp is None else f"camp:{camp}"


@lru_cache(maxsize=16)
def kinship(claimants: Claimants, nobody: frozenset[str], allied: tuple[tuple[str, ...], ...]) -> Kinship:
    """The kinship of a register of claimants; made once."""
    return Kinship(claimants, nobody, allied)


def _last_owner(claimant: str, known: Mapping[str, Claimant]) -> str:
    """Where `owned_by` leads; from a circle of owners, the first of them by name."""
    chain = [claimant]
    while (found := known.get(chain[-1])) is not None and found.owned_by is not None:
        if found.owned_by in chain:
            return min(chain[chain.index(found.owned_by) :])
        chain.append(found.owned_by)
    return chain[-1]


def _camps(
    owners: Mapping[str, str], known: Mapping[str, Claimant], nobody: frozenset[str], allied: Mapping[str, str]
) -> dict[str, str]:
    """The camp of each owner: its own, else the one in which all lie that it owns; none where they differ."""
    sides: dict[str, set[str]] = defaultdict(set)
    for claimant, owner in owners.items():
        camp = known[claimant].camp
        if camp not in nobody:
            sides[owner].add(allied.get(camp, camp))
    own = {owner: known[owner].camp for owner in sides if owner in known and known[owner].camp not in nobody}
    return {
        owner: allied.get(own[owner], own[owner]) if owner in own else next(iter(camps))
        for owner, camps in sides.items()
        if owner in own or len(camps) == 1
    }
