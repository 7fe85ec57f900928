"""A review whose proof is refuted: tried again on fresh seeds, and what the learner is told of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from studyapp.clock import Clock
from studyapp.folder import Folder
from studyapp.store import contests, runs
from studyapp.study.opening import open_study
from studyapp.study.review.wanted import Wanted
from studyapp.tui.app import StudyApp
from studyapp.tui.screens.review.screen import Review
from studyapp.tui.screens.summary import Summary
from tests.altered import write_triangles
from tests.tui.conftest import next_card, screen_text, start_at, wait, wait_home
from tests.tui.test_contested import contest, open_contested, write_record
from tests.unit.study.told import fails, holds, tell_runs


@pytest.mark.parametrize("same", [True, False], ids=["this-content", "another-content"])
async def test_before_it_ever_ran_here_the_card_says_where_it_was_confirmed(
    folder: Folder, same: bool
) -> None:
    study = open_study(folder, Clock())
    content = study.reading.catalogue["small.doubling"].hash
    study.close()
    write_record(folder, content if same else "another")
    app = StudyApp(folder)
    async with app.run_test(size=(100, 40)) as pilot:
        await start_at(pilot, "passes")
        await pilot.press("8", "enter")
        await wait(pilot, lambda: "first run here" in screen_text(pilot))
        assert ("confirmed on torch 2.13.0, cpu, 26 Nov 2026" in screen_text(pilot)) is same
        review = app.screen
        assert isinstance(review, Review)
        await wait(pilot, lambda: bool(review.turn and review.turn.run))
        await pilot.press("r")
        await wait(pilot, lambda: "1 earlier run here" in screen_text(pilot))
        assert "26 Nov 2026" not in screen_text(pilot)


async def test_a_torch_that_changed_is_noticed_in_a_review_and_laid_open(
    folder: Folder, library: Path, altered_torch: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the question to the contested screen, with real runs; another proof stays as it was."""
    write_triangles(folder.root, library)
    (folder.root / "studyapp.toml").write_text("[proofs]\nwarm = true\n")
    monkeypatch.setenv("PYTHONPATH", altered_torch)
    monkeypatch.syspath_prepend(altered_torch)
    app = StudyApp(folder, Wanted("triangles"))
    async with app.run_test(size=(100, 40)) as pilot:
        await wait(pilot, lambda: isinstance(app.screen, Review) and app.screen.presented is not None)
        review = app.screen
        assert isinstance(review, Review)
        await pilot.press("space")
        await wait(pilot, lambda: "✗ refuted" in screen_text(pilot))
        await wait(pilot, lambda: "refuted on all 4 seeds" in screen_text(pilot))
        await next_card(pilot, review, "4")
        await wait(pilot, lambda: isinstance(app.screen, Summary))
        await pilot.press("enter")
        home = await wait_home(pilot)
        await wait(pilot, lambda: home.overview is not None and len(home.overview.contested) == 2)
        await pilot.press("c")
        await wait(pilot, lambda: "✗ it is 5n" in screen_text(pilot))
        assert "2 cards: Over 3 and 4 · Over 6 and 8" in screen_text(pilot)
        await pilot.press("escape")
        await wait_home(pilot)
        assert app.study is not None
        with app.study.store.read() as connection:
            assert contests.current(connection).keys() == {"triangles.hypotenuse"}


async def test_what_fresh_seeds_find_is_no_hint_before_the_reveal(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tell_runs(monkeypatch)
    told.script = fails
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        review = await start_at(pilot, "passes")
        await wait(
            pilot, lambda: bool(review.proof and review.proof.said.startswith("contested: refuted on"))
        )
        assert "contested" not in screen_text(pilot)
        await pilot.press("8", "enter")
        await wait(
            pilot, lambda: "contested: refuted on all 4 seeds (torch 2.14.0, cpu)" in screen_text(pilot)
        )


async def test_a_verdict_that_varies_is_no_contest(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    told = tell_runs(monkeypatch)
    verdicts = iter([fails])
    told.script = lambda request: next(verdicts, holds)(request)
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await start_at(pilot, "passes")
        await pilot.press("8", "enter")
        await wait(pilot, lambda: "its verdict varies with the seed" in screen_text(pilot))
        await pilot.press("r")
        await wait(pilot, lambda: "confirmed 1 of 2 earlier runs" in screen_text(pilot))
        assert "varies" not in screen_text(pilot)


async def test_a_contested_card_that_is_confirmed_again_says_so(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell_runs(monkeypatch)
    contest(folder)
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_contested(pilot)
        await pilot.press("enter")
        await wait(pilot, lambda: isinstance(app.screen, Review) and app.screen.presented is not None)
        await pilot.press("8", "enter")
        await wait(pilot, lambda: "no longer contested: it is confirmed here again" in screen_text(pilot))


async def test_moving_on_ends_the_runs_on_fresh_seeds(
    folder: Folder, library: Path, altered_torch: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_triangles(folder.root, library, seconds=1)
    monkeypatch.setenv("PYTHONPATH", altered_torch)
    monkeypatch.syspath_prepend(altered_torch)
    app = StudyApp(folder, Wanted("triangles"))
    async with app.run_test(size=(100, 40)) as pilot:
        await wait(pilot, lambda: isinstance(app.screen, Review) and app.screen.presented is not None)
        review = app.screen
        assert isinstance(review, Review)
        await pilot.press("space")
        await wait(pilot, lambda: "refuted; trying three more seeds" in screen_text(pilot))
        await pilot.press("q")
        await wait_home(pilot)
        assert not [worker for worker in app.workers if worker.group == "proof" and worker.is_running]
        assert app.study is not None
        with app.study.store.read() as connection:
            found = runs.history(connection, "triangles.hypotenuse")
            assert contests.current(connection) == {}
        assert 0 < len(found) < contests.NEEDED
