"""The edge of the program: errors become a short paragraph and an exit status."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path

from studyapp.errors import StudyError, UsageError

FINE, FOUND, USAGE, UNSUPPORTED = 0, 1, 2, 3  # exit statuses
UNREAD = 128 + 13  # as a shell tells that SIGPIPE ended a program


def guarded(work: Callable[[], int | None], *, debug: bool) -> int:
    """Do the work; print a StudyError as what, where and what next (with its traceback under --debug)."""
    spell_what_is_not_encoded()
    try:
        try:
            return work() or FINE
        finally:
            if sys.stdout is not None:  # closed by who started it
                sys.stdout.flush()
    except BrokenPipeError:
        return stop_writing()
    except StudyError as error:
        if debug:
            traceback.print_exc()
        print(f"studyapp: {error}", file=sys.stderr)
        return status_of(error)
    except OSError as error:
        if debug or error.errno != errno.ENOSPC:
            raise
        print(f"studyapp: not all was written: {error.strerror}.\nMake room, and try again.", file=sys.stderr)
        return FOUND
    except KeyboardInterrupt:
        return 130


def stop_writing() -> int:
    """Whoever read the output has seen enough: what is left of it goes nowhere. Return the exit status."""
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
    return UNREAD


def spell_what_is_not_encoded() -> None:
    r"""Let output write `\u2713` where its encoding has no such sign, as Python does for errors."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def status_of(error: StudyError) -> int:
    return USAGE if isinstance(error, UsageError) else FOUND
