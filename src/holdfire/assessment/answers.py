"""The answers of one test: worked out for distinct values, looked up by rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ..records.codes import Codes, Ints, combine
from .reasons import REASONS

Reasons = npt.NDArray[np.uint8]
Bools = npt.NDArray[np.bool_]

_NOT_ASKED = np.uint8(255)
"""Stands for the reason of a test that is not asked."""


@dataclass
class Answered:
    """One test's answers: `table[key, slot]` holds reason numbers, `slot[column]` says which slot a column asks."""

    name: str
    key: Codes
    table: Reasons
    slot: Ints

    @cached_property
    def answers(self) -> npt.NDArray[np.int8]:
        return np.array([reason.answer for reason in REASONS[self.name]], dtype=np.int8)[self.table]

    def classes(self, asking: Codes, sets: Bools) -> Codes:
        """By act: which of the distinct rows of answers it has, as far as columns are asked of it. `asking` says by act
        which row of `sets`, by column, that is."""
        code, (which, keys) = combine(asking, self.key)
        slots = np.zeros((len(sets), self.table.shape[1]), dtype=bool)
        for column, slot in enumerate(self.slot.tolist()):
            slots[:, slot] |= sets[:, column]
        return alike(np.where(slots[which], self.table[keys], _NOT_ASKED))[code]

    def take(self, acts: Ints) -> Answered:
        """The same answers for some of the acts."""
        return Answered(self.name, self.key[acts], self.table, self.slot)

    def of(self, acts: Ints, columns: Ints) -> Reasons:
        return self.table[self.key[acts], self.slot[columns]]

    def answer_of(self, answer: int) -> Bools:
        """By act and column: whether the test gives this answer."""
        return np.asarray((self.answers == answer)[:, self.slot], dtype=bool)


def alike(table: Reasons) -> Codes:
    """Which of the distinct rows each row of a table is."""
    size, width = table.shape
    if width == 0:
        return np.zeros(size, np.int32)
    content = pa.py_buffer(np.ascontiguousarray(table))
    rows = pa.FixedSizeBinaryArray.from_buffers(pa.binary(width), size, [None, content])
    return np.asarray(rows.dictionary_encode().indices, dtype=np.int32)
