"""Calibration: of the answers given with one confidence, how many were right."""

from __future__ import annotations

from studyapp.insight.rows import Said

LEVELS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.99)  # that a learner can say; below one half, think of the opposite


def spell(confidence: float, past: Said | None) -> str:
    """What the learner said, and how that has worked out: "you were 80% sure; at 80% you are right 74%"."""
    said = f"You were {confidence:.0%} sure"
    if past is None or past.rate is None:
        return f"{said}."
    return f"{said}; at {confidence:.0%} you are right {past.rate:.0%} of {past.total}."
