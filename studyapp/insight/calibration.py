"""Calibration: of the answers given with one confidence, how many were right."""

from __future__ import annotations

from dataclasses import dataclass

LEVELS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.99)  # that a learner can say; below one half, think of the opposite


@dataclass(frozen=True, slots=True)
class Calibration:
    """Answers given with one confidence."""

    confidence: float  # 0.5 to 0.99
    right: int
    total: int

    @property
    def rate(self) -> float | None:
        """Share that was right, 0 to 1; None without answers."""
        return self.right / self.total if self.total else None


def spell(confidence: float, past: Calibration | None) -> str:
    """What the learner said, and how that has worked out: "you were 80% sure; at 80% you are right 74%"."""
    said = f"You were {confidence:.0%} sure"
    if past is None or past.rate is None:
        return f"{said}."
    return f"{said}; at {confidence:.0%} you are right {past.rate:.0%} of {past.total}."
