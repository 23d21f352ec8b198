"""Tables whose columns are the fields of an observation, such as holdfire itself writes."""

from __future__ import annotations

COLUMNS: tuple[str, ...] = ()
def read(rows, world):
    raise NotImplementedError
