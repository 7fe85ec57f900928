"""Whether each card's proof has what the card says: a check or a part of that name, a value to predict."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
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
            message = spell_unknown(entry, "check", card.check, entry.checks)
            yield Problem(card.file, card.line, "unknown-check", message)
        if card.part and card.part not in entry.parts:
            message = spell_unknown(entry, "part", card.part, entry.parts)
            yield Problem(card.file, card.line, "unknown-part", message)
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
                f" shows its answer; write check=…, one of: {spell(entry.checks)}"
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


def spell_unknown(entry: Entry, what: str, name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name, known, 1)
    near = f"did you mean “{close[0]}”?" if close else f"its {what}s are {spell(known)}"
    return f"{entry.id} has no {what} “{name}”; {near}"


def spell(names: Sequence[str]) -> str:
    return ", ".join(f"“{name}”" for name in names) or "none"
