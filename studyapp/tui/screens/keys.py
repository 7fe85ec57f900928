"""Every key of a screen."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from studyapp.tui.shown_keys import HasKeys, pair_of, writes

WORDS = {  # for the keys that the footer has no room for
    "review.grade": "1–4 grade: again, hard, good, easy",
    "review.choose": "1–9 choose, as a–i do",
    "review.down": "j scroll down, as ↓ does",
    "review.up": "k scroll up, as ↑ does",
    "review.top": "g to the top",
    "review.bottom": "G to the end",
    "review.less_sure": "←→ say how sure you are, 50 to 99 %",
    "review.mark": "* mark it, to find it again",
    "review.flag": "f flag it with a colour",
    "review.note": "n your own note, shown after the answer",
    "review.dispute": "d dispute it: writes a file, ready to send",
    "review.copy": "y copy the question, and the answer once it shows",
    "home.pause": "p no new cards for a while, or again",
    "decks.up": "k the deck above, as ↑ does",
    "decks.down": "j the deck below, as ↓ does",
    "cards.up": "k the card above, as ↑ does",
    "cards.down": "j the card below, as ↓ does",
    "cards.first": "g the first card",
    "cards.last": "G the last card",
    "review.surer": "←→ say how sure you are, 50 to 99 %",
    "stats.shorter": "←→ a shorter period, or a longer one",
    "stats.longer": "←→ a shorter period, or a longer one",
    "stats.up": "k the figure before, as ↑ does",
    "stats.down": "j the next figure, as ↓ and tab do",
    "stats.first": "g the first figure",
    "stats.last": "G the last figure",
    "stats.find": "/ the cards that a query finds",
    "stats.drill_all": "a review all that are listed",
    "stats.copy": "c copy the numbers as text, as y does",
    "figure.drill": "enter review what the row is about",
    "figure.up": "k the row above, or scroll up, as ↑ does",
    "figure.down": "j the row below, or scroll down, as ↓ does",
    "figure.top": "g to the top",
    "figure.bottom": "G to the end",
    "figure.previous": "⇧tab the figure before",
    "browse.saved": "tab saved queries",
    "browse.save": "^s save the query under a name",
    "app.quit": "^q quit from anywhere; nothing is lost",
}


class Keys(ModalScreen[None]):
    """Read from the bindings themselves, so that nothing is forgotten."""

    DEFAULT_CSS = """
    Keys {
        align: center middle;
        & > VerticalScroll {
            width: 64;
            max-width: 94%;
            height: auto;
            max-height: 90%;
            padding: 1 2;
            background: $panel;
            border-left: outer $primary;
        }
        #title { text-style: bold; margin-bottom: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,escape,question_mark,enter", "leave", "back", id="keys.leave")
    ]

    def __init__(self, about: Screen[Any]) -> None:
        super().__init__()
        self.about = about

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Static("Keys", id="title")
            for key, words in self.lines():
                yield Static(Content.assemble((f"{key:<11} ", "bold $text-accent"), words))
            yield Static(
                Content.assemble((f"{'^p':<12}", "bold $text-accent"), "every command, and the themes")
            )

    def lines(self) -> list[tuple[str, str]]:
        """Key and meaning of each binding that works on the screen below."""
        found: dict[str, list[str]] = {}  # keys by what they do
        typed = self.about.focused
        is_typing = typed is not None and typed.check_consume_key("x", "x")
        for pressed, (_, binding, _, _) in self.about.active_bindings.items():
            if is_typing and writes(pressed):  # Textual looks only at the keys before any mapping
                continue
            known = next((text for start, text in WORDS.items() if (binding.id or "").startswith(start)), "")
            key, _, words = known.partition(" ")
            if not known or self.is_own(binding.id or ""):
                key, words = self.app.get_key_display(binding), words.split(", as ")[0] or binding.description
            key = pair_of(self.app, binding.id or "") or key
            if known or (binding.show and words):
                keys = found.setdefault(words, [])
                keys += [key] if key not in keys else []
        return [(" ".join(keys), words) for words, keys in found.items()]

    def is_own(self, action: str) -> bool:
        return isinstance(self.app, HasKeys) and action in self.app.own_keys

    def action_leave(self) -> None:
        self.dismiss(None)
