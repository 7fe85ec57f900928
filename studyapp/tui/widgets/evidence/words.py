"""Evidence in words: notes, the measured value beside the learner's own, and what the proof printed."""

from __future__ import annotations

from collections import deque

from textual.content import Content
from textual.reactive import var

from studyapp.proof.evidence import Note, Predict
from studyapp.proof.text import spell
from studyapp.sanitise import visible
from studyapp.tui.widgets.evidence.picture import Picture
from studyapp.tui.widgets.lines import Lines, hang, say

KEPT = 12  # printed lines that stay on the screen


class NoteView(Picture[Note]):
    """A sentence between the pictures."""

    def picture(self, width: int) -> list[Content]:
        return Content(visible(self.item.text)).wrap(width)


class Measured(Lines):
    """What the proof measured, and what the learner had said."""

    DEFAULT_CSS = """
    Measured { display: none; }
    """

    item: var[Predict | None] = var(None)
    answer = var("")
    right: var[bool | None] = var(None)

    def show(self, item: Predict | None, answer: str = "") -> None:
        self.item, self.answer, self.right = item, answer, None
        self.display = item is not None
        self.redraw()

    def judge(self, right: bool) -> None:
        self.right = right
        self.redraw()

    def lines(self, width: int) -> list[Content]:
        if self.item is None:
            return []
        within = "" if self.item.within is None else f" ± {self.item.within:g}"
        parts = [say("measured ", "dim"), say(spell(self.item.value), "bold"), say(within, "dim")]
        if self.answer:
            parts = [say("you said ", "dim"), say(self.answer, "bold"), Content("   "), *parts]
        return hang(mark(self.right), Content.assemble(*parts), width)


def mark(right: bool | None) -> Content:
    if right is None:
        return say("→ ")
    return say("✓ ", "$text-success") if right else say("✗ ", "bold $text-error")


class Printed(Lines):
    """The last lines that the proof wrote to its output: never evidence, so set apart and dim."""

    DEFAULT_CSS = """
    Printed { margin-top: 1; display: none; }
    """

    kept: var[deque[Content]] = var(lambda: deque(maxlen=KEPT))
    count = var(0)

    def add(self, texts: list[str]) -> None:
        added = [say(line, "dim") for text in texts for line in text.splitlines()]
        self.kept.extend(added)
        self.count += len(added)
        self.display = bool(self.kept)
        self.redraw()

    def clear(self) -> None:
        self.kept.clear()
        self.count = 0
        self.display = False

    def lines(self, width: int) -> list[Content]:
        earlier = self.count - len(self.kept)
        head = say("printed" + (f", after {earlier} earlier lines" if earlier else ""), "dim italic")
        return [head, *(line for text in self.kept for line in hang(say("│ ", "dim"), text, width))]
