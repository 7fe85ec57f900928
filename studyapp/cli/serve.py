"""`serve`: the same app in a browser, through textual-serve."""

from __future__ import annotations

import os
import shlex
import sys

from studyapp.cli.context import Context
from studyapp.errors import StudyError

LOCAL = {"localhost", "127.0.0.1", "::1"}


def serve(context: Context, host: str, port: int, url: str) -> None:
    """Serve until interrupted. Raise StudyError where textual-serve is not installed."""
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
    folder = context.find().root
    command = shlex.join([sys.executable, "-m", "studyapp", "--folder", str(folder)])
    os.environ.pop("NO_COLOR", None)  # it would be that of this terminal, not of the browser
    Server(command, host=host, port=port, title="studyapp", public_url=url or None).serve()
