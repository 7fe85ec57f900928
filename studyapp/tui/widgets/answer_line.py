"""The line that an answer is typed on."""

from __future__ import annotations

from collections.abc import Callable

from textual import events

from studyapp.tui.widgets.typed_line import TypedLine


class AnswerLine(TypedLine):
    """Calls `submit` at Enter, at once: keys typed behind it are commands again, however fast they come."""

    DEFAULT_CSS = """
    AnswerLine {
        height: 1;
        margin: 0 0 1 2;
        padding: 0 1;
        background: $surface;
        &, &:focus { border: none; }
    }
    """

    def __init__(self, submit: Callable[[], None]) -> None:
        super().__init__(placeholder="your answer", select_on_focus=False)
        self.submit = submit

    async def _on_key(self, event: events.Key) -> None:
        # Enter is taken here: as a binding it would act only after the keys behind it had been typed.
        if event.key != "enter" and not self.disabled:
            return
        event.stop()
        event.prevent_default()
        if self.disabled:  # a key that was under way when the answer was given
            self.app.simulate_key(event.key)
        else:
            self.submit()
