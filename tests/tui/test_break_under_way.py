"""A run that is still under way when the learner breaks its proof: cancelled, overtaken, or waited for."""

from __future__ import annotations

from pathlib import Path

import pytest

from studyapp.folder import Folder
from studyapp.tui.app import StudyApp
from studyapp.tui.screens.proof.comparison import Comparison
from studyapp.tui.screens.proof.variants import Variants
from studyapp.tui.screens.review.screen import Review
from tests.tui.breaking import ENDLESS, PROOF, answer, choose, compared, rows_with, stored, told
from tests.tui.conftest import next_card, screen_text, start_at, wait, write_proof

pytestmark = pytest.mark.usefixtures("same_seed")


async def test_a_run_says_how_long_it_takes_and_is_cancelled(
    folder: Folder, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studyapp.tui.widgets.status.LONG", 0)
    write_proof(library, ENDLESS)
    app = StudyApp(folder)
    async with app.run_test(size=(100, 40)) as pilot:
        await answer(pilot)
        await pilot.press("enter")
        await wait(pilot, lambda: isinstance(app.screen, Comparison))
        await wait(pilot, lambda: bool(rows_with(pilot, " s of 60 s · esc stops")))
        await pilot.press("escape")
        await wait(pilot, lambda: bool(rows_with(pilot, "cancelled after")))
        assert isinstance(app.screen, Comparison)
        await wait(pilot, lambda: not any(w.group == "comparison" and w.is_running for w in app.workers))
        assert [run.variant for run in stored(pilot)] == [""]
        await pilot.press("escape")
        await wait(pilot, lambda: isinstance(app.screen, Review))


async def test_a_second_change_takes_the_place_of_the_first_at_once(folder: Folder, library: Path) -> None:
    write_proof(library, ENDLESS)
    app = StudyApp(folder)
    async with app.run_test(size=(100, 40)) as pilot:
        await answer(pilot)
        await pilot.press("enter")
        await wait(pilot, lambda: isinstance(app.screen, Comparison))
        screen = app.screen
        assert isinstance(screen, Comparison)
        await wait(pilot, lambda: screen.changed is not None)
        first = screen.changed
        await choose(pilot, "j", "enter")
        await compared(pilot, "Caught at “it is 2 to the n”")
        assert first is not None
        assert first.run.finished is None
        assert "broken: never steps" in screen_text(pilot)
        got = next(row for row in rows_with(pilot, "got") if "8" in row)
        assert [word for word in got.split() if word.isdigit()] == ["8", "1"]
        assert [run.variant for run in stored(pilot)] == ["never steps", ""]


async def test_a_run_of_the_review_is_cancelled_and_the_prediction_left_to_the_learner(
    folder: Folder, library: Path
) -> None:
    write_proof(library, PROOF.replace("    return 2 * x\n", "    while True:\n        pass\n"))
    app = StudyApp(folder)
    async with app.run_test(size=(100, 40)) as pilot:
        review = await start_at(pilot, "passes")
        await pilot.press("8", "enter")
        await wait(pilot, lambda: "running" in screen_text(pilot))
        await pilot.press("b")  # asks what to change, whatever runs: no key after it reaches the review
        await wait(pilot, lambda: isinstance(app.screen, Variants))
        await pilot.press("escape")
        await wait(pilot, lambda: app.screen is review)
        await pilot.press("c")
        await wait(pilot, lambda: "cancelled after" in screen_text(pilot))
        assert "grade yourself by the written answer" in told(pilot)
        assert stored(pilot) == []
        await next_card(pilot, review, "3")


async def test_where_the_true_run_was_cancelled_it_runs_before_the_broken_one(
    folder: Folder, library: Path
) -> None:
    write_proof(library, PROOF)
    app = StudyApp(folder)
    async with app.run_test(size=(100, 40)) as pilot:
        review = await start_at(pilot, "passes")
        await pilot.press("8", "enter")
        review.action_cancel()
        await pilot.press("b", "enter")
        await compared(pilot, "Caught at")
        assert [(run.variant, run.verdict) for run in stored(pilot)] == [
            ("adds two", "refuted"),
            ("", "confirmed"),
        ]
