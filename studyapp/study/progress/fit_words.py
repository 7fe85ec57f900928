"""What a fit found, as lines: for the command and for the screen."""

from __future__ import annotations

from collections.abc import Sequence

from studyapp.fitting.messages import HeldOut
from studyapp.schedule.fsrs import Rating, Weights, interval
from studyapp.schedule.spell import spell_days
from studyapp.study.progress.fitting import Fit
from studyapp.words import counted

WON = "Fitting foresees better"
KEPT = "These weights are in use already."
LOST = "That is no gain beyond chance: nothing was changed."


def evidence(found: Fit) -> list[str]:
    """From how much, and how well it foresees beside the defaults."""
    of = counted(found.cards, "card")
    return [
        f"Fitted to {found.answers} answers that came after a day or more, of {of}.",
        "",
        *table(found.held_out),
    ]


def table(held_out: HeldOut) -> list[str]:
    rows = (("defaults", held_out.defaults), ("fitted", held_out.fitted))
    recalled = f"{held_out.recalled:.1%} were recalled:"
    return [
        f"{held_out.answers} of them, foreseen from what came before; {recalled}",
        f"{'':10}{'log loss':>10}{'recall foreseen':>18}",
        *(f"{name:10}{one.log_loss:>10.4f}{one.recall:>18.1%}" for name, one in rows),
        f"{'gain':10}{held_out.gain:>10.4f} ± {held_out.error:.4f}",
    ]


def first_intervals(before: Weights, now: Weights, retention: float) -> list[str]:
    """Days until a new card is recalled as wanted, by its first grade, with two sets of weights."""

    def cells(words: Sequence[str]) -> str:
        return "".join(f"{word:>11}" for word in words)

    def days(weights: Weights) -> str:
        return cells([spell_days(interval(weights[grade - 1], retention, weights)) for grade in Rating])

    return [
        f"A new card is recalled with {retention:.0%} until, after its first answer:",
        f"{'':8}{cells([grade.name.capitalize() for grade in Rating])}",
        f"{'before':8}{days(before)}",
        f"{'now':8}{days(now)}",
    ]
