"""What is said when a run cannot be carried out on the engine, or into the file, that was asked for."""

from __future__ import annotations


class EngineError(ValueError):
    """A run that cannot start or cannot go on; the message says what was expected and what to do."""
