"""Where a run works: beside its output, wherever that is, or in a temporary folder where nothing is written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from ..sources.address import Address, Where
from ..sources.scratch import scratch_folder
from . import outputs
from .bucket import Manifest, begin, forget, manifest_of
from .problem import EngineError
from .reach import shown
from .staging import Folder, Staging, alone, clear, open_staging, staging_beside

FAR = ("ray://", "spark://", "sc://")
"""Engines whose workers may be on other machines."""


def check_shared(target: Where | None, engine: str) -> None:
    """Raises `EngineError` where the workers of an engine would have no place that they share."""
    if target is None and (engine.startswith(FAR) or (engine == "ray" and os.environ.get("RAY_ADDRESS"))):
        raise EngineError(
            f"engine {shown(engine)!r}: expected --out, at an address or in a folder that all machines share: that is"
            " where the workers leave what is done"
        )


@dataclass
class Staged:
    """What a run keeps, and what of an earlier run's inputs was another (`differing`), whose parts are not used.

    `manifest` is that of an output at an address. With `unfinished` the parts stay, for the same command to go on;
    `published` are those that the manifest names now.
    """

    staging: Staging
    differing: list[str] = field(default_factory=list)
    manifest: Manifest | None = None
    unfinished: bool = False
    published: bool = False


@contextmanager
def staged(target: Where | None, run: str, made_from: dict[str, Any]) -> Iterator[Staged]:
    """The place of a run, by the hash that names it. It is tidied up when the run has ended well."""
    if target is None:
        with scratch_folder() as temporary:
            yield Staged(Folder(temporary))
        return
    if isinstance(target, Address):
        manifest = manifest_of(target)
        bucket, differing = begin(target, run, made_from, manifest)
        place = Staged(bucket, differing, manifest)
        yield place
        if not place.unfinished and not place.published:
            forget(target, run)
        return
    folder = staging_beside(target)
    with alone(folder):
        outputs.restore(target, folder)
        staging, differing = open_staging(folder, run, made_from)
        place = Staged(staging, differing)
        yield place
        if not place.unfinished:
            clear(folder)
