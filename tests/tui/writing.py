"""A card whose answer is a part of a proof: asked, written and run, for tests."""

from __future__ import annotations

from pathlib import Path

from textual.pilot import Pilot

from studyapp.folder import Folder
from studyapp.store import journal
from studyapp.store.events import Review as Reviewed
from studyapp.tui.app import StudyApp
from studyapp.tui.screens.review.screen import Review
from studyapp.tui.widgets.part_editor import PartEditor
from tests.tui.conftest import PROOF, card_of, screen_text, start, type_text, wait, write_proof

DECK = """---
title: Small
source: none
---

## One step {#step write=small.doubling:step}
Write `step(x)` so that it doubles.
> `return 2 * x` is enough.

## What is two and two? {#sum}
> Four.
"""
DOCUMENTED = PROOF.replace("def double(x):\n", 'def double(x, by=2):\n    """x, doubled."""\n')
STUB = 'def step(x, by=2):\n    """x, doubled."""\n    '
RIGHT = "return by * x"
WRONG = "return x + 2"


def write_card(folder: Folder, library: Path) -> Folder:
    """Put the card into the folder, and the proof that grades it into the library."""
    write_proof(library, DOCUMENTED)
    (folder.root / "cards" / "small.md").write_text(DECK)
    return folder


async def write(pilot: Pilot[None], text: str) -> None:
    """Write at the cursor of the editor."""
    await type_text(pilot, text)


async def ask(pilot: Pilot[None]) -> PartEditor:
    review = await start(pilot)
    assert card_of(review) == "step"
    await wait(pilot, lambda: review.page.is_writing)
    assert review.page.editor is not None
    return review.page.editor


def review_of(pilot: Pilot[None]) -> Review:
    assert isinstance(pilot.app.screen, Review)
    return pilot.app.screen


async def run(pilot: Pilot[None], word: str) -> None:
    """Run what is written, and wait until the screen says how it ended."""
    review = review_of(pilot)
    await pilot.press("ctrl+r")
    proof = review.proof
    await wait(pilot, lambda: proof is not None and not proof.is_running and word in screen_text(pilot), 100)


def saved(pilot: Pilot[None]) -> Reviewed:
    app = pilot.app
    assert isinstance(app, StudyApp)
    assert app.study is not None
    with app.study.store.read() as connection:
        event = journal.last_deed(connection)
    assert event is not None
    assert isinstance(event.body, Reviewed)
    return event.body
