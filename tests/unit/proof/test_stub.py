"""What a learner starts from: the part's own name, its default's parameters and docstring, and no body."""

from __future__ import annotations

import ast

import pytest

from studyapp.proof.source.catalogue import Entry, ProofFile, read_catalogue
from studyapp.proof.source.stub import read_stub

PROOF = '''"""It holds."""

import torch
import _near
from _near import shared
from studyapp.proof import check, proof

{functions}

@proof
def holds(times=3, scale={default}):
    yield check("one", True)
'''
NEAR = 'def shared(a, b):\n    """Both."""\n    return a + b\n'


def entry_of(default: str, functions: str = "") -> Entry:
    text = PROOF.format(default=default, functions=functions)
    proof = ProofFile("topic.holds", "proofs/topic/holds.py", text.encode())
    near = ProofFile("topic._near", "proofs/topic/_near.py", NEAR.encode())
    return read_catalogue([proof], [near]).entries["topic.holds"]


@pytest.mark.parametrize(
    ("default", "functions", "signature"),
    [
        (
            "by_n",
            "def by_n(loss, n, total=(1, 2), *, most=None):\n    return loss",
            "loss, n, total=(1, 2), *, most=None",
        ),
        ("lambda x, n=2: x", "", "x, n=2"),
        ("shared", "", "a, b"),
        ("_near.shared", "", "a, b"),
        ("torch.exp", "", "*arguments"),
    ],
)
def test_the_parameters_are_those_of_the_default(default: str, functions: str, signature: str) -> None:
    stub = read_stub(entry_of(default, functions), "scale")
    assert stub.signature == f"def scale({signature}):"


def test_annotations_stay() -> None:
    functions = "def by_n(loss: float, n: int) -> float:\n    return loss / n"
    assert (
        read_stub(entry_of("by_n", functions), "scale").signature
        == "def scale(loss: float, n: int) -> float:"
    )


def test_the_docstring_comes_along_as_it_stands_and_the_body_does_not() -> None:
    documented = 'def by_n(loss, n):\n    r"""Of \\d examples.\n\n    Never more."""\n'
    functions = f"{documented}    secret = loss / n\n    return secret"
    text = read_stub(entry_of("by_n", functions), "scale").text
    assert text == 'def scale(loss, n):\n    r"""Of \\d examples.\n\n    Never more."""\n    '
    assert isinstance(ast.parse(f"{text}pass").body[0], ast.FunctionDef)


def test_without_a_docstring_the_body_comes_next() -> None:
    assert (
        read_stub(entry_of("by_n", "def by_n(loss):\n    return loss"), "scale").text
        == "def scale(loss):\n    "
    )


def test_what_is_no_part_has_no_signature() -> None:
    with pytest.raises(KeyError):
        read_stub(entry_of("lambda x: x"), "shift")
