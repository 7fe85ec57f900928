"""Proof files that could not run, or could not say no: named with their line, before anything runs."""

from __future__ import annotations

import inspect

import pytest

from studyapp.proof import authoring
from studyapp.proof.source.catalogue import Entry, ProofFile, read_catalogue, read_entry
from studyapp.proof.source.options import OPTIONS
from studyapp.proof.source.syntax import FaultError

CHECKED = "    yield check('one', f(1), equals=2)\n    yield raises('two', f, ValueError)\n"


def read(body: str) -> Entry:
    return read_entry(ProofFile("t.p", "proofs/t/p.py", f'"""Claim."""\n{body}'.encode()))


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ("@proof\ndef p(n): yield", 3, "nobody can supply `n`: give it a default"),
        ("@proof\ndef p(*, n): yield", 3, "nobody can supply `n`"),
        ("@proof\ndef p(a,\n      b, c=3): yield", 3, "nobody can supply `a`"),
        ("@proof\ndef p(rank): yield", 3, "write @proof(ranks=2)"),
        ("@proof(ranks=1)\ndef p(rank): yield", 3, "write @proof(ranks=2)"),
        ("@proof\ndef p(*numbers): yield", 3, "*numbers cannot be supplied"),
        ("@proof\ndef p(**options): yield", 3, "**options cannot be supplied"),
        ("@proof\ndef p(n=1, /): yield", 3, "take out the /"),
        ("@proof(ranks=2)\ndef p(): yield", 3, "take an argument `rank`"),
        ("@proof(ranks=(1, 2))\ndef p(n=3): yield", 3, "take an argument `rank`"),
        ("@proof(ranks=2)\ndef p(rank=integers(2, 4)): yield", 3, "name the draw otherwise"),
    ],
)
def test_an_argument_that_nobody_supplies_is_named(body: str, line: int, words: str) -> None:
    with pytest.raises(FaultError) as caught:
        read(body)
    assert caught.value.line == line
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ("@proof(rank=2)\ndef p(): yield", 2, "no option rank: did you mean ranks=?"),
        ("@proof(\n    colour=3)\ndef p(): yield", 3, "no option colour: it takes ranks=, needs=, seconds="),
        ("@proof(**options)\ndef p(): yield", 2, "no option **"),
        ("@proof(2)\ndef p(): yield", 2, "by name: ranks="),
        ("@proof\nasync def p(): yield", 3, "write def"),
        ("@proof\ndef p(): return [1]", 3, "yields nothing"),
        ("@proof\ndef p():\n    def inner():\n        yield 1\n    return inner()", 3, "yields nothing"),
        ("@proof\ndef p(f=lambda: (yield)): pass", 3, "yields nothing"),
    ],
)
def test_a_function_that_is_no_proof_is_named(body: str, line: int, words: str) -> None:
    with pytest.raises(FaultError) as caught:
        read(body)
    assert caught.value.line == line
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("p.must_fail('broken', at='one')", "replaces nothing"),
        ("p.must_fail('broken', g=min, at='one')", "no argument, g: there are f"),
        ("p.must_fail('broken', **parts, at='one')", "not written out"),
        ("p.must_fail('broken', f=min)", "takes a name and at="),
        ("p.must_fail('broken', 'more', f=min, at='one')", "takes a name and at="),
        ("p.must_fail(3, f=min, at='one')", "a name in words"),
        ("p.must_fail('', f=min, at='one')", "a name in words"),
        ("p.must_fail(name, f=min, at='one')", "write this value out"),
        ("q.must_fail('broken', f=min, at='one')", "write p.must_fail"),
        ("for f in (min, max): p.must_fail('broken', f=f, at='one')", "out of its block"),
    ],
)
def test_a_broken_variant_that_could_not_run_is_named(call: str, words: str) -> None:
    with pytest.raises(FaultError) as caught:
        read(f"@proof\ndef p(f=len):\n{CHECKED}\n{call}\n")
    assert caught.value.line == 7
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("at", "words"), [("onne", "did you mean 'one'?"), ("nothing like it", "it has 'one', 'two'")]
)
def test_a_broken_variant_at_no_check_is_named_and_the_proof_still_runs(at: str, words: str) -> None:
    text = f"@proof\ndef p(f=len):\n{CHECKED}\np.must_fail('broken', f=min, at={at!r})\n"
    catalogue = read_catalogue([ProofFile("t.p", "p.py", f'"""Claim."""\n{text}'.encode())])
    (fault,) = catalogue.faults
    assert (fault.line, words in fault.message) == (7, True)
    assert catalogue["t.p"].variants[0].doubt == fault.message


@pytest.mark.parametrize(
    "body",
    [
        "    for name in 'ab':\n        yield check(name, f(1))\n",
        "    yield check(f'{f}', f(1))\n",
        "    yield from checks(f)\n",
        "    yield mine('b', f)\n",
        "    yield check('a', True) if f else check('b', True)\n",
        "    yield check('a', True)\n    yield proofs.check('b', f(1))\n",
        "    yield raises(name='b', call=f, error=None)\n",
    ],
)
def test_a_check_whose_name_is_not_read_is_not_missed(body: str) -> None:
    assert (
        not read(f"@proof\ndef p(f=len):\n{body}\np.must_fail('broken', f=min, at='b')\n").variants[0].doubt
    )


@pytest.mark.parametrize(
    "body",
    [
        "@proof(ranks=2)\ndef p(rank): yield",
        "@proof(ranks=(1, 2))\ndef p(*, rank=0, n=3): yield",
        "@proof\ndef p(rank=integers(2, 4)): yield",
        "@proof()\ndef p():\n    yield from checks()",
        "@proof\ndef p():\n    with calm():\n        x = yield\n",
    ],
)
def test_a_proof_that_can_run_is_read(body: str) -> None:
    read(body)


def test_the_rank_of_a_process_is_no_knob() -> None:
    text = '"""Claim."""\n@proof(ranks=2)\ndef p(rank=0, n=-3, x=1.5, s="a", b=True, none=None): yield\n'
    entry = read_entry(ProofFile("t.p", "p.py", text.encode()))
    assert entry.knobs == {"n": -3, "x": 1.5, "s": "a", "b": True}
    assert entry.parts == ("none",)


def test_every_option_of_a_proof_is_read() -> None:
    words = inspect.signature(authoring.proof).parameters.values()
    assert list(OPTIONS) == [word.name for word in words if word.kind is inspect.Parameter.KEYWORD_ONLY]


@pytest.mark.parametrize("body", ["x = 1" + " + 1" * 5000, "if x: pass\n" + "elif x: pass\n" * 5000])
def test_a_monstrous_file_is_a_fault_or_a_proof_but_never_an_end(body: str) -> None:
    text = f'"""Claim."""\n{body}\n@proof\ndef p(n=({"-" * 3000}1)): yield\n'
    catalogue = read_catalogue([ProofFile("t.p", "p.py", text.encode())])
    assert len(catalogue.faults) + len(catalogue.entries) == 1
