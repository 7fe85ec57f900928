"""Home's small questions: another sort of session, and something new."""

from __future__ import annotations

import sys

import pytest
from textual.widgets import Input

from studyapp.folder import Folder
from studyapp.study.review.practice import Practice
from studyapp.tui.app import StudyApp
from studyapp.tui.screens.home.screen import Home
from studyapp.tui.screens.new import New
from studyapp.tui.screens.review.screen import Review
from studyapp.tui.screens.sittings import Sittings
from tests.tui.conftest import card_of, wait, wait_home


async def test_cramming_what_a_query_finds_is_started_from_home(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_home(pilot)
        await pilot.press("o")
        assert isinstance(app.screen, Sittings)
        await pilot.press("slash", *"kind", "colon", *"typed", "enter", "k", "enter")  # the last of the list
        await wait(pilot, lambda: isinstance(app.screen, Review) and app.screen.presented is not None)
        assert isinstance(app.screen, Review)
        assert isinstance(app.screen.session, Practice)
        assert card_of(app.screen) == "half"


async def test_a_card_is_made_in_the_deck_under_the_cursor(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", f"{sys.executable} -c pass")
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        home = await wait_home(pilot)
        await pilot.press("n")
        assert isinstance(app.screen, New)
        await pilot.press("j", "k", "enter", *"Strides", "enter")
        await wait(pilot, lambda: isinstance(app.screen, Home))
        await wait(pilot, lambda: bool(home.overview and home.overview.counts.new == 5))
        assert "## Strides {#strides}" in (folder.root / "cards" / "small.md").read_text()


async def test_a_name_that_cannot_be_is_asked_for_again_and_kept(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", f"{sys.executable} -c pass")
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_home(pilot)
        await pilot.press("n", "end", "enter", *"nodots", "enter")
        await wait(pilot, lambda: bool(app._notifications))
        await wait(pilot, lambda: isinstance(app.screen, New) and app.screen.is_typing)
        assert app.screen.query_one(Input).value == "nodots"
        await pilot.press("home", *"small.", "enter")
        await wait(pilot, lambda: isinstance(app.screen, Home))
        assert (folder.root / "proofs" / "small" / "nodots.py").exists()
