"""The sentence that says whether one is on track."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from studyapp.insight.figure import Figure, compute
from studyapp.insight.rows import Standing, Strength
from studyapp.tui.screens.stats.words import headline, verdict
from tests.unit.insight.histories import TODAY, Past, Raw


def found(passed: int, failed: int, *due: int, confidence: float | None = None) -> dict[str, Figure]:
    raws = [
        Raw("a", TODAY, 9, rating, "review", 5, 60_000, 3.0, 5, confidence, rating == 3)
        for rating, count in ((3, passed), (1, failed))
        for _ in range(count)
    ]
    cards = [
        Standing(f"c-{day}", "", "one", strength=Strength("review", 30.0, 5.0, TODAY - 9, day, False, 0))
        for day in due
    ]
    names = ("weeks", "due", "reviews", "time", "stability", "calibration")
    return {name: compute(name, Past(raws, cards)) for name in names}


@pytest.mark.parametrize(
    ("passed", "failed", "due", "said"),
    [
        (90, 10, (), "✓ You recall as much as you want; nothing overdue."),
        (999, 1, (TODAY,), "✓ You recall more than you want; nothing overdue."),
        (9, 0, (TODAY - 1,), "! You recall as much as you want; 1 card overdue."),
        (50, 50, (TODAY - 1, TODAY - 2), "✗ You recall less than you want; 2 cards overdue."),
        (0, 0, (), "· No memory was tested in this period yet; nothing overdue."),
    ],
)
def test_the_sentence(passed: int, failed: int, due: Sequence[int], said: str) -> None:
    assert verdict(found(passed, failed, *due)).plain == said


def test_how_sure_one_is_counts_once_there_are_enough_answers() -> None:
    assert verdict(found(17, 3, confidence=0.9)).plain.endswith("overdue. Sure 90%, right 85%.")
    assert verdict(found(16, 3, confidence=0.9)).plain.endswith("overdue.")


def test_nothing_is_said_before_it_is_known() -> None:
    assert verdict({}).plain == ""
    assert [part.plain for part in headline({})] == [
        "RECALLED · aim ·",
        "REVIEWS ·",
        "MINUTES · a day",
        "STRONG · of ·",
    ]


def test_the_numbers_at_the_top() -> None:
    assert [part.plain for part in headline(found(90, 10, TODAY))] == [
        "RECALLED 90% aim 90%",
        "REVIEWS 100",
        "MINUTES 100 a day",
        "STRONG 1 of 1",
    ]
