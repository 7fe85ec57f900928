"""The commands and their options; the work is done in the files beside this one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from studyapp import __version__
from studyapp.cli import (
    card_commands,
    checks,
    data_commands,
    demo,
    exchange_commands,
    plain,
    proofs,
    queue,
    reports,
    runs,
    serve,
    trust,
)
from studyapp.cli import stats as statistics
from studyapp.cli.arguments import (
    Coverage,
    Html,
    Insist,
    Json,
    Launch,
    Once,
    Parts,
    Png,
    Record,
    Searching,
    Settings,
    Svg,
    Theme,
    Wish,
)
from studyapp.cli.boundary import guarded
from studyapp.cli.context import Context
from studyapp.cli.pictures import find_target
from studyapp.errors import UsageError
from studyapp.study.proofs.proving import Permit
from studyapp.study.review.wanted import Pace, Wanted

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Spaced repetition in the terminal, with proofs that run. Without a command, the app opens.",
)


def run() -> int:
    """Do what the command line says; return the exit status."""
    return guarded(lambda: app(obj=Context(), prog_name="studyapp"), debug="--debug" in sys.argv)


@app.callback(invoke_without_command=True)
def options(
    context: typer.Context,
    folder: Annotated[Path | None, typer.Option(help="The study folder (default: see `where`).")] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    context.obj.folder = folder
    if version:
        print(f"studyapp {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        from studyapp.tui.app import open_app

        raise typer.Exit(open_app(folder))


@app.command(cls=Searching)
def review(
    context: typer.Context,
    query: Wish = "",
    line_by_line: Annotated[
        bool, typer.Option("--plain", help="Lines only: for screen readers, pipes and dumb terminals.")
    ] = False,
    minutes: Annotated[float | None, typer.Option(min=0.1, help="Stop after so many minutes.")] = None,
    ahead: Annotated[
        int | None, typer.Option(min=1, metavar="DAYS", help="Practise what falls due in the next days.")
    ] = None,
    cram: Annotated[
        bool, typer.Option("--cram", help="Practise all of it, the weakest first; nothing is rescheduled.")
    ] = False,
) -> None:
    """Start a session at once."""
    if ahead and cram:
        raise UsageError("--ahead and --cram are two sessions", todo="Ask for one of them.")
    pace = Pace.CRAM if cram else Pace.AHEAD if ahead else Pace.SCHEDULED
    wanted = Wanted(query, minutes, pace, ahead or 0)
    if line_by_line:
        with context.obj.study() as study:
            plain.review(study, wanted)
        return
    from studyapp.tui.app import open_app

    raise typer.Exit(open_app(context.obj.folder, wanted))


@app.command(short_help="Run a proof, or its broken variants.")
def prove(
    context: typer.Context,
    proof: Annotated[str, typer.Argument(metavar="ID", help="A proof, such as autograd.accumulation.")],
    seed: Annotated[
        int | None, typer.Option(min=0, max=2**62, help="Repeat an earlier run; a fresh one where left out.")
    ] = None,
    settings: Settings = None,
    broken: Annotated[str, typer.Option(metavar="NAME", help="Run a broken variant, or `all` of them.")] = "",
    ranks: Annotated[int | None, typer.Option(help="How many processes, of those the proof allows.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON line for each piece of evidence.")] = False,
    source: Annotated[bool, typer.Option("--source", help="Print the proof's file instead.")] = False,
    device: Annotated[str, typer.Option(help="cpu or cuda (default: what the proof needs).")] = "",
    launch: Launch = "",
    parts: Parts = None,
    cold: Annotated[bool, typer.Option("--cold", help="With --broken all: new processes each time.")] = False,
    once: Once = False,
    insist: Insist = False,
) -> None:
    """Run a proof: 0 confirmed (or the variant was caught), 1 not, 3 not possible here."""
    wanted = proofs.Wanted(
        proof,
        seed,
        settings or [],
        broken,
        ranks,
        json,
        device,
        launch,
        cold,
        once=once,
        insist=insist,
        parts=tuple(parts or ()),
    )
    raise typer.Exit(proofs.show_source(context.obj, proof) if source else proofs.prove(context.obj, wanted))


@app.command(short_help="Look for what is wrong in decks and proofs.")
def check(
    context: typer.Context,
    paths: Annotated[
        list[str] | None, typer.Argument(help="Decks or proofs to look at (default: all).")
    ] = None,
    run_proofs: Annotated[
        bool, typer.Option("--proofs", help="Run every proof on several seeds, and every broken variant.")
    ] = False,
    seeds: Annotated[int, typer.Option(min=1, help="How many seeds, with --proofs.")] = 1,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Processes at a time (default: one a core).")
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Write the ids that are missing.")] = False,
    coverage: Coverage = False,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on warnings too.")] = False,
    record: Record = False,
    junit: Annotated[Path | None, typer.Option(help="Write a JUnit report there as well.")] = None,
    once: Once = False,
    insist: Insist = False,
    json: Json = False,
) -> None:
    """Look for what is wrong in decks and proofs: 0 nothing, or warnings alone; 1 something."""
    permit = Permit(once=once, insist=insist)
    wanted = checks.Wanted(
        tuple(paths or ()),
        run_proofs,
        seeds,
        jobs,
        fix,
        json,
        junit,
        permit,
        strict=strict,
        coverage=coverage,
        record=record,
    )
    raise typer.Exit(checks.check(context.obj, wanted))


@app.command("next", cls=Searching, short_help="Show the next card, and store what is shown.")
def next_card(context: typer.Context, query: Wish = "", json: Json = False) -> None:
    """Show the next card, and store what is shown; its id is what `grade` takes."""
    queue.show_next(context.obj, query, json)


@app.command(short_help="Grade a card, or run a part that was written.")
def grade(
    context: typer.Context,
    key: Annotated[str, typer.Argument(metavar="ID", help="What `next` returned, or a card's id.")],
    rating: Annotated[str, typer.Argument(help="1 to 4, or again, hard, good, easy.")],
    answer: Annotated[str | None, typer.Option(help="What was answered, for the journal.")] = None,
    answer_file: Annotated[
        str, typer.Option(metavar="FILE", help="The same from a file, or - for standard input.")
    ] = "",
    seconds: Annotated[float | None, typer.Option(min=0, help="How long it took.")] = None,
    sure: Annotated[
        int | None, typer.Option(min=50, max=99, help="How sure you were before you saw the answer, in %.")
    ] = None,
    json: Json = False,
) -> None:
    """Grade a card; a part of a proof that was written is run, and its judgement says how it ended."""
    text = queue.read_answer(answer, answer_file)
    said = queue.Said(text, seconds, sure / 100 if sure else None)
    queue.grade(context.obj, key, queue.read_rating(rating), said, json)


@app.command(short_help="Take back what was done to cards last.")
def undo(context: typer.Context, json: Json = False) -> None:
    """Take the newest review, or what was done to cards last, back."""
    queue.undo(context.obj, json)


@app.command("list", cls=Searching, short_help="List cards, and when each is due.")
def list_cards(
    context: typer.Context,
    query: Wish = "",
    contested: Annotated[
        bool, typer.Option("--contested", help="Only those whose proof is refuted here.")
    ] = False,
    json: Json = False,
) -> None:
    """List cards, and when each is due; ✗ stands before the contested ones."""
    reports.list_cards(context.obj, query, json, contested=contested)


@app.command(cls=Searching, short_help="Print how it goes, figure by figure.")
def stats(
    context: typer.Context,
    query: Wish = "",
    period: Annotated[
        str, typer.Option(help="Of the figures: '30 days', '90 days', 'year' or 'all'.")
    ] = "90 days",
    figure: Annotated[str, typer.Option(metavar="NAME", help="This figure alone, and all of it.")] = "",
    html: Html = "",
    svg: Svg = "",
    png: Png = "",
    theme: Theme = "",
    json: Json = False,
) -> None:
    """Print reviews, retention, what is due, the streak, proofs by verdict, and every other figure."""
    target = find_target({"html": html, "svg": svg, "png": png}, theme, figure, as_json=json)
    statistics.stats(context.obj, query, json, period=period, name=figure, target=target)


@app.command("trust", short_help="Decide whether a proof of the folder may run.")
def trust_proof(
    context: typer.Context,
    proof: Annotated[
        str, typer.Argument(metavar="[ID]", help="A proof; without one, all that are not shipped are listed.")
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Trust its content as it is now, unasked.")] = False,
    never: Annotated[bool, typer.Option("--never", help="Never run its content as it is now.")] = False,
    forget: Annotated[bool, typer.Option("--forget", help="Take back all decisions on it.")] = False,
    json: Json = False,
) -> None:
    """Read a proof that came with the folder, and decide whether it may run."""
    trust.decide(context.obj, trust.Wanted(proof, yes, never, forget, json))


@app.command("runs", short_help="List what the newest runs of a proof found.")
def list_runs(
    context: typer.Context,
    proof: Annotated[str, typer.Argument(metavar="ID", help="A proof, such as autograd.accumulation.")],
    json: Json = False,
) -> None:
    """List the newest runs of a proof and its broken variants: what each found, how fast, on what."""
    runs.list_runs(context.obj, proof, json)


@app.command()
def where(context: typer.Context, json: Json = False) -> None:
    """Print which folder is studied, and where its database is."""
    reports.where(context.obj, json)


@app.command(short_help="List every action of the app with its keys.")
def keys(context: typer.Context, json: Json = False) -> None:
    """List every action of the app with its keys, as [keys.own] in studyapp.toml may change them."""
    reports.keys(context.obj, json)


@app.command("demo", short_help="Open a copy with a year of sample history.")
def open_demo(
    keep: Annotated[Path | None, typer.Option(help="Make it in this new folder, and keep it.")] = None,
) -> None:
    """Open a copy of the library with a year of sample history; it is gone afterwards."""
    raise typer.Exit(demo.demo(keep))


@app.command("serve")
def serve_app(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="Where it listens.")] = "localhost",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    url: Annotated[str, typer.Option(help="How browsers reach it, behind a proxy.")] = "",
) -> None:
    """Serve the app in a browser; an extra, studyapp[serve]."""
    serve.serve(context.obj, host, port, url)


app.add_typer(card_commands.app)
app.add_typer(data_commands.app)
app.add_typer(exchange_commands.app)
