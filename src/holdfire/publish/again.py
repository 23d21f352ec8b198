"""A finding judged again from the inputs that its file names, by hash; refused where they have changed."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pyarrow as pa
import pyarrow.compute as pc

from ..assessment import (
    Batch,
    Explanation,
    Program,
    assess_batch,
    by_views,
    compile_terms,
    explain,
    from_words,
    read_assumption,
    read_decisions,
)
from ..engines import findings_metadata
from ..engines.words import worded
from ..sources import Address, Imported, Where, mapping_by_file, open_source
from ..sources.address import place
from ..sources.container import digest
from ..terms import Terms, load_terms, world_for
from ..world import World, without_ground


class ChangedError(ValueError):
    """An input is not what it was when the findings were made."""


class StrangeStoreError(ValueError):
    """A file names a server for its inputs that nobody here has named: asking it would show it who asks."""


def judged_again(ident: str, findings: Where) -> tuple[Explanation, Terms, World]:
    """One finding or event, explained.

    Raises `ChangedError` where an input has changed or is gone, `StrangeStoreError` where the file sends to a server
    that is not this machine's, `KeyError` where the id is not in the inputs.
    """
    made = findings_metadata(findings)
    if "files_in" in made:
        raise ChangedError(f"expected a whole output, found a part of one; name the folder with {made['files_in']}")
    for name in ("files", "world"):
        for each in made[name]:
            _same(each, findings)
            for outlines in each.get("outlines", ()):
                _same(outlines, findings)
    if made["decisions"]:
        _same(made["decisions"], findings)
    named = [each["path"] or each["id"] for each in made["terms"]]
    world = world_for(named, *(Path(each["path"]) for each in made["world"]))
    if not made.get("ground", True):
        world = without_ground(world)
    event, agreement, clause, reading = _parts(ident, [each["id"] for each in made["terms"]])
    terms = _terms(made, agreement, world)
    assumptions = [read_assumption(text) for text in made["assumptions"]]
    program = compile_terms(terms, world, made["baseline"], assumptions)
    found = _row(event, made, world)
    decisions = read_decisions(Path(made["decisions"]["path"])) if made["decisions"] else []

    def judged(before: Program) -> Batch:
        rest = made["longest_days"]
        return assess_batch(before, found.observations, found.alternatives, decisions, assumptions, rest)

    why = explain(judged(program), clause, reading or "plain")
    read = from_words(found.alternatives).get(event, ())
    return replace(why, views=tuple(by_views(program, judged)), from_words=read), terms, world


def check_store(input_: Where, findings: Where) -> None:
    """A file of findings may come from anybody, and a request is signed with this machine's keys: so a server stands in
    the environment, or in the address that a person gave. Raises `StrangeStoreError`."""
    if not isinstance(input_, Address) or _server(input_) == _server(findings):
        return
    options = [each for each in parse_qsl(input_.options, keep_blank_values=True) if each[0] != "region"]
    told = dict(options)
    server = told.pop("endpoint_override", "")
    scheme = told.pop("scheme", "https")
    server = server if "://" in server or not server else f"{scheme}://{server}"
    known = not server or server in (os.environ.get("AWS_ENDPOINT_URL_S3"), os.environ.get("AWS_ENDPOINT_URL"))
    named = input_.scheme in ("hdfs", "viewfs") and bool(urlsplit(input_.uri).netloc)
    if told or named or not known or len(options) > 1 + ("scheme" in dict(options)):
        raise StrangeStoreError(
            f"expected inputs in a store of this machine's environment, found {input_} named by {findings}: it is not"
            " asked, since asking tells it who you are; if you know it, "
            + (f"set AWS_ENDPOINT_URL_S3={server}" if server and not told else "copy the findings there first")
        )


def _server(where: Where) -> tuple[str, ...]:
    """What says which server is asked: of a file system of Hadoop the host too, of others the options alone."""
    if not isinstance(where, Address):
        return ()
    host = urlsplit(where.uri).netloc if where.scheme in ("hdfs", "viewfs") else ""
    return (where.scheme, host, where.options)


def _same(given: dict[str, Any], findings: Where) -> None:
    path = place(given["path"])
    check_store(path, findings)
    if not path.is_file():
        raise ChangedError(
            f"expected {path}, from which the findings were made, found no such file; put it back or assess again"
        )
    name, now = ("version", path.version()) if isinstance(path, Address) else ("sha256", digest(path))
    if now != given.get(name):
        raise ChangedError(f"expected {path} as it was when the findings were made, found it changed; assess it again")


def _parts(ident: str, agreements: list[str]) -> tuple[str, str, str | None, str | None]:
    for agreement in agreements:
        event, sign, rest = ident.partition(f"/{agreement}")
        if sign:
            clause, _, reading = rest.strip("/").partition("/")
            return event, agreement, clause or None, reading or None
    return ident, agreements[0], None, None


def _terms(made: dict[str, Any], agreement: str, world: World) -> Terms:
    entry = next(each for each in made["terms"] if each["id"] == agreement)
    terms = load_terms(entry["path"] or agreement, world)
    if terms.version != entry["version"]:
        raise ChangedError(f"expected version {entry['version']} of {agreement}, found {terms.version}; assess again")
    return terms


def _row(event: str, made: dict[str, Any], world: World) -> Imported:
    mapping = Path(made["mapping"]["path"]) if made.get("mapping") else None
    files = [place(each["path"]) for each in made["files"]]
    for path, own in zip(files, mapping_by_file(files, mapping), strict=True):
        source = open_source(path, world, mapping=own)
        for fragment in source.fragments():
            for run in source.read(fragment):
                at = _place(run.observations, event)
                if at >= 0:
                    event = run.observations["id"][at].as_py()
                    row = run.observations.slice(at, 1)
                    rivals, _ = worded(bool(made.get("read_words")), row, run.alternatives, world)
                    return Imported(row, rivals, run.rejects, 1)
    raise KeyError(f"expected the id of a finding or an event in the findings, found {event!r}")


def _place(observations: pa.Table, ident: str) -> int:
    """The row of an event, or of the incident that holds the report of that id; below 0 where there is none."""
    wanted = pa.scalar(ident, pa.string())
    at: int = pc.index(observations["id"], wanted).as_py()
    reports = observations["reports"].combine_chunks()
    if at >= 0 or pa.types.is_dictionary(reports.type):
        return at
    held: int = pc.index(reports.flatten(), wanted).as_py()
    return held if held < 0 else int(pc.list_parent_indices(reports)[held].as_py())
