"""Whether each card's proof shows what the card says it does: a check of that name, a value to predict."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from studyapp.deck.card import Card, Kind, Problem
from studyapp.deck.library import headings
from studyapp.proof.source.catalogue import Catalogue, Entry

NO_CHECK, UNFILLED = "no-check", "unfilled-slot"  # rules of writing, which the settings can switch off
SLOT = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


def find_unbound(cards: Mapping[str, Card], catalogue: Catalogue) -> Iterator[Problem]:
    """What cannot be as the card says; it is studied all the same, with all that its proof shows."""
    for card, entry in proven(cards, catalogue):
        if card.check and entry.tells_all and card.check not in entry.checks:
            yield Problem(card.file, card.line, "unknown-check", spell_unknown(card.check, entry))
        if card.kind is Kind.PREDICT and not entry.predictable:
            message = (
                f"{entry.id} measures nothing to predict; yield predict(…) in it,"
                " or write proof= for a card that you grade yourself"
            )
            yield Problem(card.file, card.line, "nothing-measured", message)


def judge_bindings(cards: Mapping[str, Card], catalogue: Catalogue) -> Iterator[Problem]:
    """Warnings: of several checks none is named, and draws that the proof does not make."""
    for card, entry in proven(cards, catalogue):
        asks = card.kind in {Kind.PREDICT, Kind.WRITE}  # held against the measured value, or the verdict
        if not (asks or card.check) and len(entry.checks) > 1:
            message = (
                f"its proof makes {len(entry.checks)} checks, and the card does not say which one"
                f" shows its answer; write check=…, one of: {spell_checks(entry)}"
            )
            yield Problem(card.file, card.line, NO_CHECK, message, "warning")
        if card.kind is Kind.PREDICT:
            known = ", ".join(entry.draws) or "none"
            for name in dict.fromkeys(SLOT.findall(CODE.sub("", card.question.source))):
                if name not in entry.draws:
                    message = f"{{{name}}} stays as it is: {entry.id} draws no {name}; its draws are {known}"
                    yield Problem(card.file, card.line, UNFILLED, message, "warning")


def proven(cards: Mapping[str, Card], catalogue: Catalogue) -> Iterator[tuple[Card, Entry]]:
    """The first card of each heading that has a proof, with it."""
    for card in headings(cards.values()).values():
        entry = catalogue.entries.get(card.proof)
        if entry is not None:
            yield card, entry


def spell_unknown(name: str, entry: Entry) -> str:
    close = get_close_matches(name, entry.checks, 1)
    near = f"did you mean “{close[0]}”?" if close else f"its checks are {spell_checks(entry)}"
    return f"{entry.id} has no check “{name}”; {near}"


def spell_checks(entry: Entry) -> str:
    return ", ".join(f"“{name}”" for name in entry.checks) or "none"
