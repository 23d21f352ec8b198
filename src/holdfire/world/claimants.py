"""Who says so: monitors, media, militaries, bodies; with the camp that each belongs to and what it can see."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property

from ..records import Record
from ._names import fold


class Claimant(Record):
    """An origin or outlet. `camp` is the side that it belongs to or reports from, `none_known` where none is.

    `sensitive`: naming it could endanger somebody; a public edition withholds its name.
    """

    id: str
    name: dict[str, str]
    aliases: tuple[str, ...] = ()
    kind: str = "unknown"
    camp: str = "none_known"
    sees: str | None = None
    from_: date | None = None
    to: date | None = None
    owned_by: str | None = None
    sensitive: bool = False
    source: str | None = None
    unchecked: bool | str = False
    note: str | None = None


class Claimants:
    """Claimants by id or any spelling of their name."""

    def __init__(self, claimants: Iterable[Claimant]):
        self.claimants = {each.id: each for each in claimants}

    def __contains__(self, claimant: object) -> bool:
        return claimant in self.claimants

    def __getitem__(self, claimant: str) -> Claimant:
        return self.claimants[claimant]

    @cached_property
    def _names(self) -> dict[str, str]:
        index: dict[str, str] = {}
        for each in self.claimants.values():
            for name in (*each.name.values(), *each.aliases):
                index.setdefault(fold(name), each.id)
        index |= {fold(each): each for each in self.claimants}
        return index

    def lookup(self, name: str) -> str | None:
        """The claimant of that id or spelling."""
        return name if name in self.claimants else self._names.get(fold(name))

    def resolve(self, name: str) -> str:
        """The claimant's id. Where nobody knows the name: the name itself, so that spellings that differ only by
        case or white space are one origin, in whatever order they are read.

        >>> Claimants([]).resolve("Free  Burma Rangers")
        'free burma rangers'
        """
        return self.lookup(name) or " ".join(name.split()).casefold()

    def name(self, claimant: str, language: str = "en") -> str:
        """What the claimant is called."""
        found = self.claimants.get(claimant)
        return claimant if found is None else found.name.get(language, found.name.get("en", claimant))
