"""Figures as files: one of them as a picture, or all of them as a page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from studyapp.charts.chart import picture
from studyapp.charts.drawing import bundle, draw_png, draw_svg
from studyapp.charts.page import Subject, write_page
from studyapp.charts.palette import THEMES
from studyapp.charts.parts import Span
from studyapp.errors import StudyError
from studyapp.insight.figure import Figure
from studyapp.study.files import replace_file
from studyapp.study.progress.progress import Progress

Form = Literal["svg", "png"]


def subject(progress: Progress, period: str) -> Subject:
    """What the figures of one of PERIODS are of."""
    last = "all time" if period == "all" else f"last {period}"
    return Subject(progress.scope.name, last, Span(progress.since, progress.today))


def make_page(found: Mapping[str, Figure], about: Subject) -> bytes:
    return write_page(found, about, bundle()).encode()


def export_page(progress: Progress, period: str) -> Path:
    """Write the page of every figure below data/ of the study folder, in the place of an older one.

    Return its path; raise StudyError where it cannot be written.
    """
    path = progress.study.folder.root / "data" / "exports" / "studyapp-stats.html"
    replace_file(path, make_page(progress.figures(), subject(progress, period)))
    return path


def draw_figure(figure: Figure, about: Subject, form: Form, theme: str) -> bytes:
    """A picture of a figure; raise StudyError where there is none, KeyError for a theme that there is not."""
    spec = picture(figure, about.span, THEMES[theme], about.title)
    if spec is None:
        raise StudyError(
            "there is nothing to draw yet" if figure.is_empty else "this figure is a table and no chart",
            where=figure.kind.name,
            todo=f"Print it: studyapp stats --figure {figure.kind.name}",
        )
    return draw_svg(spec).encode() if form == "svg" else draw_png(spec)


def check_place(path: Path) -> None:
    """Raise StudyError for what is no place for a file; asked before anything is drawn."""
    if not path.parent.is_dir():
        raise StudyError(
            "no such folder", where=str(path.parent), todo="Make it first, or name a file elsewhere."
        )
    if path.exists() and not path.is_file():
        what = "is a folder" if path.is_dir() else "is no file"
        raise StudyError(what, where=str(path), todo="Name a file.")
