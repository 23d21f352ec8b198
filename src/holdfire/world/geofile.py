"""Outlines from the user's own GeoJSON, KML or GeoPackage files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import shapely
import yaml

from ..records import Record
from ._file import SAFE, Document, KnowledgeError, Problem, checked
from .areas import Area


class AreaFile(Record):
    """A file of outlines, named in a world file: `{file, name, id, part_of, kind, accuracy_km}`.

    `name` and `id` are the attributes that hold each outline's name and (where there is one) id.
    """

    file: str
    name: str = "name"
    id: str | None = None
    part_of: str | None = None
    kind: str = "region"
    accuracy_km: float = 0.0


def outline_files(world: Path) -> list[Path]:
    """The files of outlines that a world file names. A mistake in it is told where it is loaded."""
    try:
        content = yaml.load(world.read_text(encoding="utf-8"), Loader=SAFE)  # noqa: S506 - a safe loader
    except (OSError, ValueError, yaml.YAMLError):
        return []
    entries = content.get("area_files") if isinstance(content, dict) else None
    names = [each.get("file") for each in entries or () if isinstance(each, dict)]
    return [path for name in names if isinstance(name, str) and (path := world.parent / name).is_file()]


def read_outlines(document: Document, entry: object, at: int) -> list[Area]:
    """One area an outline. The file's path is relative to the world file that names it."""
    asked = checked(document, AreaFile, entry, ("area_files", at))
    path = document.path.parent / asked.file
    line = document.line_of(("area_files", at))

    def wrong(found: str, expected: str, remedy: str) -> KnowledgeError:
        return KnowledgeError([Problem(document.path.name, line, found, expected, remedy)])

    if not path.is_file():
        raise wrong(f"no file {asked.file}", "a GeoJSON, KML or GeoPackage file", "Give a path relative to this file.")
    import pyogrio

    try:
        meta, _, outlines, columns = pyogrio.raw.read(path, force_2d=True)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as bad:
        raise wrong(f"{asked.file}: {bad}", "GeoJSON, KML or GeoPackage", "Check the file in a map program.") from None
    if meta["crs"] not in ("EPSG:4326", "OGC:CRS84", None):
        raise wrong(f"coordinates in {meta['crs']}", "longitude and latitude (EPSG:4326)", "Export it in EPSG:4326.")
    fields = {name: columns[n] for n, name in enumerate(meta["fields"])}
    names = next((fields[each] for each in (asked.name, "Name", "NAME", "name") if each in fields), None)
    if names is None:
        raise wrong(f"no attribute {asked.name!r} in {asked.file}", f"one of {', '.join(fields)}", "Set `name:`.")
    ids = fields.get(asked.id or "", names)
    return [_area(asked, str(ids[n]), str(names[n]), outline, wrong) for n, outline in enumerate(outlines)]


def _area(asked: AreaFile, ident: str, name: str, outline: bytes, wrong: Any) -> Area:
    shape = shapely.from_wkb(outline)
    if shape is None or shape.is_empty or not shape.is_valid:
        raise wrong(
            f"an outline {name!r} that is empty or crosses itself",
            "a valid polygon or line",
            "Mend the outline.",
        )
    return Area(
        id="-".join(ident.casefold().split()),
        name={"en": name},
        kind=asked.kind,
        part_of=asked.part_of,
        geometry=json.loads(shapely.to_geojson(shape)),
        accuracy_km=asked.accuracy_km,
    )
