"""All figures, by name."""

from __future__ import annotations

from collections.abc import Mapping

from studyapp.insight import knowing, load, recall, retention, standing, trouble, work  # noqa: F401
from studyapp.insight.figure import KINDS

__all__ = ["KINDS", "ORDER", "SECTIONS"]

# Every figure by name, in the order that a reader meets them; importing a module registers its own.
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "How it goes": (
        "today",
        "weeks",
        "retention",
        "predicted",
        "calibration",
        "knowledge",
        "decks",
        "topics",
        "weak",
        "proofs",
    ),
    "What is done, and what comes": (
        "calendar",
        "reviews",
        "time",
        "hours",
        "buttons",
        "due",
        "cards",
        "added",
    ),
    "How memory stands": ("intervals", "stability", "difficulty", "retrievability"),
}
ORDER = tuple(name for names in SECTIONS.values() for name in names)
