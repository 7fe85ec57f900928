"""Decks for tests: one file, and what parsing it gives."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from studyapp.deck.card import Card, Deck, DeckFile
from studyapp.deck.parse import parse

DRAWS: Mapping[str, Collection[str]] = {
    "autograd.accumulation": ("passes",),
    "training.microbatches": ("sizes", "n"),
    "precision.gap": (),
}


def file(content: str | bytes, name: str = "autograd/gradients") -> DeckFile:
    data = content.encode() if isinstance(content, str) else content
    return DeckFile(name, f"cards/{name}.md", data)


def deck(content: str | bytes) -> Deck:
    return parse(file(content), DRAWS)


def card(content: str | bytes) -> Card:
    """The only card of a deck that has no problem."""
    found = deck(content)
    assert found.problems == ()
    (only,) = found.cards
    return only


def faults(content: str | bytes) -> list[tuple[int, str]]:
    """Line and rule of every problem."""
    return [(problem.line, problem.rule) for problem in deck(content).problems]
