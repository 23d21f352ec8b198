"""A run's numbers for people: by verdict and phase, by claimant, harm whatever the verdict, what would settle most."""

from __future__ import annotations

from datetime import date
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from ..assessment.assuming import KINDS
from ..publish.explanation import MARKS
from ..publish.sentences import language
from ..world import World

_VERDICTS = ("violation", "undetermined", "permitted", "out_of_scope")
_PHASES = ("baseline", "in_force", "after", "none")


def show_account(account: dict[str, Any], world: World, console: Console, title: str, measured: bool = True) -> None:
    """Everything that the account says, the answer first. A chosen set of reports measures nothing: no rates then."""
    console.print(f"\n[head]{escape(title)}[/]")
    _verdicts(account, console)
    _by_words(account, console)
    _by_side(account, console)
    _claimants(account, world, console, measured)
    _harm(account, console)
    _settle(account, console)
    _warnings(account, console)
    console.print(language()["standing_line"].strip(), style="dim")


def _by_words(account: dict[str, Any], console: Console) -> None:
    """How much hangs on words that were read beside the coding."""
    read = account.get("read_words")
    if read is None:
        return
    console.print(
        f"\nThe words of {read['rows']:,} rows were read beside their coding, with at most half of the weight;"
    )
    console.print(
        f"{read['changed']:,} verdicts are other than by the coding alone:"
        if read["changed"]
        else "no verdict is other than by the coding alone."
    )
    for each in read["verdicts"]:
        console.print(f"  {each['n']:>6,}  {each['from'].replace('_', ' ')} → {each['to'].replace('_', ' ')}")


def _phases(account: dict[str, Any]) -> list[str]:
    return [phase for phase in _PHASES if phase in account["events"]]


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(columns[0])
    for column in columns[1:]:
        table.add_column(column, justify="right")
    return table


def _verdicts(account: dict[str, Any], console: Console) -> None:
    words, phases = language(), _phases(account)
    table = _table("events, if as reported", *(phase.replace("_", " ") for phase in phases))
    for verdict in _VERDICTS:
        numbers = [account["events"].get(phase, {}).get(verdict, 0) for phase in phases]
        name = f"[verdict-{verdict}]{MARKS[verdict]}[/] {words['short_verdicts'][verdict]}"
        table.add_row(name, *(f"{n:,}" for n in numbers))
        if verdict == "undetermined":
            for kind in words["kinds"]:
                first = [account["undetermined"].get(phase, {}).get(kind, 0) for phase in phases]
                among = [account["undetermined_among"].get(phase, {}).get(kind, 0) for phase in phases]
                if any(among):
                    cells = (
                        f"[dim]{a:,} ({b:,})[/]" if b > a else f"[dim]{a:,}[/]"
                        for a, b in zip(first, among, strict=True)
                    )
                    table.add_row(f"[dim]    {kind}[/]", *cells)
    console.print(Padding(table, (0, 0, 0, 1)))
    if account["undetermined_among"]:
        console.print("   by the first kind that applies; in brackets, all that have it among their kinds", style="dim")


def _by_side(account: dict[str, Any], console: Console) -> None:
    """Counts by side, with what could not be judged beside, since one side is easier to judge than another."""
    sides: dict[str, dict[str, int]] = {}
    for row in account["by_side"]:
        if row["phase"] == "in_force":
            sides.setdefault(row["side"], {})[row["verdict"]] = row["n"]
    somebody = account["events"].get("in_force", {}).get("violation", 0) - sum(
        of.get("violation", 0) for of in sides.values()
    )
    for side, of in sides.items():
        total = sum(of.values())
        unknown = of.get("undetermined", 0)
        console.print(
            f" Acts that may be of the {side} side, in force: ▲ {of.get('violation', 0):,} of {total:,};"
            f" undetermined {unknown:,} ({unknown / total:.0%})"
        )
    if somebody > 0:
        console.print(f" ▲ {somebody:,} more by one of two bound sides: which of them acted is not known")


