"""Failures that a user can mend, told in plain words; anything else is a fault of ours and shows as one."""

from __future__ import annotations

from typing import Any

import typer

from ..engines import EngineError, UnfinishedError
from ..sources import SourceError
from ..world import KnowledgeError


class UsageError(ValueError):
    """A request that cannot be carried out as it stands."""


def told(failure: Exception) -> str | None:
    """The message for a failure that a user can mend; None for any other."""
    match failure:
        case typer.BadParameter():
            return _usage(failure)
        case KnowledgeError() | SourceError() | EngineError() | UsageError():
            return "\n".join([str(failure), *getattr(failure, "__notes__", ())])
        case FileNotFoundError() | PermissionError() | IsADirectoryError() | NotADirectoryError():
            return f"{failure.filename}: {failure.strerror}. Check the path."
        case OSError() if failure.filename:
            return f"{str(failure.filename)[:120]}: {failure.strerror}. Check the path."
        case RecursionError():
            return "A file is nested, or hangs on itself, too deeply to be read. Mend it."
        case ValueError() if str(failure).startswith("expected"):
            return f"{str(failure)[0].upper()}{str(failure)[1:].rstrip('.')}."
        case KeyError() if failure.args and str(failure.args[0]).startswith("expected"):
            return f"{str(failure.args[0])[0].upper()}{str(failure.args[0])[1:].rstrip('.')}."
    return _usage(failure) if hasattr(failure, "format_message") else None


def is_unfinished(failure: Exception) -> bool:
    """Whether the same command goes on from where this one ended."""
    return isinstance(failure, UnfinishedError)


def _usage(failure: Any) -> str:
    """A wrong use of the command line: how it is used, and what was wrong."""
    usage = failure.ctx.get_usage() + "\n" if getattr(failure, "ctx", None) else ""
    return f"{usage}{failure.format_message()}"
