"""Evidence on its way: through JSON and as lines of text, whatever it holds."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from pydantic import ValidationError

from studyapp.proof.evidence import ITEM, Check, Item, Note, Plot, Raises, Row, Span, Table, Timeline
from studyapp.proof.text import lines
from studyapp.sanitise import HIDDEN
from tests.unit.proof import samples


def check(got: object, expected: object, delta: float) -> Check:
    return Check.model_validate(
        {"name": "x", "passed": False, "got": got, "expected": expected, "delta": delta}
    )


@given(samples.items)
def test_json_brings_every_piece_back_as_it_was(item: Item) -> None:
    sent = json.dumps(item.as_json(), allow_nan=False)
    assert ITEM.validate_python(json.loads(sent)).as_json() == item.as_json()


@given(samples.items)
def test_json_and_lines_hold_nothing_that_acts_on_a_terminal(item: Item) -> None:
    assert json.dumps(item.as_json()).isascii()
    assert all(not HIDDEN.search(line) and not set("\n\t") & set(line) for line in lines(item))


@given(samples.items)
def test_every_piece_can_be_read_as_text(item: Item) -> None:
    assert lines(item)


def test_an_empty_piece_says_so() -> None:
    assert lines(Table(rows=[])) == ["(an empty table)"]


def test_hidden_characters_are_signs_from_the_model_on() -> None:
    raw = {"kind": "note", "text": "\x1b]52;c;aGk=\x07 \u202e \x9b31m \ud800"}
    assert ITEM.validate_python(raw) == Note(text="␛]52;c;aGk=␇ ‹U+202E› ‹U+009B›31m ‹U+D800›")


def test_two_texts_that_differ_in_a_line_break_look_different() -> None:
    assert lines(check("a\nb", "a b", math.nan)) == ["✗ x: got a␊b, expected a b (max |Δ| nan, allowed 0)"]


def test_numbers_that_json_cannot_write_are_numbers_again() -> None:
    row = Row.model_validate_json(Row(label="x", cells=[math.inf, -math.inf, math.nan]).model_dump_json())
    assert row.cells[:2] == [math.inf, -math.inf]
    assert str(row.cells[2]) == "nan"


@pytest.mark.parametrize(
    "piece",
    [
        {"kind": "note", "text": "x" * 2001},
        {"kind": "note", "text": "x", "more": 1},
        {"kind": "bars", "title": "t", "moments": [], "values": []},
        {"kind": "timeline", "title": "t", "spans": [{"name": "n", "start": 0, "end": 1}] * 1025},
        {"kind": "plot", "x": [0.0] * 2001, "series": {}},
        {"kind": "table", "rows": [{"label": "x", "cells": []}] * 257},
        {"kind": "confirmed"},
    ],
)
def test_more_than_the_caps_or_an_unknown_field_is_refused(piece: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ITEM.validate_python(piece)


def test_an_infinite_difference_is_no_other_shape() -> None:
    assert "max |Δ| inf" in lines(check([1.0, math.inf], [1.0, 1.0], math.inf))[0]
    assert "max |Δ| inf" in lines(check([1.0, math.inf], 1.0, math.inf))[0]
    assert "another shape" in lines(check([1.0, 1.0], [1.0], math.inf))[0]
    assert "another shape" in lines(check("[13] float32", "[14] float32", math.inf))[0]


def test_a_timeline_is_a_row_for_each_span_lane_by_lane() -> None:
    spans = [
        Span(lane="rank 0", name="send", start=0.5, end=2),
        Span(lane="rank 1", name="wait", start=0, end=2.25),
        Span(lane="rank 0", name="pack", start=0, end=0.5),
    ]
    assert lines(Timeline(title="a message", spans=spans)) == [
        "a message (ms)",
        "                from    to",
        "  rank 0: pack     0   0.5",
        "  rank 0: send   0.5     2",
        "  rank 1: wait     0  2.25",
    ]


def test_wide_characters_take_two_cells_of_a_column() -> None:
    rows = [Row(label="张量", cells=[1]), Row(label="size", cells=[20])]
    assert lines(Table(rows=rows)) == ["  张量   1", "  size  20"]


def test_a_curve_without_a_number_is_named_all_the_same() -> None:
    assert lines(Plot(x=[0, 1], series={"loss": [None, None]})) == ["  loss: no value is a finite number"]


def test_zero_has_no_sign() -> None:
    curve = Plot(title="", x=[0.0, 1.0], series={"loss": [1.0, -0.0]})
    assert lines(curve) == ["  loss: from 1 to 0, between 0 and 1"]


def test_the_line_of_an_error_that_was_matched_is_shown() -> None:
    message = "Error(s) in loading state_dict for Linear:\n\tMissing key(s): bias"
    raised = Raises(
        name="a key is missing",
        passed=True,
        expected="RuntimeError",
        match="Missing key",
        got="RuntimeError",
        message=message,
    )
    assert lines(raised) == ["✓ a key is missing: RuntimeError: Missing key(s): bias"]
