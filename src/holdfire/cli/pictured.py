"""Rival pictures for people: tables with a claimant a line, published counts one by one, no sum over claimants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ..publish.rivals.record import Overlap, Picture, Pictures, Published
from .console import say

_CLAIMANTS, _COLUMNS, _VALUES, _PAIRS, _REASONED = 12, 6, 5, 12, 10
"""How many lines, columns, values in a line, pairs and pairs with their reasons are shown; --json has all."""

NOT_ADDED = (
    "Nothing here is added up over claimants: each counts by its own rule, over its own days, from where it sees."
)


def show(found: Pictures, world_name: dict[str, str], screen: Console, read: int, kept: int) -> None:
    """Everything that the pictures say, published counts first."""
    where = f", {world_name.get(found.area, found.area)}" if found.area else ""
    when = _span(found.period.from_, found.period.until) if found.period.from_ or found.period.until else "any time"
    screen.print(f"[head]Rival pictures, {when}{escape(where)}[/]")
    screen.print(NOT_ADDED, style="dim")
    _published(found, screen)
    _reports(found, world_name, screen, read, kept)
    if found.warnings:
        screen.print("\n[head]Before you quote it[/]")
    for each in found.warnings:
        say(f"! {each.text}", indent=2)


# published counts


def _published(found: Pictures, screen: Console) -> None:
    if not found.published:
        return
    screen.print("\n[head]Counts as they were published, each under its own rule and period[/]")
    for each in (one for one in found.published if one.widest):
        _one(each, screen)
    others = [one for one in found.published if not one.widest]
    if others:
        screen.print("\n  also published for days of this period", style="dim")
        table = _table("  by", "period", "*total", "what was counted", "by its word")
        for each in others:
            beyond = " and beyond" if each.beyond else ""
            same = f" (the same as {each.same_as})" if each.same_as else ""
            counted = escape(each.counts + same)
            table.add_row(
                f"  {escape(each.name)}", _when(each) + beyond, _number(each.total), counted, _parts(each.parts)
            )
        screen.print(table)
        for each in others:
            for check in each.checks:
                if check.kind in ("differs", "more_than_total", "holds_with"):
                    say(f"! {each.name}, {_number(each.total)}, {_when(each)}: {check.text}", indent=2)
    _apart(found, screen)


def _one(each: Published, screen: Console) -> None:
    carried = f", carried by {', '.join(each.carried_by)}" if each.carried_by else ""
    screen.print()
    screen.print(f"  [head]{_number(each.total)}[/]  {escape(each.name)}: {escape(each.counts)}", soft_wrap=True)
    say(f"period: {_when(each)}{' (reaches beyond the period asked for)' if each.beyond else ''}", indent=6)
    say(f"published: {_day(each.published) if each.published else 'day not told'}{carried}", indent=6)
    say(f"rule: {each.rule or 'not told beyond these words'}", indent=6)
    say(f"by its word: {_parts(each.parts)}", indent=6)
    if each.by_place:
        say(f"by place: {_parts(each.by_place)}", indent=6)
    for check in each.checks:
        good = check.kind in ("adds_up", "holds_with")
        say(f"{'=' if good else '!'} {check.text}", indent=6)
    for flag in each.flags:
        say(f"flagged: {flag}", style="dim", indent=6)


def _apart(found: Pictures, screen: Console) -> None:
    by_id = {each.id: each for each in found.published}
    if not found.apart:
        return
    screen.print("\n[head]Why these cannot be compared directly[/]")
    table = _table("  count", "and count", "what differs")
    for each in found.apart[:_REASONED]:
        differs = " · ".join(_DIFFERS[reason.kind] for reason in each.because if reason.kind in _DIFFERS)
        table.add_row(f"  {_named(by_id[each.one])}", _named(by_id[each.other]), differs or "nothing that is told")
    screen.print(table)
    if len(found.apart) > _REASONED:
        say(f"and {len(found.apart) - _REASONED} more pairs: --json has them all", style="dim", indent=2)
    say(f"And of each two: {found.apart[0].because[-1].text}. Their sum would count nothing.", indent=2)


_DIFFERS = {"period": "other period", "definition": "other definition", "sides": "other sides named"}


def _named(each: Published) -> str:
    return f"[head]{_number(each.total)}[/] {escape(each.name)}, {_when(each)}"


# what the reports in the files say


def _reports(found: Pictures, names: dict[str, str], screen: Console, read: int, kept: int) -> None:
    heard = [each for each in found.claimants if each.rows]
    screen.print("\n[head]Reports in these files, by who says so[/]")
    screen.print(
        f"  {read:,} rows read, {kept:,} kept; a row with several origins counts with each of them.", style="dim"
    )
    if not heard:
        say("No report surely lies in this period and area: no report, not calm.", indent=2)
        return
    shown = heard[:_CLAIMANTS]
    _overview(shown, found.period.until, screen)
    if len(heard) > len(shown):
        say(f"and {len(heard) - len(shown)} claimants with fewer: --json has them all", style="dim", indent=2)
    for title, column in (
        ("Who acted, as each of them says", [[(p.name, p.n) for p in each.by_party] for each in shown]),
        ("What was done", [[(a.name, a.n) for a in each.by_act] for each in shown]),
    ):
        _values(title, shown, column, screen)
    _places(found, shown[:_COLUMNS], names, screen)
    _overlap(found.overlap, {each.claimed_by: each.name for each in found.claimants}, screen)


def _overview(shown: Sequence[Picture], until: date | None, screen: Console) -> None:
    table = _table(
        "  claimant",
        "camp",
        "*reports",
        "*only said",
        "*incidents",
        "killed",
        "heard",
        "last published",
        "*silent at end",
    )
    for each in shown:
        camp = each.camp.replace("_", " ")
        perhaps = f" [dim](+{each.perhaps:,}?)[/]" if each.perhaps else ""
        silent = "" if each.days_silent_at_end is None else _days(each.days_silent_at_end)
        published = _day(each.published_last) if each.published_last else "not told"
        said = f"{each.statements:,}" if each.statements else ""
        table.add_row(
            f"  {escape(each.name)}", camp, f"{each.rows:,}{perhaps}", said, f"{each.incidents:,}", _killed(each),
            _span(each.first, each.last), published, silent,
        )  # fmt: skip
    screen.print(table)
    if any(each.perhaps for each in shown):
        say("(+n?): so many more are told too coarsely to say whether they belong here.", style="dim", indent=2)


def _killed(each: Picture) -> str:
    if each.killed is None:
        return "not told"
    low, high = each.killed.low, each.killed.high
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def _values(title: str, shown: Sequence[Picture], values: Sequence[Sequence[tuple[str, int]]], screen: Console) -> None:
    screen.print(f"\n[head]{title}[/]")
    table = _table("  claimant", "incidents")
    for each, told in zip(shown, values, strict=True):
        text = " · ".join(f"{escape(name)} [head]{n:,}[/]" for name, n in told[:_VALUES])
        rest = len(told) - _VALUES
        table.add_row(f"  {escape(each.name)}", text + (f" [dim]· and {rest} more[/]" if rest > 0 else ""))
    screen.print(table)


def _places(found: Pictures, shown: Sequence[Picture], names: dict[str, str], screen: Console) -> None:
    cells = {(each.area, each.claimed_by): each for each in found.coverage}
    areas = sorted({area for area, _ in cells}, key=lambda area: names.get(area, area))
    screen.print("\n[head]Where, and where not heard[/]")
    table = _table("  area", *(f"*{escape(each.name)}" for each in shown))
    for area in areas:
        told = [cells[area, each.claimed_by] for each in shown if (area, each.claimed_by) in cells]
        table.add_row(f"  {escape(names.get(area, area))}", *(_cell(each.said, each.rows) for each in told))
    unplaced = [sum(p.n for p in each.by_place if p.area is None) for each in shown]
    if any(unplaced):
        table.add_row("  [dim]not told so finely[/]", *(f"{n:,}" if n else "" for n in unplaced))
    screen.print(table)
    say("no report: nothing from there in any of these files · none now: from there, but not in this period.", indent=2)
    say("Neither is calm: a source that cannot see an area is no evidence about it.", indent=2)
    for each in shown:
        say(f"{each.name} sees: {each.sees or 'not told'}", style="dim", indent=2)


def _cell(said: str, rows: int) -> str:
    return {"no_report": "[dim]no report[/]", "no_report_in_period": "[dim]none now[/]"}.get(said, f"{rows:,}")


def _overlap(pairs: Sequence[Overlap], names: dict[str, str], screen: Console) -> None:
    if not pairs:
        return
    screen.print("\n[head]What overlaps: incidents, on the days and in the areas from which both are heard[/]")
    table = _table("  one", "other", "*both", "*only one", "*only other", "days that both cover")
    for each in pairs[:_PAIRS]:
        days = _span(each.from_, each.until) if each.from_ else "none in common"
        table.add_row(
            f"  {escape(names[each.one])}", escape(names[each.other]),
            f"[head]{each.both:,}[/]", f"{each.only_one:,}", f"{each.only_other:,}", days,
        )  # fmt: skip
    screen.print(table)
    if len(pairs) > _PAIRS:
        say(f"and {len(pairs) - _PAIRS} more pairs: --json has them all", style="dim", indent=2)


# words


def _table(*columns: str) -> Table:
    """A table without lines; a column whose name begins with * holds numbers."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in columns:
        table.add_column(
            name.removeprefix("*"), justify="right" if name.startswith("*") else "left", no_wrap=name == "  area"
        )
    return table


