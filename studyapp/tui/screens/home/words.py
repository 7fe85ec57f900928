"""What Home says: rows of decks, and lines of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from studyapp.tui.widgets.deck_table import DeckRow
from studyapp.tui.widgets.lines import say
from studyapp.words import counted

if TYPE_CHECKING:
    from studyapp.study.opening import Study
    from studyapp.study.overview import DeckLine, Overview

EVERYTHING = ""  # the name of the row that stands for all decks


def spell_todo(overview: Overview) -> str:
    """What there is to do, or when there will be something."""
    if overview.counts.total:
        return f"{overview.counts.total} to review · about {spell_minutes(overview.minutes)}"
    if not overview.soon:
        return "There is nothing to review yet."
    return f"Nothing to review now. The next card comes {overview.soon}."


def invite(overview: Overview, start: str, other: str) -> list[Content]:
    """The key that starts, or the one that goes on where nothing is due; none where there is no card."""
    if overview.counts.total:
        return [say(start, "bold $text-accent") + say("  start", "$text-muted")]
    if not overview.soon:
        return []
    return [say(other, "bold $text-accent") + say("  look ahead, or cram", "$text-muted")]


def spell_habit(overview: Overview) -> list[str]:
    """How it goes; before a first answer, what is different here."""
    if not overview.begun:
        return ["each answer's proof runs here; b breaks it"] if any(d.proofs for d in overview.decks) else []
    habit = [f"{overview.streak}-day run"] if overview.streak else []
    return habit if overview.recalled is None else [*habit, f"{overview.recalled:.0%} recalled this week"]


def spell_pause(overview: Overview, key: str) -> str:
    """Why there are fewer cards than usual, and the key that brings new ones again."""
    if overview.allowed.back is not None:
        return overview.allowed.back.spell()
    return f"New cards are paused; {key} brings them again." if overview.allowed.paused else ""


def spell_problems(study: Study) -> str:
    problems = study.reading.problems
    if not problems:
        return ""
    first = problems[0]
    count = "One problem" if len(problems) == 1 else f"{len(problems)} problems"
    return f"! {count} in your decks: {first.file}:{first.line} {first.message}"


def make_rows(overview: Overview) -> list[DeckRow]:
    """A row for everything first, where there is more than one deck."""
    rows = [make_row(line) for line in overview.decks]
    if len(rows) < 2:
        return rows
    counts = overview.counts
    cards = sum(line.cards for line in overview.decks)
    known = sum(line.known * line.cards for line in overview.decks) / max(1, cards)
    return [DeckRow(EVERYTHING, "everything", counts.new, counts.learning, counts.due, known or None), *rows]


def make_row(line: DeckLine) -> DeckRow:
    waiting = line.proofs.get("not run yet", 0)
    unsupported = line.proofs.get("unsupported", 0)
    remarks = [f"{waiting} not run yet"] if waiting else []
    remarks += [f"{unsupported} not possible here"] if unsupported else []
    confirmed = line.proofs.get("confirmed", 0)
    refuted = sum(line.proofs.values()) - confirmed - waiting - unsupported
    known = line.known or None
    return DeckRow(
        line.name,
        line.title,
        line.new,
        line.learning,
        line.due,
        known,
        confirmed,
        refuted,
        ", ".join(remarks),
    )


def spell_contested(overview: Overview) -> str:
    count, proofs = len(overview.contested), {card.proof for card in overview.contested}
    if not count:
        return ""
    cards, whose = (f"{count} cards", "their") if count > 1 else ("1 card", "its")
    what = "proofs are" if len(proofs) > 1 else "proof is"
    return f"⚠ {cards} contested: {whose} {what} refuted here (torch {overview.torch})"


def spell_minutes(minutes: float) -> str:
    rounded = max(1, round(minutes))
    return counted(rounded, "minute")
