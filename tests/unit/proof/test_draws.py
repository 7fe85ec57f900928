"""Draws: the same in the question and in the proof."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.errors import UsageError
from studyapp.proof.draws import Among, Draw, Integers, Reals, override, take

DRAWS: dict[str, Draw] = {"n": Integers(2, 5), "x": Reals(-1, 1), "mode": Among(("a", "b", 3))}


@given(st.integers(0, 2**62))
def test_values_lie_within_their_range(seed: int) -> None:
    values = take(DRAWS, seed)
    assert values["n"] in range(2, 6)
    assert -1 <= float(values["x"]) <= 1
    assert values["mode"] in ("a", "b", 3)


@given(st.integers(0, 2**62))
def test_a_seed_always_gives_the_same_values_whatever_other_draws_there_are(seed: int) -> None:
    assert take({"n": DRAWS["n"]}, seed)["n"] == take(DRAWS, seed)["n"]


def test_every_value_of_a_range_comes_up() -> None:
    assert {take({"n": Integers(2, 5)}, seed)["n"] for seed in range(200)} == {2, 3, 4, 5}


def test_a_value_of_the_learners_own_takes_the_place_of_the_drawn_one() -> None:
    assert override(DRAWS, take(DRAWS, 1), {"n": "4", "mode": "3"}) | {"x": 0} == {"n": 4, "mode": 3, "x": 0}


@pytest.mark.parametrize(
    "settings", [{"n": "6"}, {"n": "two"}, {"mode": "c"}, {"x": "nan"}, {"unknown": "1"}]
)
def test_a_value_out_of_range_is_refused_with_the_range(settings: dict[str, str]) -> None:
    with pytest.raises(UsageError) as caught:
        override(DRAWS, take(DRAWS, 1), settings)
    assert caught.value.todo
