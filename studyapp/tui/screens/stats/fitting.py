"""The memory model, fitted to the learner's own reviews: what that foresees, and whether to go by it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from studyapp.errors import StudyError, capitalised
from studyapp.study.opening import Study
from studyapp.study.progress.fit_words import KEPT, LOST, evidence, first_intervals
from studyapp.study.progress.fitting import Fit, adopt, fit
from studyapp.tui.screens.asking import Asking
from studyapp.tui.shown_keys import key_line


class Fitting(Asking[bool]):
    """Returns whether the schedule follows other weights now."""

    DEFAULT_CSS = """
    Fitting > Vertical { width: 80; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "adopt", "schedule by it", id="fitting.adopt"),
        Binding("q,escape", "dismiss(False)", "back", id="fitting.leave"),
    ]

    def __init__(self, study: Study) -> None:
        super().__init__()
        self.study = study
        self.found: Fit | None = None

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static("Your own memory", id="ask")
            yield Static("Fitting FSRS-6 to your reviews …", id="found")
            yield Static("", id="keys")

    def on_mount(self) -> None:
        self.show_keys()
        self.run_worker(self.look())

    async def look(self) -> None:
        """Ends with the screen, and the process that computes with it."""
        try:
            self.found = found = await fit(self.study)
        except StudyError as error:
            self.query_one("#found", Static).update(Content(capitalised(str(error))))
            return
        lines = [*evidence(found), ""]
        rules = self.study.rules
        if not found.held_out.is_won:
            lines.append(LOST)
        elif found.weights == rules.weights:
            lines.append(KEPT)
        else:
            lines += [*first_intervals(rules.weights, found.weights, rules.retention), ""]
            lines.append("Due dates stay; what is due after the next answer would follow it.")
        self.query_one("#found", Static).update(Content("\n".join(lines)))
        self.show_keys()
        self.refresh_bindings()

    def show_keys(self) -> None:
        offer = [("fitting.adopt", "enter", "schedule by it")] if self.can_adopt else []
        self.query_one("#keys", Static).update(
            key_line(self.app, *offer, ("fitting.leave", "esc", "leave it as it is" if offer else "back"))
        )

    @property
    def can_adopt(self) -> bool:
        """Whether there is anything to gain, and somewhere to save it."""
        found = self.found
        if found is None or found.weights == self.study.rules.weights or self.study.store.read_only:
            return False
        return found.held_out.is_won

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.can_adopt if action == "adopt" else True

    def action_adopt(self) -> None:
        assert self.found is not None
        try:
            adopt(self.study, self.found.weights)
        except StudyError as error:
            self.notify(str(error), severity="error")
            return
        self.app.notify("Scheduled by your own memory. `studyapp fit --defaults` goes back.", timeout=10)
        self.dismiss(True)
