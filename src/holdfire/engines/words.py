"""What the words of rows say, put beside their coding where a job asks for it."""

from __future__ import annotations

import pyarrow as pa

from ..world import World


def worded(asked: bool, observations: pa.Table, alternatives: pa.Table, world: World) -> tuple[pa.Table, int]:
    """The side table, with what the rows' words say where that was asked for, and how many rows say something."""
    if not asked:
        return alternatives, 0
    from ..reading.headlines import read_words  # what parses English is loaded only where words are read

    return read_words(observations, alternatives, world)
