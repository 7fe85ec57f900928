"""How sure, and how right."""

from __future__ import annotations

from studyapp.insight.calibration import spell
from studyapp.insight.rows import Said


def test_what_was_said_is_held_against_how_it_went() -> None:
    assert spell(0.8, Said(0.8, 37, 50)) == "You were 80% sure; at 80% you are right 74% of 50."


def test_the_first_time_there_is_nothing_to_hold_it_against() -> None:
    assert spell(0.99, Said(0.99, 0, 0)) == "You were 99% sure."
    assert Said(0.99, 0, 0).rate is None
