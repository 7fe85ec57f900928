"""What Home says of the day, and that nothing of it is cut."""

from __future__ import annotations

import asyncio
import re
import threading
import time

import pytest
from textual.command import CommandPalette
from textual.containers import VerticalScroll

from studyapp.folder import Folder
from studyapp.tui.app import StudyApp
from studyapp.tui.widgets.deck_table import DeckTable
from tests.tui.conftest import screen_text, wait, wait_home


@pytest.fixture
def done(studied: Folder) -> Folder:
    """The evening after the last of a hundred days' reviews, with no new card a day."""
    studied.settings.write_text("[study]\nnew_per_day = 0\n[proofs]\nwarm = false\n")
    return studied


@pytest.mark.parametrize("width", [80, 56])
async def test_when_the_next_card_comes_is_never_cut_and_what_can_be_done_meanwhile_stands_below(
    done: Folder, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("STUDYAPP_NOW", "2026-03-01T22:00:00+00:00")
    app = StudyApp(done)
    async with app.run_test(size=(width, 24)) as pilot:
        home = await wait_home(pilot)
        assert home.overview is not None
        assert not home.overview.counts.total
        await pilot.pause(0.2)
        text = " ".join(screen_text(pilot).split())
        assert re.search(r"Nothing to review now\. The next card comes in \d+ days\.", text)
        assert "o look ahead, or cram" in text


@pytest.mark.parametrize("which", ["folder", "studied"])
async def test_what_is_different_here_is_said_until_a_card_was_answered(
    request: pytest.FixtureRequest, which: str
) -> None:
    app = StudyApp(request.getfixturevalue(which))
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_home(pilot)
        await pilot.pause(0.2)
        assert ("each answer's proof runs here; b breaks it" in screen_text(pilot)) == (which == "folder")


async def test_decks_stand_a_cell_apart_from_the_scrollbar(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(80, 10)) as pilot:
        home = await wait_home(pilot)
        await pilot.pause(0.2)
        bar = home.query_one(VerticalScroll).vertical_scrollbar
        assert bar.display
        assert home.query_one(DeckTable).region.right == bar.region.x - 1


async def test_figures_that_are_ready_once_the_app_is_left_are_let_go(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        home = await wait_home(pilot)
        shown = home.overview
    assert shown is not None
    home.overview = None
    home.show(shown)
    assert home.overview is None


async def test_what_home_counts_while_the_app_is_left_finds_its_way(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, begun, came = StudyApp(folder), threading.Event(), list[object]()
    async with app.run_test(size=(80, 24)) as pilot:
        home = await wait_home(pilot)
        known = home.overview

        def wait_for_the_end(_: object) -> object:
            begun.set()
            while home.parent is not None:
                time.sleep(0.001)
            return known

        monkeypatch.setattr("studyapp.study.overview.make_overview", wait_for_the_end)
        monkeypatch.setattr(home, "show", came.append)
        home.refresh_overview()
        await wait(pilot, begun.is_set)
    await asyncio.sleep(0.5)
    assert came == [known]


async def test_the_palette_offers_the_apps_own_keys_only(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(80, 40)) as pilot:
        await wait_home(pilot)
        await pilot.press("ctrl+p")
        await wait(pilot, lambda: isinstance(app.screen, CommandPalette) and "Browse" in screen_text(pilot))
        assert "b  browse all cards" in screen_text(pilot)
        assert "Copy selected text" not in screen_text(pilot)
        assert "Focus next" not in screen_text(pilot)
        assert screen_text(pilot).count("Quit") == 1
