"""All decks together: cards by id, and what is wrong between them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from studyapp.deck.card import Card, Deck, DeckFile, Problem
from studyapp.deck.faults import Fault
from studyapp.deck.order import circles
from studyapp.deck.parse import parse

SHOWN = 6  # cards of a circle that are named


@dataclass(frozen=True, slots=True)
class Library:
    """Every card that can be studied, in the order of the decks, and every problem of theirs.

    Each id in a card's `after` is that of a card, or of siblings, in here, and no card waits for itself.
    """

    cards: Mapping[str, Card]
    decks: tuple[Deck, ...]
    problems: tuple[Problem, ...]  # by file and line

    def find(self, name: str) -> Card | None:
        """The card that has this id, or else had it before."""
        return self.cards.get(name) or next((card for card in self.cards.values() if card.was == name), None)


def assemble(files: Iterable[DeckFile], draws: Mapping[str, Collection[str]]) -> Library:
    """Read decks, sort them by what they say of their order, and hold them against each other.

    Of two cards with one id the first is studied.
    """
    known = tuple((proof, tuple(names)) for proof, names in draws.items())
    decks = tuple(sorted((parse_again(file, known) for file in files), key=lambda deck: deck.order))
    problems = [problem for deck in decks for problem in deck.problems]
    left_out = {name for deck in decks for name in deck.left_out}
    cards = unique(decks, problems)
    cards = with_own_past(cards, problems)
    cards = in_order(cards, left_out, problems)
    kept = tuple(replace(deck, cards=tuple(of_deck(deck, cards))) for deck in decks)
    problems.sort(key=lambda problem: (problem.file, problem.line))
    return Library(cards, kept, tuple(problems))


@lru_cache(maxsize=1024)
def parse_again(file: DeckFile, draws: tuple[tuple[str, tuple[str, ...]], ...]) -> Deck:
    """Do what `parse` does, once for the same content: a folder is read again when one file changes."""
    return parse(file, dict(draws))


def of_deck(deck: Deck, cards: Mapping[str, Card]) -> Iterator[Card]:
    """The cards of a deck that are studied, as they are in the library."""
    for card in deck.cards:
        kept = cards.get(card.id)
        if kept and place(kept) == place(card):
            yield kept


def place(card: Card) -> tuple[str, int]:
    return card.file, card.line


def headings(cards: Iterable[Card]) -> dict[str, Card]:
    """The first card of each heading, by the heading's id."""
    found: dict[str, Card] = {}
    for card in cards:
        found.setdefault(card.note, card)
    return found


def unique(decks: Collection[Deck], problems: list[Problem]) -> dict[str, Card]:
    """Cards by id, without those whose heading has the id of an earlier one."""
    first = headings(card for deck in decks for card in deck.cards)
    cards: dict[str, Card] = {}
    second: dict[tuple[str, int], Card] = {}
    for card in (card for deck in decks for card in deck.cards):
        if place(first[card.note]) == place(card):
            cards[card.id] = card
        else:
            second.setdefault(place(card), card)
    for card in second.values():
        problems += clash("duplicate-id", first[card.note], card, f"#{card.note}", "this card is studied")
    return cards


def with_own_past(cards: Mapping[str, Card], problems: list[Problem]) -> dict[str, Card]:
    """The cards, an earlier id (`was`) left to the first that claims it, and none to a card that has it."""
    owners = dict(cards)
    wrong: dict[tuple[str, int], tuple[Card, Card]] = {}
    for card in cards.values():
        owner = owners.setdefault(card.was, card) if card.was else card
        if owner is not card or card.was == card.id:
            wrong.setdefault(place(card), (owner, card))
    for owner, card in wrong.values():
        problems += clash("duplicate-was", owner, card, f"was={card.was}", "its history stays here")
    return {name: replace(card, was="") if place(card) in wrong else card for name, card in cards.items()}


def clash(rule: str, first: Card, second: Card, what: str, so: str) -> list[Problem]:
    """One problem at each of two places, each naming the other."""
    if first is second:
        return [problem(first, rule, f"{what} is the card's own id; leave it out")]
    here, there = (f"{card.file}:{card.line}" for card in (first, second))
    return [
        problem(first, rule, f"{there} claims this id too, as {what}; {so}, change the other"),
        problem(second, rule, f"{what} belongs to {here} already; write another id"),
    ]


def problem(card: Card, rule: str, detail: str) -> Problem:
    return Problem(card.file, card.line, rule, Fault(card.line - 1, rule, detail).message)


def in_order(
    cards: Mapping[str, Card], left_out: Collection[str], problems: list[Problem]
) -> dict[str, Card]:
    """The cards, without any `after` that names no card here or closes a circle.

    A prerequisite that is left out for a problem of its own holds nothing back meanwhile.
    """
    notes = headings(cards.values())
    known = {
        note: [name for name in card.after if name in cards or name in notes] for note, card in notes.items()
    }
    for note, card in notes.items():
        unknown = (name for name in card.after if name not in known[note] and note_of(name) not in left_out)
        problems += [problem(card, "unknown-after", name) for name in unknown]
    closing = set()
    for circle in circles({note: [note_of(name) for name in names] for note, names in known.items()}):
        closing.add((circle[-1], circle[0]))
        shown = circle if len(circle) <= SHOWN else [*circle[: SHOWN - 1], "…", circle[-1]]
        problems.append(problem(notes[circle[-1]], "after-cycle", " → ".join([*shown, circle[0]])))
    allowed = {
        note: tuple(name for name in names if (note, note_of(name)) not in closing)
        for note, names in known.items()
    }
    return {
        name: card if allowed[card.note] == card.after else replace(card, after=allowed[card.note])
        for name, card in cards.items()
    }


def note_of(name: str) -> str:
    return name.partition("~")[0]
