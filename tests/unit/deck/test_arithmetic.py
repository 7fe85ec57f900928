"""Numbers as they are typed: written out, or reckoned."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.deck.answer import Given, judge
from studyapp.deck.arithmetic import reckon
from studyapp.deck.compare import Outcome
from studyapp.deck.number import read_number
from tests.unit.deck.test_answer import ANYTHING, R, W, typed


@pytest.mark.parametrize(
    ("answer", "given", "outcome"),
    [
        ("13", "4 × 3 + 1", R),
        ("13", "4*(6 - 2) − 3", R),
        ("-13", "-(4 * 3 + 1)", R),
        ("0.707 ± 0.01", "1/√2", R),
        ("0.707 ± 0.01", "1/sqrt(2)", R),
        ("1.73 ± 0.01", "sqrt(9/3)", R),
        ("5 ± 0.01", "√(9 + 16)", R),
        ("6.908 ± 0.01", "ln 1000", R),
        ("6.908 ± 0.01", "math.log(1000)", R),
        ("6.908 ± 0.01", "log(1 000)", R),
        ("16.64 ± 0.2", "-ln 2⁻²⁴", R),
        ("0.693 ± 0.001", "ln2", R),
        ("1.386 ± 0.001", "2 ln 2", R),
        ("39", "3(9 + 4)", R),
        ("0.289 ± 0.001", "1/(2√3)", R),
        ("3", "log2(8)", R),
        ("14", "2·6 + 2 = 14", R),
        ("3", "ceil(9/4)", R),
        ("20.1 ± 0.1", "e^3", R),
        ("20.1 ± 0.1", "e³", R),
        ("20.1 ± 0.1", "exp(0.3/0.1)", R),
        ("0.37 ± 0.01", "e⁻¹", R),
        ("0.88 ± 0.01", "σ(2)", R),
        ("0.88 ± 0.01", "sigmoid(3 − 1)", R),
        ("32 B", "2 * (8 + 8) bytes", R),
        ("13", "4 × 3 + 2", W),
        ("1", "ln 0", W),
        ("0.5", "ς(0)", R),
        ("1", "sqrt(-1)", W),
        ("1", "exp(1000)", W),
    ],
)
def test_what_is_reckoned_is_held_against_the_answer(answer: str, given: str, outcome: Outcome) -> None:
    judgement = judge(typed(answer), Given(given))
    assert judgement.outcome is outcome, judgement
    assert judgement.rating == (1 if outcome is W else 3)
    assert judgement.sentence


@given(ANYTHING)
def test_what_is_a_number_is_reckoned_as_that(text: str) -> None:
    number = read_number(text)
    assert number is None or repr(reckon(text)) == repr(number)  # nan too


def test_an_answer_in_a_deck_is_no_sum() -> None:
    assert read_number("1914-1918") is None
    assert judge(typed("1914-1918"), Given("-4")).outcome is W


@given(st.floats(allow_nan=False))
def test_a_number_is_read_as_python_writes_it(value: float) -> None:
    number = read_number(repr(value))
    assert number is not None
    assert number.value == value


def test_no_code_is_run() -> None:
    for text in ("__import__('os')", "2**10**10**10", "(" * 150 + "1", "1/0", "lambda: 1", "9" * 5000):
        assert read_number(text) is None
        assert reckon(text) is None
