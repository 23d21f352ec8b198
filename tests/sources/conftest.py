"""The world that example rows are read against, and where example files go."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from holdfire.world import World, load_world


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Our world, with the zone of Syria."""
    own = tmp_path_factory.mktemp("world") / "zones.yaml"
    own.write_text("zones: {syria: Asia/Damascus}\n")
    return load_world(own)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a file and give its path. The name says nothing about the format."""

    def written(content: str | bytes, name: str = "file.data") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written
