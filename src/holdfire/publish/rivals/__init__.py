"""Rival pictures: what each claimant says of a period, side by side and never added."""

from .lines import Names
from .pictures import drawn, pictures
from .record import Days, Pictures
from .tally import Scope, Tally

__all__ = ["Days", "Names", "Pictures", "Scope", "Tally", "drawn", "pictures"]
