"""What is known of a proof without running it."""

from __future__ import annotations

from pathlib import PurePath

import pytest

from studyapp.errors import UsageError
from studyapp.proof.draws import Among, Integers, Reals
from studyapp.proof.source.catalogue import ProofFile, proof_id, read_catalogue, read_entry

GOOD = '''"""Adding twice doubles.

More words.
"""
from studyapp.proof import proof, integers, reals, among, gpus

@proof(ranks=(2, 4), needs=gpus(2), seconds=5)
def adding(rank, n=integers(2, 5), x=reals(-1, 1, digits=3), mode=among("a", "b"), depth=3, *, step=len):
    yield

adding.must_fail("never adds", step=min, at="doubles")
'''


def entry_of(text: str) -> ProofFile:
    return ProofFile("topic.name", "proofs/topic/name.py", text.encode())


def test_an_entry_is_read_without_running_the_file() -> None:
    entry = read_entry(entry_of(GOOD))
    assert entry.claim == "Adding twice doubles."
    assert entry.draws == {"n": Integers(2, 5), "x": Reals(-1, 1, 3), "mode": Among(("a", "b"))}
    assert entry.knobs == {"depth": 3}
    assert entry.parts == ("step",)
    assert (entry.ranks, entry.needs, entry.seconds) == ((2, 4), "cuda:2", 5.0)
    assert [(variant.name, variant.at) for variant in entry.variants] == [("never adds", "doubles")]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("x = 1\n", 1, "no claim"),
        ('"""Claim."""\n', 1, "here are 0"),
        ('"""Claim."""\n@proof\ndef a(): yield\n@proof\ndef b(): yield\n', 5, "here are 2"),
        ('"""Claim."""\ndef broken(:\n', 2, "not Python"),
        ('"""Claim."""\n@proof\ndef a(n=integers(low, 3)): yield\n', 3, "write this value out"),
        ('"""Claim."""\n@proof\ndef a(n=integers(1)): yield\n', 3, "cannot be read"),
        ('"""Claim."""\n@proof\ndef a(): yield\na.must_fail("x")\n', 4, "at="),
        (
            '"""Claim."""\n@proof\ndef a(f=g): yield\n' + 'a.must_fail("x", f=h, at="y")\n' * 2,
            5,
            "a second",
        ),
        ('"""Claim."""\n@proof(seconds="fast")\ndef a(): yield\n', 2, "seconds="),
        ('"""Claim."""\n@proof(ranks=[1, 2])\ndef a(): yield\n', 2, "ranks="),
        ('"""Claim."""\n@proof(ranks=0)\ndef a(): yield\n', 2, "ranks="),
        ('"""Claim."""\n@proof(needs="gpu")\ndef a(): yield\n', 2, "needs="),
        ('"""Claim."""\n@proof(needs=gpus())\ndef a(): yield\n', 2, "gpus(2)"),
        ('"""Claim."""\n@proof(needs=gpus(1, capability="8"))\ndef a(): yield\n', 2, "capability=8.0"),
        ('"""Claim."""\n@proof\ndef a(n=integers(5, 2)): yield\n', 3, "in order"),
        ('"""Claim."""\n@proof\ndef a(n=among()): yield\n', 3, "at least one"),
    ],
)
def test_a_file_that_is_no_proof_is_named_with_its_line(text: str, line: int, words: str) -> None:
    catalogue = read_catalogue([entry_of(text), ProofFile("topic.good", "good.py", GOOD.encode())])
    (fault,) = catalogue.faults
    assert fault.line == line
    assert words in fault.message
    assert list(catalogue.entries) == ["topic.good"]


def test_an_unreadable_byte_is_named_with_its_line() -> None:
    catalogue = read_catalogue([ProofFile("a", "a.py", b'"""Claim."""\n# \xff\n')])
    assert catalogue.faults[0].line == 2


def test_a_wrong_id_names_a_near_one() -> None:
    catalogue = read_catalogue([ProofFile("topic.good", "good.py", GOOD.encode())])
    with pytest.raises(UsageError) as caught:
        catalogue["other.good"]
    assert "topic.good" in caught.value.todo


@pytest.mark.parametrize(
    ("asked", "told"),
    [("topic", "In topic there are:\n  topic.good"), ("cheese", "Name a topic to see its proofs: topic.")],
)
def test_a_topic_names_its_proofs_and_any_other_word_the_topics(asked: str, told: str) -> None:
    catalogue = read_catalogue([ProofFile("topic.good", "good.py", GOOD.encode())])
    with pytest.raises(UsageError) as caught:
        catalogue[asked]
    assert caught.value.todo == told


def test_the_id_is_the_path() -> None:
    assert proof_id(PurePath("autograd/accumulation.py")) == "autograd.accumulation"
