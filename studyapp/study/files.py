"""Writing the learner's own files: the old one or the new one at any moment, never half of one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
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


def replace_all(contents: Mapping[Path, bytes], todo: str) -> dict[Path, bytes | None]:
    """Write every file, or none; return what each was before, None where there was none.

    Raise StudyError where one cannot be written, having put the others back.
    """
    before: dict[Path, bytes | None] = {}
    for path, content in contents.items():
        try:
            was = path.read_bytes() if path.exists() else None
            replace(path, content)
        except OSError as error:
            with suppress(OSError):
                put_back(before)
            raise StudyError(f"cannot be written: {error.strerror}", where=str(path), todo=todo) from error
        before[path] = was
    return before


def put_back(before: Mapping[Path, bytes | None]) -> None:
    """Make files what `replace_all` says that they were; raise OSError."""
    for path, content in before.items():
        if content is None:
            path.unlink()
        else:
            replace(path, content)
