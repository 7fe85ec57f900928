"""Ways to change a proof, in one list: broken variants to choose, draws and knobs to turn."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from studyapp.errors import UsageError
from studyapp.proof.draws import Value
from studyapp.proof.source.catalogue import Entry
from studyapp.study.proofs.turning import complete, step, turn
from studyapp.tui.widgets.lines import say

OPENING = "=+-.0123456789"  # what begins a value that is typed; the sign = alone begins any
BREAK, TURN = "break ", "turn "  # begin the ids of the list's options


class Knobs(OptionList):
    """Broken variants, then draws and knobs; while a value is typed, every key is a letter of it."""

    DEFAULT_CSS = """
    Knobs {
        height: auto;
        max-height: 16;
        padding: 0;
        background: $panel;
        scrollbar-size-vertical: 1;
        &, &:focus { border: none; background-tint: $background 0%; }
        & > .option-list--option-disabled { color: $text-muted; }
        & > .option-list--option-highlighted, &:focus > .option-list--option-highlighted {
            color: $text;
            background: $foreground 15%;
            text-style: none;
        }
    }
    .-short Knobs { max-height: 14; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", show=False, id="knobs.down"),
        Binding("k", "cursor_up", show=False, id="knobs.up"),
        Binding("g", "first", show=False, id="knobs.top"),
        Binding("G", "last", show=False, id="knobs.bottom"),
        Binding("right", "turn(1)", show=False, id="knobs.more"),
        Binding("left", "turn(-1)", show=False, id="knobs.less"),
    ]

    class Told(Message):
        """Something is to be said of the knobs; "" takes back what was said."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, entry: Entry, values: dict[str, Value]) -> None:
        self.entry = entry
        self.values = complete(entry, values)
        self.typed: str | None = None  # the value that is being typed, for
        self.typing = ""  # this draw or knob
        self.pointed = ""  # the option that is highlighted
        super().__init__(*self.make_options())

    def make_options(self) -> list[Option]:
        broken = [BREAK + variant.name for variant in self.entry.variants]
        turned = [TURN + name for name in self.values]
        options = []
        for words, ids in (
            ("Break it, and see which check falls", broken),
            ("Turn a knob, and run it on the same seed", turned),
        ):
            options += [Option(say(words, "bold"), disabled=True)] if ids else []
            options += [Option(self.tell(name), id=name) for name in ids]
        return options

    def tell(self, option: str) -> Content:
        """An option by its id; ▸ stands before the one that is highlighted."""
        pointer = say("▸ " if option == self.pointed else "  ", "bold $text-accent")
        if option.startswith(BREAK):
            variant = self.entry.variant(option.removeprefix(BREAK))
            return Content.assemble(
                pointer, say(variant.name), "\n", say(f"    falls at “{variant.at}”", "dim")
            )
        return pointer + self.tell_knob(option.removeprefix(TURN))

    def tell_knob(self, name: str) -> Content:
        """`passes  ‹ 3 ›  a whole number from 2 to 5`."""
        width = max(map(len, self.values))
        typed = self.typed is not None and name == self.typing
        value = f"{self.typed}▏" if typed else f"‹ {self.values[name]} ›"
        allowed = say(f"  {self.entry.adjustable[name]}", "dim")
        return say(f"{name:<{width}}  ") + say(value, "bold") + allowed

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        before, self.pointed = self.pointed, event.option_id or ""
        for option in filter(None, {before, self.pointed}):
            self.replace_option_prompt(option, self.tell(option))

    @property
    def turned(self) -> str:
        """The draw or knob that is highlighted; "" on a broken variant."""
        option = self.highlighted_option
        return option.id.removeprefix(TURN) if option and option.id and option.id.startswith(TURN) else ""

    def put(self, name: str, value: Value) -> None:
        self.values[name] = value
        self.typed = None
        self.repaint(name)
        self.post_message(self.Told(""))

    def repaint(self, name: str) -> None:
        self.replace_option_prompt(TURN + name, self.tell(TURN + name))

    def action_turn(self, by: int) -> None:
        if name := self.turned:
            self.put(name, step(self.entry.adjustable[name], self.values[name], by))

    def type_value(self, text: str) -> None:
        self.typed = text
        self.repaint(self.typing)

    def set_typed(self) -> bool:
        """Take what was typed; False where it is out of range, which is said."""
        if self.typed is None:
            return True
        name = self.typing
        try:
            self.put(name, complete(self.entry, turn(self.entry, self.values, {name: self.typed}))[name])
        except UsageError as error:
            self.post_message(self.Told(f"{error.what}: {error.todo}"))
            return False
        return True

    def drop_typed(self) -> None:
        self.put(self.typing, self.values[self.typing])

    async def _on_key(self, event: events.Key) -> None:
        """Take every key of the list here: as bindings they would act only after those behind them."""
        letter = event.character if event.is_printable else None
        if self.typed is None:
            if not self.turned or letter is None or letter not in OPENING:
                await self.act_at_once(event)
                return
            self.typing = self.turned
            self.type_value("" if letter == "=" else letter)
        elif letter == "=" or event.key == "ctrl+u":  # begins it anew
            self.type_value("")
        elif letter is not None:
            self.type_value(self.typed + letter)
        elif event.key == "backspace":
            self.type_value(self.typed[:-1])
        elif event.key == "escape":
            self.drop_typed()
        elif event.key not in {"up", "down", "enter"} or self.set_typed():
            await self.act_at_once(event)
            return
        event.stop()
        event.prevent_default()

    async def act_at_once(self, event: events.Key) -> None:
        """Do what a key of the list does, under the learner's own key map; others' keys go on to them."""
        active = self.screen.active_bindings.get(event.key)
        if active is None or active.node is not self:
            return
        event.stop()
        event.prevent_default()
        await self.run_action(active.binding.action)
