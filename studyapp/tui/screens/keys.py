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

GROUPS = {  # of keys that do the same, by how their ids begin
    "review.grade": "1–4 grade: again, hard, good, easy",
    "review.choose": "1–9 choose, as a–i do",
}
WORDS = {  # what the footer has no room for
    "home.start": "enter review what is due, and new cards",
    "home.find": "/ find cards, as Anki finds them",
    "home.browse": "b browse all cards",
    "home.stats": "t how it goes: recall, forecast, weak cards",
    "home.other": "o another session: minutes, a query, ahead …",
    "home.new": "n a new card, deck or proof, from a template",
    "home.pause": "p no new cards for a while, or again",
    "home.undo": "u undo what you did last",
    "home.contested": "c cards whose proof is refuted here",
    "home.problems": "x what is wrong in decks and proofs",
    "home.quit": "q quit; nothing is lost",
    "decks.up": "k the deck above, as ↑ does",
    "decks.down": "j the deck below, as ↓ does",
    "review.run_part": "^r run what you wrote",
    "review.give_up": "^g give up, and see the answer",
    "review.open_part": "^e write in your own editor",
    "review.write": "w go on writing",
    "review.reveal": "space show the answer",
    "review.typing_reveal": "enter show the answer",
    "review.accept": "space accept the grade that is proposed",
    "review.checks": "a every check of the proof, or the card's alone",
    "review.run": "r run the proof again, as its file is now",
    "review.break": "b break the proof on purpose, or turn a knob",
    "review.source": "s the proof's source, and what its checks found",
    "review.cancel": "c cancel the run",
    "review.runs": "h the proof's earlier runs",
    "review.trust": "t whether this proof may run",
    "review.hint": "h a hint; right is proposed as Hard then",
    "review.typing_hint": "^t a hint; right is proposed as Hard then",
    "review.less_sure": "←→ say how sure you are, 50 to 99 %",
    "review.surer": "←→ say how sure you are, 50 to 99 %",
    "review.typing_surer": "^s say how sure you are, 50 to 99 %",
    "review.type": "w type the answer",
    "review.typing_leave": "esc stop typing: letters are keys again",
    "review.info": "i its forgetting curve, and why it is due",
    "review.bury": "- put it off until tomorrow",
    "review.suspend": "@ set it aside, until you resume it",
    "review.mark": "* a ★ on it, to find it again (is:marked)",
    "review.flag": "f flag it with a colour",
    "review.note": "n your own note, shown after the answer",
    "review.dispute": "d dispute it: writes a file, ready to send",
    "review.copy": "y copy the question, and the answer if shown",
    "review.edit": "e open it in your editor",
    "review.undo": "u undo what you did last",
    "review.typing_undo": "^z undo what you did last",
    "review.leave": "q leave; every grade is saved",
    "review.down": "j scroll down, as ↓ does",
    "review.up": "k scroll up, as ↑ does",
    "review.top": "g to the top",
    "review.bottom": "G to the end",
    "cards.up": "k the card above, as ↑ does",
    "cards.down": "j the card below, as ↓ does",
    "cards.first": "g the first card",
    "cards.last": "G the last card",
    "browse.saved": "tab saved queries",
    "browse.save": "^s save the query under a name",
    "browse.reset": "0 make it new again",
    "browse.star": "* a ★, to find it again (is:marked)",
    "stats.shorter": "←→ a shorter period, or a longer one",
    "stats.longer": "←→ a shorter period, or a longer one",
    "stats.up": "k the figure before, as ↑ does",
    "stats.down": "j the next figure, as ↓ and tab do",
    "stats.first": "g the first figure",
    "stats.last": "G the last figure",
    "stats.find": "/ the cards that a query finds",
    "stats.fit": "f fit the schedule to your own memory",
    "stats.drill_all": "a review all that are listed",
    "stats.copy": "c copy the numbers as text, as y does",
    "figure.drill": "enter review what the row is about",
    "figure.up": "k the row above, or scroll up, as ↑ does",
    "figure.down": "j the row below, or scroll down, as ↓ does",
    "figure.top": "g to the top",
    "figure.bottom": "G to the end",
    "figure.previous": "⇧tab the figure before",
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
        self.told: list[tuple[str, str]] = []

    def on_mount(self) -> None:
        self.about.bindings_updated_signal.subscribe(self, lambda _: self.call_next(self.tell_again))

    async def tell_again(self) -> None:
        """Other keys work below than did: while the decks were being read, say, few did."""
        if self.lines() != self.told:
            await self.recompose()

    def compose(self) -> ComposeResult:
        self.told = self.lines()
        with VerticalScroll():
            yield Static("Keys", id="title")
            for key, words in self.told:
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
            known = find_words(binding.id or "")
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


def find_words(action: str) -> str:
    """Its key and a few words; "" where the footer says enough."""
    grouped = (words for start, words in GROUPS.items() if action.startswith(start))
    return WORDS.get(action) or next(grouped, "")
