"""What is written to be handed on: page, chart, brief; all from the same edition of the same record."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ..engines import Job
from ..publish.editions import EDITIONS, HOLD_HOURS
from ..publish.publication import Publication, page_account, record_of, situation_of
from ..sources import Imported
from .failures import UsageError
from .request import Request

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
    hours, by_source = _holds(request.hold)
    return Publication(request.edition, by_source, hours, request.key)


def _needs_extra(request: Request) -> None:
    """Say before any work what is not installed."""
    wanted = ["resvg_py"] if request.brief or (request.chart and request.chart.suffix == ".png") else []
    wanted += ["docx"] if request.brief else []
    missing = [name for name in wanted if find_spec(name) is None]
    if missing:
        what = "--brief" if request.brief else "a --chart as .png"
        raise UsageError(f'{what} needs more than is installed: pip install "holdfire[brief]".')


def _holds(given: Sequence[str]) -> tuple[float, dict[str, float]]:
    everybody, by_source = float(HOLD_HOURS), {}
    for text in given:
        source, _, number = text.rpartition("=")
        try:
            hours = float(number)
        except ValueError:
            hours = -1.0
        if hours < 0 or math.isnan(hours):
            raise UsageError(f"Expected --hold HOURS or --hold SOURCE=HOURS, such as sohr=72, found {text!r}.")
        if source:
            by_source[source] = hours
        else:
            everybody = hours
    return everybody, by_source


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

        write_page(request.page, page(situation, words, measured=publication.measured, counts=counts))
    if request.chart or request.brief:
        from ..publish.handout import brief_of, chart_of

        if request.chart:
            chart_of(request.chart, situation, words, measured=publication.measured)
        if request.brief:
            brief_of(request.brief, situation, words, measured=publication.measured)
    return page_account(situation, request.page)
