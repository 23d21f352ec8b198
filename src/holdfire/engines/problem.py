"""What is said when a run cannot be carried out on the engine, or into the file, that was asked for."""

from __future__ import annotations

from typing import Any


class EngineError(ValueError):
    """A run that cannot start or cannot go on; the message says what was expected and what to do."""


class StoreError(EngineError):
    """A store that did not do what it was asked; it may the next time."""


class UnfinishedError(EngineError):
    """Fragments failed three times. What the others made is kept, and the same command goes on from there.

    `account` (`account.Account`) counts the fragments and names those that failed; `where` is the output that was not
    put in place.
    """

    def __init__(self, account: Any, where: str):
        self.account, self.where = account, where
        first = "; ".join(f"{why} (see {place})" for why, place in account.failed[:3])
        more = f"; and {len(account.failed) - 3} more" if len(account.failed) > 3 else ""
        super().__init__(
            f"{len(account.failed)} of {account.fragments} fragments failed three times: {first}{more}."
            f" {where or 'Every output'} is as it was; what the others made is kept. Mend the cause and give the same"
            " command again."
        )

    def __reduce__(self) -> tuple[object, ...]:
        return UnfinishedError, (self.account, self.where)
