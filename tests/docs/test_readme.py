"""The README's examples work as they stand, and nothing that exists is left out of it."""

from __future__ import annotations

import asyncio
import re

import pytest
import typer.main

from studyapp.cli.commands import app
from studyapp.deck.card import DeckFile, Kind
from studyapp.deck.library import assemble
from studyapp.deck.style.rules import RULES, judge_style
from studyapp.folder import PACKAGE
from studyapp.proof.source.catalogue import ProofFile, read_entry
from studyapp.settings import CardSettings, ProofSettings, Section, StudySettings
from studyapp.study.checking import check_proofs
from studyapp.study.writing import make_limits

README = (PACKAGE.parent / "README.md").read_text("utf-8")


def fenced(language: str) -> str:
    """The first block of this language."""
    found = re.search(rf"```{language}\n(.*?)\n```", README, re.DOTALL)
    assert found is not None
    return found[1] + "\n"


def test_the_example_deck_has_one_card_of_each_kind_it_explains() -> None:
    deck = DeckFile("example", "cards/example.md", fenced("markdown").encode())
    library = assemble([deck], {"autograd.accumulation": ["passes"]})
    assert library.problems == ()
    kinds = {card.kind for card in library.cards.values()}
    assert kinds == {Kind.RECALL, Kind.CHOICE, Kind.CLOZE, Kind.TYPED, Kind.PREDICT}
    assert {"rule~a", "rule~b"} <= set(library.cards)


def test_the_example_proof_is_confirmed_and_catches_its_broken_variants() -> None:
    entry = read_entry(ProofFile("example.proof", "proofs/example/proof.py", fenced("python").encode()))
    (report,) = asyncio.run(check_proofs([entry], seeds=1, jobs=2, tell=lambda outcome: None))
    assert report.good, (report.reason, report.variants)


def test_every_command_is_documented() -> None:
    commands = typer.main.get_group(app).commands
    assert [name for name in commands if not re.search(rf"studyapp {name}\b|\| {name}\b", README)] == []


@pytest.mark.parametrize("section", [StudySettings, ProofSettings, CardSettings])
def test_every_setting_is_documented(section: type[Section]) -> None:
    assert [name for name in section.model_fields if f"`{name}`" not in README] == []


def test_every_rule_of_writing_is_documented() -> None:
    assert [name for name in RULES if f"`{name}`" not in README] == []


def test_the_example_deck_breaks_no_rule_of_writing() -> None:
    deck = DeckFile("example", "cards/example.md", fenced("markdown").encode())
    cards = assemble([deck], {"autograd.accumulation": ["passes"]}).cards.values()
    assert judge_style(cards, make_limits(CardSettings()), own=lambda card: True) == []


def test_the_picture_is_there() -> None:
    assert "docs/review.svg" in README
    assert (PACKAGE.parent / "docs" / "review.svg").read_text("utf-8").startswith("<svg")
