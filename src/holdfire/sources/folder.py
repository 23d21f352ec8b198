"""Folders of files, here or at an address, as the files in them; recognised together, since they are one table."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath
from typing import TypeVar

from .address import Address, Where
from .container import digest, head_of
from .format import DELIMITERS, Recognised, canonical, examine, first_record, needed_by
from .partitions import constants_of
from .problem import SourceError

MANIFEST = "_manifest.json"
"""Lists the parts of a table that holdfire wrote as a folder. Nothing else in such a folder is read."""

AT_ONCE = 8
"""Files at addresses that are looked at side by side."""

R = TypeVar("R")


def files_of(given: Iterable[Where], mapping: Path | None = None) -> tuple[Where, ...]:
    """What was given, with the files of a folder or prefix in its place, in the order of their names.

    Left out are names that begin with `_` or `.` at any level; a folder with holdfire's own `_manifest.json` is what
    that lists. The files of one folder are one table: `mapping` is how they are read where they are of the user's own.

    Raises `SourceError` for a folder without files, or whose files are not of one format.
    """
    found: list[Where] = []
    for each in given:
        inside = _inside(each)
        if inside is not None:
            _check_alike(inside, mapping)
        found += [each] if inside is None else inside
    return tuple(found)


def check_rows(files: Sequence[Where], mapping: Path | None = None) -> None:
    """Raises `SourceError` where every file is a table with a header and no row."""
    if files and all(_is_bare(each, mapping) for each in files):
        raise SourceError(
            files[0], found="a header and no row under it", expected="a table with at least one row",
            remedy="Check the export.",
        )  # fmt: skip


def _is_bare(file: Where, mapping: Path | None) -> bool:
    try:
        # A workbook is read as a whole to know it, which is not done twice.
        return head_of(file)[0] != "xlsx" and examine(file, mapping).bare
    except SourceError:  # whoever opens it says what is wrong
        return False


def _inside(folder: Where) -> list[Where] | None:
    """The files of a folder in order; None where it is none."""
    if not folder.is_dir():
        return None
    manifest: Where = folder.child(MANIFEST) if isinstance(folder, Address) else folder / MANIFEST
    found = listed_in(folder, manifest) if manifest.is_file() else _followed(files_below(folder, but=MANIFEST))
    if not found:
        raise SourceError(
            folder, found="a folder without files", expected="files of reports, whose names do not begin with _ or .",
            remedy="Check the path.",
        )  # fmt: skip
    return found


def _followed(files: Sequence[Where]) -> list[Where]:
    """The files, with what a manifest among them lists in place of all that lies beside and below it."""
    waiting = {each.parent: each for each in files if each.name == MANIFEST}
    listed: list[Where] = []
    done: list[tuple[str, ...]] = []
    for each in files:
        if any(each.parts[: len(above)] == above for above in done):
            continue
        above = next((folder for folder in waiting if each.parts[: len(folder.parts)] == folder.parts), None)
        if above is None:
            listed.append(each)
        else:
            listed += listed_in(above, waiting[above])
            done.append(above.parts)
    return listed


def files_below(folder: Where, hidden: tuple[str, ...] = ("_", "."), but: str = "") -> list[Where]:
    """All files in a folder and in those below it, in the order of their names, without names that begin so; files of
    the name `but` are there whatever it begins with."""
    if isinstance(folder, Address):
        depth, found = len(folder.parts), list[Where]()
        for each in folder.inside():
            *folders, name = each.parts[depth:]
            if not any(above.startswith(hidden) for above in folders) and (name == but or not name.startswith(hidden)):
                found.append(each)
        return found
    walked: list[Path] = []
    for at, folders, names in os.walk(folder):
        folders[:] = [each for each in folders if not each.startswith(hidden)]
        walked += [Path(at, each) for each in names if each == but or not each.startswith(hidden)]
    walked.sort(key=lambda each: each.relative_to(folder).as_posix())
    return [*walked]


def listed_in(folder: Where, manifest: Where) -> list[Where]:
    """The parts that a manifest lists. Raises `SourceError` where one is not there, or not as it was written."""
    try:
        content = manifest.read() if isinstance(manifest, Address) else manifest.read_bytes()
        listed = [(str(each["name"]), str(each["sha256"])) for each in json.loads(content)["parts"]]
    except (ValueError, KeyError, TypeError) as bad:
        raise SourceError(
            manifest, found=f"a manifest that cannot be read ({type(bad).__name__})", expected="what holdfire wrote",
            remedy="Make the folder again, or take the manifest out of it.",
        ) from None  # fmt: skip
    if not listed:
        raise SourceError(
            manifest, found="a manifest without parts", expected="one part or more", remedy="Make it again."
        )
    parts = [_part(folder, name, manifest) for name, _ in listed]
    for part, (_, written) in zip(parts, listed, strict=True):
        _check_part(part, written, manifest)
    return parts


def _part(folder: Where, name: str, manifest: Where) -> Where:
    steps = PurePosixPath(name).parts
    if not steps or steps[0] == "/" or ".." in steps:
        raise SourceError(
            manifest, found=f"a part named {name!r}", expected="names of files in the folder", remedy="Make it again."
        )
    return folder.child(name) if isinstance(folder, Address) else folder.joinpath(*steps)


def _check_part(part: Where, written: str, manifest: Where) -> None:
    """At an address only whether it is there: its content is asked by whoever reads it."""
    there = part.is_file()
    if not there or (isinstance(part, Path) and digest(part) != written):
        found = "a part that is not as it was written" if there else "no such file"
        raise SourceError(
            part, found=found, expected=f"the parts that {manifest} lists", remedy="Make the folder again."
        )


def _check_alike(files: Sequence[Where], mapping: Path | None) -> None:
    """Raises `SourceError` where the files are not of one format, naming two of them and what differs."""
    mapping = mapping if mapping is None or fits(files[0], mapping) or not fits(files[0], None) else None
    first = examine(files[0], mapping)

    def looked(file: Where) -> Recognised | SourceError:
        try:
            return examine(file, mapping)
        except SourceError as bad:
            return bad

    for file, found in zip(files[1:], side_by_side(looked, files[1:]), strict=True):
        if isinstance(found, Recognised) and found.format.name == first.format.name:
            continue
        if isinstance(found, SourceError) and _names(file) is None:
            raise found
        raise SourceError(
            file, found=_other(file, found, first), expected=f"the format of {files[0]}: {first.format.title}",
            remedy="The files of one folder are one table, and its schema may not change between files: give other"
            " files by themselves, or put them into a folder of their own.",
        )  # fmt: skip


def fits(file: Where, mapping: Path | None) -> bool:
    """Whether a file can be read, by that mapping where one is given."""
    try:
        examine(file, mapping)
    except SourceError:  # what is wrong with it is said where it is opened
        return False
    return True


def _other(file: Where, found: Recognised | SourceError, first: Recognised) -> str:
    """What a file is that is not like the first one of its folder."""
    if isinstance(found, Recognised):
        return found.format.title
    lacking = sorted(needed_by(first) - set(_names(file) or ()))
    return f"a table without {', '.join(lacking)}" if lacking else found.found


def _names(file: Where) -> list[str] | None:
    """The columns of a table, with those that its folders give it; None where it is no table."""
    try:
        made_of, compression, head = head_of(file)
        if made_of == "text":
            text = head.decode("utf-8-sig", "replace")
            names = max((first_record(text, each)[0] for each in DELIMITERS), key=len)
        else:
            from .sheets import columns_of

            names = columns_of(file, made_of, compression)
    except SourceError:  # whoever recognised it says what is wrong
        return None
    every = [*names, *dict(constants_of(file))]
    return [*every, *map(canonical, every)]


def side_by_side(work: Callable[[Where], R], files: Sequence[Where]) -> list[R]:
    """`work` of each file, in their order; several at once where they are at addresses, since each has to be waited
    for."""
    if not any(isinstance(each, Address) for each in files):
        return [work(each) for each in files]
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="holdfire-look") as pool:
        return list(pool.map(work, files))
