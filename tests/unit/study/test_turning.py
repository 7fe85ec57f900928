"""A step never leaves what a draw or a knob may be, and what is typed is held against the same rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.errors import UsageError
from studyapp.proof.draws import Among, Integers, Knob, Reals, Value, take
from studyapp.proof.source.catalogue import Entry, ProofFile, read_entry
from studyapp.study.proofs.turning import Choice, complete, spell_turn, step, turn, without_defaults

CHOICES: list[Choice] = [
    Integers(2, 5),
    Reals(-1, 1),
    Reals(0.0002, 0.002, 4),
    Reals(1, 5, 1),
    Among(("a", "b", "c")),
    Among((True, False)),
    Knob(3),
    Knob(0.1),
    Knob(0.0),
    Knob(True),
    Knob("mean"),
]
PROOF = b'''"""It holds."""
@proof
def holds(n=integers(2, 5), mode=among("a", "b"), size=3, strict=True, part=len):
    yield check("one", True)
'''


@pytest.fixture
def entry() -> Entry:
    return read_entry(ProofFile("topic.holds", "proofs/topic/holds.py", PROOF))


def begin(choice: Choice, seed: int) -> Value:
    return choice.default if isinstance(choice, Knob) else take({"x": choice}, seed)["x"]


@given(st.sampled_from(CHOICES), st.integers(0, 99), st.lists(st.sampled_from([-1, 1]), max_size=30))
def test_a_step_never_leaves_what_may_be_set(choice: Choice, seed: int, steps: list[int]) -> None:
    value = begin(choice, seed)
    for by in steps:
        value = step(choice, value, by)
        read = choice.read(str(value))
        assert read == value
        assert type(read) is type(value) or isinstance(choice, Reals)


@pytest.mark.parametrize("choice", CHOICES[:6], ids=str)
def test_both_ends_of_a_range_are_reached_and_held(choice: Choice) -> None:
    low = high = begin(choice, 1)
    for _ in range(50):
        low, high = step(choice, low, -1), step(choice, high, 1)
    assert low != high
    assert (step(choice, low, -1), step(choice, high, 1)) == (low, high)


@pytest.mark.parametrize(
    ("choice", "value", "after"),
    [
        (Knob(3), 3, 4),
        (Knob(0.1), 0.1, 0.11),
        (Knob(1e-4), 1e-4, 1.1e-4),
        (Knob(20.0), 20.0, 21.0),
        (Knob(False), False, True),
        (Knob(True), True, True),
        (Knob("mean"), "mean", "mean"),
        (Reals(0, 1), 0.5, 0.55),
        (Reals(1, 1.5, 1), 1.0, 1.1),
        (Among(("a", "b")), "a", "b"),
    ],
)
def test_a_step_is_a_small_one(choice: Choice, value: Value, after: Value) -> None:
    assert step(choice, value, 1) == after
    assert type(step(choice, value, 1)) is type(after)


def test_every_draw_and_knob_has_a_value(entry: Entry) -> None:
    assert complete(entry, {"n": 3, "mode": "a"}) == {"n": 3, "mode": "a", "size": 3, "strict": True}
    assert complete(entry, {"n": 3, "mode": "a", "size": 4})["size"] == 4


def test_a_knob_turned_back_is_not_set(entry: Entry) -> None:
    values: dict[str, Value] = {"n": 3, "mode": "a"}
    turned = turn(entry, values, {"size": "4"})
    assert turned == {**values, "size": 4}
    assert turn(entry, turned, {"size": "3"}) == values
    assert without_defaults(entry, complete(entry, values)) == values


def test_a_value_out_of_range_is_refused_with_the_range(entry: Entry) -> None:
    with pytest.raises(UsageError) as caught:
        turn(entry, {"n": 3, "mode": "a"}, {"n": "6"})
    assert "a whole number from 2 to 5" in caught.value.todo


def test_what_was_turned_is_told(entry: Entry) -> None:
    before: dict[str, Value] = {"n": 3, "mode": "a"}
    assert spell_turn(entry, before, {"n": 4, "mode": "a", "strict": False}) == "n 3 → 4, strict True → False"
    assert spell_turn(entry, before, before) == ""
