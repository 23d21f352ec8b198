"""The commands, with words as in git. Exit codes: 0 done, 1 a check failed, 2 unusable input or usage, 3 not permitted,
4 interrupted and can be resumed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from .options import AsOf, Engine, Files, Json, Out, Rejects, WithoutFailed, Worlds, inputs, where
from .sources_app import sources_app
from .terms_app import terms_app

CHECK_FAILED, UNUSABLE, INTERRUPTED = 1, 2, 4

_BY_CTRL_C = 130
"""What typer gives back where a person pressed Ctrl-C."""

app = typer.Typer(
    help="Makes a ceasefire checkable: holds reported incidents against the terms of an agreement.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(terms_app, name="terms")
app.add_typer(sources_app, name="sources")


def main() -> None:
    """Run the command line; what a user can mend is told in plain words, and ends with a documented code."""
    try:
        left = app(standalone_mode=False)
        if left == _BY_CTRL_C:
            _interrupted()
        sys.exit(left if isinstance(left, int) else 0)
    except typer.Exit as leaving:
        if isinstance(leaving.__cause__, KeyboardInterrupt):  # typer turns it into an exit of its own
            _interrupted()
        sys.exit(leaving.exit_code)
    except KeyboardInterrupt:
        _interrupted()
    except Exception as failure:
        from .console import clean
        from .failures import is_unfinished, told

        message = told(failure)
        if message is None:
            raise
        typer.echo("\n".join(clean(line) for line in message.split("\n")), err=True)
        sys.exit(INTERRUPTED if is_unfinished(failure) else UNUSABLE)


def _interrupted() -> NoReturn:
    typer.echo("Interrupted. With --out, what was finished is kept: the same command goes on from there.", err=True)
    sys.exit(INTERRUPTED)


def _version(asked: bool) -> None:
    if asked:
        from .. import __version__

        typer.echo(f"holdfire {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="The version, and nothing else."),
    ] = False,
) -> None:
    """Everything that is said is conditional: what follows from the terms, if a report is right."""


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="Where to write it.")] = Path("holdfire-demo"),
    json: Json = False,
) -> None:
    """See it work: reports of February to September 2016 held against the terms of that year's agreements."""
    from .demo import run_demo

    run_demo(folder, json)


@app.command()
def assess(
    files: Files,
    terms: Annotated[list[str], typer.Option("--terms", help="An agreement: its id, or a file. Repeatable.")],
    world: Worlds = None,
    mapping: Annotated[Path | None, typer.Option(help="How to read a table of your own: see new-mapping.")] = None,
    decisions: Annotated[Path | None, typer.Option(help="What people decided: JSON lines.")] = None,
    assume: Annotated[
        list[str] | None,
        typer.Option("--assume", metavar="FACT=ANSWER", help="Take a fact for granted. Repeatable."),
    ] = None,
    baseline: Annotated[
        str | None, typer.Option(help="First day before the start that is judged as if in force.")
    ] = None,
    as_of: AsOf = None,
    no_ground: Annotated[
        bool, typer.Option("--no-ground", help="Leave out what our references say on who held what.")
    ] = False,
    read_words: Annotated[
        bool,
        typer.Option(
            "--read-words",
            help="Let the headlines of GED and the notes of ACLED stand beside the coding, never above it.",
        ),
    ] = False,
    level: Annotated[str, typer.Option(help="finding: event × clause × reading; event: one row an event.")] = "finding",
    longest_days: Annotated[int, typer.Option(help="Longer events are in no daily count.")] = 7,
    no_settle: Annotated[
        bool, typer.Option("--no-settle", help="Leave out what would settle most: most of the time of many rows.")
    ] = False,
    engine: Engine = "inline",
    without_failed: WithoutFailed = False,
    out: Out = None,
    rejects: Rejects = None,
    page: Annotated[Path | None, typer.Option(help="Write one HTML file to look at, mail and print.")] = None,
    chart: Annotated[Path | None, typer.Option(help="Write incidents a day as a picture: .svg or .png.")] = None,
    brief: Annotated[Path | None, typer.Option(help="Write one page to hand over: .docx.")] = None,
    language: Annotated[str, typer.Option(help="Of page, chart and brief: en or ar.")] = "en",
    edition: Annotated[
        str, typer.Option(help="Of page, chart and brief: public (protects people) or confidential.")
    ] = "public",
    hold: Annotated[
        list[str] | None,
        typer.Option(
            "--hold",
            metavar="[SOURCE=]HOURS",
            help="Hold back a public edition's reports of so many hours before the cut-off (48), or one source's.",
        ),
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option(help="Your key for the ids of public editions, so that addresses last; made if it is not there."),
    ] = None,
    json: Json = False,
) -> None:
    """Hold incidents against the terms: violation, permitted, out of scope or undetermined, if as reported."""
    from .assess import run_assess
    from .request import Request

    run_assess(
        Request(
            files=inputs(files, mapping),
            terms=tuple(terms),
            world=tuple(world or ()),
            mapping=mapping,
            decisions=decisions,
            assume=tuple(assume or ()),
            baseline=baseline,
            as_of=as_of,
            ground=not no_ground,
            read_words=read_words,
            level=level,
            longest_days=longest_days,
            settle=not no_settle,
            engine=engine,
            without_failed=without_failed,
            out=out,
            rejects=rejects,
            page=page,
            chart=chart,
            brief=brief,
            language=language,
            edition=edition,
            hold=tuple(hold or ()),
            key=key,
            json=json,
        )
    )


