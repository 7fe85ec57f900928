"""The keys of a written part are the learner's own, where there are any, in the editor as beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from studyapp.folder import Folder
from studyapp.tui.app import StudyApp
from studyapp.tui.screens.keys import Keys
from tests.tui.conftest import card_of, next_card, screen_text, turn_of, wait
from tests.tui.writing import RIGHT, STUB, WRONG, ask, review_of, write, write_card


@pytest.fixture
def written(folder: Folder, library: Path) -> Folder:
    return write_card(folder, library)


def set_keys(folder: Folder, text: str) -> None:
    folder.settings.write_text(f"[proofs]\nwarm = false\n[keys]\n{text}\n")


@pytest.mark.parametrize("preset", ["", "vim", "org"])
async def test_a_part_is_written_run_mended_and_graded_by_keys_of_ones_own(
    written: Folder, preset: str
) -> None:
    own = '"review.run_part" = "ctrl+k"\n"review.typing_keys" = "ctrl+y"'  # both edit otherwise
    set_keys(written, f'preset = "{preset}"\n[keys.own]\n{own}')
    app = StudyApp(written)
    async with app.run_test(size=(100, 40)) as pilot:
        editor = await ask(pilot)
        review = review_of(pilot)
        assert "^k  run what you wrote" in screen_text(pilot)
        assert "^k run" in screen_text(pilot).splitlines()[-1]
        await pilot.press("ctrl+y")
        await wait(pilot, lambda: isinstance(app.screen, Keys))
        (line,) = [
            line for line in screen_text(pilot).splitlines() if "run what you wrote" in line and "▌" in line
        ]
        assert "^k" in line
        await pilot.press("escape")
        await write(pilot, WRONG)
        await pilot.press("ctrl+r")
        assert turn_of(review).tried is None
        await pilot.press("ctrl+k")
        await wait(pilot, lambda: "Not confirmed. ^k runs it again, ^g shows" in screen_text(pilot), 100)
        assert "✗ it is 2 to the n" in screen_text(pilot)
        assert editor.text == STUB + WRONG
        await pilot.press(*["backspace"] * len(WRONG))
        await write(pilot, RIGHT)
        await pilot.press("ctrl+k")
        await wait(pilot, lambda: turn_of(review).revealed, 100)
        assert "Right, after 2 runs." in screen_text(pilot)
        await next_card(pilot, review, "space")
        assert card_of(review) == "sum"


async def test_giving_up_has_a_key_of_ones_own(written: Folder) -> None:
    set_keys(written, '[keys.own]\n"review.give_up" = "ctrl+w,f2"')
    app = StudyApp(written)
    async with app.run_test(size=(80, 24)) as pilot:
        await ask(pilot)
        assert "^w give up" in screen_text(pilot).splitlines()[-1]
        await pilot.press("ctrl+g")
        assert not turn_of(review_of(pilot)).revealed
        await pilot.press("f2")
        assert turn_of(review_of(pilot)).revealed


async def test_a_run_may_share_its_key_with_what_acts_beside_a_typed_answer(written: Folder) -> None:
    set_keys(written, '[keys.own]\n"review.run_part" = "ctrl+t"')
    app = StudyApp(written)
    async with app.run_test(size=(80, 24)) as pilot:
        await ask(pilot)
        await pilot.press("ctrl+t")
        assert turn_of(review_of(pilot)).tried == STUB
