"""The edge of the program: errors become a short paragraph and an exit status."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable

from studyapp.errors import StudyError, UsageError

FINE, FOUND, USAGE, UNSUPPORTED = 0, 1, 2, 3  # exit statuses


def guarded(work: Callable[[], int | None], *, debug: bool) -> int:
    """Do the work; print a StudyError as what, where and what next (with its traceback under --debug)."""
    try:
        return work() or FINE
    except StudyError as error:
        if debug:
            traceback.print_exc()
        print(f"studyapp: {error}", file=sys.stderr)
        return status_of(error)
    except KeyboardInterrupt:
        return 130


def status_of(error: StudyError) -> int:
    return USAGE if isinstance(error, UsageError) else FOUND
