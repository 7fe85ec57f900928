"""The learner's own editor, in the terminal that the app gives up meanwhile."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from textual.app import App, SuspendNotSupported
from textual.screen import Screen

from studyapp.errors import StudyError
from studyapp.study.library.editing import editor_command


def edit_file(screen: Screen[Any], find: Callable[[], Path], line: int) -> bool:
    """Open a file at its line, and wait until the editor is left; return whether there was one.

    What goes wrong is said on the screen, a StudyError that `find` raises too.
    """
    try:
        command = editor_command(find(), line)
    except StudyError as error:
        screen.notify(str(error), severity="error", markup=False)
        return False
    try:
        run_editor(screen.app, command)
    except StudyError as error:
        screen.notify(str(error), severity="warning", markup=False, timeout=15)
    return True


def run_editor(app: App[Any], command: Sequence[str]) -> None:
    """Wait until the editor is left.

    Raise StudyError where there is no terminal for it, as in a browser, and where it ends with an error.
    """
    if status := hand_over(app, command):
        raise StudyError(
            f"the editor {command[0]} ended with status {status}",
            where=command[-1],
            todo="What it saved is taken up. Set EDITOR to another one, such as EDITOR=nano.",
        )


def hand_over(app: App[Any], command: Sequence[str]) -> int:
    """Give the terminal to a program until it ends, and return its status; raise StudyError without one."""
    try:
        with app.suspend():
            return subprocess.run(command, check=False).returncode
    except SuspendNotSupported as error:
        where = command[-1]
        todo = "Edit the file in an editor of its own; changes are taken up when you come back to Home."
        raise StudyError("there is no terminal for an editor here", where=where, todo=todo) from error
