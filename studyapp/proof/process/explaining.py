"""An error in a proof, told by the line that it came from."""

from __future__ import annotations

import traceback
from collections.abc import Mapping

from studyapp.proof.process.loading import name_file


class ClaimError(Exception):
    """What the proof yielded at this line cannot be measured."""

    def __init__(self, line: int, cause: Exception) -> None:
        super().__init__(str(cause))
        self.line, self.cause = line, cause


def explain(error: BaseException, path: str, ours: Mapping[str, str]) -> dict[str, str]:
    """Type, message and the place it came from: a line of the proof, of its tree, or of a learner's part.

    path: of the proof. ours: the files of this run, by the names that their code goes by.
    """
    told = error.cause if isinstance(error, ClaimError) else error
    frames = [(frame.filename, frame.lineno) for frame in traceback.extract_tb(told.__traceback__)]
    if isinstance(told, SyntaxError):
        frames.append((told.filename or "", told.lineno))
    places = [(ours[name_file(name)], line) for name, line in frames if name_file(name) in ours]
    if not places and isinstance(error, ClaimError):
        places = [(path, error.line)]
    file, line = places[-1] if places else (path, None)
    return {
        "end": "error",
        "type": type(told).__name__,
        "message": str(told)[:2000],
        "file": "" if file == path else file,
        "line": str(line or ""),
        "trace": "".join(traceback.format_exception(told))[-8000:],
    }
