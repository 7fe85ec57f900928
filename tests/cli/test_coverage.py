"""`check --coverage`: which claims have cards and proofs, and which names of claims there are not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command

CLAIMS = """
["1"]
claim = "Doubling n times multiplies by 2 to the n."
verdict = "true"

["2"]
claim = "It multiplies by n."
verdict = "false"
correction = "By 2 to the n."

["3"]
claim = "It is faster on a GPU."
verdict = "gpu"
"""
CARDS = """---
source: none
---

## Doubling {#doubling claims=1 proof=small.doubling}
What does doubling {times} times multiply by?
> 2 to that power.

## Its sign {#sign claims=2,3}
`double` ==first:keeps== the sign of what it is given, and ==then:grows== it.
"""


@pytest.fixture
def deck(root: Path) -> Path:
    (root / "data").mkdir()
    (root / "data" / "claims.toml").write_text(CLAIMS)
    path = root / "cards" / "claims.md"
    path.write_text(CARDS)
    return path


def test_each_claim_has_a_line_with_its_cards_and_proofs(studyapp: Command, deck: Path) -> None:
    result = studyapp("check", "--coverage", str(deck))
    assert result.returncode == 0
    lines = [line.split(maxsplit=2) for line in result.stdout.splitlines()]
    assert [line[:2] for line in lines[:3]] == [["1", "true"], ["2", "false"], ["3", "gpu"]]
    assert [" ".join(line[2].split()) for line in lines[:3]] == [
        "doubling small.doubling",
        "sign ✗ no proof",
        "sign",
    ]
    assert "3 claims, 0 without a card, 1 without a proof" in result.stdout


def test_a_claim_without_a_card_is_marked_and_fails(studyapp: Command, deck: Path) -> None:
    deck.write_text(CARDS.replace("claims=2,3", "claims=3"))
    result = studyapp("check", "--coverage", str(deck))
    assert result.returncode == 1
    assert "✗ no card" in result.stdout
    assert "3 claims, 1 without a card, 1 without a proof" in result.stdout
    assert studyapp("check", str(deck)).returncode == 0


def test_coverage_as_json(studyapp: Command, deck: Path) -> None:
    lines = json.loads(studyapp("check", "--coverage", "--json", str(deck)).stdout)["coverage"]
    assert lines[1] == {
        "claim": "2",
        "text": "It multiplies by n.",
        "verdict": "false",
        "correction": "By 2 to the n.",
        "cards": ["sign~first", "sign~then"],
        "proofs": [],
    }
    assert lines[0]["proofs"] == ["small.doubling"]
    assert json.loads(studyapp("check", "--json", str(deck)).stdout)["coverage"] == []


def test_a_claim_that_there_is_not_is_an_error_at_its_card(studyapp: Command, deck: Path) -> None:
    deck.write_text(CARDS.replace("claims=2,3", "claims=2,3,4.4.4"))
    result = studyapp("check", str(deck))
    assert result.returncode == 1
    assert "cards/claims.md:9: claims=4.4.4 is not in data/claims.toml" in result.stdout
    assert result.stdout.endswith("1 problem\n")


def test_a_copied_card_of_the_library_may_name_the_library_s_claims(shipped: Command, deck: Path) -> None:
    deck.write_text(CARDS.replace("claims=2,3", "claims=2,3,6.5"))
    assert shipped("check", str(deck)).returncode == 0


def test_without_a_file_of_ones_own_the_library_s_claims_are_covered(shipped: Command, root: Path) -> None:
    coverage = json.loads(shipped("check", "--coverage", "--json").stdout)["coverage"]
    assert {"1.1", "7.5", "12"} <= {line["claim"] for line in coverage}
    assert any("k-backwards" in line["cards"] for line in coverage if line["claim"] == "6.5")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('["1"]\nclaim = "x"\nverdict = "maybe"\n', "claim 1 verdict"),
        ('["1"]\nclaim = "x"\nverdict = "false"\n', "a false claim needs its correction"),
        ('["1"]\nverdict = "true"\n', "claim 1 claim"),
        ("[1\n", "not TOML"),
    ],
)
def test_a_file_of_claims_that_cannot_be_read_is_named(
    studyapp: Command, deck: Path, root: Path, text: str, words: str
) -> None:
    (root / "data" / "claims.toml").write_text(text)
    result = studyapp("check", str(deck))
    assert result.returncode == 1
    assert "claims.toml" in result.stderr
    assert words in result.stderr
