"""Narrow terminals: what does not fit goes to another line or is left out; nothing overlaps or is cut."""

from __future__ import annotations

import re

import pytest

from studyapp.folder import Folder
from studyapp.tui.app import StudyApp
from studyapp.tui.screens.stats.screen import Stats
from tests.tui.conftest import screen_text, wait, wait_home

WIDTHS = pytest.mark.parametrize("width", [40, 60, 70, 80, 120])


@WIDTHS
async def test_home_says_what_there_is_to_do_and_of_the_habit_what_fits(studied: Folder, width: int) -> None:
    deck = studied.root / "cards" / "small.md"
    deck.write_text(deck.read_text() + "\n## A new one {#another}\n> It is.\n")
    async with StudyApp(studied).run_test(size=(width, 24)) as pilot:
        await wait_home(pilot)
        said = " ".join(screen_text(pilot).split())
        assert re.search(r"\d+ to review · about \d+ minutes?( 1-day run| 0 due)", said)
        assert width < 60 or re.search(r"new enter start", said)


@WIDTHS
async def test_the_numbers_of_the_statistics_are_whole(studied: Folder, width: int) -> None:
    app = StudyApp(studied)
    async with app.run_test(size=(width, 24)) as pilot:
        await wait_home(pilot)
        await pilot.press("t")
        await wait(pilot, lambda: isinstance(app.screen, Stats) and "calibration" in app.screen.found)
        said = screen_text(pilot)
        assert re.search(r"RECALLED \d+% aim 90%", said)
        assert re.search(r"MINUTES \d+ a day", said)
        assert re.search(r"STRONG \d+ of \d+", said)
        assert re.search(r"nothing\s+overdue\.", said)
