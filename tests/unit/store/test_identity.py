"""Ids that sort by time, and a clock that always rises."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from studyapp.store.identity import COUNTER_BITS, derived_reading, derived_uuid7, new_device, tick, uuid7

MILLISECONDS = st.integers(0, 2**48 - 1)


@given(MILLISECONDS)
def test_an_id_is_a_uuid_of_version_seven_that_begins_with_its_time(milliseconds: int) -> None:
    made = UUID(uuid7(milliseconds))
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"
    assert made.int >> 80 == milliseconds


@given(MILLISECONDS, MILLISECONDS)
def test_ids_of_different_milliseconds_sort_by_time(one: int, other: int) -> None:
    if one != other:
        assert (uuid7(one) < uuid7(other)) == (one < other)


def test_ids_of_the_same_millisecond_differ() -> None:
    assert len({uuid7(1) for _ in range(1000)}) == 1000


@given(st.lists(st.integers(0, 2**46), min_size=2))
def test_the_clock_rises_whatever_the_system_clock_does(readings: list[int]) -> None:
    clock = 0
    for reading in readings:
        later = tick(clock, reading)
        assert later > clock
        assert later >> COUNTER_BITS >= reading
        clock = later
    assert clock < 2**63, "it fits into SQLite's integer"


def test_a_counter_that_is_full_carries_into_the_milliseconds() -> None:
    full = tick(0, 5) | (1 << COUNTER_BITS) - 1
    assert tick(full, 5) == 6 << COUNTER_BITS


def test_devices_have_different_names() -> None:
    assert new_device() != new_device()


def test_what_was_done_elsewhere_has_one_name_and_its_place_in_time() -> None:
    names = derived_uuid7(1_000, "review", "a"), derived_uuid7(1_000, "review", "b")
    assert names[0] == derived_uuid7(1_000, "review", "a")
    assert len(set(names)) == 2
    assert UUID(names[0]).version == 7
    assert max(names) < uuid7(1_001)
    assert derived_reading(1_000, "a") >> COUNTER_BITS == 1_000
