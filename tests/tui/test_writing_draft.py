"""What is written before it runs: the keys of its editor, and a draft that is not lost."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path

import pytest
from textual.events import Paste

from studyapp.folder import Folder
from studyapp.tui.app import StudyApp
from tests.tui.conftest import card_of, next_card, screen_text, start, turn_of, wait
from tests.tui.writing import DECK, RIGHT, STUB, WRONG, ask, review_of, write, write_card

LATER = "2026-03-05T09:00:00+00:00"
SECOND = DECK.replace("## One", "## Nought {#nought}\n> 0\n\n## One")  # the card is asked after another


@pytest.fixture
def written(folder: Folder, library: Path) -> Folder:
    return write_card(folder, library)


async def test_out_of_the_editor_space_gives_up_and_letters_are_commands(written: Folder) -> None:
    app = StudyApp(written)
    async with app.run_test(size=(80, 24)) as pilot:
        editor = await ask(pilot)
        await write(pilot, "q?u 1")
        assert editor.text == f"{STUB}q?u 1"
        await pilot.press("escape")
        assert "w write" in screen_text(pilot).splitlines()[-1]
        await pilot.press("w", "x", "escape", "enter", "y")
        assert editor.text == f"{STUB}q?u 1xy"
        await pilot.press("f1")
        await wait(pilot, lambda: "Keys" in screen_text(pilot))
        await pilot.press("escape", "escape", "space")
        assert turn_of(review_of(pilot)).revealed
        assert turn_of(review_of(pilot)).proposal == 1


async def test_undo_brings_the_question_back_with_what_was_written(written: Folder) -> None:
    app = StudyApp(written)
    async with app.run_test(size=(100, 30)) as pilot:
        editor = await ask(pilot)
        await write(pilot, WRONG)
        await pilot.press("ctrl+g")
        review = review_of(pilot)
        await next_card(pilot, review, "1")
        assert card_of(review) == "sum"
        await next_card(pilot, review, "u")
        assert card_of(review) == "step"
        await wait(pilot, lambda: review.page.is_writing)
        assert editor.text == STUB + WRONG
        assert not turn_of(review).revealed


async def test_a_draft_left_by_undo_is_there_when_the_card_is_asked_anew(written: Folder) -> None:
    (written.root / "cards" / "small.md").write_text(SECOND)
    app = StudyApp(written)
    async with app.run_test(size=(100, 30)) as pilot:
        review = await start(pilot)
        await next_card(pilot, review, "space", "4")
        await wait(pilot, lambda: review.page.is_writing)
        await write(pilot, WRONG)
        await next_card(pilot, review, "escape", "u")
        assert card_of(review) == "nought"
        await next_card(pilot, review, "space", "4")
        assert card_of(review) == "step"
        assert review.page.editor is not None
        assert review.page.editor.text == STUB + WRONG


async def test_what_was_written_the_last_time_is_shown_below_the_answer(
    written: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = StudyApp(written)
    async with app.run_test(size=(100, 40)) as pilot:
        await ask(pilot)
        await write(pilot, WRONG)
        await pilot.press("ctrl+g")
        review = review_of(pilot)
        assert "What you wrote" not in screen_text(pilot)
        await next_card(pilot, review, "1")
    monkeypatch.setenv("STUDYAPP_NOW", LATER)
    again = StudyApp(written)
    async with again.run_test(size=(100, 40)) as pilot:
        editor = await ask(pilot)
        assert editor.text == STUB  # written anew each time
        assert "What you wrote" not in screen_text(pilot)
        await pilot.press("ctrl+g")
        await wait(pilot, lambda: "What you wrote on 2 March" in screen_text(pilot))
        text = screen_text(pilot)
        assert text.index("is enough") < text.index("What you wrote on 2 March") < text.index(WRONG)
        await next_card(pilot, review_of(pilot), "1")
        assert "What you wrote" not in screen_text(pilot)


async def test_the_draft_is_opened_in_the_learners_editor(
    written: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "editor.py"
    script.write_text(
        "import pathlib, sys\n"
        "file = pathlib.Path(sys.argv[2])\n"
        f"pathlib.Path({str(tmp_path / 'called')!r}).write_text(sys.argv[1] + file.name + file.read_text())\n"
        f"file.write_text({STUB + RIGHT!r} + chr(10))\n"
    )
    monkeypatch.setenv("VISUAL", f"{sys.executable} {script}")
    app = StudyApp(written)
    monkeypatch.setattr(app, "suspend", nullcontext)  # a test has no terminal to hand over
    async with app.run_test(size=(100, 30)) as pilot:
        editor = await ask(pilot)
        await pilot.press("x", "ctrl+e")
        assert editor.text == STUB + RIGHT
        assert (tmp_path / "called").read_text() == f"+3step.py{STUB}x"
        assert editor.has_focus


async def test_enter_keeps_the_indentation_and_backspace_takes_a_step_away(written: Folder) -> None:
    app = StudyApp(written)
    async with app.run_test(size=(80, 24)) as pilot:
        editor = await ask(pilot)
        await write(pilot, "if x:")
        await pilot.press("enter", "y", "enter", "backspace", "z", "enter", "tab", "t")
        assert editor.text == f"{STUB}if x:\n        y\n    z\n        t"


async def test_keys_that_come_at_once_act_in_their_order(written: Folder) -> None:
    app = StudyApp(written)
    async with app.run_test(size=(80, 24)) as pilot:
        editor = await ask(pilot)
        for key in ("x", "backspace", "y", "ctrl+u", "z", "enter", "left", "1", "ctrl+r", "2"):
            app.simulate_key(key)
        await pilot.pause(0.3)
        assert editor.text == STUB.rstrip(" ") + "z12\n"
        assert turn_of(review_of(pilot)).tried == STUB.rstrip(" ") + "z1\n"


async def test_keys_behind_the_grade_of_the_card_before_are_no_commands(written: Folder) -> None:
    (written.root / "cards" / "small.md").write_text(SECOND)
    app = StudyApp(written)
    async with app.run_test(size=(80, 24)) as pilot:
        review = await start(pilot)
        for key in ("space", "4", "space", "u", "q"):
            app.simulate_key(key)
        await wait(pilot, lambda: review.page.is_writing)
        await pilot.pause(0.3)
        assert app.screen is review
        assert (card_of(review), turn_of(review).revealed) == ("step", False)


async def test_what_is_pasted_has_no_tab_and_nothing_that_acts(written: Folder) -> None:
    app = StudyApp(written)
    async with app.run_test(size=(80, 24)) as pilot:
        editor = await ask(pilot)
        editor.post_message(Paste("a\r\n\tb\x1b[2J"))
        await wait(pilot, lambda: editor.text.endswith("a\n    b␛[2J"))
