"""Cards to hold against the rules of writing."""

from __future__ import annotations

from studyapp.deck.card import Card, Problem
from studyapp.deck.library import assemble
from studyapp.deck.style.note import Limits
from studyapp.deck.style.rules import judge_style
from studyapp.settings import CardSettings
from tests.unit.deck.samples import DRAWS, file


def limits(**changed: float) -> Limits:
    """The defaults of the settings, but for what a test changes."""
    values: dict[str, int | float] = {**CardSettings().limits, **changed}
    return Limits(**values)  # type: ignore[arg-type]


def judged(*decks: str, own: tuple[int, ...] | None = None, **changed: float) -> list[Problem]:
    """What is wrong with decks, each under a header that names a source; by default all are one's own."""
    files = [
        file(f"---\nsource: a book\n---\n{content}", name=f"deck{number}")
        for number, content in enumerate(decks, 1)
    ]
    library = assemble(files, DRAWS)
    assert library.problems == ()

    def is_own(card: Card) -> bool:
        return own is None or int(card.deck.removeprefix("deck")) in own

    return judge_style(library.cards.values(), limits(**changed), own=is_own)


def rules(*decks: str, **changed: float) -> list[str]:
    return [problem.rule for problem in judged(*decks, own=None, **changed)]
