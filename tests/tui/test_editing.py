"""`e`: the card in an editor, and back to the same question."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

from studyapp.clock import Clock
from studyapp.errors import StudyError
from studyapp.folder import Folder
from studyapp.schedule.fsrs import Rating
from studyapp.store import memory
from studyapp.store.events import Review
from studyapp.study.library.editing import editor_command, place_to_edit
from studyapp.study.opening import open_study
from studyapp.study.review.grading import Given
from studyapp.study.review.session import Session
from studyapp.tui.app import StudyApp
from studyapp.tui.screens.home.screen import Home
from studyapp.tui.screens.review.editing import follow
from tests.tui.conftest import PROOF_FILE, card_of, next_card, screen_text, start, start_at, wait, wait_home
from tests.unit.study.scene import answer, opened, write_deck


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An editor that replaces what its folder says, and notes how it was called."""
    script = tmp_path / "editor.py"
    script.write_text(
        "import pathlib, sys\n"
        f"here = pathlib.Path({str(tmp_path)!r})\n"
        "here.joinpath('called').write_text(' '.join(sys.argv[1:]))\n"
        "old, new = here.joinpath('change').read_text().split('|')\n"
        "deck = pathlib.Path(sys.argv[2])\n"
        "deck.write_text(deck.read_text().replace(old, new))\n"
    )
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")
    monkeypatch.delenv("VISUAL", raising=False)
    return tmp_path


