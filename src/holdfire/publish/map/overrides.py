"""Lines and provinces that the map draws otherwise than the border data, and the names of seas, from a file."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import Field

from ...records import Record
from ...world import Reference, checked, read_yaml
from .borders import Box

_FILE = "overrides.yaml"


class Dashed(Record):
    """The common border of two sides, drawn dashed; `within` keeps to a box of degrees."""

    id: str
    between: tuple[str, str]
    within: Box | None = None
    source: str
    unchecked: bool | str = False
    note: str | None = None


class Shared(Record):
    """Provinces that the border data give to one state and another claims, by their codes."""

    id: str
    codes: tuple[str, ...]
    also: str
    source: str
    unchecked: bool | str = False
    note: str | None = None


class Line(Record):
    """A line that the border data do not have; drawn, with its name, where one of the states is on the map."""

    id: str
    name: dict[str, str] = Field(default_factory=dict)
    states: tuple[str, ...]
    line: tuple[tuple[float, float], ...]
    source: str
    unchecked: bool | str = False
    note: str | None = None


class Named(Record):
    """A province's name by language, where the border data have a wrong one."""

    code: str
    name: dict[str, str]
    source: str
    unchecked: bool | str = False


class Sea(Record):
    """A sea's name by language and the boxes in which it may be written."""

    name: dict[str, str]
    boxes: tuple[Box, ...]


class Overrides(Record):
    """The whole file."""

    references: dict[str, Reference] = Field(default_factory=dict)
    dashed: tuple[Dashed, ...] = ()
    shared: tuple[Shared, ...] = ()
    lines: tuple[Line, ...] = ()
    names: tuple[Named, ...] = ()
    seas: tuple[Sea, ...] = ()


@cache
def overrides() -> Overrides:
    """What is drawn otherwise. Raises `KnowledgeError` naming file and line where the file is not as it should be."""
    document = read_yaml(Path(str(files("holdfire.publish.map"))) / _FILE)
    content: dict[str, Any] = document.content
    return checked(document, Overrides, content)
