"""The editor that a part of a proof is written in.

TextArea loads its languages when it is imported: import this only where text is edited.
"""

from __future__ import annotations

from collections.abc import Mapping

from rich.text import Text
from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.highlight import highlight
from textual.style import Style
from textual.widgets import TextArea

from studyapp.sanitise import visible
from studyapp.tui.widgets.sheet import Shades

INDENT = 4  # spaces
EDITING = {  # what TextArea does at keys
    key: binding.action
    for binding in TextArea.BINDINGS
    if isinstance(binding, Binding)
    for key in binding.key.split(",")
}


class PartEditor(TextArea, inherit_bindings=False):  # else a key of the screen's would be hidden by EDITING's
    """Python, as high as its text; Enter keeps the indentation, and Backspace takes a step of it away."""

    DEFAULT_CSS = """
    PartEditor {
        height: auto;
        max-height: 20;
        margin-bottom: 1;
        padding: 0 1;
        background: $surface;
        border: none;
        border-left: outer $foreground 30%;
        scrollbar-size-vertical: 1;
        &:focus { border: none; border-left: outer $primary; }
        .text-area--cursor-line, .text-area--cursor-gutter { background: $foreground 5%; }
        &:ansi {
            .text-area--cursor-line, .text-area--cursor-gutter { background: transparent; }
        }
    }
    .-short PartEditor { max-height: 8; }
    """

    _painted: tuple[str, list[Content]] | None = None

    def __init__(self, chords: Mapping[str, str]) -> None:
        """chords: what keys do beside the editor's own, as actions of the screen's."""
        super().__init__(tab_behavior="indent", show_line_numbers=True)
        self.chords = EDITING | {key: f"screen.{action}" for key, action in chords.items()}

    def start(self, text: str) -> None:
        """Hold this text; what was typed before cannot be brought back, and the cursor stands at the end."""
        self.load_text(clean(text))
        self.move_cursor(self.document.end)

    async def _on_key(self, event: events.Key) -> None:
        # As bindings they would act only after keys behind them had been typed.
        action = "break_line" if event.key == "enter" else self.chords.get(event.key)
        if action is not None:
            event.stop()
            event.prevent_default()
            await self.run_action(action)

    def action_break_line(self) -> None:
        row, column = min(self.selection)
        before = self.document.get_line(row)[:column]
        steps = before[: len(before) - len(before.lstrip(" "))]
        deeper = " " * INDENT if before.rstrip().endswith(":") else ""
        self.replace(f"\n{steps}{deeper}", *self.selection, maintain_selection_offset=False)

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        self.replace(clean(event.text), *self.selection, maintain_selection_offset=False)

    def action_delete_left(self) -> None:
        """In front of a line's text, back to the step before."""
        row, column = self.cursor_location
        before = self.document.get_line(row)[:column]
        if not self.selection.is_empty or not before or before.strip():
            super().action_delete_left()
            return
        step = (column - 1) // INDENT * INDENT
        self.delete((row, step), (row, column), maintain_selection_offset=False)

    def get_line(self, line_index: int) -> Text:
        """The line in the colours of code."""
        line = super().get_line(line_index)
        for start, end, style in self.paint()[line_index].spans:
            colours = style if isinstance(style, Style) else Style.parse(style)
            line.stylize(colours.rich_style, start, end)
        return line

    def paint(self) -> list[Content]:
        """Every line highlighted, worked out anew where the text has changed."""
        text = self.text
        if self._painted is None or self._painted[0] != text:
            # A last line with nothing on it would be taken off.
            lines = highlight(f"{text}\n.", language="python", theme=Shades, tab_size=INDENT).split("\n")
            self._painted = text, list(lines)
        return self._painted[1]


def clean(text: str) -> str:
    """Only what can be seen: no tab, no return, no character that acts on a terminal."""
    return visible(text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(INDENT))
