"""How the folder's own cards are written, held against the rules and limits of its settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from studyapp.deck.card import Card, Problem
from studyapp.deck.style.note import Limits
from studyapp.deck.style.rules import RULES, judge_style
from studyapp.errors import StudyError
from studyapp.folder import Folder
from studyapp.settings import CardSettings, read_settings
from studyapp.study.library.bindings import NO_CHECK, UNFILLED, judge_bindings
from studyapp.study.library.reading import Reading


def judge_writing(folder: Folder, reading: Reading) -> list[Problem]:
    """Raise StudyError where the settings cannot be read, or leave out a rule that there is not."""
    settings = read_settings(folder.settings).cards
    rules = (*RULES, NO_CHECK, UNFILLED)
    unknown = [name for name in settings.off if name not in rules]
    if unknown:
        todo = f"The rules are: {', '.join(rules)}."
        raise StudyError(f"cards.off: there is no rule {unknown[0]!r}", where=str(folder.settings), todo=todo)
    cards = reading.library.cards
    unjudged = {deck.name for deck in reading.library.decks if not deck.judged}

    def is_judged(card: Card) -> bool:
        return is_own(card) and card.deck not in unjudged

    found = judge_style(cards.values(), make_limits(settings), own=is_judged, off=settings.off)
    own = {name: card for name, card in cards.items() if is_judged(card)}
    found += [one for one in judge_bindings(own, reading.catalogue) if one.rule not in settings.off]
    return sorted(found, key=lambda problem: (problem.file, problem.line))


def make_limits(settings: CardSettings) -> Limits:
    limits: dict[str, Any] = settings.limits
    return Limits(**limits)


def is_own(card: Card) -> bool:
    """Whether a card's deck lies in the study folder: the shipped ones are not the learner's to mend."""
    return not Path(card.file).is_absolute()
