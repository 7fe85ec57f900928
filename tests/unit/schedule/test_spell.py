"""Times as a person reads them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from studyapp.schedule.spell import spell_due, spell_interval, spell_past, spell_span

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
TODAY = 20_000


@pytest.mark.parametrize(
    ("span", "spelt"),
    [
        (timedelta(seconds=30), "30s"),
        (timedelta(seconds=59.7), "1m"),
        (timedelta(minutes=1), "1m"),
        (timedelta(minutes=2.5), "3m"),
        (timedelta(minutes=8), "8m"),
        (timedelta(minutes=59.8), "1h"),
        (timedelta(hours=1.5), "1.5h"),
        (timedelta(hours=23.99), "1d"),
        (1, "1d"),
        (4, "4d"),
        (30, "30d"),
        (31, "1mo"),
        (37, "1.2mo"),
        (364, "1y"),
        (365, "1y"),
        (840, "2.3y"),
        (36500, "100y"),
    ],
)
def test_an_interval_is_spelt_as_on_a_grade_button(span: timedelta | int, spelt: str) -> None:
    assert spell_interval(span) == spelt


@pytest.mark.parametrize("span", [0, -3, timedelta(), timedelta(seconds=-1)])
def test_no_time_is_now(span: timedelta | int) -> None:
    assert spell_interval(span) == "now"


@pytest.mark.parametrize(
    ("span", "spelt"),
    [
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=10), "10 minutes"),
        (timedelta(minutes=90), "1.5 hours"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=800), "2.2 years"),
    ],
)
def test_a_span_is_spelt_in_words(span: timedelta, spelt: str) -> None:
    assert spell_span(span) == spelt


@pytest.mark.parametrize(
    ("wait", "spelt"),
    [
        (timedelta(minutes=-5), "now"),
        (timedelta(), "now"),
        (timedelta(seconds=20), "in 1 minute"),
        (timedelta(minutes=7, seconds=1), "in 8 minutes"),
        (timedelta(minutes=8), "in 8 minutes"),
        (timedelta(minutes=59, seconds=1), "in 1 hour"),
        (timedelta(hours=5), "in 5 hours"),
    ],
)
def test_an_instant_is_spelt_from_now(wait: timedelta, spelt: str) -> None:
    assert spell_due(NOW + wait, None, NOW, TODAY) == spelt


@pytest.mark.parametrize(
    ("days", "spelt"),
    [(-3, "now"), (0, "now"), (1, "tomorrow"), (2, "in 2 days"), (4, "in 4 days"), (61, "in 2 months")],
)
def test_a_study_day_is_spelt_from_today(days: int, spelt: str) -> None:
    assert spell_due(None, TODAY + days, NOW, TODAY) == spelt


def test_study_day_zero_is_a_day_too() -> None:
    assert spell_due(None, 0, NOW, -1) == "tomorrow"


@pytest.mark.parametrize(("due_at", "due_day"), [(None, None), (NOW, TODAY)])
def test_a_due_date_that_is_none_or_two_is_refused(due_at: datetime | None, due_day: int | None) -> None:
    with pytest.raises(ValueError, match="either"):
        spell_due(due_at, due_day, NOW, TODAY)


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        spell_due(NOW.replace(tzinfo=None), None, NOW, TODAY)


@pytest.mark.parametrize(
    ("span", "spelt"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=5), "5 minutes ago"),
        (timedelta(days=3), "3 days ago"),
    ],
)
def test_how_long_ago_something_was(span: timedelta, spelt: str) -> None:
    assert spell_past(NOW - span, NOW) == spelt
