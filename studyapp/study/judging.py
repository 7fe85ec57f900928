"""Holding an answer against the truth: the card's own, or what its proof measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Response:
    """What the learner gave: typed text, or choices by their place on the screen."""

    text: str = ""
    picked: frozenset[int] = frozenset()
