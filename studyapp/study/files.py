"""Writing the learner's own files: the old one or the new one at any moment, never half of one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from tempfile import NamedTemporaryFile

from studyapp.errors import StudyError


def replace_file(path: Path, content: bytes) -> None:
    """Write a file as `replace` does; raise StudyError where that cannot be done."""
    try:
        replace(path, content)
    except OSError as error:
        raise StudyError(f"cannot be written: {error.strerror}", where=str(path)) from error


def replace(path: Path, content: bytes) -> None:
    """Write beside the file, and take its name and its mode; raise OSError, the old one being whole.

    The folders above it are made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as draft:
        try:
            draft.write(content)
            draft.flush()
            os.fsync(draft.fileno())
            if path.exists():
                shutil.copymode(path, draft.name)
            else:
                Path(draft.name).chmod(0o644)
            Path(draft.name).replace(path)
        except OSError:
            Path(draft.name).unlink(missing_ok=True)
            raise
