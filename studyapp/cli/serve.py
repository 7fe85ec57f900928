"""`serve`: the same app in a browser, through textual-serve."""

from __future__ import annotations

import os
import shlex
import sys
from typing import Annotated

import typer

from studyapp.errors import StudyError

LOCAL = {"localhost", "127.0.0.1", "::1"}


app = typer.Typer(rich_markup_mode=None)


@app.command()
def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="Where it listens.")] = "localhost",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    url: Annotated[str, typer.Option(help="How browsers reach it, behind a proxy.")] = "",
) -> None:
    """Serve the app in a browser; an extra, studyapp[serve]."""
    try:
        from textual_serve.server import Server
    except ImportError as error:
        todo = 'It is an extra: pip install "studyapp[serve]".'
        raise StudyError("serving needs textual-serve, which is not here", todo=todo) from error
    if host not in LOCAL:
        print(
            f"Whoever reaches {host}:{port} can study as you, edit your decks and run proofs here:"
            " put a login in front of it.",
            file=sys.stderr,
        )
    folder = context.obj.find().root
    command = shlex.join([sys.executable, "-m", "studyapp", "--folder", str(folder)])
    os.environ.pop("NO_COLOR", None)  # it would be that of this terminal, not of the browser
    Server(command, host=host, port=port, title="studyapp", public_url=url or None).serve()