def _number(total: int | None) -> str:
    return "no total" if total is None else f"{total:,}"


def _parts(parts: dict[str, int]) -> str:
    told: Iterable[str] = (f"{name.replace('_', ' ').replace('-', ' ')} {n:,}" for name, n in parts.items())
    return " · ".join(told) or "not split"


def _when(each: Published) -> str:
    begins, ends = _moment(each.period.from_), _moment(each.period.to)
    if begins is None or ends is None:
        return f"{each.period.from_} to {each.period.to}"
    hours = [f" {at:%H:%M}" if "T" in text or " " in text else "" for at, text in _ends(begins, ends, each)]
    return _span(begins.date(), ends.date(), *hours)


def _moment(text: str) -> datetime | None:
    """A day or an hour as it is written in a file; None for what is coarser."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _ends(begins: datetime, ends: datetime, each: Published) -> tuple[tuple[datetime, str], tuple[datetime, str]]:
    return (begins, each.period.from_), (ends, each.period.to)


def _span(first: date | None, last: date | None, at: str = "", to: str = "") -> str:
    """A span of days, with the hour of its first and last where they are told.

    >>> _span(date(2016, 9, 12), date(2016, 9, 19)), _span(date(2016, 9, 12), date(2016, 9, 17), " 19:00")
    ('12–19 Sep 2016', '12 Sep 19:00 – 17 Sep 2016')
    """
    if first is None or last is None:
        return _day(first or last) if first or last else "no day"
    if first == last and at == to:
        return _day(first) + at
    if (first.year, first.month) == (last.year, last.month) and not (at or to):
        return f"{first.day}–{_day(last)}"
    year = "" if first.year == last.year else f" {first.year}"
    return f"{first.day} {first:%b}{year}{at} – {_day(last)}{to}"


def _day(day: date | None) -> str:
    return f"{day.day} {day:%b %Y}" if day else "open"


def _days(n: int) -> str:
    return "1 day" if n == 1 else f"{n:,} days"
