"""What a deck holds: cards, and the problems found while reading them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from studyapp.deck.prose import Prose

Severity = Literal["error", "warning"]


class Kind(StrEnum):
    """How a card is answered."""

    RECALL = "recall"
    CHOICE = "choice"
    CLOZE = "cloze"
    TYPED = "typed"
    PREDICT = "predict"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class DeckFile:
    """One Markdown file, already read: decks are parsed without touching the disk."""

    name: str  # path below cards/, without ".md": "autograd/gradients"
    path: str  # as shown to the learner, in problems: "cards/autograd/gradients.md"
    content: bytes


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a deck, said where it stands."""

    file: str
    line: int  # counted from 1
    rule: str  # short, stable name: "stray-text", "duplicate-id", …
    message: str  # what is wrong, and what to write instead
    severity: Severity = "error"  # a warning is advice: nothing is kept out of study, and no check fails

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}"
        if self.severity == "warning":
            return f"{place}: warning: {self.message} [{self.rule}]"
        return f"{place}: {self.message}"


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a choice card's task list."""

    text: Prose
    right: bool


@dataclass(frozen=True, slots=True)
class Typed:
    """The answer of a typed card, `= text ± within`."""

    text: Prose
    within: float | None  # absolute tolerance of a number; None: compared by its tokens


@dataclass(frozen=True, slots=True)
class Card:
    """One question with an id that never changes."""

    id: str  # "grad-rule", or a sibling of it: "grad-rule~a", "grad-rule~back"
    kind: Kind
    deck: str  # the DeckFile's name
    title: str  # the heading
    question: Prose  # Markdown; the heading itself where the card has no other text
    answer: Prose  # Markdown of the block quote; empty where the card's form holds its answer
    file: str
    line: int
    source: str = ""  # where the fact comes from: the card's own, or else its deck's
    choices: tuple[Choice, ...] = ()
    typed: Typed | None = None
    hidden: str | None = None  # cloze: the name of the gaps hidden here ("" for unnamed ones)
    proof: str = ""  # id of the linked proof
    part: str = ""  # write: which part of the proof the learner writes
    check: str = ""  # which check of the proof shows this card's answer; "" where none is named
    after: tuple[str, ...] = ()  # ids of cards to know first
    claims: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    was: str = ""  # an earlier id of the same card
    hint: str = ""

    @property
    def note(self) -> str:
        """The id of the heading that this card and its siblings come from."""
        return self.id.partition("~")[0]


@dataclass(frozen=True, slots=True)
class Deck:
    """One file's cards, in their order."""

    name: str
    title: str
    cards: tuple[Card, ...]
    order: float = 0  # among the decks; the library's start at 1, so those that say none come before them
    problems: tuple[Problem, ...] = ()
    left_out: tuple[str, ...] = ()  # ids of the cards that a problem keeps out until it is mended
    judged: bool = True  # by the rules of writing
