"""Draws: the same in the question and in the proof."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.errors import UsageError
from studyapp.proof.draws import Among, Draw, Integers, Knob, Reals, Value, override, take

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


@pytest.mark.parametrize(
    ("default", "text", "value"),
    [
        (True, "false", False),
        (False, "True", True),
        (3, "-12", -12),
        (0.5, "2", 2.0),
        (0.5, "-1e-3", -0.001),
        ("mean", "3", "3"),
        ("mean", "", ""),
    ],
)
def test_a_knob_keeps_its_type(default: Value, text: str, value: Value) -> None:
    changed = override({**DRAWS, "k": Knob(default)}, {"n": 2}, {"k": text})
    assert changed == {"n": 2, "k": value}
    assert type(changed["k"]) is type(default)


@pytest.mark.parametrize(
    ("default", "text"),
    [(True, "1"), (3, "2.5"), (3, "true"), (3, ""), (0.5, "inf"), (0.5, "nan"), (0.5, "1e999"), (0.5, "x")],
)
def test_a_knob_of_another_type_is_refused_with_what_it_is(default: Value, text: str) -> None:
    with pytest.raises(UsageError) as caught:
        override({"k": Knob(default)}, {}, {"k": text})
    assert f"{default} unless set" in caught.value.todo


def test_a_wrong_name_lists_draws_and_knobs_with_what_they_can_be() -> None:
    with pytest.raises(UsageError) as caught:
        override({**DRAWS, "k": Knob(True)}, {}, {"m": "1"})
    lines = ("n: a whole number from 2 to 5", "k: true or false (True unless set)")
    assert all(line in caught.value.todo for line in lines)
