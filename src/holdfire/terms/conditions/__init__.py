"""The closed union of conditions that a clause may state: small typed kinds, no expression language.

Each kind is one class: its fields are its schema entry, `key` its name in a file, `answer` or `answers` its column
function, `pattern` its sentence pattern. A condition that the union lacks is one more class in one file, with its test.
"""

from .kind import ActId, ActorId, AreaId, Condition, Names, PartyKey, SiteId, WeaponId, family_schema, marked, names_in
from .places import (
    Across,
    AllPlaces,
    AnyPlace,
    Beyond,
    HeldBy,
    InArea,
    Near,
    OutsideArea,
    OwnLine,
    Place,
    PlaceCondition,
)
from .targets import (
    ActorTarget,
    AnyPartyTarget,
    AnyTarget,
    CiviliansHeldBy,
    CivilianTarget,
    OtherPartyTarget,
    PartyTarget,
    SiteTarget,
    Target,
    TargetCondition,
)
from .weapons import AllWeapons, CalibreFrom, Weapon, WeaponCondition, WeaponIn, WeaponNotIn

__all__ = [
    "Across",
    "ActId",
    "ActorId",
    "ActorTarget",
    "AllPlaces",
    "AllWeapons",
    "AnyPartyTarget",
    "AnyPlace",
    "AnyTarget",
    "AreaId",
    "Beyond",
    "CalibreFrom",
    "CivilianTarget",
    "CiviliansHeldBy",
    "Condition",
    "HeldBy",
    "InArea",
    "Names",
    "Near",
    "OtherPartyTarget",
    "OutsideArea",
    "OwnLine",
    "PartyKey",
    "PartyTarget",
    "Place",
    "PlaceCondition",
    "SiteId",
    "SiteTarget",
    "Target",
    "TargetCondition",
    "Weapon",
    "WeaponCondition",
    "WeaponId",
    "WeaponIn",
    "WeaponNotIn",
    "family_schema",
    "marked",
    "names_in",
]
