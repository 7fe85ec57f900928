"""Decks and proofs that are wrong, and folders that cannot be used: said plainly, and the session goes on."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing, nullcontext
from pathlib import Path

import pytest

from studyapp.clock import Clock
from studyapp.folder import Folder
from studyapp.study.opening import open_study
from studyapp.tui.app import StudyApp
from studyapp.tui.screens.browse.saved import Naming
from studyapp.tui.screens.problems import Problems
from studyapp.tui.screens.proof.comparison import Comparison
from studyapp.tui.screens.proof.variants import Variants
from studyapp.tui.screens.trouble import Trouble
from tests.tui.browsing import open_browse, type_query
from tests.tui.conftest import (
    PROOF,
    card_of,
    next_card,
    screen_text,
    start,
    start_at,
    start_cold,
    turn_of,
    wait,
    wait_home,
    write_proof,
)

BAD_PROOFS = {
    "raises": ("    1 / 0\n    yield\n", "ZeroDivisionError"),
    "exits": ("    raise SystemExit(0)\n    yield\n", "error"),
    "checks nothing": ("    return\n    yield\n", "invalid"),
    "prints garbage": (
        "    print('\\x1b[2J\\x1b]52;c;aGk=\\x07' * 50)\n    yield check('one', True)\n",
        "confirmed",
    ),
}


async def test_a_problem_is_named_with_file_and_line_and_the_others_are_studied(folder: Folder) -> None:
    deck = folder.root / "cards" / "small.md"
    deck.write_text(deck.read_text() + "\n## Broken {#broken proof=no.such}\n> x\n")
    line = deck.read_text().splitlines().index("## Broken {#broken proof=no.such}") + 1
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_home(pilot)
        assert f"cards/small.md:{line}" in screen_text(pilot)
        await pilot.press("x")
        await wait(pilot, lambda: isinstance(app.screen, Problems))
        assert "no.such" in screen_text(pilot)
        await pilot.press("q")
        review = await start(pilot)
        assert card_of(review) == "sum"


@pytest.mark.parametrize("name", BAD_PROOFS)
async def test_whatever_a_proof_does_the_session_goes_on(folder: Folder, library: Path, name: str) -> None:
    body, expected = BAD_PROOFS[name]
    head = PROOF[: PROOF.index("    x = 1\n")]
    tail = PROOF[PROOF.index("\n\ndoubling.must_fail") :]
    write_proof(library, head + body + tail)
    app = StudyApp(folder)
    async with app.run_test(size=(100, 30)) as pilot:
        review = await start_at(pilot, "passes")
        await pilot.press("8", "enter")
        await wait(pilot, lambda: expected in screen_text(pilot))
        assert "\x1b" not in screen_text(pilot)
        await next_card(pilot, review, "3")


async def test_a_damaged_database_is_said_plainly_and_left_alone(folder: Folder) -> None:
    folder.database.parent.mkdir(parents=True)
    folder.database.write_bytes(b"this is no database" * 500)
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait(pilot, lambda: isinstance(app.screen, Trouble))
        assert "study.db" in "".join(screen_text(pilot).split())  # a long path goes on in the next line
        await pilot.press("q")
    assert app.return_code == 1
    assert folder.database.read_bytes() == b"this is no database" * 500


async def test_wrong_settings_name_their_key(folder: Folder) -> None:
    folder.settings.write_text("[study]\ndesired_retention = 2\n")
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait(pilot, lambda: isinstance(app.screen, Trouble))
        assert "desired_retention" in screen_text(pilot)


async def test_an_empty_folder_says_what_to_do(folder: Folder) -> None:
    (folder.root / "cards" / "small.md").unlink()
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_home(pilot)
        assert "There is nothing to review yet" in screen_text(pilot)


async def test_the_theme_is_remembered(folder: Folder, tmp_path: Path) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_home(pilot)
        app.theme = "paper"
        await pilot.pause()
    again = StudyApp(folder)
    async with again.run_test(size=(80, 24)):
        assert again.theme == "paper"
    assert (tmp_path / "data" / "theme").read_text() == "paper\n"


async def test_a_busy_database_stops_the_session_and_not_the_app(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        review = await start(pilot)
        await pilot.press("space")
        with closing(sqlite3.connect(folder.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await pilot.press("3")
            await wait(pilot, lambda: "Not saved" in screen_text(pilot))
            assert card_of(review) == "sum"
            other.execute("ROLLBACK")
        await next_card(pilot, review, "3")
        assert card_of(review) == "even"


async def test_a_card_that_only_another_process_knows_is_left_out(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(100, 30)) as pilot:
        review = await start(pilot)
        deck = folder.root / "cards" / "small.md"
        deck.write_text(
            deck.read_text().replace("## What is two", "## First {#first}\n> Yes.\n\n## What is two")
        )
        open_study(folder, Clock()).close()
        await next_card(pilot, review, "space", "4")
        assert card_of(review) == "even"


async def test_a_broken_variant_beside_it_leaves_a_prediction_to_the_true_run(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(100, 30)) as pilot:
        review = await start_at(pilot, "passes")
        start_cold(pilot)
        await pilot.press("9", "9", "enter", "b")
        await wait(pilot, lambda: isinstance(app.screen, Variants))
        await pilot.press("enter")
        await wait(pilot, lambda: isinstance(app.screen, Comparison))
        await wait(pilot, lambda: turn_of(review).judgement is not None)
        assert turn_of(review).proposal == 1
        assert review.proof is not None
        assert review.proof.proving is not None
        assert review.proof.proving.measured is not None
        assert not review.proof.proving.request.variant


async def test_a_title_may_hold_what_looks_like_markup(folder: Folder) -> None:
    deck = folder.root / "cards" / "small.md"
    deck.write_text(deck.read_text().replace("What is two and two?", "What is x[0] and [/red] [b]now[/b]?"))
    app = StudyApp(folder)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await start(pilot)
        await pilot.press("minus")
        await wait(pilot, lambda: "[/red]" in screen_text(pilot))


async def test_a_busy_database_leaves_an_edited_card_for_later(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studyapp.store.connection.BUSY_SECONDS", 0.05)
    monkeypatch.setenv("EDITOR", f"{sys.executable} -c \"import sys; open(sys.argv[2], 'a').write('\\n')\"")
    monkeypatch.delenv("VISUAL", raising=False)
    app = StudyApp(folder)
    monkeypatch.setattr(app, "suspend", nullcontext)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await open_browse(pilot)
        with closing(sqlite3.connect(folder.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await pilot.press("e")
            await wait(pilot, lambda: "Close the other program" in screen_text(pilot))
            other.execute("ROLLBACK")


async def test_a_busy_database_saves_no_query_and_says_so(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studyapp.store.connection.BUSY_SECONDS", 0.05)
    app = StudyApp(folder)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        browse = await open_browse(pilot, "slash")
        await type_query(pilot, browse, "kind:cloze")
        await pilot.press("ctrl+s")
        await wait(pilot, lambda: isinstance(app.screen, Naming))
        with closing(sqlite3.connect(folder.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await pilot.press(*"gaps", "enter")
            await wait(pilot, lambda: "Close the other program" in screen_text(pilot))
            other.execute("ROLLBACK")
