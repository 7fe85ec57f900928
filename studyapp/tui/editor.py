"""The learner's own editor, in the terminal that the app gives up meanwhile."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from typing import Any

from textual.app import App, SuspendNotSupported

from studyapp.errors import StudyError


def run_editor(app: App[Any], command: Sequence[str]) -> None:
    """Wait until the editor is left.

    Raise StudyError where there is no terminal for it, as in a browser, and where it ends with an error.
    """
    try:
        with app.suspend():
            status = subprocess.run(command, check=False).returncode
    except SuspendNotSupported as error:
        where = command[-1]
        todo = "Edit the file in an editor of its own; changes are taken up when you come back to Home."
        raise StudyError("there is no terminal for an editor here", where=where, todo=todo) from error
    if status:
        raise StudyError(
            f"the editor {command[0]} ended with status {status}",
            where=command[-1],
            todo="What it saved is taken up. Set EDITOR to another one, such as EDITOR=nano.",
        )
