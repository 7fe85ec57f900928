"""The app: themes, the open study folder, and the screens.

It paints before it imports the database, the models and the decks; they follow in a thread.
"""

from __future__ import annotations

import asyncio
import gc
from collections import deque
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.events import Event, Key
from textual.notifications import Notify, SeverityLevel
from textual.screen import Screen
from textual.theme import ThemeProvider
from textual.widget import Widget
from textual.widgets import Input, TextArea
from textual.worker import WorkerError, get_current_worker

from studyapp.clock import read_clock
from studyapp.errors import StudyError, capitalised
from studyapp.folder import Folder
from studyapp.tui.palette import Palette
from studyapp.tui.screens.home.screen import Home
from studyapp.tui.screens.trouble import Trouble
from studyapp.tui.shown_keys import pair_of, sign
from studyapp.tui.theme import INK, THEMES
from studyapp.tui.threads import Threads

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from textual.actions import ActionParseResult
    from textual.dom import DOMNode

    from studyapp.settings import KeySettings
    from studyapp.study.opening import Study
    from studyapp.study.overview import Overview
    from studyapp.study.review.wanted import Wanted


def is_of_text(event: Key) -> bool:
    return event.is_printable or event.key == "backspace"


class StudyApp(App[None]):
    """Opens on Home, or on the session that is wanted."""

    TITLE = "studyapp"
    # Textual measures the lines as if its scrollbar took no room, and would cut the last one off.
    CSS = """
    Toast { width: auto; max-width: 96%; padding: 0 1; }
    ToastRack { overflow-y: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "show_keys", "keys", id="app.keys", key_display="?"),
        Binding("ctrl+q", "quit", "quit", id="app.quit", show=False, priority=True),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (96, "-wide")]  # noqa: RUF012  (as in App)
    VERTICAL_BREAKPOINTS = [(0, "-short"), (32, "-tall")]  # noqa: RUF012

    def __init__(self, folder: Folder, wanted: Wanted | None = None) -> None:
        super().__init__()
        self.folder = folder
        self.clock = read_clock()
        self.home = Home()
        self.wanted = wanted
        self.threads = Threads()
        self.study: Study | None = None
        self.sent: deque[tuple[Key, Widget | None]] = deque(maxlen=64)  # keys, and what had the focus
        self.own_keys: dict[str, str] = {}  # those that the learner has changed, by the action's id
        self.usual_signs: dict[str, str] = {}  # how keys are written, which a key map makes Textual forget
        for theme in THEMES:
            self.register_theme(theme)
        if self.no_color:  # these two would paint black on black
            for name in ("ansi-dark", "ansi-light"):
                self.unregister_theme(name)
        # Here, before there is a style: a theme that changes has every style sheet read again, twice.
        self.theme = self.remembered_theme()
        self.stylesheet.set_variables(self.get_css_variables())

    @property
    def theme_file(self) -> Path:
        return self.folder.root / "data" / "theme"

    def on_mount(self) -> None:
        asyncio.get_running_loop().set_default_executor(self.threads)
        self.theme_changed_signal.subscribe(self, lambda theme: self.remember_theme(theme.name))
        self.push_screen(self.home)
        # After the first paint: what follows imports more than everything before it.
        self.call_after_refresh(lambda: self.run_worker(self.open_study, thread=True, exit_on_error=True))

    def open_study(self) -> None:
        """Open the folder in a thread, and hand it to Home."""
        gc.disable()  # there is nothing to collect among what is being imported
        try:
            self.load_study()
        finally:
            gc.freeze()  # what is loaded stays; a full collection would cost a key press a tenth of a second
            gc.enable()

    def load_study(self) -> None:
        from studyapp.study.glance import look

        if first := look(self.folder, self.clock):
            self.call_from_thread(self.home.glance, first)
        from studyapp.study.opening import open_study
        from studyapp.study.overview import make_overview
        from studyapp.study.progress.progress import read_past, read_standings

        try:
            study = open_study(self.folder, self.clock)
            overview = make_overview(study)
            read_standings(study)  # now: later it would keep the first keys waiting
        except StudyError as error:
            self.call_from_thread(self.push_screen, Trouble(error))
            return
        self.take_keys(study.settings.keys)
        self.call_from_thread(self.opened, study, overview)
        if (worker := get_current_worker()).is_cancelled:
            return
        import studyapp.tui.screens.review.screen  # noqa: F401  (ready before the first session)

        study.warm_up()
        try:
            read_past(study, lambda: worker.is_cancelled)
        except StudyError as error:
            self.call_from_thread(self.notify, str(error), severity="warning", timeout=10)

    def opened(self, study: Study, overview: Overview) -> None:
        self.study = study
        if not self.is_running:  # left meanwhile
            return
        if study.notice:
            self.notify(study.notice, severity="warning", timeout=10)
        self.home.show(overview)
        if self.wanted is not None:
            self.home.open_session(self.wanted)

    def take_keys(self, keys: KeySettings) -> None:
        """Use the learner's own keys, where the settings name any; say what is wrong with them.

        In a thread: every screen is imported for it.
        """
        if keys.are_usual:
            return
        from studyapp.tui.keymap import bindings, default_keys, make_keymap

        try:
            keymap = make_keymap(keys)
        except StudyError as error:
            say = partial(self.notify, title="Your keys are not used", severity="warning", timeout=15)
            self.call_from_thread(say, str(error))
            return
        self.own_keys = dict(keymap.items() - set(default_keys()))
        self.usual_signs = {each.id: each.key_display for each in bindings() if each.id and each.key_display}
        self.call_from_thread(self.set_keymap, keymap)

    async def on_unmount(self) -> None:
        """End what still runs, a proof's processes too, before the loop and the database close."""
        self.workers.cancel_all()
        for worker in list(self.workers):
            with suppress(WorkerError):
                await worker.wait()
        await self.threads.end()  # they read and write to their end, and perhaps open the study only now
        if self.study is not None:
            self.study.close()

    async def on_event(self, event: Event) -> None:
        """Letters that were sent elsewhere before there was a line to type on are for that line."""
        if isinstance(event, Key):
            if not event.is_forwarded:
                self.sent.append((event, self.focused))
            elif is_of_text(event) and isinstance(self.focused, Input | TextArea):  # nobody took it
                target = next((target for sent, target in self.sent if sent is event), self.focused)
                if target is not self.focused:
                    self.post_message(Key(event.key, event.character))
                    return
        await super().on_event(event)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where text is typed, a question mark is one."""
        typing = self.focused is not None and self.focused.check_consume_key("question_mark", "?")
        return not (action == "show_keys" and typing)

    def action_show_keys(self) -> None:
        from studyapp.tui.screens.keys import Keys

        if not isinstance(self.screen, Keys):
            self.push_screen(Keys(self.screen))

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,  # never: cards, files and errors are named in it
    ) -> None:
        message = capitalised(message)
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=False)

    def on_notify(self, event: Notify) -> None:
        """What is said last takes the place of what was said before; warnings of something else stay."""
        for earlier in list(self._notifications):
            if earlier.severity == "information" or earlier.message == event.notification.message:
                self._unnotify(earlier, refresh=False)

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """What was said before a key was pressed may not be true of what it does."""
        self.forget_said()
        return await super().run_action(action, default_namespace, namespaces)

    def on_mouse_down(self) -> None:
        self.forget_said()

    def forget_said(self) -> None:
        """Take away what was said in passing; warnings, and what has a title, as a file written, stay."""
        for said in list(self._notifications):
            if said.severity == "information" and not said.title:
                self._unnotify(said)

    def get_key_display(self, binding: Binding) -> str:
        usual = "" if binding.id in self.own_keys else self.usual_signs.get(binding.id or "", "")
        return pair_of(self, binding.id or "") or binding.key_display or usual or sign(binding.key)

    def action_command_palette(self) -> None:
        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(id="--command-palette"))

    def search_themes(self) -> None:
        self.push_screen(Palette(providers=[ThemeProvider], placeholder="Search for themes…"))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        from studyapp.tui.screens.keys import find_words

        found: dict[str, SystemCommand] = {}  # by title: of two keys for one thing the first
        for active in screen.active_bindings.values():
            binding = active.binding
            own = binding.id and binding.description and binding.action != "app.quit"  # which is below
            if own and active.enabled and active.node is screen:
                action = partial(self.run_action, binding.action, screen)
                words = find_words(binding.id or "").partition(" ")[2].split(", as ")[0]
                told = f"{self.get_key_display(binding)}  {words or binding.description}"
                found.setdefault(
                    binding.description.capitalize(),
                    SystemCommand(binding.description.capitalize(), told, action),
                )
        found["Keys"] = SystemCommand("Keys", "Every key of this screen", self.action_show_keys)
        yield from found.values()
        yield SystemCommand("Theme", "Choose how it looks; the choice is remembered", self.search_themes)
        yield SystemCommand("Quit", "Leave; nothing is lost", self.action_quit)

    def remembered_theme(self) -> str:
        try:
            name = self.theme_file.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return INK.name
        return name if name in self.available_themes else INK.name

    def remember_theme(self, name: str) -> None:
        if name == self.remembered_theme():
            return
        try:
            self.theme_file.parent.mkdir(parents=True, exist_ok=True)
            self.theme_file.write_text(name + "\n", "utf-8")
        except OSError as error:
            self.notify(f"The theme is not remembered: {error.strerror}", severity="warning")
