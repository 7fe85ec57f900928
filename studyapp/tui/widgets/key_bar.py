"""The keys that work now, in one line at the bottom.

Textual's own footer makes a widget for each key and makes them all anew at every change; this is one text.
"""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.style import Style

from studyapp.tui.widgets.lines import Lines, say

COMMANDS = ("^p", "commands", "ctrl+p")
ALWAYS = "app.keys"  # id of the binding that stays when there is no room for the rest


class KeyBar(Lines):
    """`space accept   b break   ? keys                ^p commands`; a click presses the key."""

    DEFAULT_CSS = """
    KeyBar { dock: bottom; height: 1; padding: 0 2; background: $background; }
    """

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.redraw())

    def on_click(self, event: events.Click) -> None:
        if "key" in event.style.meta:
            self.app.simulate_key(event.style.meta["key"])

    def lines(self, width: int) -> list[Content]:
        keys, (press, words, key) = self.keys(), COMMANDS
        for gap, end in ((3, spell(press, words, key)), (2, spell(press, "", key))):
            left = Content(" " * gap).join(keys.values())
            if left.cell_length + gap + end.cell_length <= width:
                break
        else:
            left = self.shortened(keys, width - end.cell_length - 2)
        return [left + Content(" " * max(1, width - left.cell_length - end.cell_length)) + end]

    def shortened(self, keys: dict[str, Content], width: int) -> Content:
        """As many as fit, and always the one that lists them all."""
        last = keys.pop(ALWAYS, Content())
        while keys and sum(key.cell_length + 2 for key in keys.values()) + last.cell_length > width:
            keys.popitem()
        return Content("  ").join([*keys.values(), last])

    def keys(self) -> dict[str, Content]:
        """Each binding that is shown, by its id, in the order of the screen's bindings."""
        found: dict[str, Content] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.show and active.enabled and (name := binding.id or binding.action) not in found:
                shown = self.app.get_key_display(binding)
                found[name] = spell(shown, binding.description, binding.key)
        return found


def spell(key: str, words: str, press: str) -> Content:
    text = Content.assemble(say(key, "bold $text-accent"), " " if words else "", say(words, "dim"))
    return text.stylize(Style.from_meta({"key": press}))
