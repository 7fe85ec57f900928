"""Typing an answer, and stopping: letters are letters, or commands."""

from __future__ import annotations

import pytest

from studyapp.folder import Folder
from studyapp.tui.app import StudyApp
from tests.tui.conftest import screen_text, start_at, wait, wait_home


@pytest.mark.parametrize(("card", "begin"), [("rule", ("w",)), ("half", ()), ("passes", ())])
async def test_escape_leaves_the_line_first_and_then_the_session(
    folder: Folder, card: str, begin: tuple[str, ...]
) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        review = await start_at(pilot, card)
        await pilot.press(*begin, "7", "escape")
        assert app.screen is review
        assert not review.is_typing
        await wait(pilot, lambda: "space  " in screen_text(pilot))
        await pilot.press("asterisk")  # a command now
        assert review.page.response().text == "7"
        await pilot.press("w", "8")
        assert review.page.response().text == "78"
        await wait(pilot, lambda: "enter  " in screen_text(pilot))
        await pilot.press("escape", "escape")
        await wait_home(pilot)
