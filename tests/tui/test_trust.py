"""A proof that came with the folder: it waits for a decision, and what is decided holds."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual.pilot import Pilot

from studyapp.folder import Folder
from studyapp.proof.run.engine import Engine
from studyapp.store import runs
from studyapp.tui.app import StudyApp
from studyapp.tui.screens.proof.trust import Trust
from studyapp.tui.screens.review.screen import Review
from tests.terminal import STUDYAPP, Terminal
from tests.tui.conftest import (
    NOW,
    PROOF,
    PROOF_FILE,
    next_card,
    screen_text,
    start_at,
    turn_of,
    wait,
    write_proof,
)

ASKED = "not run: it came with the folder"


@pytest.fixture
def own(folder: Folder) -> Folder:
    """A folder whose proof is its own, in front of a library that has it too."""
    write_proof(folder.root, PROOF + "# as it came\n")
    return folder


def stored(app: StudyApp) -> list[str]:
    """The verdicts of all runs of the proof, newest first."""
    assert app.study is not None
    with app.study.store.read() as connection:
        return [run.verdict for run in runs.history(connection, "small.doubling")]


async def answer(pilot: Pilot[None]) -> Review:
    """Get to the prediction, and answer it; what it is asked about has not run."""
    review = await start_at(pilot, "passes")
    await pilot.press("8", "enter")
    await wait(pilot, lambda: ASKED in screen_text(pilot))
    return review


async def decide(pilot: Pilot[None], key: str) -> None:
    await pilot.press("t")
    await wait(pilot, lambda: isinstance(pilot.app.screen, Trust) and pilot.app.screen.painted)
    await pilot.press(key)
    await wait(pilot, lambda: not isinstance(pilot.app.screen, Trust))


async def confirmed(pilot: Pilot[None], app: StudyApp, count: int = 1) -> None:
    await wait(pilot, lambda: stored(app).count("confirmed") == count)
    await wait(pilot, lambda: "✓ confirmed" in screen_text(pilot))


async def test_while_the_learner_thinks_nothing_runs_and_nothing_is_said(own: Folder) -> None:
    app = StudyApp(own)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        review = await start_at(pilot, "passes")
        await wait(pilot, lambda: review.proof is not None and review.proof.withheld is not None)
        assert "not run" not in screen_text(pilot)
        assert not list(app.screen.query("Toast"))
        await pilot.press("enter")
        await wait(pilot, lambda: ASKED in screen_text(pilot))
        assert "t shows its text and asks" in screen_text(pilot)
        assert not list(app.screen.query("Toast"))
        assert stored(app) == []


async def test_a_prediction_falls_back_to_the_written_answer(own: Folder) -> None:
    app = StudyApp(own)
    async with app.run_test(size=(80, 24)) as pilot:
        review = await answer(pilot)
        assert "grade yourself by the written answer" in screen_text(pilot)
        assert review.proof is not None
        assert not review.proof.is_measuring
        assert (turn_of(review).proposal, turn_of(review).judgement) == (None, None)
        await next_card(pilot, review, "3")


async def test_what_was_read_and_trusted_runs_now_and_at_the_next_start(own: Folder) -> None:
    app = StudyApp(own)
    async with app.run_test(size=(100, 40)) as pilot:
        review = await answer(pilot)
        await decide(pilot, "t")
        await confirmed(pilot, app)
        assert turn_of(review).judgement is not None
        assert "grade yourself" not in screen_text(pilot)
    again = StudyApp(own)
    async with again.run_test(size=(100, 40)) as pilot:
        await start_at(pilot, "passes")
        await pilot.press("8", "enter")
        await confirmed(pilot, again, 2)


async def test_run_once_holds_for_this_showing_its_variants_too(own: Folder) -> None:
    app = StudyApp(own)
    async with app.run_test(size=(100, 40)) as pilot:
        review = await answer(pilot)
        await decide(pilot, "o")
        await confirmed(pilot, app)
        await pilot.press("r")
        await confirmed(pilot, app, 2)
        await pilot.press("b", "enter")
        await wait(pilot, lambda: stored(app)[0] == "refuted")
        await pilot.press("escape")
        await wait(pilot, lambda: app.screen is review)
        await next_card(pilot, review, "1")
        await pilot.press("u")
        await wait(pilot, lambda: review.turn is not None and not review.turn.revealed)
        await pilot.press("enter")
        await wait(pilot, lambda: ASKED in screen_text(pilot))
        assert len(stored(app)) == 3


async def test_never_is_said_and_can_be_thought_over(own: Folder) -> None:
    app = StudyApp(own)
    async with app.run_test(size=(80, 24)) as pilot:
        await answer(pilot)
        await decide(pilot, "n")
        await wait(pilot, lambda: "you said that exactly this never runs" in screen_text(pilot))
        await decide(pilot, "t")
        await confirmed(pilot, app)
        await decide(pilot, "n")
        await wait(pilot, lambda: "you said that exactly this never runs" in screen_text(pilot))
        await decide(pilot, "escape")
        assert "you said that exactly this never runs" in screen_text(pilot)
        assert stored(app) == ["confirmed"]


async def test_a_change_is_asked_about_with_what_changed(own: Folder) -> None:
    app = StudyApp(own)
    async with app.run_test(size=(100, 40)) as pilot:
        await answer(pilot)
        await decide(pilot, "t")
        await confirmed(pilot, app)
        write_proof(own.root, PROOF + "# another\n")
        await pilot.press("r")
        await wait(pilot, lambda: "it has changed since you trusted it" in screen_text(pilot))
        assert stored(app) == ["confirmed"]
        await pilot.press("t")
        await wait(pilot, lambda: "+# another" in screen_text(pilot))
        assert "-# as it came" in screen_text(pilot)


async def test_what_was_allowed_once_is_not_allowed_for_another_content(own: Folder) -> None:
    app = StudyApp(own)
    async with app.run_test(size=(100, 40)) as pilot:
        await answer(pilot)
        await decide(pilot, "o")
        await confirmed(pilot, app)
        write_proof(own.root, PROOF + "# another\n")
        await pilot.press("r")
        await wait(pilot, lambda: ASKED in screen_text(pilot))
        assert stored(app) == ["confirmed"]


async def test_where_layers_are_missing_to_run_once_is_to_insist(
    own: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Engine, "missing", lambda self: {"network": "not here"})
    app = StudyApp(own)
    async with app.run_test(size=(100, 40)) as pilot:
        review = await answer(pilot)
        await pilot.press("t")
        await wait(pilot, lambda: "this system lacks: network" in screen_text(pilot))
        await pilot.press("o")
        await confirmed(pilot, app)
        assert review.proof is not None
        assert all(permit.insist for permit in review.proof.permits.values())


async def test_a_decision_that_cannot_be_kept_is_said(own: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    app = StudyApp(own)
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        await answer(pilot)
        monkeypatch.setenv("XDG_CONFIG_HOME", "/proc/none")
        await decide(pilot, "t")
        await wait(pilot, lambda: "cannot be kept" in screen_text(pilot))
        assert stored(app) == []


async def test_a_shipped_proof_is_never_asked_about(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(100, 40)) as pilot:
        await start_at(pilot, "passes")
        await pilot.press("8", "enter")
        await confirmed(pilot, app)
        await pilot.press("t")
        await asyncio.sleep(0.2)
        assert isinstance(app.screen, Review)
        assert "t trust" not in screen_text(pilot)


def test_in_a_terminal_read_trusted_run_changed_and_asked_again(tmp_path: Path) -> None:
    write_proof(tmp_path)
    (tmp_path / "cards").mkdir()
    (tmp_path / "cards" / "aaa.md").write_text(
        "---\ntitle: Own\nsource: me\n---\n\n"
        "## Passes {#passes proof=small.doubling}\nWhat comes out?\n> A power of two.\n"
    )
    env = {"STUDYAPP_FOLDER": str(tmp_path), "STUDYAPP_NOW": NOW}
    with Terminal([*STUDYAPP, "review", "aaa"], env=env, size=(100, 40)) as terminal:
        terminal.wait_for("What comes out?")
        terminal.send(" ")
        terminal.wait_for(ASKED)
        terminal.send("t")
        terminal.wait_for("May small.doubling run?")
        terminal.wait_for("t trust this content")
        terminal.send("G")
        terminal.wait_for("never steps")
        terminal.send("t")
        terminal.wait_for("✓ confirmed", seconds=90)
        terminal.wait_for("first run here")
        terminal.send("q")
        terminal.wait_for("everything")
        terminal.send("\x11")
        assert terminal.wait_for_exit() == 0
    path = tmp_path / PROOF_FILE
    path.write_text(path.read_text().replace("x = 1\n", "x = 1 + 0\n"))
    (tmp_path / "studyapp.toml").write_text("[proofs]\nwarm = false\n")  # nothing is to run any more
    with Terminal([*STUDYAPP, "review", "aaa"], env=env, size=(100, 40)) as terminal:
        terminal.wait_for("What comes out?")
        terminal.send(" ")
        terminal.wait_for("it has changed since you trusted it")
        terminal.send("t")
        terminal.wait_for("+    x = 1 + 0")
        assert "-    x = 1" in terminal.text
        terminal.send("\x11")
        assert terminal.wait_for_exit() == 0