def _claimants(account: dict[str, Any], world: World, console: Console, measured: bool) -> None:
    phases = [phase for phase in ("baseline", "in_force") if phase in account["events"]]
    days = {phase: _days(account, phase) for phase in phases}
    open_rows: dict[str, dict[str, int]] = {}
    span: dict[str, tuple[str, str]] = {}
    for row in account["by_claimant"]:
        span[row["claimed_by"]] = (row["first"], row["last"])
        if row["verdict"] in ("violation", "undetermined") and row["phase"] in phases:
            of = open_rows.setdefault(row["claimed_by"], {})
            of[row["phase"]] = of.get(row["phase"], 0) + row["n"]
    if not open_rows:
        return
    rate = ["a day"] if measured else []
    table = _table("may fall under the terms", *(phase.replace("_", " ") for phase in phases), *rate, "heard")
    ranked = sorted(open_rows, key=lambda name: -sum(open_rows[name].values()))
    total = {p: sum(account["events"].get(p, {}).get(v, 0) for v in ("violation", "undetermined")) for p in phases}
    for name, of in [("all", total), *((name, open_rows[name]) for name in ranked[:8])]:
        rates = " → ".join(f"{_dated(account, name, phase) / days[phase]:.1f}" for phase in phases if days[phase])
        heard = f"{_short(span[name][0])} – {_short(span[name][1])}" if name in span else ""
        camp = world.claimants[name].camp if name in world.claimants else ""
        label = world.claimants.name(name) + (f" [dim]({camp})[/]" if camp and camp != "none_known" else "")
        label = "[head]all origins, each event once[/]" if name == "all" else label
        numbers = [f"{of.get(phase, 0):,}" for phase in phases]
        table.add_row(label, *numbers, *([rates] if measured else []), heard)
    console.print(Padding(table, (0, 0, 0, 1)))
    if len(ranked) > 8:
        console.print(f"   and {len(ranked) - 8} more origins", style="dim")
    shared = sum(row["n"] for row in account["overlap"])
    console.print(f" Origins overlap: {shared:,} times two of them stand behind one event. They are not summed.")


def _days(account: dict[str, Any], phase: str) -> int:
    found = [date.fromisoformat(row["date"]) for row in account["per_day_total"] if row["phase"] == phase]
    return (max(found) - min(found)).days + 1 if found else 0


def _dated(account: dict[str, Any], name: str, phase: str) -> int:
    rows = account["per_day_total"] if name == "all" else account["per_day"]
    return sum(
        row["n"]
        for row in rows
        if row["phase"] == phase
        and row["verdict"] in ("violation", "undetermined")
        and (name == "all" or row["claimed_by"] == name)
    )


def _short(day: str) -> str:
    found = date.fromisoformat(day)
    return f"{found.day} {found:%b %y}"


def _harm(account: dict[str, Any], console: Console) -> None:
    for phase in ("baseline", "in_force"):
        of = account["harm"].get(phase)
        if not of:
            continue
        killed = sum(each["killed"]["best"] for each in of.values())
        civilians = sum(each["civilians"] for each in of.values())
        outside = of.get("out_of_scope", {"killed": {"best": 0}})["killed"]["best"]
        console.print(
            f" Harm {phase.replace('_', ' ')}, whatever the verdict: {killed:,} reported killed, {civilians:,} of them"
            f" reported as civilians; {outside:,} in events out of scope"
        )
    if account["undated"]:
        console.print(
            f" {account['undated']:,} events too long for a daily count are counted apart;"
            f" {account['undated_killed']:,} reported killed in them"
        )


def _settle(account: dict[str, Any], console: Console) -> None:
    if not account["settle"]:
        return
    facts: dict[str, list[dict[str, Any]]] = {}
    for row in account["settle"]:
        facts.setdefault(row["fact"], []).append(row)
    console.print(" What would settle most")
    words = language()["short_verdicts"]
    for fact, rows in list(facts.items())[:8]:
        said = "; ".join(
            f"{row['answer']} → " + ", ".join(f"{n:,} {words[v]}" for v, n in row["would_become"].items())
            for row in rows
        )
        most = max(rows, key=lambda row: row["incidents"])
        console.print(
            f"   · [head]{escape(fact)}[/], {KINDS[fact.split()[0]]}"
            f" ({most['incidents']:,} events, {most['killed']:,} killed): {said}"
        )


def _warnings(account: dict[str, Any], console: Console) -> None:
    for each in account["warnings"]:
        console.print(f" [unknown]![/] {each['text']}")
