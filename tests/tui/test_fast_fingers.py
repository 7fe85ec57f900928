"""Keys that come faster than the screen: each acts on what its typist meant."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest
from textual.pilot import Pilot

from studyapp.folder import Folder
from studyapp.store import journal, marks
from studyapp.tui.app import StudyApp
from studyapp.tui.screens.browse.screen import Browse
from studyapp.tui.screens.home.screen import Home
from studyapp.tui.screens.review.screen import Review
from studyapp.tui.widgets.query_line import QueryLine
from tests.tui.breaking import PROOF, answer, compared
from tests.tui.conftest import card_of, screen_text, start, start_at, turn_of, wait, wait_home, write_proof


async def burst(pilot: Pilot[None], *keys: str) -> None:
    """All keys at once, as a slow line or a fast typist delivers them."""
    for key in keys:
        pilot.app.simulate_key(key)
    await pilot.pause(0.3)


async def test_a_key_behind_enter_is_no_part_of_the_answer(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(100, 30)) as pilot:
        review = await start_at(pilot, "half")
        await burst(pilot, "2", "enter", "1")
        await wait(pilot, lambda: card_of(review) != "half")
        assert app.study is not None
        with app.study.store.read() as connection:
            event = journal.last_deed(connection)
        assert event is not None
        assert event.body.model_dump(include={"card", "answer", "rating"}) == {
            "card": "half",
            "answer": "2",
            "rating": 1,
        }


async def test_keys_behind_a_grade_are_for_the_next_card(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(100, 30)) as pilot:
        review = await start(pilot)
        await burst(pilot, "space", "4", "2", "space")
        assert card_of(review) == "even"
        assert turn_of(review).revealed
        assert len(review.page.response().picked) == 1
        await burst(pilot, "4", "space", "space")
        assert card_of(review) == "half"
        assert "graded already" not in screen_text(pilot)


async def test_two_enters_in_the_palette_close_only_the_palette(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(100, 30)) as pilot:
        await wait_home(pilot)
        await pilot.press("ctrl+p")
        await pilot.pause(0.5)
        await burst(pilot, "enter", "enter")
        await pilot.press("escape", "escape")
        await pilot.pause(0.2)
        assert any(isinstance(screen, Home) for screen in app.screen_stack)


async def test_letters_are_letters_while_an_answer_is_typed_and_the_bar_says_so(
    folder: Folder,
) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        review = await start_at(pilot, "half")
        bar = screen_text(pilot).splitlines()[-1]
        assert "undo" in bar
        assert "^z" in bar
        assert "esc stop typing" in bar
        assert " u undo" not in bar
        await pilot.press("u", "q", "question_mark")
        assert review.page.response().text == "uq?"
        await pilot.press("f1")
        await wait(pilot, lambda: "Keys" in screen_text(pilot))
        await pilot.press("escape", "ctrl+z")
        await wait(pilot, lambda: card_of(review) == "rule")


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Event:
    """What the decks wait for before they are read."""
    gate, load = Event(), StudyApp.load_study

    def load_late(app: StudyApp) -> None:
        assert gate.wait(30)
        load(app)

    monkeypatch.setattr(StudyApp, "load_study", load_late)
    return gate


async def test_keys_asked_for_before_the_decks_are_read_are_told_once_they_are(
    folder: Folder, gate: Event
) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(80, 40)) as pilot:
        await wait(pilot, lambda: app.screen is app.home)
        await pilot.press("question_mark")
        assert "browse all cards" not in screen_text(pilot)
        gate.set()
        await wait(pilot, lambda: "browse all cards" in screen_text(pilot))
        assert screen_text(pilot).count("review what is due") == 1


async def test_a_session_asked_for_before_the_decks_are_read_opens_once_they_are(
    folder: Folder, gate: Event
) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait(pilot, lambda: app.screen is app.home)
        app.home.start_session("small")
        assert app.screen is app.home
        gate.set()
        await wait(pilot, lambda: isinstance(app.screen, Review) and app.screen.presented is not None)


async def test_what_is_typed_behind_a_slash_is_the_query(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(100, 30)) as pilot:
        await wait_home(pilot)
        await burst(pilot, "slash", *"quo")
        await wait(pilot, lambda: isinstance(app.screen, Browse))
        assert app.screen.query_one(QueryLine).value == "quo"


async def test_what_is_typed_behind_a_slash_in_browse_does_nothing_to_the_cards(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(100, 30)) as pilot:
        await wait_home(pilot)
        await pilot.press("b")
        await wait(pilot, lambda: isinstance(app.screen, Browse) and app.screen.table.length > 0)
        await burst(pilot, "slash", *"sm0")
        await wait(pilot, lambda: app.screen.query_one(QueryLine).value == "sm0")
        assert app.study is not None
        with app.study.store.read() as connection:
            assert marks.all_marks(connection, None) == {}


async def test_what_follows_w_is_typed(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(100, 30)) as pilot:
        review = await start_at(pilot, "half")
        await pilot.press("escape")
        await burst(pilot, "w", *"0.5")
        await wait(pilot, lambda: review.page.response().text == "0.5")


async def test_what_is_taken_back_is_what_was_typed_before(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(100, 30)) as pilot:
        review = await start_at(pilot, "half")
        await burst(
            pilot, *"3b", "backspace", "backspace", *"21", "left", "left", "delete", *"0.", "end", "enter"
        )
        await wait(pilot, lambda: turn_of(review).revealed)
        assert review.page.response().text == "0.1"


async def test_what_is_taken_back_of_a_query_is_what_was_typed_before(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(100, 30)) as pilot:
        await wait_home(pilot)
        await burst(pilot, "slash", *"qx", "backspace", "u")
        await wait(pilot, lambda: isinstance(app.screen, Browse))
        await wait(pilot, lambda: app.screen.query_one(QueryLine).value == "qu")


@pytest.mark.usefixtures("same_seed")
async def test_a_value_typed_behind_the_way_to_its_knob_is_that_knobs(folder: Folder, library: Path) -> None:
    write_proof(library, PROOF)
    async with StudyApp(folder).run_test(size=(100, 40)) as pilot:
        await answer(pilot)
        await burst(pilot, "down", "j", "equals_sign", "5", "enter")
        await compared(pilot, "times 3 → 5")
