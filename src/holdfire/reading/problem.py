"""What is said when a text cannot be read at all."""

from __future__ import annotations


class ReadingError(RuntimeError):
    """Reading cannot begin: what was found, what was expected, and what to do.

    >>> str(ReadingError(found="no spaCy", expected="spaCy 3.8", remedy='pip install "holdfire[read]"'))
    'Found no spaCy; expected spaCy 3.8. pip install "holdfire[read]"'
    """

    def __init__(self, *, found: str, expected: str, remedy: str):
        self.found, self.expected, self.remedy = found, expected, remedy
        super().__init__(f"Found {found}; expected {expected}. {remedy}")

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (self.found, self.expected, self.remedy)


def _again(found: str, expected: str, remedy: str) -> ReadingError:
    return ReadingError(found=found, expected=expected, remedy=remedy)
