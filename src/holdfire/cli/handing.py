"""What is written to be handed on: page, chart, brief; all from the same edition of the same record."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ..engines import Job
from ..publish.editions import EDITIONS, HOLD_HOURS, read_key
from ..publish.publication import Publication, page_account, record_of, situation_of
from ..sources import Imported
from ..terms import world_for
from ..terms.official import official_of
from .failures import UsageError
from .request import Request

MOST_HOURS = 24 * 3660
_SUFFIXES = {"page": (".html", ".htm"), "chart": (".svg", ".png"), "brief": (".docx",)}


def check_handing(request: Request) -> Publication:
    """What is asked for, before any work begins."""
    for name, suffixes in _SUFFIXES.items():
        path: Path | None = getattr(request, name)
        if path is not None and path.suffix not in suffixes:
            raise UsageError(f"Expected --{name} to end in {' or '.join(suffixes)}, found {path.name!r}.")
    if request.edition not in EDITIONS:
        raise UsageError(f"Expected --edition {' or '.join(EDITIONS)}, found {request.edition!r}.")
    if request.published:
        from ..publish.language import language

        language(request.language)
        _needs_extra(request)
        if len(request.terms) > 1:
            raise UsageError(
                f"Expected one agreement for a page, a chart or a brief, found {len(request.terms)}. Run once for each."
            )
    _check_paths(request)
    if request.key:
        read_key(request.key)
    hours, by_source = _holds(request.hold, request)
    return Publication(request.edition, by_source, hours, request.key)


def _check_paths(request: Request) -> None:
    """Outputs that can be written, and that are neither each other nor anything that is read."""
    outputs = {name: getattr(request, name) for name in ("page", "chart", "brief", "out", "rejects")}
    inputs = [*request.files, *request.world, request.mapping, request.decisions, request.key]
    taken = {each.resolve() for each in inputs if each is not None}
    for name, path in outputs.items():
        if path is None:
            continue
        if path.resolve() in taken:
            raise UsageError(f"Expected --{name} to be a file of its own, found {path}, which is used otherwise.")
        taken.add(path.resolve())
        if name in _SUFFIXES and (path.is_dir() or not os.access(path.resolve().parent, os.W_OK)):
            raise UsageError(f"Expected --{name} in a folder that can be written to, found {path}. Check the path.")


def _needs_extra(request: Request) -> None:
    """Say before any work what is not installed."""
    wanted = ["resvg_py"] if request.brief or (request.chart and request.chart.suffix == ".png") else []
    wanted += ["docx"] if request.brief else []
    missing = [name for name in wanted if find_spec(name) is None]
    if missing:
        what = "--brief" if request.brief else "a --chart as .png"
        raise UsageError(f'{what} needs more than is installed: pip install "holdfire[brief]".')


def _holds(given: Sequence[str], request: Request) -> tuple[float, dict[str, float]]:
    everybody, by_source = float(HOLD_HOURS), {}
    for text in given:
        source, _, number = text.rpartition("=")
        try:
            hours = float(number)
        except ValueError:
            hours = -1.0
        if not 0 <= hours <= MOST_HOURS:
            raise UsageError(
                f"Expected --hold HOURS or --hold SOURCE=HOURS, such as sohr=72, up to {MOST_HOURS:,}, found {text!r}."
            )
        if source:
            by_source[_known_source(source, request)] = hours
        else:
            everybody = hours
    return everybody, by_source


def _known_source(name: str, request: Request) -> str:
    """The claimant of that id or name: a hold that is misspelt would hold nothing."""
    found = world_for(request.terms, *request.world).claimants.lookup(name)
    if found is None:
        raise UsageError(
            f"Expected --hold of a claimant that the register knows (holdfire sources known claimants), found {name!r}."
        )
    return found


def hand_on(
    request: Request,
    job: Job,
    kept: Imported,
    publication: Publication,
    counts: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """Write what was asked for. Gives the numbers that stand in it, as `page` of the JSON document has them."""
    from ..publish.language import language

    words = language(request.language)
    situation = situation_of(record_of(job, kept, request.terms[0]), publication)
    if request.page:
        from ..publish.page import page, write_page

        write_page(
            request.page,
            page(
                situation,
                words,
                measured=publication.measured,
                counts=counts,
                official=official_of(situation.record.agreement.id),
            ),
        )
    if request.chart or request.brief:
        from ..publish.handout import brief_of, chart_of

        if request.chart:
            chart_of(request.chart, situation, words, measured=publication.measured)
        if request.brief:
            brief_of(request.brief, situation, words, measured=publication.measured)
    return page_account(situation, request.page)
