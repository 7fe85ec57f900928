"""What a broken variant puts in place, and where checks stand: read from the text alone."""

from __future__ import annotations

import ast

import pytest

from studyapp.proof.source.catalogue import Entry, ProofFile, read_catalogue
from studyapp.proof.source.checks import read_yields
from studyapp.proof.source.excerpts import Replacement, read_replacements
from studyapp.proof.source.signature import read_signature

PROOF = '''"""It holds."""

from functools import partial

import torch
import _near
from _near import shared as common
from studyapp.proof import check, proof, raises


def keep(x):
    return x


@torch.no_grad()
def drop(x):
    """Nothing is left."""
    return 0


@proof
def holds(times=3, step=keep, other=torch.relu):
    if times:
        yield check("one", step(1), equals=1)
    yield raises(
        "two", lambda: other, None)


holds.must_fail("a function", step=drop, at="one")
holds.must_fail("a lambda", step=lambda x: (
    x + 1
), at="one")
holds.must_fail("one from beside", step=common, at="one")
holds.must_fail("one by its module", step=_near.shared, at="one")
holds.must_fail("torch's own", other=torch.tanh, at="two")
holds.must_fail("made of another", step=partial(drop, x=1), at="one")
holds.must_fail("two at once", times=0, step=drop, at="one")
'''
NEAR = "one = 1\n\n\ndef shared(a):\n    return a + one\n"


@pytest.fixture
def entry() -> Entry:
    proof = ProofFile("topic.holds", "proofs/topic/holds.py", PROOF.encode())
    near = ProofFile("topic._near", "proofs/topic/_near.py", NEAR.encode())
    return read_catalogue([proof], [near]).entries["topic.holds"]


def line_of(text: str) -> int:
    return PROOF[: PROOF.index(text)].count("\n") + 1


def only(entry: Entry, variant: str) -> Replacement:
    (replacement,) = read_replacements(entry, variant)
    return replacement


def test_a_function_is_shown_with_its_decorators(entry: Entry) -> None:
    replacement = only(entry, "a function")
    assert (replacement.argument, replacement.before, replacement.given) == ("step", "keep", "drop")
    (excerpt,) = replacement.excerpts
    assert excerpt.text == '@torch.no_grad()\ndef drop(x):\n    """Nothing is left."""\n    return 0'
    assert list(excerpt.lines) == list(range(line_of("@torch"), line_of("    return 0") + 1))


def test_a_lambda_is_shown_as_it_stands(entry: Entry) -> None:
    (excerpt,) = only(entry, "a lambda").excerpts
    assert excerpt.text.startswith("lambda x: (")
    assert list(excerpt.lines) == [line_of("lambda x: ("), line_of("lambda x: (") + 1, line_of("), at=")]


@pytest.mark.parametrize("variant", ["one from beside", "one by its module"])
def test_a_function_of_a_module_beside_is_shown_from_there(entry: Entry, variant: str) -> None:
    (excerpt,) = only(entry, variant).excerpts
    assert (excerpt.path, excerpt.first) == ("proofs/topic/_near.py", 4)
    assert excerpt.text == "def shared(a):\n    return a + one"


def test_what_is_defined_elsewhere_is_named(entry: Entry) -> None:
    replacement = only(entry, "torch's own")
    assert replacement.before == "torch.relu"
    assert [excerpt.text for excerpt in replacement.excerpts] == ["torch.tanh"]


def test_what_is_made_of_a_function_is_shown_with_it(entry: Entry) -> None:
    texts = [excerpt.text for excerpt in only(entry, "made of another").excerpts]
    assert texts[0] == "partial(drop, x=1)"
    assert texts[1].endswith("return 0")


def test_every_argument_that_is_replaced_is_told(entry: Entry) -> None:
    found = read_replacements(entry, "two at once")
    assert [(one.argument, one.before, one.given) for one in found] == [
        ("times", "3", "0"),
        ("step", "keep", "drop"),
    ]


def test_an_unknown_variant_replaces_nothing(entry: Entry) -> None:
    assert read_replacements(entry, "") == []


def test_each_check_has_its_line_wherever_it_stands(entry: Entry) -> None:
    lines = {line_of('check("one"'): "one", line_of("yield raises("): "two"}
    tree = ast.parse(entry.source)
    assert list(read_yields(tree, read_signature(tree).function).checks.items()) == list(lines.items())
