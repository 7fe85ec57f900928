"""Making something new: a card, a deck or a proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from studyapp.deck.card import Kind
from studyapp.sanitise import visible
from studyapp.tui.screens.asking import Asking
from studyapp.tui.shown_keys import key_line
from studyapp.tui.widgets.typed_line import TypedLine

CARDS = (  # by kind: those that need no proof
    (Kind.RECALL, "a card to recall", "its heading, as in: What does zero_grad() leave in .grad?"),
    (Kind.CHOICE, "a card to choose from", "its heading"),
    (Kind.CLOZE, "a card with gaps", "its heading"),
    (Kind.TYPED, "a card to type", "its heading"),
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be made."""

    what: str  # "card", "deck" or "proof"
    name: str  # a heading, a path below cards/, or a proof's id
    kind: Kind = Kind.RECALL


class New(Asking[Wish | None]):
    """Returns what was asked for; None to make nothing."""

    DEFAULT_CSS = """
    New Input { margin-top: 1; display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "back", id="new.leave"),
        Binding("j", "move(1)", show=False, id="new.down"),
        Binding("k", "move(-1)", show=False, id="new.up"),
    ]

    def __init__(self, deck: str, title: str, wish: Wish | None = None) -> None:
        """wish: what was asked for before, to be mended."""
        super().__init__()
        self.deck, self.about, self.wish = deck, title, wish
        self.chosen = 0

    def compose(self) -> ComposeResult:
        with Vertical():
            where = (
                f"in {visible(self.about)}" if self.deck else "(a card is made in the deck under the cursor)"
            )
            yield Static(Content(f"New {where}"), id="ask")
            yield OptionList(*[Option(words) for words, *_ in self.offers()])
            yield TypedLine()
            keys = key_line(
                self.app, ("", "enter", "choose, then name it; $EDITOR opens"), ("new.leave", "esc", "back")
            )
            yield Static(keys, id="keys")

    def on_mount(self) -> None:
        offers = self.query_one(OptionList)
        offers.focus()
        if self.wish is not None:
            asked = [(what, kind) for _, _, what, kind in self.offers()]
            offers.highlighted = asked.index((self.wish.what, self.wish.kind))
            self.query_one(Input).value = self.wish.name
            self.ask_name(offers.highlighted)

    def offers(self) -> list[tuple[str, str, str, Kind]]:
        """What it is called, what its name looks like, and what it is."""
        cards = [(words, hint, "card", kind) for kind, words, hint in CARDS] if self.deck else []
        return [
            *cards,
            ("a deck", "its path below cards/, as in torch/gradients", "deck", Kind.RECALL),
            ("a proof", "its id: a topic and a name, as in autograd.my_proof", "proof", Kind.RECALL),
        ]

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        self.ask_name(event.option_index)

    def ask_name(self, chosen: int) -> None:
        self.chosen = chosen
        line = self.query_one(Input)
        line.placeholder = self.offers()[self.chosen][1]
        line.display = True
        line.focus()

    @on(Input.Submitted)
    def name_it(self, event: Input.Submitted) -> None:
        _, _, what, kind = self.offers()[self.chosen]
        if name := event.value.strip():
            self.dismiss(Wish(what, name, kind))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In a name, letters are letters."""
        return not (self.is_typing and action == "move")
