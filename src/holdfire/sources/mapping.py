"""Mapping (being written)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Mapping:
    name: str

    def columns(self) -> set[str]:
        return set()


def read_mapping(path: Path) -> Mapping:
    return Mapping(path.stem)
