"""Work that may fail: tried again on whatever worker is free, and told apart from work that cannot be done at all."""

from __future__ import annotations

import errno
import socket
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from ..sources import ChangedSourceError, SourceError
from ..world import KnowledgeError
from .job import holdfire_version
from .problem import EngineError, StoreError
from .runners import Lost, Runner

T = TypeVar("T")
R = TypeVar("R")

ATTEMPTS = 3
"""How often a fragment is tried before it is set aside."""

HOPELESS = 8
"""Fragments that fail for what is no matter of their data, none having succeeded, after which a run tries no more."""


@dataclass(frozen=True)
class Failed(Generic[T]):
    """A fragment that was not done: why in one line, where, the whole trace, and the error where a user can mend it.

    `final` is an error of the job itself, which no other worker would do better.
    """

    fragment: T
    why: str
    host: str
    trace: str
    cause: Exception | None = None
    final: bool = False


@dataclass(frozen=True)
class Attempt(Generic[T, R]):
    """Work on one fragment in which an exception is an answer. It refuses a worker of another version of holdfire."""

    work: Callable[[T], R]
    version: str

    def __call__(self, fragment: T) -> R | Failed[T]:
        host = socket.gethostname()
        if self.version != holdfire_version():
            wrong = EngineError(
                f"worker on {host}: found holdfire {holdfire_version()}; expected {self.version}, as here."
                " Install the same version on every machine of the cluster."
            )
            return Failed(fragment, str(wrong), host, "", wrong, True)
        try:
            return self.work(fragment)
        except StoreError as wrong:
            return _failed(fragment, wrong, host)
        except (EngineError, KnowledgeError, ChangedSourceError) as wrong:
            return Failed(fragment, str(wrong), host, traceback.format_exc(), wrong, True)
        except OSError as wrong:
            if wrong.errno not in _FORBIDDEN:
                return _failed(fragment, wrong, host)
            refused = EngineError(
                f"{wrong.filename or fragment}: worker on {host} may not write or read there"
                f" ({wrong.strerror or wrong}). Ask who keeps the folder, or name another."
            )
            return Failed(fragment, str(refused), host, traceback.format_exc(), refused, True)
        except Exception as wrong:  # noqa: BLE001  whatever a fragment does to a worker, the others go on
            return _failed(fragment, wrong, host)


_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


def _failed(fragment: T, wrong: Exception, host: str) -> Failed[T]:
    """A failure while it is being handled, which the trace needs."""
    cause = _mendable(wrong, host)
    return Failed(fragment, _line(cause or wrong), host, traceback.format_exc(), cause)


def _mendable(wrong: Exception, host: str) -> Exception | None:
    if isinstance(wrong, SourceError | StoreError):
        return wrong
    if isinstance(wrong, OSError) and wrong.errno in (errno.ENOSPC, errno.EDQUOT):
        return EngineError(f"worker on {host}: no space left on its disk ({wrong.filename or wrong}). Make room.")
    if isinstance(wrong, MemoryError):
        return EngineError(f"worker on {host}: not enough memory for a fragment. Give it more, or run fewer workers.")
    return None


def _line(wrong: Exception) -> str:
    text = " ".join(str(wrong).split())
    return text if isinstance(wrong, SourceError | EngineError) else f"{type(wrong).__name__}: {text}"


def attempted(
    runner: Runner, work: Callable[[T], R], fragments: Iterable[T], retried: Callable[[T], None] | None = None
) -> Iterator[R | Failed[T]]:
    """The results in any order, and a `Failed` for each fragment that failed three times.

    What fails is tried again after all others were. Raises the error where it is the job's own, and where nothing at
    all could be done.
    """
    attempt = Attempt(work, holdfire_version())
    succeeded = False
    waiting: Iterable[T] = fragments
    for turn in range(ATTEMPTS):
        failed: list[Failed[T]] = []
        for found in runner.map(attempt, waiting):
            each = _of_lost(found) if isinstance(found, Lost) else found
            if not isinstance(each, Failed):
                succeeded = True
                yield each
                continue
            if each.final:
                raise each.cause or EngineError(each.why)
            failed.append(each)
            if not succeeded and sum(not isinstance(each.cause, SourceError) for each in failed) >= HOPELESS:
                raise _first(failed)
        if not failed:
            return
        waiting = [each.fragment for each in failed]
        if turn + 1 < ATTEMPTS and retried is not None:
            for each in failed:
                retried(each.fragment)
    if not succeeded:
        raise _first(failed)
    yield from failed


def _of_lost(lost: Lost[T]) -> Failed[T]:
    wrong = EngineError(f"{lost.why}, three times. Give the same command again.")
    return Failed(lost.fragment, lost.why, "", "", wrong)


def _first(failed: list[Failed[T]]) -> Exception:
    """The error of a run in which nothing could be done."""
    return next((each.cause for each in failed if each.cause is not None), None) or _untold(failed[0])


def _untold(failed: Failed[T]) -> EngineError:
    """An error that is no user's to mend: whoever mends it wants the trace."""
    return EngineError(f"{failed.why} (worker on {failed.host})\n{failed.trace}".strip())


def results(runner: Runner, work: Callable[[T], R], fragments: Iterable[T]) -> Iterator[R]:
    """The results in any order, where all are needed. Raises the error of a fragment that failed three times."""
    for each in attempted(runner, work, fragments):
        if isinstance(each, Failed):
            raise each.cause or _untold(each)
        yield each


__all__ = ["ATTEMPTS", "Attempt", "Failed", "attempted", "results"]
