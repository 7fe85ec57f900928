"""`review`: a session at once, in the app or in lines."""

from __future__ import annotations

from typing import Annotated

import typer

from studyapp.cli.arguments import Searching, Wish
from studyapp.errors import UsageError
from studyapp.study.review.wanted import Pace, Wanted

app = typer.Typer(rich_markup_mode=None)


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
        from studyapp.cli import plain

        with context.obj.study() as study:
            plain.review(study, wanted)
        return
    from studyapp.tui.launch import open_app

    raise typer.Exit(open_app(context.obj.folder, wanted))
