"""Checks in short text."""

from __future__ import annotations

from studyapp.proof.evidence import Check, Raises
from studyapp.study.proofs.briefs import MOST, Brief, brief


def test_a_value_and_its_tolerance() -> None:
    item = Check(name="n", passed=False, got=15.5, expected=15.0, within=1e-4, failed_ranks=(1,))
    assert brief(item) == Brief("n", "15.5 (rank 1)", "= 15 ± 0.0001", passed=False)
    assert brief(Check(name="n", passed=True, got=3, relation="at_most", expected=4)).expected == "≤ 4"


def test_of_a_large_tensor_it_is_said_how_far_off_it_is() -> None:
    shape = "[64, 64] float32"
    item = Check(name="n", passed=True, got=shape, expected=shape, within=1e-6, delta=3e-8)
    assert brief(item) == Brief("n", f"{shape}, max |Δ| 3e-08", f"= {shape} ± 1e-06")


def test_an_exception_by_its_type_and_one_line_of_its_message() -> None:
    item = Raises(
        name="n", passed=True, expected="RuntimeError", match="size", got="RuntimeError", message="a\nb"
    )
    assert brief(item) == Brief("n", "RuntimeError: a", "RuntimeError with “size”")
    assert brief(item.model_copy(update={"message": "\n"})).got == "RuntimeError"


def test_a_long_value_is_cut_and_the_rest_counted() -> None:
    got = brief(Check(name="n", passed=True, got="x" * 500, expected=1)).got
    assert len(got) == MOST
    assert got.endswith("more")
