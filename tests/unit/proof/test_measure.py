"""From what an author yields to evidence: made plain, and refused where it makes no sense."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from studyapp.proof import bars, check, note, plot, predict, raises, table, timeline
from studyapp.proof.evidence import ITEM, Check, Plot, Predict, Raises, Table, Timeline, Value
from studyapp.proof.measure import measure

UNKNOWN: dict[str, tuple[object, str]] = {
    "nothing": (None, "None"),
    "a text": ("all is well", "the text 'all is well': put it into note()"),
    "a tensor": (torch.ones(2, 3), "a tensor of shape (2, 3)"),
    "a tuple": ((note("x"), note("y")), "a tuple: yield its pieces one by one"),
    "an iterator": (iter([note("x")]), "a list_iterator: `yield from` passes its pieces on"),
    "a number": (3, "a value of type int"),
}


@pytest.mark.parametrize(("thing", "said"), UNKNOWN.values(), ids=UNKNOWN)
def test_what_is_no_evidence_is_named_beside_what_can_be_yielded(thing: Any, said: str) -> None:
    with pytest.raises(TypeError) as caught:
        measure(thing)
    kinds = "check(), raises(), table(), plot(), bars(), timeline(), note() or predict()"
    assert str(caught.value).startswith(f"a proof yields {kinds}; this one yielded {said}")


@pytest.mark.parametrize("expected", [2.0, [1.0, 3.0], torch.full((2,), 2.0)])
def test_what_is_compared_is_compared_on_the_cpu(expected: object) -> None:
    torch.set_default_device("meta")  # as a run on a GPU makes its tensors there
    try:
        item = measure(check("x", torch.tensor([1.0, 3.0], device="cpu"), equals=expected, within=1.0))
    finally:
        torch.set_default_device(None)
    assert isinstance(item, Check)
    assert item.passed


WRONG: Any = [1, 2]
MISTAKEN: dict[str, tuple[Callable[[], object], str]] = {
    "rows": (lambda: table(WRONG), "table({label: values}) takes a mapping, not a list"),
    "curves": (lambda: plot(WRONG), "plot({name: values}) takes a mapping, not a list"),
    "moments": (lambda: bars("t", WRONG), "bars(title, {moment: value}) takes a mapping, not a list"),
    "x": (lambda: measure(plot({"y": [1, 2, 3]}, x=[0, 1])), "'y' has 3 values, and x has 2"),
    "a span": (
        lambda: timeline("t", [("name", 1)]),
        "a span is (name, start, end) or (lane, name, start, end)",
    ),
    "back": (lambda: measure(timeline("t", [("back", 2, 1)])), "'back' ends at 1, but starts at 2"),
    "types": (lambda: raises("x", print, WRONG), "takes one type of exception"),
    "a name": (lambda: check("n" * 201, True), "takes a name of 1 to 200 characters"),
    "no name": (lambda: check("", True), "takes a name of 1 to 200 characters"),
    "many": (lambda: measure(predict(torch.ones(65))), "a flat list of up to 64 numbers"),
    "a matrix": (lambda: measure(predict(torch.ones(2, 2))), "a flat list of up to 64 numbers"),
}


@pytest.mark.parametrize(("call", "said"), MISTAKEN.values(), ids=MISTAKEN)
def test_evidence_that_makes_no_sense_is_refused_in_words(call: Callable[[], object], said: str) -> None:
    with pytest.raises((TypeError, ValueError)) as caught:
        call()
    assert said in str(caught.value)


SHOWN: dict[str, tuple[object, Value]] = {
    "one element": (torch.tensor([2.5]), 2.5),
    "a matrix": (torch.eye(2), [[1.0, 0.0], [0.0, 1.0]]),
    "many elements": (torch.ones(4, 4, dtype=torch.bfloat16), "[4, 4] bfloat16"),
    "a long list": (list(range(100)), [*range(63), "… 37 more"]),
    "a mapping": ({"a": 1, "b": torch.tensor(2)}, "a: 1, b: 2"),
    "a type": (torch.float32, "torch.float32"),
    "a class": (ValueError, "ValueError"),
    "a set": ({"b", "a"}, ["a", "b"]),
    "a huge number": (10**5000, "a whole number of 16610 bits"),
    "a control character": ("\x1b[2J", "␛[2J"),
}


@pytest.mark.parametrize(("value", "shown"), SHOWN.values(), ids=SHOWN)
def test_a_value_is_shown_plainly(value: object, shown: Value) -> None:
    item = measure(check("x", value, equals=value))
    assert isinstance(item, Check)
    assert item.got == shown


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists))
def test_any_value_can_be_shown(value: Any) -> None:
    item = measure(table({"row": value, "twice": [value, value]}))
    assert ITEM.validate_python(item.as_json()).as_json() == item.as_json()


def test_a_check_compares_what_it_does_not_show() -> None:
    long = ["same"] * 999
    item = measure(check("x", [*long, "this"], equals=[*long, "that"]))
    assert isinstance(item, Check)
    assert not item.passed
    assert item.got == item.expected


def test_the_stable_part_may_stand_behind_what_is_shown_of_a_message() -> None:
    def call() -> None:
        raise ValueError("x" * 3000 + " out of range")

    item = measure(raises("x", call, ValueError, "out of range"))
    assert isinstance(item, Raises)
    assert item.passed
    assert len(item.message) == 2000


def test_a_short_vector_is_predicted_element_by_element() -> None:
    item = measure(predict(torch.arange(20)))
    assert isinstance(item, Predict)
    assert item.value == list(range(20))


def test_a_long_curve_keeps_its_ends_its_peak_and_its_hole() -> None:
    values = torch.zeros(50_000)
    values[123], values[40_000], values[-1] = 7.0, math.nan, 1.0
    item = measure(plot({"loss": values}))
    assert isinstance(item, Plot)
    assert len(item.x) <= 600
    assert dict(zip(item.x, item.series["loss"], strict=True)).items() >= {
        (0.0, 0.0),
        (123.0, 7.0),
        (40_000.0, None),
        (49_999.0, 1.0),
    }


def test_a_curve_may_end_before_the_others() -> None:
    item = measure(plot({"long": [1, 2, 3], "short": [1]}))
    assert isinstance(item, Plot)
    assert item.series == {"long": [1.0, 2.0, 3.0], "short": [1.0]}


def test_a_tensor_s_row_counts_what_it_leaves_out() -> None:
    item = measure(table({"weights": torch.zeros(100)}))
    assert isinstance(item, Table)
    assert item.rows[0].cells == [*[0.0] * 12, "… 88 more"]


def test_a_span_may_name_its_lane() -> None:
    item = measure(timeline("t", [("pack", 0, torch.tensor(1.5)), ("comm", "send", 1.5, 2)], unit="s"))
    assert isinstance(item, Timeline)
    assert [(span.lane, span.name, span.start, span.end) for span in item.spans] == [
        ("", "pack", 0.0, 1.5),
        ("comm", "send", 1.5, 2.0),
    ]
    assert item.unit == "s"
