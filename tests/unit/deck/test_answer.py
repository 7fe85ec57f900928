"""Answers held against their cards."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.deck.answer import Given, Measured, Value, judge
from studyapp.deck.card import Card
from studyapp.deck.compare import Outcome, compare
from tests.unit.deck.samples import card, deck

R, S, W = Outcome.RIGHT, Outcome.SLIP, Outcome.WRONG


def typed(answer: str) -> Card:
    return card(f"## T {{#t proof=autograd.accumulation}}\n= {answer}\n")


PREDICTED = card("## T {#t predict=autograd.accumulation}\n> as many\n")


@pytest.mark.parametrize(
    ("answer", "given", "outcome"),
    [
        # numbers
        ("0.0078125 ± 1e-9", "0.0078125", R),
        ("0.0078125 ± 1e-9", "1/128", R),
        ("0.0078125 ± 1e-9", "2**-7", R),
        ("0.0078125 ± 1e-9", "2^-7", R),
        ("0.0078125 ± 1e-9", "2⁻⁷", R),
        ("0.0078125 ± 1e-9", "7.8125e-3", R),
        ("0.0078125 ± 1e-9", "7.8125 × 10^-3", R),
        ("0.0078125 ± 1e-9", "0.0078", W),
        ("0.0078125 ± 1e-9", "about eight thousandths", W),
        ("0.3 ± 0.1", "0.4", R),
        ("0.3 ± 0.1", ".2", R),
        ("0.3 ± 0.1", "0.41", W),
        ("1000000", "1,000,000", R),
        ("1000000", "1e6", R),
        ("1000000", "1_000_000", R),
        ("16384", "16 384", R),
        ("0.5", "0,5", R),
        ("-3", "−3", R),
        ("-3", "3", W),
        ("5", "five", W),
        ("inf", "∞", R),
        ("nan", "NaN", R),
        ("9", "9**9**9**9", W),
        # units
        ("16 GB", "16 GB", R),
        ("16 GB", "16gb", R),
        ("16 GB", "16 gigabytes", R),
        ("16 GB", "16,000 MB", R),
        ("16 GB", "16", S),
        ("16 GB", "16 MB", W),
        ("16 GB", "16 GiB", W),
        ("16 GB", "16 s", W),
        ("16 GB ± 0.5", "16.4 GB", R),
        ("16 GB ± 0.5", "16,400 MB", R),
        ("1 GiB", "1024 MiB", R),
        ("150 ms", "0.15 s", R),
        ("12 GB/s", "12000 MB/s", R),
        ("50 %", "50%", R),
        ("50 %", "0.5", R),
        ("50 %", "50", S),
        ("0.5", "50 %", R),
        ("5", "5 times", R),
        ("5", "5x", R),
        ("90", "90°", R),
        ("3 collectives", "3 Collective", R),
        ("3 collectives", "3 colectives", S),
        ("3 collectives", "3", S),
        ("4N", "4", W),
        ("4N", "4 n", S),
        # words
        ("adds", "Adds.", R),
        ("the sum", "sum", R),
        ("adds into grad", "adds  into   grad", R),
        ("accumulates", "acumulates", S),
        ("accumulates", "overwrites", W),
        ("add", "odd", W),
        ("bf16", "fp16", W),
        ("float32", "float64", W),
        ("retain_graph=True", "retain_graph = true", R),
        ("retain_graph", "retain graph", S),
        ("`RuntimeError`", "RuntimeError", R),
        ("RuntimeError", "runtimeerror", S),
        ("RuntimeError", "RuntimeEror", S),
        ("RuntimeError", "ValueError", W),
        ("OutOfMemoryError", "torch.cuda.OutOfMemoryError", R),
        ("torch.float32", "float32", R),
        ("float32", "torch.float", R),
        ("int64", "torch.long", R),
        ("int64", "torch.int", W),
        ("int64", "long", R),
        ("float16", "half", R),
        ("float32", "fp32", R),
        ("bfloat16", "bf16", R),
        ("bfloat16", "fp16", W),
        ("float16", "bf16", W),
        ("float64 and float32", "fp64 and fp32", R),
        ("columns", "column", S),
        ("rows", "row", S),
        ("all-gathers", "all gather", S),
        ("4P", "4 * P", R),
        ("4P", "4·P", R),
        # names in code
        ("wait_stream", "wait_stream()", R),
        ("wait_stream", "main.wait_stream(side)", R),
        ("wait_stream", "main.wait_event(side)", W),
        ("`register_buffer`", "self.register_buffer", R),
        ("`register_buffer()`", "register_buffer", R),
        ("fully_shard", "torch.distributed.fsdp.fully_shard", R),
        ("fullgraph", "fullgraph=True", R),
        ("fullgraph", "full_graph = True", S),
        ("fullgraph", "dynamic=True", W),
        ("addmm", "torch.ops.aten.addmm.default", R),
        ("addmm", "aten::addmm", R),
        ("`loss.backward()`", "backward", S),
        ("`optimizer.step()`", "scaler.step()", W),
        ("RuntimeError", "RuntimeError()", R),
        ("RuntimeError", "RuntimeError: shapes differ", R),
        ("nothing", "None", R),
        ("nothing", "no error", R),
        ("None", "nothing", W),
        ("'mean'", '"mean"', R),
        ("'mean'", "“mean”", R),
        ("'mean'", "mean", S),
        ("__init__", "__init__", R),
        ("**adds**", "adds", R),
        ("O(n²)", "O(n^2)", R),
        ("O(n²)", "O(n**2)", R),
        ("O(n²)", "O(n)", W),
        ("x = -5", "x = 5", W),
        ("True", "true", R),
        ("None", "none", R),
        # shapes
        ("(5, 2)", "(5,2)", R),
        ("(5, 2)", "[5, 2]", R),
        ("(5, 2)", "torch.Size([5, 2])", R),
        ("torch.Size([5, 2])", "(5, 2)", R),
        ("(5, 2)", "5 2", R),
        ("(5, 2)", "5 × 2", R),
        ("(5, 2)", "(2, 5)", W),
        ("(5, 2)", "(5, 2, 1)", W),
        ("(1,)", "(1)", R),
        ("(1,)", "[1]", R),
        ("(1,)", "1", S),
        ("()", "()", R),
        ("()", "(1,)", W),
        ("()", "", W),
        # nothing
        ("5", "", W),
        ("adds", "  ", W),
    ],
)
def test_a_typed_answer(answer: str, given: str, outcome: Outcome) -> None:
    judgement = judge(typed(answer), Given(given))
    assert judgement.outcome is outcome, judgement
    assert judgement.rating == (1 if outcome is W else 3)
    assert judgement.sentence


def test_a_typed_answer_is_filled_with_its_draws() -> None:
    question = typed("{passes} × the gradient")
    assert judge(question, Given("3 × the gradient"), values={"passes": 3}).outcome is R
    assert judge(question, Given("4 × the gradient"), values={"passes": 3}).outcome is W
    assert judge(typed("{passes} ± 0.5"), Given("-3.25"), values={"passes": -3}).outcome is R


def test_the_difference_is_said() -> None:
    assert judge(typed("adds to"), Given("writes over")).sentence == (
        "You answered “writes over”; the answer is “adds to”."
    )
    assert judge(typed("0.5 ± 0.1"), Given("0.75")).sentence == (
        "You answered 0.75; the answer is 0.5 (0.25 too large)."
    )
    assert judge(typed("16 GB"), Given("16")).sentence == (
        "Nearly: the unit, GB, is missing; the answer is 16 GB."
    )
    assert judge(typed("16 GB"), Given("18")).sentence == (
        "You answered 18; the answer is 16 GB (2 too large)."
    )
    assert judge(typed("16 GB"), Given("16e9")).sentence == (
        "You answered 16e9; the answer is 16 GB (the unit, GB, is missing)."
    )
    assert judge(typed("adds"), Given("")).sentence == "No answer; the answer is adds."
    assert judge(typed("`adds`"), Given("adds")).sentence == "Right: adds."


CHOICES = card("## T {#t}\n- [x] `one`\n- [ ] two\n- [x] three\n")


@pytest.mark.parametrize(
    ("picked", "outcome", "sentence"),
    [
        ({0, 2}, R, "Right."),
        ({0}, W, "Right, and not picked: three."),
        ({0, 1, 2}, W, "Not right: two."),
        ({1}, W, "Not right: two. Right, and not picked: one; three."),
        (set(), W, "Right, and not picked: one; three."),
    ],
)
def test_choices(picked: set[int], outcome: Outcome, sentence: str) -> None:
    judgement = judge(CHOICES, Given(picked=frozenset(picked)))
    assert (judgement.outcome, judgement.sentence) == (outcome, sentence)


def test_a_gap_may_be_typed_or_only_thought() -> None:
    adds, clears = deck("## T {#t}\n`backward()` ==a:adds== into; `zero_grad()` ==b:`clears`== it.\n").cards
    assert judge(adds, Given("adds")).rating == 3
    assert judge(adds, Given("clears")).rating == 1
    assert judge(clears, Given("Clears")).rating == 3
    silent = judge(adds, Given(" "))
    assert (silent.outcome, silent.rating) == (Outcome.OPEN, None)


def test_several_gaps_are_typed_with_semicolons_between() -> None:
    both = card("## T {#t}\n==forward== then ==backward==\n")
    assert judge(both, Given("forward; backward")).outcome is R
    assert judge(both, Given("forward; bakward")).outcome is S
    assert judge(both, Given("backward; forward")).outcome is W
    assert judge(both, Given("forward")).sentence == (
        "You answered forward; the answer is forward; backward (2 gaps, 1 filled; write ; between)."
    )


def test_one_gap_may_hold_a_semicolon() -> None:
    assert judge(card("## T {#t}\n==`a; b`==\n"), Given("a; b")).outcome is R


@pytest.mark.parametrize(
    ("value", "within", "given", "outcome"),
    [
        (4.0, 1e-4, "4", R),
        (4.00005, 1e-4, "4", R),
        (4.0, 1e-4, "4 times", R),
        (4.0, 1e-4, "5", W),
        (0.30000000000000004, None, "0.3", R),
        (3, None, "3", R),
        (3, None, "three", W),
        (2.5, 0.01, "(1 + 0.5 ** 2) / 0.5", R),
        (2.5, 0.01, "(1 + 0.5 ** 2) / 0.25", W),
        (True, None, "yes", R),
        (True, None, "No", W),
        (False, None, "false", R),
        (True, None, "perhaps", W),
        ("RuntimeError", None, "RuntimeError", R),
        ("RuntimeError", None, "RuntimeEror", S),
        ([1.0, 2.0], None, "1, 2", R),
        ([1.0, 2.0], None, "[1 2]", R),
        ([1.0, 2.0], 0.1, "1.05; 2", R),
        ([1.0, 2.0], None, "1", W),
        ([3.0], None, "3", S),
        ([[1, 2], [3, 4]], None, "1 2 3 4", R),
        (float("nan"), None, "nan", R),
        (float("inf"), None, "inf", R),
        (float("inf"), 1.0, "1e9", W),
        (4.0, None, "", W),
    ],
)
def test_a_prediction(value: Value, within: float | None, given: str, outcome: Outcome) -> None:
    judgement = judge(PREDICTED, Given(given), Measured(value, within))
    assert judgement.outcome is outcome, judgement


def test_a_wrong_prediction_says_what_was_measured() -> None:
    judgement = judge(PREDICTED, Given("1"), Measured(4.0, 1e-4))
    assert judgement.sentence == "You answered 1; measured: 4 (3 too small)."
    reckoned = judge(PREDICTED, Given("2*3 - 5"), Measured(4.0, 1e-4))
    assert reckoned.sentence == "You answered 2*3 - 5; measured: 4 (3 too small)."
    far = judge(PREDICTED, Given("12"), Measured(2048.0, 1e-4))
    assert far.sentence == "You answered 12; measured: 2048 (2036 too small)."


def test_without_a_measurement_the_learner_grades() -> None:
    for asked in (PREDICTED, card("## T {#t}\n> a\n"), card("## T {#t write=precision.gap:part}\nq\n")):
        assert judge(asked, Given("anything")).rating is None


ANYTHING = st.text() | st.text(st.sampled_from("0123456789.,eE+-*/^()[]x× GB%'\"`;_"))


@given(ANYTHING, ANYTHING, st.none() | st.floats(0, 10))
def test_any_two_texts_can_be_compared(expected: str, given: str, within: float | None) -> None:
    assert compare(expected, given, within).outcome in (R, S, W)


@given(ANYTHING.filter(str.strip))
def test_a_text_is_its_own_answer(text: str) -> None:
    assert compare(text, text).outcome is R
