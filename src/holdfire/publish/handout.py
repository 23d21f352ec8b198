"""Chart and brief of a situation: what is handed on beside the page, from the same edition and in the same words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

from ..world.time import zone_info
from .brief import Brief, write_brief
from .chart import ChartWords, chart_svg
from .language import Language, Text
from .page.drawn import Drawn, chart_labels
from .painted import painted
from .picture import write_chart
from .situation import Head, Situation
from .spoken import Spoken

_HEADS: dict[str, Callable[[Language], str]] = {
    "violation": lambda words: words._("Apparent violations"),
    "undetermined": lambda words: words._("Undetermined"),
    "out_of_scope": lambda words: words._("Out of scope"),
    "killed": lambda words: words._("All killed"),
    "civilians": lambda words: words._("Civilians killed"),
}


def chart_of(path: Path, situation: Situation, language: Language, *, measured: bool = True) -> None:
    """Write incidents a day as a picture that stands alone. Raises `ValueError` for another suffix."""
    spoken = Spoken(situation, language, measured=measured)
    write_chart(path, situation.series, _labels(spoken), direction=language.direction)


def brief_of(path: Path, situation: Situation, language: Language, *, measured: bool = True) -> None:
    """Write one page to hand over as a Word document. Needs `pip install "holdfire[brief]"`."""
    spoken = Spoken(situation, language, measured=measured)
    write_brief(path, _brief(spoken))


def _labels(spoken: Spoken, *, alone: bool = True) -> ChartWords:
    """The chart's words; where it does not stand alone, without what is said around it."""
    words = spoken.words
    fatal = spoken.fatal_only()
    lines = [*spoken.caveats(), *((fatal,) if fatal else ()), words._("No assessment under humanitarian law.")]
    said = words._("If as reported. {said}", said=_subtitle(spoken)).plain
    description = spoken.lede().plain
    if not alone:
        return chart_labels(spoken, description=description)
    return chart_labels(spoken, subtitle=said, description=description, lines=tuple(each.plain for each in lines))


def _subtitle(spoken: Spoken) -> str:
    title = spoken.words.term(spoken.situation.record.agreement.title)
    return spoken.words._("{title}; {known}", title=title, known=_known(spoken)).plain


def _known(spoken: Spoken) -> Text:
    words, record = spoken.words, spoken.situation.record
    edition = words._("Public edition") if spoken.public else words._("Confidential edition")
    last = record.cut_off.astimezone(zone_info(record.agreement.zone)) - timedelta(microseconds=1)
    return words._("as known on {day}; {edition}", day=words.date(last.date()), edition=edition)


def _brief(spoken: Spoken) -> Brief:
    words, situation = spoken.words, spoken.situation
    record = situation.record
    drawn = Drawn(situation, spoken)
    pieces = drawn.map()
    css = (files("holdfire.publish.page") / "page.css").read_text(encoding="utf-8")
    drawing = (
        f'<svg class="map" viewBox="0 0 {pieces["width"]} {pieces["height"]}" direction="{words.direction}">'
        f'<g class="ground"><rect class="sea" width="{pieces["width"]}" height="{pieces["height"]}"/>'
        f"{pieces['ground']}</g>"
        f'<g class="ground insets">{pieces["insets"]}</g><g class="marks">{pieces["marks"]}</g>'
        f'<g class="words">{pieces["labels"]}</g></svg>'
    )
    method = words._(
        "Reports held against the terms of “{title}”, version {terms}, method {method}, with holdfire. Everything is"
        " conditional: what follows if the reports are right. {notice}",
        title=words.term(record.agreement.title),
        terms=record.terms_version,
        method=record.method_version,
        notice=words.foreign(str(pieces["notice"])),
    )
    return Brief(
        title=words.term(record.agreement.title).plain,
        subtitle=_known(spoken).plain,
        sentence=spoken.lede().plain,
        columns=_columns(spoken),
        rows=tuple(_row(spoken, head) for head in situation.heads),
        warnings=tuple(each.plain for each in spoken.warnings()),
        notes=(words._("No assessment under humanitarian law.").plain, *(each.plain for each in spoken.notes())),
        method=method.plain,
        map_svg=painted(drawing, css, symbols=str(drawn.symbols), lang=words.code),
        chart_svg=chart_svg(situation.series, _labels(spoken, alone=False), direction=words.direction, standalone=True),
        map_label=words._("Map of the incidents").plain,
        chart_label=words._("Incidents a day").plain,
        more=words._("More is on the page and in the record.").plain,
        direction=words.direction,
        lang=words.code,
        moment=record.cut_off,
    )


def _columns(spoken: Spoken) -> tuple[str, ...]:
    words, situation = spoken.words, spoken.situation
    now = words.range(situation.period.since, situation.period.until, "medium") if situation.period.days else ""
    before = words.range(situation.before.since, situation.before.until, "medium") if situation.before.days else ""
    origins = [spoken.short(origin).plain for origin in situation.leads]
    return (
        words._("if as reported").plain,
        now,
        before or words._("before").plain,
        *origins,
        *((words._("Others").plain,) if len(situation.heads[0].origins) > len(origins) else ()),
        words._("in several").plain,
    )


def _row(spoken: Spoken, head: Head) -> tuple[str, ...]:
    words = spoken.words
    before = words.number(head.before.n) if spoken.situation.before.days else "–"
    return (
        str(_HEADS[head.key](words)),
        words.number(head.now.n),
        before,
        *(_against(spoken, each.now.n, each.before.n) for each in head.origins),
        _against(spoken, head.shared.n, head.shared_before.n),
    )


def _against(spoken: Spoken, now: int, before: int) -> str:
    """A number with that of the days before, where there are any."""
    words = spoken.words
    if not spoken.situation.before.days:
        return words.number(now)
    return words._("{now} ({before})", now=now, before=before).plain
