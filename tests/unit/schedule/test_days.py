"""Study days follow the learner's own clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.schedule.days import study_day
from tests.days import start_of_day

EPOCH = date(1970, 1, 1)
offsets = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timedelta(minutes=minutes))
starts = st.integers(0, 12 * 60).map(lambda minutes: timedelta(minutes=minutes))
instants = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))


def offset_of(at: datetime) -> timedelta:
    offset = at.utcoffset()
    assert offset is not None
    return offset


def test_day_zero_is_the_first_of_january_1970() -> None:
    assert study_day(datetime(1970, 1, 1, 12, tzinfo=UTC), timedelta()) == 0


def test_a_late_evening_belongs_to_the_day_before() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    evening = datetime(2026, 7, 1, 23, 0, tzinfo=berlin)
    night = datetime(2026, 7, 2, 3, 59, 59, tzinfo=berlin)
    morning = datetime(2026, 7, 2, 4, 0, tzinfo=berlin)
    days = [study_day(at, offset_of(at)) for at in (evening, night, morning)]
    assert days == [(date(2026, 7, day) - EPOCH).days for day in (1, 1, 2)]


@given(instants, offsets, starts)
def test_an_instant_lies_within_its_day(at: datetime, offset: timedelta, begins: timedelta) -> None:
    day = study_day(at, offset, begins)
    assert start_of_day(day, offset, begins) <= at < start_of_day(day + 1, offset, begins)


@given(st.integers(-20_000, 80_000), offsets, starts)
def test_a_day_begins_with_its_own_start(day: int, offset: timedelta, begins: timedelta) -> None:
    start = start_of_day(day, offset, begins)
    assert study_day(start, offset, begins) == day
    assert study_day(start - timedelta(microseconds=1), offset, begins) == day - 1


@pytest.mark.parametrize("fold", [0, 1])
def test_both_passes_of_the_hour_that_autumn_repeats_are_one_study_day(fold: int) -> None:
    at = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=fold)
    assert offset_of(at) == timedelta(hours=2 - fold)
    assert study_day(at, offset_of(at)) == (date(2026, 10, 24) - EPOCH).days


def test_the_day_after_the_clock_changes_still_starts_at_four() -> None:
    for month, day in [(3, 29), (10, 25)]:
        four = datetime(2026, month, day, 4, tzinfo=ZoneInfo("Europe/Berlin"))
        assert study_day(four, offset_of(four)) == (date(2026, month, day) - EPOCH).days
        assert start_of_day(study_day(four, offset_of(four)), offset_of(four)) == four


def test_flying_west_can_bring_yesterday_back() -> None:
    at = datetime(2026, 7, 2, 5, tzinfo=ZoneInfo("Asia/Tokyo"))
    landed = at.astimezone(ZoneInfo("America/Los_Angeles"))
    assert study_day(landed, offset_of(landed)) == study_day(at, offset_of(at)) - 1


@given(instants, st.sampled_from(["Asia/Tokyo", "America/St_Johns", "Pacific/Kiritimati"]))
def test_the_zone_an_instant_is_written_in_moves_nothing(at: datetime, zone: str) -> None:
    assert study_day(at.astimezone(ZoneInfo(zone)), timedelta(hours=1)) == study_day(at, timedelta(hours=1))


def test_a_naive_datetime_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        study_day(datetime(2026, 7, 1, 12), timedelta())