@app.command()
def read(
    files: Annotated[
        list[Path],
        typer.Argument(
            parser=where,
            help="Pages, articles, PDF, DOCX, e-mail, chats, bulletins; or folders of them, or addresses.",
        ),
    ],
    published: Annotated[
        str | None,
        typer.Option(help="The day (or instant) of publication, where a document does not give it; its own stands."),
    ] = None,
    source: Annotated[str | None, typer.Option(help="The outlet that carried them, where they name none.")] = None,
    zone: Annotated[str, typer.Option(help="IANA zone in which the text means its days and hours.")] = "UTC",
    world: Worlds = None,
    engine: Engine = "inline",
    out: Annotated[
        Path | None,
        typer.Option(
            parser=where, help="Write one document a line: .jsonl, which assess takes; can be taken up again."
        ),
    ] = None,
    sheet: Annotated[
        Path | None, typer.Option(help="Write a review sheet: each sentence, what was read from it, how sure (.html).")
    ] = None,
    json: Json = False,
) -> None:
    """Read text into events, statements, promises and talks, each with its words; never more than reported."""
    from .read import ReadRequest, run_read

    run_read(
        ReadRequest(
            files=tuple(files),
            published=published,
            source=source,
            zone=zone,
            world=tuple(world or ()),
            engine=engine,
            out=out,
            sheet=sheet,
            json=json,
        )
    )


@app.command()
def match(
    files: Files,
    world: Worlds = None,
    mapping: Annotated[Path | None, typer.Option(help="How to read a table of your own: see new-mapping.")] = None,
    decisions: Annotated[
        Path | None, typer.Option(help="What people decided: merge, split, not_same, verify, correct. JSON lines.")
    ] = None,
    weights: Annotated[
        Path | None, typer.Option(help="How reports are matched: a file like incidents/matching.yaml.")
    ] = None,
    method: Annotated[
        Path | None, typer.Option(help="How reports bear each other out: what differs from corroboration/method.yaml.")
    ] = None,
    learn: Annotated[
        bool, typer.Option("--learn", help="Find the weights from the reports themselves; needs thousands of them.")
    ] = False,
    save_weights: Annotated[
        Path | None, typer.Option("--save-weights", help="Write the weights that were used: .yaml, to be changed.")
    ] = None,
    undated: Annotated[
        int | None,
        typer.Option(help="Take what a text does not date to lie in so many days up to its publication."),
    ] = None,
    as_of: AsOf = None,
    engine: Engine = "inline",
    out: Annotated[
        Path | None,
        typer.Option(parser=where, help="Write the incidents: .parquet, which assess and explain take."),
    ] = None,
    pairs: Annotated[Path | None, typer.Option(help="Write every pair that matters, with its evidence: .csv.")] = None,
    rejects: Rejects = None,
    json: Json = False,
) -> None:
    """Find which reports are of one event, every report kept, and how each stands by independent voices."""
    from ..engines.matching import MatchJob
    from .matching import MatchRequest, run_match

    job = MatchJob(
        files=inputs(files, mapping),
        world=tuple(world or ()),
        mapping=mapping,
        decisions=decisions,
        weights=weights,
        method=method,
        learn=learn,
        undated=undated,
        as_of=as_of,
    )
    run_match(MatchRequest(job, out, pairs, rejects, save_weights, json, engine))


@app.command()
def explain(
    ident: Annotated[
        str, typer.Argument(metavar="ID", help="The id of a finding, an event, an incident or its report.")
    ],
    within: Annotated[
        Path, typer.Option("--in", parser=where, help="The findings, or the incidents, that the id is in.")
    ] = Path("findings.parquet"),
    language: Annotated[str, typer.Option(help="en or ar.")] = "en",
    json: Json = False,
) -> None:
    """Why: every test, its answer, its reason and source, and what would settle it."""
    from .explain import run_explain

    run_explain(ident, within, language, json)


@app.command()
def compare(
    one: Annotated[Path, typer.Argument(metavar="OLD", help="Findings, or reports as they stood.")],
    other: Annotated[Path, typer.Argument(metavar="NEW", help="Other findings, or the reports as they stand now.")],
    world: Worlds = None,
    mapping: Annotated[Path | None, typer.Option(help="How to read both, where they are tables of your own.")] = None,
    decisions: Annotated[
        Path | None, typer.Option(help="What people decided, as JSON lines: tells which the changes touch.")
    ] = None,
    json: Json = False,
) -> None:
    """What a second run, or a later release of a dataset, adds, withdraws and changes."""
    from .compare import Compared, run_compare

    run_compare(Compared(one, other, tuple(world or ()), mapping, decisions, json))


@app.command("new-mapping")
def new_mapping(
    file: Annotated[Path, typer.Argument(help="A table that is of no known format.")],
    out: Annotated[Path | None, typer.Option(help="Write it here instead of to standard output.")] = None,
) -> None:
    """A first guess at how to read a table of your own, to be corrected by hand."""
    from .sources import run_new_mapping

    run_new_mapping(file, out)
