"""What `assess` was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..sources import Where


@dataclass(frozen=True)
class Request:
    """The options of `assess`, as given."""

    files: tuple[Where, ...]
    terms: tuple[str, ...]
    world: tuple[Path, ...] = ()
    mapping: Path | None = None
    decisions: Path | None = None
    assume: tuple[str, ...] = ()
    baseline: str | None = None
    as_of: str | None = None
    ground: bool = True
    read_words: bool = False
    level: str = "finding"
    longest_days: int = 7
    settle: bool = True
    engine: str = "inline"
    without_failed: bool = False
    out: Where | None = None
    rejects: Where | None = None
    page: Path | None = None
    chart: Path | None = None
    brief: Path | None = None
    language: str = "en"
    edition: str = "public"
    hold: tuple[str, ...] = ()
    key: Path | None = None
    json: bool = False

    @property
    def published(self) -> bool:
        """Whether anything is written that may be handed on."""
        return any((self.page, self.chart, self.brief))
