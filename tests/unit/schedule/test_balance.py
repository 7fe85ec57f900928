"""Balance: which of the days that fuzz leaves a card comes back on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.schedule.balance import NOTHING, USUAL
from studyapp.schedule.fsrs import Memory
from studyapp.schedule.fuzz import fuzz_range
from studyapp.schedule.plan import Moment, Phase, Rules, State, preview, reach, whole_days
from studyapp.schedule.simulation import Habits, Simulation

MONDAY = 20_451  # 29 December 2025
TEN_DAYS = Memory(10.0, 5.0)  # due between the 8th day and the 12th
EASY_SUNDAYS = (1.0,) * 6 + (0.0,)

loads = st.dictionaries(st.integers(MONDAY, MONDAY + 400), st.integers(0, 300), max_size=60)
lucks = st.floats(0, 1, exclude_max=True)
weeks = st.tuples(*[st.floats(0, 1)] * 7)


def spread(due: Mapping[int, int] = NOTHING, rules: Rules | None = None) -> Counter[int]:
    """How often each interval comes out of a thousand, for a memory of ten days, from a Monday on."""
    lucks = [(each + 0.5) / 1000 for each in range(1000)]
    return Counter(whole_days(TEN_DAYS, MONDAY, rules or Rules(), luck, due) for luck in lucks)


def test_the_study_day_of_these_tests_is_a_monday() -> None:
    assert datetime.fromtimestamp(MONDAY * 86_400, UTC).strftime("%A") == "Monday"


def test_where_nothing_is_due_every_day_is_as_likely() -> None:
    assert set(spread().values()) == {200}
    assert spread(dict.fromkeys(range(MONDAY, MONDAY + 30), 7)) == spread()


def test_a_day_with_less_due_is_likelier_by_the_square() -> None:
    found = spread({MONDAY + 8: 1, MONDAY + 12: 2})
    assert sorted(found) == [8, 9, 10, 11, 12]
    assert found[9] == pytest.approx(4 * found[8], abs=2)
    assert found[9] == pytest.approx(9 * found[12], abs=9)


def test_a_day_takes_its_share_and_an_easy_one_nothing() -> None:
    half = (1, 1, 1, 0.5, 1, 1, 1)  # the tenth day is a Thursday
    found = spread(rules=Rules(balance=False, shares=half))
    assert found[10] == pytest.approx(found[9] / 2, abs=2)
    held = spread({MONDAY + 10: 3, **{MONDAY + each: 7 for each in (8, 9, 11, 12)}}, Rules(shares=half))
    assert held == found, "where each day holds its share already"
    no_thursdays = Rules(shares=(1, 1, 1, 0, 1, 1, 1))
    assert 10 not in spread(rules=no_thursdays)
    only_thursdays = Rules(shares=(0, 0, 0, 1, 0, 0, 0))
    assert set(spread(rules=only_thursdays)) == {10}


def test_a_week_of_easy_days_is_a_week_like_any() -> None:
    assert spread(rules=Rules(shares=(0.0,) * 7)) == spread()


def test_full_days_mean_nothing_without_balance_nor_any_day_without_fuzz() -> None:
    due = {MONDAY + 8: 50, MONDAY + 10: 50}
    assert spread(due, Rules(balance=False)) == spread()
    assert 10 not in spread(due, Rules(balance=False, shares=(1, 1, 1, 0, 1, 1, 1)))
    assert set(spread(due, Rules(fuzz=False, shares=EASY_SUNDAYS))) == {10}


@given(loads, weeks, lucks, st.lists(st.floats(0.5, 400), min_size=2, max_size=2))
def test_for_the_same_luck_a_longer_interval_never_comes_out_shorter(
    due: dict[int, int], shares: tuple[float, ...], luck: float, stabilities: list[float]
) -> None:
    rules = Rules(shares=shares)
    shorter, longer = (
        whole_days(Memory(stability, 5.0), MONDAY, rules, luck, due) for stability in sorted(stabilities)
    )
    assert shorter <= longer


@given(loads, weeks, lucks, st.floats(0.5, 400))
def test_it_stays_within_the_range_of_the_fuzz(
    due: dict[int, int], shares: tuple[float, ...], luck: float, stability: float
) -> None:
    rules = Rules(shares=shares)
    exact = max(1, whole_days(Memory(stability, 5.0), MONDAY, Rules(fuzz=False), 0))
    shortest, longest = fuzz_range(exact, rules.maximum_interval)
    assert shortest <= whole_days(Memory(stability, 5.0), MONDAY, rules, luck, due) <= longest


@given(loads, lucks, st.one_of(st.none(), st.floats(0.5, 400)))
def test_whatever_the_grade_it_is_due_within_reach(
    due: dict[int, int], luck: float, stability: float | None
) -> None:
    at = datetime.fromtimestamp(MONDAY * 86_400, UTC)
    moment, state = Moment(at, MONDAY), None
    if stability is not None:
        state = State(stability, 5.0, Phase.REVIEW, 0, None, MONDAY, at, MONDAY - 9, 4, 0)
    days = {day for span in reach(state, moment, Rules()) for day in span}
    found = [after.due_day for after in preview(state, moment, Rules(), luck, due=due).values()]
    assert all(day in days for day in found if day is not None)


@pytest.mark.parametrize("shares", [(1.0,) * 6, (1.0,) * 6 + (1.5,), (-1.0, *USUAL[1:])])
def test_a_week_is_seven_shares(shares: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="seven shares between 0 and 1"):
        Rules(shares=shares)


def year(rules: Rules) -> list[int]:
    """Answers on each day of a year, with 400 cards met in its first weeks."""
    usual = Habits(firsts=(0.2, 0.1, 0.5, 0.2), passes=(0.2, 0.6, 0.2), passed=15, failed=25)
    days = range(MONDAY, MONDAY + 364)
    return Simulation(rules, usual, Random(1).random).run((), 400, 15, days).answers


def test_over_a_year_days_differ_less_and_easy_ones_are_easy() -> None:
    plain, balanced, easy = map(year, (Rules(balance=False), Rules(), Rules(shares=EASY_SUNDAYS)))
    uneven, even = (sum(abs(a - b) for a, b in pairwise(each[60:])) for each in (plain, balanced))
    assert even < 0.75 * uneven
    later = easy[63:]  # no new cards any more, which come on any day
    assert sum(later[6::7]) < 0.2 * sum(later) / 7
