"""A heading's cards, read for the rules of writing; and what a rule says of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from studyapp.deck.card import Card, Kind, Severity
from studyapp.deck.markdown import plain
from studyapp.deck.style.text import Text, read_text


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on a card is warned of; the settings hold the defaults."""

    question_words: int
    answer_words: int
    answer_words_most: int  # an error beyond
    code_lines: int  # of an answer
    list_items: int  # of an answer
    gaps: int  # hidden together
    gap_share: float  # of the words, hidden together
    told_share: float  # of the answer's words, in the question
    choice_length: float  # the right choice, as a multiple of the longest wrong one
    similarity: float  # of two questions: the words they share, of all of theirs


@dataclass(frozen=True, slots=True)
class Remark:
    """What is wrong, and what to write instead."""

    message: str
    severity: Severity = "warning"


@dataclass(frozen=True)
class Note:
    """A card and its siblings, all of one heading."""

    cards: tuple[Card, ...]

    @property
    def card(self) -> Card:
        return self.cards[0]

    @property
    def kind(self) -> Kind:
        return self.card.kind

    @cached_property
    def question(self) -> Text:
        """With nothing hidden; the heading where the card has no other text."""
        return read_text(self.card.question.render())

    @cached_property
    def title(self) -> Text:
        """The heading where it stands above the question, else nothing."""
        card = self.card
        return Text() if card.question.source == card.title else read_text(card.title)

    @cached_property
    def answer(self) -> Text:
        """The block quote: the answer, or what explains it."""
        return read_text(self.card.answer.render())

    @cached_property
    def questions(self) -> list[str]:
        """The sentences that ask; those of the heading where the text below it asks nothing."""
        return self.question.questions or self.title.questions

    @cached_property
    def typed(self) -> str:
        """The characters of a typed answer."""
        return plain(self.card.typed.text.render()) if self.card.typed else ""

    @cached_property
    def choices(self) -> list[tuple[str, bool]]:
        """What each choice shows, and whether it is right."""
        return [(plain(choice.text.render()), choice.right) for choice in self.card.choices]


def group(cards: Iterable[Card]) -> list[Note]:
    """The cards by their headings, in order."""
    found: dict[str, list[Card]] = {}
    for card in cards:
        found.setdefault(card.note, []).append(card)
    return [Note(tuple(siblings)) for siblings in found.values()]
