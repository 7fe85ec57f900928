"""Cards whose answer is a part of a proof: written in the app, and graded by running it."""

from __future__ import annotations

from pathlib import Path

import pytest

from studyapp.folder import Folder
from studyapp.store import runs
from studyapp.tui.app import StudyApp
from tests.terminal import STUDYAPP, Terminal
from tests.tui.conftest import (
    NOW,
    card_of,
    next_card,
    screen_text,
    start,
    start_cold,
    turn_of,
    wait,
    write_proof,
)
from tests.tui.writing import DOCUMENTED, RIGHT, STUB, WRONG, ask, review_of, run, saved, write, write_card

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])


@pytest.fixture
def written(folder: Folder, library: Path) -> Folder:
    return write_card(folder, library)


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
        assert (turn_of(review).proposal, review.page.is_writing) == (3, False)
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
        assert turn_of(review).proposal == 2
        await next_card(pilot, review, "4")
        assert (saved(pilot).rating, saved(pilot).proposed) == (4, 2)


async def test_an_error_names_the_line_that_the_learner_wrote(written: Folder) -> None:
    app = StudyApp(written)
    async with app.run_test(size=(100, 30)) as pilot:
        await ask(pilot)
        await write(pilot, "return x * y")
        await run(pilot, "line 3 of your step: NameError: name 'y' is not defined")
        assert not turn_of(review_of(pilot)).revealed


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
        assert turn_of(review).proposal == 1
        await next_card(pilot, review, "space")
        assert (saved(pilot).rating, saved(pilot).answer) == (1, STUB + WRONG)


@SIZES
async def test_a_run_of_what_was_written_is_cancelled_and_counts_for_nothing(
    written: Folder, library: Path, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studyapp.tui.widgets.status.LONG", 0)
    write_proof(library, DOCUMENTED.replace("    x = 1\n", "    x = 1\n    step(0)\n"))
    written.settings.write_text('[keys.own]\n"review.cancel" = "x"\n')
    app = StudyApp(written)
    async with app.run_test(size=size) as pilot:
        editor = await ask(pilot)
        await write(pilot, "while x == 0: pass")
        await pilot.press("ctrl+r")
        await wait(pilot, lambda: " s of 60 s · esc, then x stops it" in screen_text(pilot), 100)
        await pilot.press("escape")
        await wait(pilot, lambda: " s of 60 s · x stops it" in screen_text(pilot))
        await pilot.press("x")
        await wait(pilot, lambda: "cancelled after" in screen_text(pilot))
        assert "Cancelled. ^r runs it again" in screen_text(pilot)
        await pilot.press("w")
        editor.start(STUB + RIGHT)
        await run(pilot, "✓ confirmed")
        assert turn_of(review_of(pilot)).proposal == 3


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
        assert turn_of(review).proposal == 3  # a run that was ended before its verdict is no try


async def test_whoever_types_on_while_it_runs_stays_in_the_editor(written: Folder) -> None:
    app = StudyApp(written)
    async with app.run_test(size=(100, 40)) as pilot:
        editor = await ask(pilot)
        start_cold(pilot)
        await write(pilot, RIGHT)
        await pilot.press("ctrl+r")
        await write(pilot, "  # 4")
        review = review_of(pilot)
        await wait(pilot, lambda: turn_of(review).revealed, 100)
        assert editor.has_focus
        await pilot.press("3", "escape")
        assert card_of(review) == "step"
        await next_card(pilot, review, "3")
        assert saved(pilot).answer == STUB + RIGHT


async def test_a_proof_that_is_not_trusted_leaves_the_answer_to_compare_with(written: Folder) -> None:
    write_proof(written.root, DOCUMENTED + "# as it came\n")
    app = StudyApp(written)
    async with app.run_test(size=(80, 24)) as pilot:
        review = await start(pilot)
        assert "you have not decided on its proof yet" in screen_text(pilot)
        assert review.page.editor is None
        await pilot.press("space")
        await wait(pilot, lambda: "not run: it came with the folder" in screen_text(pilot))
        assert "is enough" in screen_text(pilot)
        turn = turn_of(review)
        assert (turn.proposal, turn.judgement and turn.judgement.rating) == (3, None)
        await next_card(pilot, review, "3")


async def test_what_cannot_run_here_is_said_and_left_to_the_learner(
    written: Folder, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studyapp.study.doubt.unproven.count_gpus", lambda: 1)  # one that torch cannot use
    write_proof(library, DOCUMENTED.replace("@proof\n", '@proof(needs="cuda")\n'))
    app = StudyApp(written)
    async with app.run_test(size=(100, 30)) as pilot:
        await ask(pilot)
        await write(pilot, RIGHT)
        await run(pilot, "No run grades what you write: its proof needs 1 CUDA device")
        review = review_of(pilot)
        assert turn_of(review).revealed
        turn = turn_of(review)
        assert (turn.proposal, turn.judgement and turn.judgement.rating) == (3, None)
        await next_card(pilot, review, "3")
        assert (saved(pilot).answer, saved(pilot).proposed) == (STUB + RIGHT, None)
        await next_card(pilot, review, "u")
        await wait(pilot, lambda: "its proof could not run here" in screen_text(pilot))
        assert not review.page.is_writing


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


async def test_where_there_is_no_terminal_for_an_editor_that_is_said(
    written: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "true")
    app = StudyApp(written)
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        editor = await ask(pilot)
        await pilot.press("ctrl+e")  # a test has none, as a browser
        await wait(pilot, lambda: "no terminal for an editor here" in screen_text(pilot))
        assert app.screen is review_of(pilot)
        assert editor.has_focus
