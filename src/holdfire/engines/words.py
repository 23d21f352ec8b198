"""What the words of rows say, put beside their coding where a job asks for it."""

from __future__ import annotations

import pyarrow as pa

from ..world import World
from .problem import EngineError


def worded(asked: bool, observations: pa.Table, alternatives: pa.Table, world: World) -> tuple[pa.Table, int]:
    """The side table, with what the rows' words say where that was asked for, and how many rows say something."""
    if not asked:
        return alternatives, 0
    # What parses English is loaded only where words are read.
    from ..reading import ReadingError
    from ..reading.rows.headlines import read_words

    try:
        return read_words(observations, alternatives, world)
    except ReadingError as lacking:
        raise EngineError(str(lacking)) from None
