"""`holdfire assess`."""

from __future__ import annotations

from typing import Any

import typer

from ..engines import Account, Job, Result, UnfinishedError, run
from ..publish.account import account
from ..publish.language import language
from ..publish.publication import MOST_INCIDENTS
from ..sources import Imported
from ..terms import load_terms, world_for
from .app import INTERRUPTED, UNUSABLE
from .bar import progress
from .console import clean, command, console, say, say_json
from .failures import UsageError
from .handing import check_handing, hand_on
from .request import Request
from .situation import show_account

_ACCOUNT = ("rows_in", "kept", "set_aside", "rows_out", "fragments", "ran", "skipped", "retried")
_SUFFIXES = (".parquet", ".csv", ".xlsx", ".arrow")


def run_assess(request: Request) -> None:
    """Assess files and say what follows. Nothing kept is exit code 2; anything kept is 0, with the count set aside."""
    if request.level not in ("finding", "event"):
        raise UsageError(f"Expected --level finding or --level event, found {request.level!r}.")
    if request.out is not None and request.out.suffix not in _SUFFIXES:
        raise UsageError(f"Expected --out to end in one of {', '.join(_SUFFIXES)}, found {request.out.name!r}.")
    job = Job(
        files=request.files,
        terms=request.terms,
        world=request.world,
        mapping=request.mapping,
        decisions=request.decisions,
        assumptions=request.assume,
        baseline=request.baseline,
        as_of=request.as_of,
        ground=request.ground,
        read_words=request.read_words,
        level=request.level,
        longest_days=request.longest_days,
        settle=request.settle,
    )
    publication = check_handing(request)
    try:
        with progress(request.json) as told:
            result = run(
                job,
                out=request.out,
                rejects=request.rejects,
                engine=request.engine,
                keep_rows=MOST_INCIDENTS if request.published else 0,
                progress=told,
                without_failed=request.without_failed,
            )
    except UnfinishedError as unfinished:
        if not request.without_failed:
            unfinished.add_note("To go on without what failed, add --without-failed.")
        raise
    if result.account.failed and request.published:
        raise UsageError(
            "Expected all fragments for a page, a chart or a brief, found some that failed. Mend the cause first."
        )
    world = world_for(request.terms, *request.world)
    accounts = {ident: account(summary, world) for ident, summary in result.summaries.items()}
    handed = hand_on(request, job, _kept(result), publication) if request.published and result.account.kept else None
    if request.json:
        say_json(document(result, accounts) | ({"page": handed} if handed else {}))
    else:
        _show(request, result, accounts, world)
        _show_handed(request)
    if result.account.kept == 0:
        typer.echo(_nothing_kept(result), err=True)
        raise typer.Exit(UNUSABLE)
    if result.account.failed:
        raise typer.Exit(INTERRUPTED)


def _kept(result: Result) -> Imported:
    if result.kept is None:
        raise UsageError(
            f"Expected at most {MOST_INCIDENTS:,} incidents for a page, a chart or a brief, found"
            f" {result.account.kept:,}. The findings are written; for a page, give fewer files or a part of them."
        )
    return result.kept


def _show_handed(request: Request) -> None:
    screen = console()
    for name in ("page", "chart", "brief"):
        path = getattr(request, name)
        if path is not None and path.exists():
            screen.print(f"{name.capitalize() + ':':<9} {path.resolve()}   ({request.edition} edition)", soft_wrap=True)


def document(result: Result, accounts: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """One agreement's account as it is; several, each under its own name."""
    written = {
        "formats": [{"file": name, "format": made.name, "version": made.version} for name, made in result.formats],
        "out": str(result.out) if result.out else None,
        "rejects": str(result.rejects) if result.rejects else None,
        "conflicts": result.conflicts,
        "unapplied": result.unapplied,
        "notes": result.notes,
        "account": {
            **{name: getattr(result.account, name) for name in _ACCOUNT},
            "failed": [{"fragment": why, "error": where} for why, where in result.account.failed],
        },
        "note": " ".join(language()["working_copy"].split()),
    }
    if len(accounts) == 1:
        ident, only = next(iter(accounts.items()))
        return {"agreement": ident, **only, **written}
    first = next(iter(accounts.values()))
    shared = {name: first[name] for name in ("rows", "kept", "set_aside", "undated")}
    return {
        **shared,
        "agreements": [{"agreement": ident, **each} for ident, each in accounts.items()],
        **written,
    }


def _show(request: Request, result: Result, accounts: dict[str, dict[str, Any]], world: Any) -> None:
    screen = console()
    for name, made in result.formats:
        say(f"{clean(name)}: recognised as {made.title}, {made.version}")
    counts = result.account
    screen.print(f" [head]{counts.kept:,}[/] rows kept, [head]{counts.set_aside:,}[/] set aside{_why(counts.reasons)}")
    if counts.fragments > 1:
        screen.print(_fragments(counts), style="dim")
    for why, where in counts.failed:
        say(
            f"! {clean(why)}: failed three times, its rows are set aside; the whole error: {where}", "unknown", indent=1
        )
    for note in result.notes:
        say(f"! {clean(note)}", "unknown", indent=1)
    for sentence in (*result.unapplied, *(f"conflict: {each}" for each in result.conflicts[:5])):
        say(f"! {clean(sentence)}", "unknown", indent=1)
    for ident, each in accounts.items() if counts.kept else ():
        agreement = load_terms(ident if ident in request.terms else _path_of(ident, request), world).agreement
        show_account(each, world, screen, agreement.title)
    if result.out:
        screen.print(f"Findings: {result.out}   (a working copy: exact places are in it)")
        screen.print(f"Next:     {command()} explain ID --in {result.out}", style="dim")
    elif counts.kept:
        screen.print(f"Next:     the same with --out findings.parquet, then {command()} explain ID", style="dim")
    if result.rejects:
        screen.print(f"Set aside: {result.rejects}")


def _fragments(counts: Account) -> str:
    """The account of a run in which no row is missing: rows in, rows out, and what became of the fragments."""
    told = [f"{counts.ran:,} run"]
    told += [f"{n:,} {what}" for n, what in ((counts.skipped, "there already"), (counts.retried, "tried again")) if n]
    told += [f"{len(counts.failed):,} failed"] if counts.failed else []
    return f" {counts.rows_in:,} rows in = kept + set aside; {counts.fragments:,} fragments: {', '.join(told)}"


def _why(reasons: dict[str, int]) -> str:
    """The commonest reasons for which rows were set aside."""
    if not reasons:
        return ""
    most = sorted(reasons.items(), key=lambda each: -each[1])[:3]
    told = ", ".join(f"{n:,} {reason.replace('_', ' ')}" for reason, n in most)
    hint = "; see --published of read" if "missing_date" in reasons else ""
    return f" ({told}{', …' if len(reasons) > 3 else ''}{hint})"


def _path_of(ident: str, request: Request) -> str:
    return next((each for each in request.terms if each.endswith((f"{ident}.yaml", f"{ident}.yml"))), request.terms[0])


def _nothing_kept(result: Result) -> str:
    counts = result.account
    where = (
        f"See {result.rejects} for the reasons." if result.rejects else "Run again with --rejects FILE for the reasons."
    )
    return f"Nothing could be kept: {counts.rows_in:,} rows read, {counts.set_aside:,} set aside. {where}"
