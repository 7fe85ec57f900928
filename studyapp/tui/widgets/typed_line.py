"""A line that is typed on, in the order of its keys."""

from __future__ import annotations

from textual import events
from textual.binding import Binding
from textual.widgets import Input

from studyapp.tui.shown_keys import is_own

EDITS = {  # what Input does at keys, Enter aside
    key: binding.action
    for binding in Input.BINDINGS
    if isinstance(binding, Binding) and binding.action != "submit"
    for key in binding.key.split(",")
}


class TypedLine(Input):
    """Edits at once: as bindings, Backspace and the like would act only after the letters behind them."""

    async def _on_key(self, event: events.Key) -> None:
        if event.key in EDITS and not is_own(self.app, event.key):
            event.stop()
            event.prevent_default()
            await self.run_action(EDITS[event.key])
