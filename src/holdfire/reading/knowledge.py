"""The data files of this room, read by their name."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

from ..world import read_yaml


def knowledge(*parts: str) -> dict[str, Any]:
    """A data file of this room, by its path. Raises `KnowledgeError` for a file that cannot be read."""
    return read_yaml(Path(str(files("holdfire.reading"))).joinpath(*parts)).content
