"""What is said when a file cannot be read at all."""

from __future__ import annotations


class SourceError(ValueError):
    """A file that cannot be used: where, what was found, what was expected, and what to do.

    >>> str(SourceError("a.csv", found="an HTML page", expected="a table", remedy="Save the table itself."))
    'a.csv: found an HTML page; expected a table. Save the table itself.'
    """

    def __init__(self, file: object, *, found: str, expected: str, remedy: str, line: int | None = None):
        self.file, self.line = str(file), line
        self.found, self.expected, self.remedy = found, expected, remedy
        place = self.file if line is None else f"{self.file}:{line}"
        super().__init__(f"{place}: found {found}; expected {expected}. {remedy}")

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (type(self), self.file, self.found, self.expected, self.remedy, self.line)


class ChangedSourceError(SourceError):
    """A file that is no longer the one that a run began with: no worker will find it again."""


class UnreachableError(SourceError):
    """A file that could not be looked at: it says nothing of the file, and may go well elsewhere or the next time."""


def _again(kind: type[SourceError], file: str, found: str, expected: str, remedy: str, line: int | None) -> SourceError:
    return kind(file, found=found, expected=expected, remedy=remedy, line=line)


def lacking(package: str) -> SourceError:
    """The error where a package that reads documents is not installed.

    >>> print(lacking("lxml"))
    lxml: found no such package; expected the packages that read documents. pip install "holdfire[read]"
    """
    return SourceError(
        package, found="no such package", expected="the packages that read documents",
        remedy='pip install "holdfire[read]"',
    )  # fmt: skip
