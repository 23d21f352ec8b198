"""ACLED's event export, in the layout of 2021 and in the current one.

Columns and codes follow the ACLED codebooks of 2021 and 2024. ACLED says that the order of its actors is no direction;
in violence against civilians an armed side acts on unarmed people, so there the armed side is the perpetrator. ACLED's
`source` names whom an event was coded from, not who first said it: those of them that are origins (a monitor, an army, a
rights group) make the claim, the others carried it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from ..world import World
from . import identity
from .aside import Aside, Rows
from .column import Column, Ints, Mask, lists, strings, together, whole
from .days import MISSING, WRITTEN, days, starts
from .draft import Imported, flags, imported, prefixed, same, times
from .harm import counts
from .naming import CIVILIANS, Sets, as_of, outlets, sets, unique
from .place import Table, Where, point, where

SOURCE, COMPILER = "acled", "acled"

CONTENT = (
    "event_date", "time_precision", "event_type", "sub_event_type", "actor1", "assoc_actor_1", "inter1", "actor2",
    "assoc_actor_2", "inter2", "country", "admin1", "admin2", "location", "latitude", "longitude", "geo_precision",
    "source", "fatalities",
)  # fmt: skip
"""What makes two rows the same, beside the notes. `timestamp` is left out: it changes with every upload."""

COLUMNS = ("event_id_cnty", *CONTENT, "notes")

PRECISION_OF_PLACE: Table = {"1": ("point", 1.0), "2": ("near", 25.0), "3": ("province", np.nan)}

PRECISION_OF_DATE: Mapping[str, tuple[str, int, int]] = {
    "1": ("day", 0, 0),
    # "A specific week or weekend": the day written is one of it, and not said which.
    "2": ("week", 6, 6),
    "3": ("month", 0, 0),
}
"""From the code to a precision, and by how many days the event may lie before or after the day written."""

ORIGINS = frozenset(
    {"monitor", "military", "government", "armed_group", "rights_group", "activist_network", "aid_body", "un_body"}
)
"""Kinds of claimant that say themselves what happened; the press and state media carry what others say."""

_FIGHTERS = frozenset({"armed_group", "designated_group", "militia", "state", "state_force", "operations_room", "umbrella"})

_CIVILIAN_CODES = frozenset({"7", "civilians"})
