"""Whether a proof that came with the folder may run: all of its text, and the question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.highlight import highlight
from textual.screen import ModalScreen
from textual.widgets import Static

from studyapp.proof.source.catalogue import Entry
from studyapp.sanitise import visible, visible_line
from studyapp.study.proofs.trusting import Standing, files_of
from studyapp.tui.widgets.key_bar import KeyBar
from studyapp.tui.widgets.sheet import Shades
from studyapp.words import counted

WHY = {
    Standing.UNKNOWN: "It came with the folder, and you have not decided on it.",
    Standing.CHANGED: "It has changed since you trusted it: + is new, - is gone.",
    Standing.REFUSED: "You said that exactly this never runs.",
    Standing.TRUSTED: "You trust exactly this.",
}
CLOSED = "It would run confined: nothing of yours to read, no network."
OPEN = "It would act on this system, as you."
DIFF = {"+": "$text-success", "-": "$text-error", "@": "$text-secondary", "\\": "dim"}


class Consent(StrEnum):
    """What the learner lets happen."""

    ONCE = "once"
    TRUST = "trust"
    NEVER = "never"


class Trust(ModalScreen[Consent | None]):
    """Returns the choice, None where none was made; it stores nothing itself.

    `missing` names the layers of protection that this system lacks: then running it once is insisting on it.
    """

    DEFAULT_CSS = """
    Trust {
        align-horizontal: center;
        background: $background;
        #why {
            width: 100%;
            max-width: 112;
            height: auto;
            padding: 0 2;
            background: $panel;
            border-left: outer $warning;
        }
        VerticalScroll { width: 100%; max-width: 112; padding: 1 1 1 2; scrollbar-size-vertical: 1; }
        VerticalScroll > * { margin-right: 1; }
        .path { width: 1fr; margin-bottom: 1; padding: 0 1; color: $text-muted; background: $panel; }
        .code { margin-bottom: 1; }
        Vertical { height: auto; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "choose('once')", "run once", id="trust.once"),
        Binding("t", "choose('trust')", "trust this content", id="trust.trust"),
        Binding("n", "choose('never')", "never", id="trust.never"),
        Binding("d", "turn", "all or changes", id="trust.turn"),
        Binding("q,escape", "leave", "back", id="trust.leave", key_display="esc"),
        Binding("j", "scroll(1)", show=False, id="trust.down"),
        Binding("k", "scroll(-1)", show=False, id="trust.up"),
        Binding("g", "scroll(-99999)", show=False, id="trust.top"),
        Binding("G", "scroll(99999)", show=False, id="trust.bottom"),
    ]

    def __init__(
        self, entry: Entry, standing: Standing, difference: str = "", missing: Mapping[str, str] | None = None
    ) -> None:
        super().__init__()
        self.entry, self.standing, self.difference, self.missing = entry, standing, difference, missing or {}
        self.painted = False

    def compose(self) -> ComposeResult:
        yield Static(Content("\n").join(self.why()), id="why")
        with VerticalScroll():
            yield Static(spell_changes(self.difference), id="changes", classes="code")
            with Vertical(id="files"):
                for path, source in files_of(self.entry).items():
                    yield Static(visible_line(path), classes="path", markup=False)
                    code = highlight(visible(source), language="python", theme=Shades, tab_size=4)
                    yield Static(code, classes="code")
        yield KeyBar()

    def why(self) -> Iterator[Content]:
        files = files_of(self.entry).values()
        lines = sum(len(visible(source).removesuffix("\n").split("\n")) for source in files)
        amount = f"{counted(len(files), 'file')}, {lines} lines"
        yield Content.assemble((f"May {visible_line(self.entry.id)} run?", "bold"), f"  {amount}")
        yield Content(f"{WHY[self.standing]} {OPEN if self.missing else CLOSED}")
        if self.missing:
            layers = ", ".join(f"{name} ({why})" for name, why in sorted(self.missing.items()))
            warning = f"⚠ Protection that this system lacks: {layers}. To run it once is to insist."
            yield Content.styled(warning, "$text-warning")

    def on_mount(self) -> None:
        self.query_one("#changes").display = bool(self.difference)
        self.query_one("#files").display = not self.difference
        # A key that was typed before the question could be seen is no answer to it.
        self.call_after_refresh(self.open_keys)

    def open_keys(self) -> None:
        self.painted = True
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "choose":
            return self.painted
        return action != "turn" or bool(self.difference)

    def action_choose(self, choice: str) -> None:
        if self.is_current:
            self.dismiss(Consent(choice))

    def action_turn(self) -> None:
        """Show all that would run instead of what changed in it, and back."""
        changes, files = self.query_one("#changes"), self.query_one("#files")
        changes.display, files.display = files.display, changes.display
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def action_scroll(self, lines: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_leave(self) -> None:
        if self.is_current:
            self.dismiss(None)


def spell_changes(difference: str) -> Content:
    lines = visible(difference).removesuffix("\n").split("\n")
    return Content("\n").join(Content.styled(line, DIFF.get(line[:1], "")) for line in lines)
