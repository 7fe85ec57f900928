"""Whole screens as text: what a learner sees, line by line. `pytest --snapshot-update` accepts a change."""

from __future__ import annotations

import re

import pytest
from syrupy.assertion import SnapshotAssertion

from studyapp.folder import Folder
from studyapp.tui.app import StudyApp
from studyapp.tui.widgets.record import Record
from tests.tui.conftest import card_of, next_card, screen_text, start, wait, wait_home

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])

pytestmark = pytest.mark.usefixtures("same_seed")


def above_grades(text: str) -> str:
    """Without the grades' line: intervals depend on fuzz, and it on the showing's id."""
    lines = text.splitlines()
    return "\n".join(lines[: next(place for place, line in enumerate(lines) if "Again" in line)])


@SIZES
async def test_home(folder: Folder, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=size) as pilot:
        await wait_home(pilot)
        assert screen_text(pilot) == snapshot


@SIZES
async def test_a_choice_asked_and_answered(
    folder: Folder, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=size) as pilot:
        review = await start(pilot)
        await next_card(pilot, review, "space", "4")
        await pilot.press("a")
        assert screen_text(pilot) == snapshot
        await pilot.press("space")
        await pilot.pause()
        assert above_grades(screen_text(pilot)) == snapshot


async def test_a_prediction_and_its_proof(folder: Folder, snapshot: SnapshotAssertion) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(100, 30)) as pilot:
        review = await start(pilot)
        while card_of(review) != "passes":
            review.action_reveal()
            await next_card(pilot, review, "4")
        await pilot.press("8", "enter")
        await wait(pilot, lambda: "✓ confirmed" in screen_text(pilot))
        review.query_one(Record).protect(("files: confined", "network: none"))  # whatever holds here
        await pilot.pause(0.2)
        lines = above_grades(screen_text(pilot)).splitlines()
        # Its first line names the torch that ran, the second how long it took.
        same = [re.sub(r"[\d.]+ m?s$", "…", line) for line in lines if "proof small.doubling" not in line]
        assert "\n".join(same) == snapshot


async def test_the_keys_of_a_review(folder: Folder, snapshot: SnapshotAssertion) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(80, 30)) as pilot:
        await start(pilot)
        await pilot.press("question_mark")
        await pilot.pause()
        assert screen_text(pilot) == snapshot
