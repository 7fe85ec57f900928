"""How sure a learner is before the reveal, and after it how that has worked out."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import var

from studyapp.insight.calibration import LEVELS
from studyapp.tui.widgets.lines import Lines, hang, say


class ConfidenceLine(Lines):
    """`how sure?   50   60   70  [80]  90   99`; nothing needs to be said."""

    DEFAULT_CSS = """
    ConfidenceLine { margin: 0 0 1 3; display: none; }
    """

    said: var[float | None] = var(None)
    told = var("")

    def ask(self) -> None:
        """A new question: nothing is said yet, and nothing is shown until it is."""
        self.said, self.told, self.display = None, "", False

    def say(self, confidence: float | None) -> None:
        self.said, self.display = confidence, confidence is not None
        self.redraw()

    def tell(self, text: str) -> None:
        self.told = text
        self.redraw()

    def lines(self, width: int) -> list[Content]:
        if self.told:
            return hang(Content(), say(self.told, "dim"), width)
        levels = [self.level(level) for level in LEVELS]
        return [Content.assemble(say("how sure?  ", "dim"), *levels)]

    def level(self, level: float) -> Content:
        number = f"{100 * level:.0f}"
        return say(f"[{number}]", "bold $text-primary") if level == self.said else say(f" {number} ", "dim")
