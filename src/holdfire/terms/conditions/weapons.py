"""With what: kinds of condition on the weapon of an act."""

from __future__ import annotations

from abc import abstractmethod
from typing import Annotated, ClassVar

from pydantic import Field

from ...world import NO, UNKNOWN, YES, Taxonomy
from .kind import ALL, Condition, OneOf, WeaponId, marked


class WeaponCondition(Condition):
    """The weapon used or present."""

    @abstractmethod
    def answer(self, weapon: str, weapons: Taxonomy) -> int:
        """The column function: whether one distinct weapon is one that the condition means: no, unknown, yes."""

    def classes(self) -> tuple[str, ...]:
        """The classes of weapons that it speaks of: what a person is offered as answers where none was reported."""
        return ()


Weapon = Annotated[WeaponCondition, OneOf(WeaponCondition)]


class WeaponIn(WeaponCondition):
    """A weapon of some classes is used or present: `{in: [heavy_weapon]}`."""

    key: ClassVar[str] = "in"
    pattern: ClassVar[str] = marked("with {in}")
    in_: tuple[WeaponId, ...]

    def answer(self, weapon: str, weapons: Taxonomy) -> int:
        return weapons.answer(self.in_, weapon)

    def classes(self) -> tuple[str, ...]:
        return self.in_


class WeaponNotIn(WeaponCondition):
    """A weapon of no such class: `{not_in: [personal_weapon]}`."""

    key: ClassVar[str] = "not_in"
    pattern: ClassVar[str] = marked("not with {not_in}")
    not_in: tuple[WeaponId, ...]

    def answer(self, weapon: str, weapons: Taxonomy) -> int:
        return 2 - weapons.answer(self.not_in, weapon)

    def classes(self) -> tuple[str, ...]:
        return self.not_in


class CalibreFrom(WeaponCondition):
    """A weapon of at least so many millimetres, by the taxonomy's figures: `{calibre_from_mm: 100}`.

    A weapon whose calibre the taxonomy does not give, or that may lie on either side, is unknown.
    """

    key: ClassVar[str] = "calibre_from_mm"
    pattern: ClassVar[str] = marked("with a calibre of {calibre_from_mm} mm or more")
    calibre_from_mm: Annotated[float, Field(gt=0, allow_inf_nan=False)]

    def answer(self, weapon: str, weapons: Taxonomy) -> int:
        found = weapons.terms.get(weapon)
        if found is None:
            return UNKNOWN
        if found.calibre_mm_min is not None and found.calibre_mm_min >= self.calibre_from_mm:
            return YES
        if found.calibre_mm_max is not None and found.calibre_mm_max < self.calibre_from_mm:
            return NO
        return UNKNOWN


class AllWeapons(WeaponCondition):
    """All of several at once: `{all_of: [{in: [artillery]}, {calibre_from_mm: 100}]}`."""

    key: ClassVar[str] = "all_of"
    pattern: ClassVar[str] = marked("{all_of}")
    all_of: tuple[Weapon, ...] = Field(min_length=1)

    def parts(self) -> tuple[Condition, ...]:
        return self.all_of

    def answer(self, weapon: str, weapons: Taxonomy) -> int:
        return ALL(each.answer(weapon, weapons) for each in self.all_of)

    def classes(self) -> tuple[str, ...]:
        return tuple(one for each in self.all_of for one in each.classes())


AllWeapons.model_rebuild()
