"""Claims, and the cards and proofs that take them up."""

from __future__ import annotations

from studyapp.deck.claims import Claim, cover, unknown_claims
from studyapp.deck.library import assemble
from tests.unit.deck.samples import DRAWS, file

CARDS = assemble(
    [
        file(
            "## A {#a claims=1,2 proof=precision.gap}\n==x:one== ==y:two==\n\n"
            "## B {#b claims=2 proof=autograd.accumulation}\n> x\n\n"
            "## C {#c claims=9,8}\n> x\n"
        )
    ],
    DRAWS,
).cards.values()


def test_a_claim_has_its_cards_in_their_order_and_each_proof_once() -> None:
    (line,) = cover([Claim("2", "x", "true")], CARDS)
    assert line.cards == ("a~x", "a~y", "b")
    assert line.proofs == ("precision.gap", "autograd.accumulation")
    assert not line.lacks_proof


def test_a_claim_that_could_be_run_lacks_a_proof_without_one() -> None:
    claims = [
        Claim("9", "x", "conditional", "y"),
        Claim("8", "x", "gpu"),
        Claim("7", "x", "true", provable=False),
        Claim("6", "x", "true"),
    ]
    lines = cover(claims, CARDS)
    assert [bool(line.cards) for line in lines] == [True, True, False, False]
    assert [line.lacks_proof for line in lines] == [True, False, False, True]


def test_an_unknown_claim_is_named_once_for_all_siblings() -> None:
    problems = unknown_claims(CARDS, {"2", "8"})
    assert [(problem.line, problem.rule, problem.severity) for problem in problems] == [
        (1, "unknown-claim", "error"),
        (7, "unknown-claim", "error"),
    ]
    assert "claims=1 " in problems[0].message
    assert "claims=9 " in problems[1].message
