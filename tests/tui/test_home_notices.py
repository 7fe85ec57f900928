"""What Home notices: answers that have changed, and what is done in another window."""

from __future__ import annotations

import pytest

from studyapp.folder import Folder
from studyapp.store.errors import BusyError, DiskError
from studyapp.tui.app import StudyApp
from studyapp.tui.screens.changed import Changed
from tests.tui.conftest import screen_text, wait, wait_home
from tests.unit.study.scene import answer, opened


async def test_a_changed_answer_asks_once_whether_progress_is_kept(folder: Folder) -> None:
    with opened(folder) as study:
        answer(study, "sum", 4)
    deck = folder.root / "cards" / "small.md"
    deck.write_text(deck.read_text().replace("> Four.", "> Four, of course."))
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait(pilot, lambda: "has changed" in screen_text(pilot))
        assert "Four, of course." in screen_text(pilot)
        await pilot.press("enter", "s")  # meant for Home, where they came too late
        assert app.study is not None
        assert "sum" in app.study.unsettled
        await wait(pilot, lambda: isinstance(app.screen, Changed) and app.screen.listens)
        await pilot.press("enter", "k")
        await wait_home(pilot)
        assert app.study is not None
        assert app.study.unsettled == ()
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_home(pilot)
        await pilot.pause(0.2)
        assert "has changed" not in screen_text(pilot)


async def test_a_changed_answer_can_be_put_off(folder: Folder) -> None:
    with opened(folder) as study:
        answer(study, "sum")
    deck = folder.root / "cards" / "small.md"
    deck.write_text(deck.read_text().replace("> Four.", "> Not four."))
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait(pilot, lambda: isinstance(app.screen, Changed) and app.screen.listens)
        await pilot.press("escape")
        home = await wait_home(pilot)
        await pilot.pause(0.5)
        assert app.screen is home


async def test_home_shows_what_another_window_did(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studyapp.tui.screens.home.screen.WATCHED", 0.1)
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        home = await wait_home(pilot)
        with opened(folder) as other:
            answer(other, "even")
        await wait(pilot, lambda: bool(home.overview and home.overview.undoable))


async def test_what_keeps_home_from_counting_is_said_and_it_counts_again_later(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        home = await wait_home(pilot)
        known = home.overview

        def busy(_: object) -> None:
            raise BusyError("another program is writing to the database.", todo="Close it, and try again.")

        with monkeypatch.context() as patch:
            patch.setattr("studyapp.study.overview.make_overview", busy)
            home.refresh_overview()
            await wait(pilot, lambda: "another program is writing" in screen_text(pilot).lower())
        assert home.overview is known
        home.refresh_overview()
        await wait(pilot, lambda: home.overview is not known)


async def test_what_keeps_home_from_looking_is_said_and_ends_nothing(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studyapp.tui.screens.home.screen.WATCHED", 0.1)

    def fail(_: object) -> int:
        raise DiskError("the disk reported an error (disk I/O error); not saved.")

    app = StudyApp(folder)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        home = await wait_home(pilot)
        monkeypatch.setattr("studyapp.study.library.noticing.newest_event", fail)
        await wait(pilot, lambda: "disk I/O error" in screen_text(pilot))
        assert app.screen is home
