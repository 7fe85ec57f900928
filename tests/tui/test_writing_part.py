"""Cards whose answer is a part of a proof: written in the app, and graded by running it."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path

import pytest
from textual.pilot import Pilot

from studyapp.folder import Folder
from studyapp.store import journal, runs
from studyapp.store.events import Review as Reviewed
from studyapp.tui.app import StudyApp
from studyapp.tui.screens.review import Review
from studyapp.tui.widgets.part_editor import PartEditor
from tests.terminal import STUDYAPP, Terminal
from tests.tui.conftest import (
    NOW,
    PROOF,
    card_of,
    next_card,
    screen_text,
    start,
    start_cold,
    wait,
    write_proof,
)

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
DECK = """---
title: Small
source: none
---

## One step {#step write=small.doubling:step}
Write `step(x)` so that it doubles.
> `return 2 * x` is enough.

## What is two and two? {#sum}
> Four.
"""
DOCUMENTED = PROOF.replace("def double(x):\n", 'def double(x, by=2):\n    """x, doubled."""\n')
LATER = "2026-03-05T09:00:00+00:00"
STUB = 'def step(x, by=2):\n    """x, doubled."""\n    '
RIGHT = "return by * x"
WRONG = "return x + 2"


@pytest.fixture
def written(folder: Folder, library: Path) -> Folder:
    write_proof(library, DOCUMENTED)
    (folder.root / "cards" / "small.md").write_text(DECK)
    return folder


async def write(pilot: Pilot[None], text: str) -> None:
    await pilot.press(*("space" if letter == " " else letter for letter in text))


async def ask(pilot: Pilot[None]) -> PartEditor:
    review = await start(pilot)
    assert card_of(review) == "step"
    await wait(pilot, lambda: review.is_writing)
    assert review.editor is not None
    return review.editor


def review_of(pilot: Pilot[None]) -> Review:
    assert isinstance(pilot.app.screen, Review)
    return pilot.app.screen


async def run(pilot: Pilot[None], word: str) -> None:
    """Run what is written, and wait until the screen says how it ended."""
    review = review_of(pilot)
    await pilot.press("ctrl+r")
    proof = review.proof
    await wait(pilot, lambda: proof is not None and not proof.is_running and word in screen_text(pilot), 100)


def saved(pilot: Pilot[None]) -> Reviewed:
    app = pilot.app
    assert isinstance(app, StudyApp)
    assert app.study is not None
    with app.study.store.read() as connection:
        event = journal.last_review(connection)
    assert event is not None
    assert isinstance(event.body, Reviewed)
    return event.body


@SIZES
async def test_right_at_the_first_run_shows_the_answer_and_proposes_good(
    written: Folder, size: tuple[int, int]
) -> None:
    app = StudyApp(written)
    async with app.run_test(size=size) as pilot:
        editor = await ask(pilot)
        assert editor.text == STUB
        assert "is enough" not in screen_text(pilot)
        await write(pilot, RIGHT)
        await run(pilot, "✓ confirmed")
        screen = screen_text(pilot)
        assert "Right, at the first run." in screen
        assert "is enough" in screen
        assert "small.doubling, with your step" in screen
        review = review_of(pilot)
        assert (review.proposal, review.is_writing) == (3, False)
        await next_card(pilot, review, "space")
        body = saved(pilot)
        assert (body.card, body.rating, body.proposed) == ("step", 3, 3)
        assert body.answer == STUB + RIGHT
        assert app.study is not None
        with app.study.store.read() as connection:
            stored = runs.get(connection, body.run or "")
        assert stored is not None
        assert (stored.variant, stored.seed) == ("your own step", body.seed)
        assert editor.display is False


@SIZES
async def test_refuted_and_mended_is_right_and_hard(written: Folder, size: tuple[int, int]) -> None:
    app = StudyApp(written)
    async with app.run_test(size=size) as pilot:
        editor = await ask(pilot)
        await write(pilot, WRONG)
        await run(pilot, "✗ refuted")
        await pilot.pause(0.2)
        screen = screen_text(pilot)
        assert "✗ it is 2 to the n" in screen
        assert WRONG in screen
        assert editor.has_focus
        assert "is enough" not in screen
        await pilot.press(*["backspace"] * len(WRONG))
        assert editor.text == STUB
        await write(pilot, RIGHT)
        await run(pilot, "✓ confirmed")
        review = review_of(pilot)
        assert "Right, after 2 runs." in screen_text(pilot)
        assert review.proposal == 2
        await next_card(pilot, review, "4")
        assert (saved(pilot).rating, saved(pilot).proposed) == (4, 2)


async def test_an_error_names_the_line_that_the_learner_wrote(written: Folder) -> None:
    app = StudyApp(written)
    async with app.run_test(size=(100, 30)) as pilot:
        await ask(pilot)
        await write(pilot, "return x * y")
        await run(pilot, "line 3 of your step: NameError: name 'y' is not defined")
        assert not review_of(pilot).revealed


async def test_giving_up_shows_the_answer_and_the_proof_as_it_is(written: Folder) -> None:
    app = StudyApp(written)
    async with app.run_test(size=(100, 40)) as pilot:
        await ask(pilot)
        await write(pilot, WRONG)
        await pilot.press("ctrl+g")
        await wait(pilot, lambda: "✓ confirmed" in screen_text(pilot), 100)
        review = review_of(pilot)
        assert "Given up." in screen_text(pilot)
        assert "with your step" not in screen_text(pilot)
        assert review.proposal == 1
        await next_card(pilot, review, "space")
        assert (saved(pilot).rating, saved(pilot).answer) == (1, STUB + WRONG)


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
        assert review_of(pilot).revealed
        assert review_of(pilot).proposal == 1


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
        await wait(pilot, lambda: review.is_writing)
        assert editor.text == STUB + WRONG
        assert not review.revealed


async def test_a_draft_left_by_undo_is_there_when_the_card_is_asked_anew(written: Folder) -> None:
    (written.root / "cards" / "small.md").write_text(
        DECK.replace("## One", "## Nought {#nought}\n> 0\n\n## One")
    )
    app = StudyApp(written)
    async with app.run_test(size=(100, 30)) as pilot:
        review = await start(pilot)
        await next_card(pilot, review, "space", "4")
        await wait(pilot, lambda: review.is_writing)
        await write(pilot, WRONG)
        await next_card(pilot, review, "escape", "u")
        assert card_of(review) == "nought"
        await next_card(pilot, review, "space", "4")
        assert card_of(review) == "step"
        assert review.editor is not None
        assert review.editor.text == STUB + WRONG


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


async def test_a_run_of_what_was_written_is_cancelled_and_counts_for_nothing(
    written: Folder, library: Path
) -> None:
    write_proof(library, DOCUMENTED.replace("    x = 1\n", "    x = 1\n    step(0)\n"))
    app = StudyApp(written)
    async with app.run_test(size=(100, 40)) as pilot:
        editor = await ask(pilot)
        await write(pilot, "while x == 0: pass")
        await pilot.press("ctrl+r")
        await wait(pilot, lambda: "running" in screen_text(pilot), 100)
        await pilot.press("escape", "c")
        await wait(pilot, lambda: "cancelled after" in screen_text(pilot))
        assert "Cancelled. ^r runs it again" in screen_text(pilot)
        await pilot.press("w")
        editor.start(STUB + RIGHT)
        await run(pilot, "✓ confirmed")
        assert review_of(pilot).proposal == 3


async def test_running_again_ends_the_run_before(written: Folder, library: Path) -> None:
    write_proof(library, DOCUMENTED.replace("    x = 1\n", "    x = 1\n    step(0)\n"))
    app = StudyApp(written)
    async with app.run_test(size=(100, 30)) as pilot:
        editor = await ask(pilot)
        await write(pilot, "while x == 0: pass")
        await pilot.press("ctrl+r")
        review = review_of(pilot)
        await wait(pilot, lambda: "running" in screen_text(pilot), 100)
        first = review.proof.proving if review.proof else None
        editor.start(STUB + RIGHT)
        await run(pilot, "✓ confirmed")
        assert first is not None
        assert first.run.finished is None
        assert review.proposal == 3  # a run that was ended before its verdict is no try


async def test_whoever_types_on_while_it_runs_stays_in_the_editor(written: Folder) -> None:
    app = StudyApp(written)
    async with app.run_test(size=(100, 40)) as pilot:
        editor = await ask(pilot)
        start_cold(pilot)
        await write(pilot, RIGHT)
        await pilot.press("ctrl+r")
        await write(pilot, "  # 4")
        review = review_of(pilot)
        await wait(pilot, lambda: review.revealed, 100)
        assert editor.has_focus
        await pilot.press("3", "escape")
        assert card_of(review) == "step"
        await next_card(pilot, review, "3")
        assert saved(pilot).answer == STUB + RIGHT


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


async def test_a_proof_that_is_not_trusted_leaves_the_answer_to_compare_with(written: Folder) -> None:
    write_proof(written.root, DOCUMENTED + "# as it came\n")
    app = StudyApp(written)
    async with app.run_test(size=(80, 24)) as pilot:
        review = await start(pilot)
        assert "you have not decided on its proof yet" in screen_text(pilot)
        assert review.editor is None
        await pilot.press("space")
        await wait(pilot, lambda: "not run: it came with the folder" in screen_text(pilot))
        assert "is enough" in screen_text(pilot)
        assert (review.proposal, review.judgement and review.judgement.rating) == (3, None)
        await next_card(pilot, review, "3")


async def test_what_cannot_run_here_is_said_and_left_to_the_learner(written: Folder, library: Path) -> None:
    write_proof(library, DOCUMENTED.replace("@proof\n", '@proof(needs="cuda")\n'))
    app = StudyApp(written)
    async with app.run_test(size=(100, 30)) as pilot:
        await ask(pilot)
        await write(pilot, RIGHT)
        await run(pilot, "No run grades what you write: its proof needs 1 CUDA device")
        review = review_of(pilot)
        assert review.revealed
        assert (review.proposal, review.judgement and review.judgement.rating) == (3, None)
        await next_card(pilot, review, "3")
        assert (saved(pilot).answer, saved(pilot).proposed) == (STUB + RIGHT, None)
        await next_card(pilot, review, "u")
        await wait(pilot, lambda: "its proof could not run here" in screen_text(pilot))
        assert not review.is_writing


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
        assert review_of(pilot).run_text == STUB.rstrip(" ") + "z1\n"


async def test_keys_behind_the_grade_of_the_card_before_are_no_commands(written: Folder) -> None:
    later = DECK.replace("## One", "## Nought {#nought}\n> 0\n\n## One")
    (written.root / "cards" / "small.md").write_text(later)
    app = StudyApp(written)
    async with app.run_test(size=(80, 24)) as pilot:
        review = await start(pilot)
        for key in ("space", "4", "space", "u", "q"):
            app.simulate_key(key)
        await wait(pilot, lambda: review.is_writing)
        await pilot.pause(0.3)
        assert app.screen is review
        assert (card_of(review), review.revealed) == ("step", False)


async def test_what_is_pasted_has_no_tab_and_nothing_that_acts(written: Folder) -> None:
    from textual.events import Paste

    app = StudyApp(written)
    async with app.run_test(size=(80, 24)) as pilot:
        editor = await ask(pilot)
        editor.post_message(Paste("a\r\n\tb\x1b[2J"))
        await wait(pilot, lambda: editor.text.endswith("a\n    b␛[2J"))


def test_in_a_terminal_written_run_left_and_graded(tmp_path: Path) -> None:
    (tmp_path / "cards").mkdir()
    (tmp_path / "cards" / "aaa.md").write_text(
        "---\ntitle: Own\nsource: me\n---\n\n"
        "## Sum {#sum write=evaluation.summed_losses:add}\nWrite it.\n> A `detach()` is enough.\n"
    )
    env = {"STUDYAPP_FOLDER": str(tmp_path), "STUDYAPP_NOW": NOW}
    with Terminal([*STUDYAPP, "review", "aaa"], env=env, size=(100, 40)) as terminal:
        terminal.wait_for("def add(total, loss):")
        terminal.wait_for("^r run")
        terminal.send("return nothing\x12")
        terminal.wait_for("of your add: NameError", seconds=100)
        terminal.send("\x15    return total + loss.detach()\x12")
        terminal.wait_for("Right, after 2 runs.", seconds=100)
        terminal.wait_for("is enough")
        terminal.send("4")
        terminal.wait_for("1 review")
        terminal.send("\x11")
        assert terminal.wait_for_exit() == 0
