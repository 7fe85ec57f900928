"""Python text line by line: its colours, numbers, and a margin for marks."""

from __future__ import annotations

from textual.content import Content
from textual.highlight import highlight
from textual.reactive import var

from studyapp.proof.source.excerpts import Replacement
from studyapp.sanitise import visible
from studyapp.study.proofs.margins import Margin
from studyapp.tui.shown_keys import key_of
from studyapp.tui.widgets.lines import Lines, hang, say
from studyapp.tui.widgets.sheet import Shades

MARKS = {True: ("✓", "$text-success"), False: ("✗", "bold $text-error"), None: ("–", "dim")}
REPLACED = ("┃", "$text-accent")


def highlight_lines(text: str) -> list[Content]:
    """Every line in the colours of code; nothing in it acts on the terminal."""
    # A last line with nothing on it would be taken off.
    shown = visible(text.replace("\r\n", "\n"))
    lines = highlight(f"{shown}\n.", language="python", theme=Shades, tab_size=4).split("\n")
    return list(lines)[:-1]


class Listing(Lines):
    """A whole file; the line that the keys have gone to is marked."""

    current = var(0)  # line; 0 before any key

    def __init__(self, text: str, margin: Margin) -> None:
        super().__init__()
        self.code = highlight_lines(text.rstrip("\n"))
        self.margin = margin
        self.rows: list[int] = []  # on which row each line begins

    def go_to(self, line: int) -> None:
        self.current = line
        self.redraw()

    def row_of(self, line: int) -> int:
        """Where a line begins, counted from this widget's top."""
        return self.rows[line - 1]

    def lines(self, width: int) -> list[Content]:
        drawn: list[Content] = []
        self.rows = []
        for number, code in enumerate(self.code, 1):
            self.rows.append(len(drawn))
            drawn += hang(self.number(number), code, width)
        return drawn

    def number(self, number: int) -> Content:
        """`  34 ✓ `."""
        mark, style = " ", ""
        if number in self.margin.checks:
            mark, style = MARKS[self.margin.checks[number]]
        elif number in self.margin.replaced:
            mark, style = REPLACED
        figures = "bold reverse" if number == self.current else "dim"
        return say(f"{number:>4}", figures) + say(f" {mark} ", style)


class Replaced(Lines):
    """The code that a broken variant puts in place of a part; of a long one, its beginning."""

    DEFAULT_CSS = """
    Replaced { display: none; }
    """

    replacements: var[tuple[Replacement, ...]] = var(())
    most = var(16)  # lines of code

    def show(self, replacements: list[Replacement], most: int) -> None:
        self.replacements, self.most = tuple(replacements), most
        self.display = bool(replacements)
        self.redraw()

    def lines(self, width: int) -> list[Content]:
        return [line for one in self.replacements for line in self.tell(one, width)]

    def tell(self, replacement: Replacement, width: int) -> list[Content]:
        before = f"  in place of {replacement.before}" if replacement.before else ""
        head = say(replacement.argument, "bold $text-accent") + say(before, "dim")
        code = [
            line
            for excerpt in replacement.excerpts
            for number, text in zip(excerpt.lines, highlight_lines(excerpt.text), strict=True)
            for line in hang(say(f"{number:>4}  ", "dim"), text, width)
        ]
        more = len(code) - self.most
        if more > 1:
            key = key_of(self.app, "comparison.source", "s")
            code = [*code[: self.most], say(f"      … {more} more lines: {key} shows them", "dim")]
        return [*head.wrap(width), *code]
