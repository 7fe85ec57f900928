"""Where `stats` writes a page or a picture, and whether what was asked for goes together."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from studyapp.charts.palette import THEMES
from studyapp.errors import UsageError
from studyapp.study.files import replace_file
from studyapp.study.progress.publishing import check_place

STANDARD_OUTPUT = "-"
ENDINGS = {"html": "html", "htm": "html", "svg": "svg", "png": "png"}  # of files, and what they promise
OTHERS = {"jpg", "jpeg", "pdf", "gif", "webp"}  # that promise what is not written here


@dataclass(frozen=True, slots=True)
class Target:
    """A file to be written instead of printed lines."""

    form: Literal["html", "svg", "png"]
    file: str
    theme: str  # of a picture; a page has both


def find_target(
    files: dict[Literal["html", "svg", "png"], str], theme: str, figure: str, *, as_json: bool
) -> Target | None:
    """None where lines or JSON are asked for.

    Raise UsageError for what does not go together, StudyError for what is no place for a file.
    """
    asked = {form: file for form, file in files.items() if file}
    if len(asked) + as_json > 1:
        raise UsageError("one of --json, --html, --svg and --png at a time", todo="Leave the others out.")
    form, file = next(iter(asked.items()), ("html", ""))
    if form != "html" and not figure:
        raise UsageError(
            f"--{form} draws one figure",
            todo="Say which with --figure NAME; --html writes all.",
        )
    ending = Path(file).suffix.lower().removeprefix(".")
    if ending in OTHERS or ENDINGS.get(ending, form) != form:
        other = f"Say --{ENDINGS[ending]}, or end" if ending in ENDINGS else "End"
        raise UsageError(f"--{form} would write {form} into {file}", todo=f"{other} the name in .{form}.")
    if theme and form == "html":
        raise UsageError("--theme is for --svg and --png", todo="A page is as light or dark as its screen.")
    if theme and theme not in THEMES:
        raise UsageError(f"there is no theme {theme!r}", todo=f"Themes: {', '.join(THEMES)}.")
    if file and file != STANDARD_OUTPUT:
        check_place(Path(file))
    return Target(form, file, theme or "paper") if file else None


def put(target: Target, content: bytes) -> None:
    """Write it, and say so; raise StudyError where that cannot be done."""
    if target.file == STANDARD_OUTPUT:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        return
    path = Path(target.file)
    replace_file(path, content)
    print(f"Written: {path}, {spell_size(len(content))}.")


def spell_size(count: int) -> str:
    """In thousands or millions of bytes."""
    return f"{count / 1e6:.1f} MB" if count >= 1_000_000 else f"{max(1, round(count / 1000))} kB"
