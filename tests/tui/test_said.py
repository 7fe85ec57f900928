"""What the app says in passing: one thing at a time, so that the card stays legible."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets._toast import Toast

from studyapp.folder import Folder
from studyapp.tui.app import StudyApp
from tests.tui.conftest import next_card, screen_text, start, wait, wait_home


def toasts(pilot: Pilot[None]) -> list[str]:
    return [str(toast.render()) for toast in pilot.app.screen.query(Toast)]


async def test_what_is_said_last_takes_the_place_of_what_was_said_before(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        review = await start(pilot)
        await next_card(pilot, review, "minus")
        await next_card(pilot, review, "at")
        await next_card(pilot, review, "u")
        await next_card(pilot, review, "u")
        await wait(pilot, lambda: toasts(pilot) == ["Undone: burying “What is two and two?”."])


async def test_a_warning_stays_beside_what_is_said_later_and_is_there_once(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await wait_home(pilot)
        for _ in range(2):
            app.notify("The disk is full.", severity="error")
        app.notify("Copied.")
        app.notify("Copied again.")
        await wait(pilot, lambda: toasts(pilot) == ["The disk is full.", "Copied again."])


LONG = "The database is locked by another program; nothing is saved. Try again, or close the other one."


@pytest.mark.parametrize("width", [40, 51, 60, 70, 80, 81, 120])
async def test_what_is_said_is_whole_and_one_line_of_it_hides_nothing(folder: Folder, width: int) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(width, 24), notifications=True) as pilot:
        await start(pilot)
        await pilot.pause()
        *before, bar = screen_text(pilot).splitlines()
        app.notify("Copied.")
        await wait(pilot, lambda: "Copied." in screen_text(pilot))
        assert screen_text(pilot).splitlines()[:-2] == before[:-1]
        assert screen_text(pilot).splitlines()[-1] == bar
        app.notify(LONG, title="Not saved")
        await wait(pilot, lambda: "Not saved" in screen_text(pilot))
        assert (
            LONG.split()
            == " ".join(
                line.split("▌")[1] for line in screen_text(pilot).splitlines()[4:-1] if "▌" in line
            ).split()[2:]
        )
