"""Starting the app on a terminal, and the day's copy of the data once it is left."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from studyapp.errors import StudyError, UsageError
from studyapp.folder import find_folder
from studyapp.tui.app import StudyApp

if TYPE_CHECKING:
    from studyapp.study.opening import Study
    from studyapp.study.review.wanted import Wanted

TURN = 0.001  # seconds that a thread may keep the screen from answering a key, instead of Python's five


def open_app(given: Path | None, wanted: Wanted | None = None) -> int:
    """Run the app on a study folder (default: the one that is found) until the learner leaves.

    With a session that is wanted, it opens on that one.

    Raise UsageError where there is no terminal to run it in.
    """
    if "TEXTUAL_DRIVER" not in os.environ:  # textual-serve's draws in a browser
        require_terminal()
    sys.setswitchinterval(TURN)
    app = StudyApp(find_folder(given), wanted)
    app.run()
    if app.study is not None and not app.study.store.read_only:
        keep_copy(app.study)
    return app.return_code or 0


def require_terminal() -> None:
    """Raise UsageError where there is none, or where Textual, which draws on stderr, would not reach it."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or os.environ.get("TERM") == "dumb":
        todo = "`studyapp review --plain` works anywhere, line by line."
        raise UsageError("the app needs a terminal that can place its cursor", todo=todo)
    if not sys.stderr.isatty():
        todo = "Start it without `2>`; `studyapp review --plain` works anywhere, line by line."
        raise UsageError("the app draws on stderr, which goes elsewhere here than to the terminal", todo=todo)


def keep_copy(study: Study) -> None:
    """Make the day's copy of the learner's data, or say why there is none."""
    from studyapp.study.data.safekeeping import keep_daily

    try:
        keep_daily(study.folder, study.clock)
    except StudyError as error:
        print(f"studyapp: no copy of your data was made: {error}", file=sys.stderr)
