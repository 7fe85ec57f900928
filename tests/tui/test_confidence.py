"""How sure one is before the reveal: kept, and held against the past."""

from __future__ import annotations

import pytest

from studyapp.folder import Folder
from studyapp.tui.app import StudyApp
from tests.tui.conftest import card_of, next_card, screen_text, start, start_at, turn_of, wait

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])


async def test_how_sure_one_was_is_kept_and_held_against_the_past(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        review = await start(pilot)
        assert "how sure?" not in screen_text(pilot)
        await pilot.press("right")
        assert "[90]" in screen_text(pilot)
        await pilot.press("left", "space")
        assert "You were 80% sure." in screen_text(pilot)
        await next_card(pilot, review, "3")
        assert "80%" not in screen_text(pilot)
        await pilot.press("right", "left", "space")  # without a choice, which is a wrong one
        assert "You were 80% sure; at 80% you are right 50% of 2." in screen_text(pilot)


async def test_how_sure_one_was_is_held_against_this_answer_too(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        review = await start_at(pilot, "half")
        await pilot.press("ctrl+s", *"0.5", "enter")
        assert "You were 90% sure; at 90% you are right 100% of 1." in screen_text(pilot)
        await next_card(pilot, review, "space")
        assert card_of(review) == "passes"
        await pilot.press("ctrl+s", "0", "enter")
        await wait(pilot, lambda: "at 90% you are right 50% of 2." in screen_text(pilot))


async def test_less_sure_begins_at_the_top(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await start(pilot)
        await pilot.press("left")
        assert "[99]" in screen_text(pilot)
        await pilot.press("left", "left")
        assert "[80]" in screen_text(pilot)


async def test_while_an_answer_is_typed_a_chord_says_how_sure(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        review = await start_at(pilot, "half")
        await pilot.press(*"0.5", "ctrl+s")
        assert "[90]" in screen_text(pilot)
        await pilot.press("enter")
        assert turn_of(review).given.confidence == 0.9
        assert turn_of(review).given.answer == "0.5"