@pytest.fixture
def watched(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """A folder that is looked at for changes ten times a second."""
    monkeypatch.setattr("studyapp.tui.screens.review.editing.WATCHED", 0.1)
    return folder


def change(folder: Folder, old: str, new: str) -> None:
    """Change the deck, as another program would."""
    deck = folder.root / "cards" / "small.md"
    deck.write_text(deck.read_text().replace(old, new))


async def test_an_edit_comes_back_to_the_same_card_with_its_progress(
    folder: Folder, editor: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (editor / "change").write_text("What is two and two?|What is 2 + 2?")
    app = StudyApp(folder)
    monkeypatch.setattr(app, "suspend", nullcontext)  # a test has no terminal to hand over
    async with app.run_test(size=(80, 24)) as pilot:
        review = await start(pilot)
        await next_card(pilot, review, "space", "3")
        await next_card(pilot, review, "u")
        await next_card(pilot, review, "space", "3")
        await pilot.press("u")
        await wait(pilot, lambda: card_of(review) == "sum")
        await pilot.press("e")
        await wait(pilot, lambda: "What is 2 + 2?" in screen_text(pilot))
        assert card_of(review) == "sum"
        assert (editor / "called").read_text().startswith("+6 ")
        await next_card(pilot, review, "space", "4")
        assert app.study is not None
        with app.study.store.read() as connection:
            row = memory.get(connection, "sum")
        assert row is not None
        assert row.reps == 1


async def test_a_card_that_an_edit_broke_is_named_and_the_session_goes_on(
    folder: Folder, editor: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (editor / "change").write_text("> Four.|")
    app = StudyApp(folder)
    monkeypatch.setattr(app, "suspend", nullcontext)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        review = await start(pilot)
        await next_card(pilot, review, "e")
        assert card_of(review) == "even"
        await wait(pilot, lambda: "cards/small.md:6" in screen_text(pilot))


async def test_a_proof_that_was_edited_meanwhile_runs_as_it_is_now(folder: Folder, library: Path) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(100, 30)) as pilot:
        await start_at(pilot, "passes")
        await pilot.press("8", "enter")
        await wait(pilot, lambda: "confirmed" in screen_text(pilot))
        path = library / PROOF_FILE
        path.write_text(path.read_text().replace("equals=2**times", "equals=3**times"))
        await pilot.press("r")
        await wait(pilot, lambda: "refuted" in screen_text(pilot))


def test_a_shipped_deck_is_copied_into_the_folder_first(tmp_path: Path) -> None:
    study = open_study(Folder(tmp_path), Clock())
    card = study.reading.library.cards["k-backwards"]
    own = place_to_edit(study, card)
    assert own == tmp_path / "cards" / "autograd" / "gradients.md"
    assert "{#k-backwards" in own.read_text()
    study.close()


def test_a_missing_editor_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "no-such-editor --wait")
    with pytest.raises(StudyError) as caught:
        editor_command(Path("x.md"), 3)
    assert "no program 'no-such-editor', which VISUAL names" in str(caught.value)
    assert "EDITOR" in caught.value.todo


async def test_what_others_change_meanwhile_is_taken_up(watched: Folder) -> None:
    app = StudyApp(watched)
    async with app.run_test(size=(80, 24)) as pilot:
        review = await start(pilot)
        change(watched, "What is two and two?", "What are two and two?")
        await wait(pilot, lambda: "What are two and two?" in screen_text(pilot))
        await pilot.press("space")
        change(watched, "> Four.", "> Still four.")
        await pilot.pause(0.5)
        assert "Four." in screen_text(pilot)  # what is being graded stays as it was shown
        await next_card(pilot, review, "4")
        change(watched, "## Which is even?", "## New {#new}\n> x\n\n## Which is even?")
        await wait(pilot, lambda: review.presented is not None and review.presented.card.line == 12)
        assert card_of(review) == "even"


async def test_a_card_renamed_meanwhile_keeps_its_grade(watched: Folder) -> None:
    app = StudyApp(watched)
    async with app.run_test(size=(80, 24)) as pilot:
        review = await start(pilot)
        await pilot.press("space")
        change(watched, "{#sum}", "{#total was=sum}")
        change(watched, "after=sum", "after=total")
        await wait(pilot, lambda: card_of(review) == "total")
        await next_card(pilot, review, "4")
        assert app.study is not None
        with app.study.store.read() as connection:
            assert memory.get(connection, "total") is not None
            assert memory.get(connection, "sum") is None


def test_a_card_started_again_meanwhile_is_graded_as_a_new_one(tmp_path: Path) -> None:
    folder = write_deck(tmp_path)
    with opened(folder, day=1) as study:
        answer(study, "first")
    with opened(folder, day=30) as study:
        presented = Session(study).find(None, "first")
        assert presented is not None
        memory.reset(study.store, "first", at=study.clock.now(), utc_offset=0)
        now = follow(study, presented)
        assert now is not None
        review = Session(study).grade(now, Rating.GOOD, Given())
    assert isinstance(review, Review)
    assert (review.phase_before, review.elapsed_days) == (None, None)


async def test_a_card_that_others_broke_meanwhile_is_named(watched: Folder) -> None:
    app = StudyApp(watched)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        review = await start(pilot)
        change(watched, "- [x] four", "- [ ] four")
        await wait(pilot, lambda: "cards/small.md:11" in screen_text(pilot))
        assert card_of(review) == "sum"


async def test_what_nobody_sees_is_not_announced(watched: Folder) -> None:
    app = StudyApp(watched)
    async with app.run_test(size=(100, 30)) as pilot:
        review = await start(pilot)
        change(watched, "> Four.", "> It is four.")
        await wait(pilot, lambda: "It is four" in (review.presented.answer if review.presented else ""))
        assert not app._notifications
        change(watched, "What is two and two?", "What is 2 + 2?")
        await wait(pilot, lambda: "What is 2 + 2?" in screen_text(pilot))
        assert [note.message for note in app._notifications] == [
            "Its deck has changed: this is the card as it is now."
        ]


async def test_an_editor_that_fails_is_said(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "false")
    monkeypatch.delenv("VISUAL", raising=False)
    app = StudyApp(folder)
    monkeypatch.setattr(app, "suspend", nullcontext)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        review = await start(pilot)
        await pilot.press("e")
        await wait(pilot, lambda: bool(app._notifications))
        (note,) = app._notifications
        assert "the editor false ended with status 1" in note.message
        assert card_of(review) == "sum"


async def test_a_problem_is_opened_at_its_line_and_gone_once_it_is_mended(
    folder: Folder, editor: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deck = folder.root / "cards" / "small.md"
    deck.write_text(deck.read_text() + "\n## Broken {#broken proof=no.such}\n> x\n\n## Bare {#bare}\nWhy?\n")
    lines = deck.read_text().splitlines()
    (editor / "change").write_text(" proof=no.such|")
    app = StudyApp(folder)
    monkeypatch.setattr(app, "suspend", nullcontext)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await wait_home(pilot)
        await pilot.press("x")
        await wait(pilot, lambda: "2 problems" in screen_text(pilot))
        await pilot.press("enter")
        await wait(pilot, lambda: "1 problem;" in screen_text(pilot))
        assert "no.such" not in screen_text(pilot)
        place = lines.index("## Broken {#broken proof=no.such}") + 1
        assert (editor / "called").read_text() == f"+{place} {deck}"
        (editor / "change").write_text("Why?|Why?\n> Because.")
        await pilot.press("e")
        await wait(pilot, lambda: "Nothing is wrong any more" in screen_text(pilot))
        await wait(pilot, lambda: isinstance(app.screen, Home))
        assert "problem" not in screen_text(pilot)
