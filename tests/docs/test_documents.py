"""The documents' examples work as they stand, nothing that exists is left out, every link leads somewhere."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
import typer.main

from studyapp.cli.commands import app
from studyapp.deck.card import DeckFile, Kind
from studyapp.deck.library import assemble
from studyapp.deck.style.rules import RULES, judge_style
from studyapp.folder import PACKAGE
from studyapp.proof.source.catalogue import ProofFile, read_entry
from studyapp.settings import CardSettings, ProofSettings, Section, StudySettings
from studyapp.study.checking.checking import check_proofs
from studyapp.study.library.writing import make_limits

ROOT = PACKAGE.parent
README = ROOT / "README.md"
PAGES = sorted((ROOT / "docs").glob("*.md"))


def page(name: str) -> str:
    return (ROOT / "docs" / f"{name}.md").read_text("utf-8")


def fenced(name: str, language: str) -> str:
    """A page's first block of this language."""
    found = re.search(rf"```{language}\n(.*?)\n```", page(name), re.DOTALL)
    assert found is not None
    return found[1] + "\n"


def links(document: Path) -> list[str]:
    found = re.findall(r"\]\(([^)]+)\)", document.read_text("utf-8"))
    return [link for link in found if not link.startswith("http")]


def anchors(document: Path) -> set[str]:
    """The headings, as a link names them."""
    headings = re.findall(r"^#+ (.+)$", document.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


def test_the_example_deck_has_one_card_of_each_kind_it_explains() -> None:
    deck = DeckFile("example", "cards/example.md", fenced("cards", "markdown").encode())
    library = assemble([deck], {"autograd.accumulation": ["passes"]})
    assert library.problems == ()
    kinds = {card.kind for card in library.cards.values()}
    assert kinds == {Kind.RECALL, Kind.CHOICE, Kind.CLOZE, Kind.TYPED, Kind.PREDICT}
    assert {"rule~a", "rule~b"} <= set(library.cards)


def test_the_example_proof_is_confirmed_and_catches_its_broken_variants() -> None:
    entry = read_entry(
        ProofFile("example.proof", "proofs/example/proof.py", fenced("proofs", "python").encode())
    )
    (report,) = asyncio.run(check_proofs([entry], seeds=1, jobs=2, tell=lambda outcome: None))
    assert report.good, (report.reason, report.variants)


def test_the_readme_shows_a_part_of_that_proof() -> None:
    whole = fenced("proofs", "python").splitlines()
    shown = re.findall(r"```python\n(.*?)\n```", README.read_text("utf-8"), re.DOTALL)
    assert len(shown) == 1
    assert [line for line in shown[0].splitlines() if line not in whole] == []


def test_every_command_is_documented() -> None:
    commands, readme = typer.main.get_group(app).commands, README.read_text("utf-8")
    assert [name for name in commands if not re.search(rf"studyapp {name}\b|\| {name}\b", readme)] == []


@pytest.mark.parametrize("section", [StudySettings, ProofSettings, CardSettings])
def test_every_setting_is_documented(section: type[Section]) -> None:
    assert [name for name in section.model_fields if f"`{name}`" not in page("settings")] == []


def test_every_rule_of_writing_is_documented() -> None:
    assert [name for name in RULES if f"`{name}`" not in page("cards")] == []


def test_the_example_deck_breaks_no_rule_of_writing() -> None:
    deck = DeckFile("example", "cards/example.md", fenced("cards", "markdown").encode())
    cards = assemble([deck], {"autograd.accumulation": ["passes"]}).cards.values()
    assert judge_style(cards, make_limits(CardSettings()), own=lambda card: True) == []


def test_the_picture_is_there() -> None:
    assert "docs/review.svg" in links(README)
    assert (ROOT / "docs" / "review.svg").read_text("utf-8").startswith("<svg")


def test_the_readme_leads_to_every_page() -> None:
    assert {f"docs/{path.name}" for path in PAGES} <= set(links(README))


@pytest.mark.parametrize("document", [README, *PAGES], ids=lambda path: path.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    for link in links(document):
        path, _, anchor = link.partition("#")
        target = document.parent / path if path else document
        assert target.is_file(), link
        assert not anchor or anchor in anchors(target), link
