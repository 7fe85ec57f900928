"""A learner's own text in the place of a part: right, wrong, and broken in each way that text can be."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from studyapp.proof.run.engine import Engine
from studyapp.proof.run.events import Request
from studyapp.proof.run.runner import finish
from studyapp.proof.verdict import Ruling, Verdict
from tests.proofs.conftest import write_proof

SCALED = """
def scale(loss, count):
    return loss / count

@proof
def p(scale=scale):
    weight = torch.ones(3, requires_grad=True)
    for _ in range(4):
        scale((weight * 2).sum(), 4).backward()
    yield check("as one batch", weight.grad, equals=torch.full((3,), 2.0))
"""


@pytest.fixture
def try_part(warm_engine: Engine) -> Callable[[str], Ruling]:
    def run_it(text: str) -> Ruling:
        run = warm_engine.run(Request(write_proof(SCALED), 1, {}, parts={"scale": text}))
        return asyncio.run(finish(run)).ruling

    return run_it


@pytest.mark.parametrize(
    "text",
    [
        "def scale(loss, count):\n    return loss * (1 / count)\n",
        "def mine(loss, count):\n    return torch.div(loss, count)\n",
        "def half(x):\n    return x / 2\n\ndef scale(loss, count):\n    return half(half(loss))\n",
        "def scale(loss, count):\n    return F.relu(nn.Identity()(loss)) / math.floor(count)\n",
    ],
)
def test_a_right_part_is_confirmed(try_part: Callable[[str], Ruling], text: str) -> None:
    assert try_part(text).verdict is Verdict.CONFIRMED


def test_a_wrong_part_is_refuted_by_the_check(try_part: Callable[[str], Ruling]) -> None:
    ruling = try_part("def scale(loss, count):\n    return loss\n")
    assert ruling.verdict is Verdict.REFUTED
    assert "as one batch" in ruling.reason


def test_a_part_that_raises_is_shown_at_its_own_line(try_part: Callable[[str], Ruling]) -> None:
    ruling = try_part("def scale(loss, count):\n    share = loss / count\n    return share / zero\n")
    assert ruling.verdict is Verdict.ERROR
    assert "zero" in ruling.reason
    assert (ruling.file, ruling.line) == ("<your scale>", 3)
    assert "return share / zero" in ruling.trace


def test_a_part_that_is_no_python_is_shown_at_its_line(try_part: Callable[[str], Ruling]) -> None:
    ruling = try_part("def scale(loss, count):\n    return loss +\n")
    assert ruling.verdict is Verdict.ERROR
    assert (ruling.file, ruling.line) == ("<your scale>", 2)


def test_a_part_that_never_returns_is_shown_at_its_own_line(warm_engine: Engine) -> None:
    text = "def scale(loss, count):\n    while True:\n        pass\n"
    run = warm_engine.run(Request(write_proof(SCALED), 1, {}, parts={"scale": text}, seconds=8))
    ruling = asyncio.run(finish(run)).ruling
    assert (ruling.verdict, ruling.file) == (Verdict.TIMED_OUT, "<your scale>")
    assert ruling.line in {2, 3}
    assert f"at line {ruling.line} of your scale" in ruling.sentence


@pytest.mark.parametrize("text", ["", "x = 1\n", "def a(): ...\ndef b(): ...\n", "from math import sqrt\n"])
def test_a_text_without_the_function_says_what_to_write(try_part: Callable[[str], Ruling], text: str) -> None:
    ruling = try_part(text)
    assert ruling.verdict is Verdict.ERROR
    assert "write one function named scale" in ruling.reason
