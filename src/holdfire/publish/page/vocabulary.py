"""What repeats, once: values by number, in the order in which they were first met."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value", bound=Hashable)


class Vocabulary(Generic[Value]):
    """Values and their numbers.

    >>> known = Vocabulary(["a"])
    >>> known.number("b"), known.number("a"), known.values
    (1, 0, ['a', 'b'])
    """

    def __init__(self, values: list[Value] | None = None):
        self.values: list[Value] = list(values or ())
        self._numbers = {value: n for n, value in enumerate(self.values)}

    def number(self, value: Value) -> int:
        """The value's number; a new one where it was not met yet."""
        found = self._numbers.get(value)
        if found is None:
            found = self._numbers[value] = len(self.values)
            self.values.append(value)
        return found
