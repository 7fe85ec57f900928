"""A piece of evidence drawn from its own width; where that fails or does not fit, its text stands instead."""

from __future__ import annotations

from abc import abstractmethod
from typing import Generic, TypeVar

from textual.content import Content

from studyapp.proof import text
from studyapp.proof.evidence import Bars, Note, Plot, Table, Timeline
from studyapp.tui.widgets.lines import Lines, say

Drawn = TypeVar("Drawn", bound=Table | Plot | Bars | Timeline | Note)
NARROWEST = 8  # cells that text is wrapped to, even where there are fewer


class Picture(Lines, Generic[Drawn]):
    """Never hides what it shows: neither by an error nor by lines that are cut off."""

    DEFAULT_CSS = """
    Picture { margin-top: 1; }
    """

    def __init__(self, item: Drawn) -> None:
        super().__init__()
        self.item: Drawn = item

    @abstractmethod
    def picture(self, width: int) -> list[Content]:
        """The drawing; it may raise, and its lines may be too wide."""

    def lines(self, width: int) -> list[Content]:
        try:
            drawn = self.picture(width)
        except Exception as error:  # noqa: BLE001  (whatever goes wrong in a drawing, the evidence is shown)
            cause = say(f"in words, since drawing it failed ({type(error).__name__})", "dim italic")
            return [*cause.wrap(max(NARROWEST, width)), *self.words(width)]
        return drawn if all(line.cell_length <= width for line in drawn) else self.words(width)

    def words(self, width: int) -> list[Content]:
        """The evidence as the command line prints it, wrapped."""
        room = max(NARROWEST, width)
        return [part for line in text.lines(self.item) for part in say(line).wrap(room)]
