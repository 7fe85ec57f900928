"""Acts on the card in a review: key by key, undone like a grade, and nothing left of them on the next."""

from __future__ import annotations

import pytest

from studyapp.folder import Folder
from studyapp.study.cards.marking import mark_of
from studyapp.study.review.wanted import Wanted
from studyapp.tui.app import StudyApp
from studyapp.tui.screens.card_info import CardInfoScreen, Standing
from studyapp.tui.screens.flags import Flags
from studyapp.tui.screens.note import Note
from studyapp.tui.screens.review.screen import Review
from studyapp.tui.screens.summary import Summary
from tests.tui.conftest import card_of, next_card, screen_text, start, start_at, turn_of, wait, wait_home
from tests.unit.study.scene import answer, opened

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])


async def test_a_buried_card_makes_room_for_the_next_and_undo_brings_it_back(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        review = await start(pilot)
        await next_card(pilot, review, "minus")
        assert card_of(review) == "even"
        await next_card(pilot, review, "u")
        assert card_of(review) == "sum"
        assert app.study is not None
        assert mark_of(app.study, "sum").hidden_until == 0


async def test_a_suspended_card_is_out_until_it_is_undone_after_a_restart(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        review = await start(pilot)
        await next_card(pilot, review, "at")
        await pilot.press("q")
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        home = await wait_home(pilot)
        assert home.overview is not None
        assert home.overview.counts.new == 3  # of the five, one is suspended and one comes after it
        await pilot.press("u")
        await wait(pilot, lambda: bool(home.overview and home.overview.counts.new == 4))
        assert app.screen is home
        assert [note.message for note in app._notifications] == ["Undone: suspending “What is two and two?”."]


@SIZES
async def test_marks_show_on_the_card_and_not_on_the_next(folder: Folder, size: tuple[int, int]) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=size) as pilot:
        review = await start(pilot)
        await pilot.press("asterisk", "f")
        assert isinstance(app.screen, Flags)
        await pilot.press("3")
        await wait(pilot, lambda: "green" in screen_text(pilot))
        assert "★" in screen_text(pilot)
        await next_card(pilot, review, "space", "4")
        assert "★" not in screen_text(pilot)
        assert "green" not in screen_text(pilot)
        await pilot.press("u")  # the grade
        await wait(pilot, lambda: card_of(review) == "sum")
        await pilot.press("u")  # the flag: the question stays
        await wait(pilot, lambda: "⚑" not in screen_text(pilot))
        assert card_of(review) == "sum"
        assert "★" in screen_text(pilot)


async def test_a_note_is_kept_and_shown_after_the_answer_alone(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        review = await start(pilot)
        await pilot.press("n")
        assert isinstance(app.screen, Note)
        await pilot.press(*"mind the sign", "escape")
        await wait(pilot, lambda: app.screen is review)
        assert "mind the sign" not in screen_text(pilot)
        await pilot.press("space")
        assert "Your note: mind the sign" in screen_text(pilot)
        await next_card(pilot, review, "4")
        assert "mind the sign" not in screen_text(pilot)


async def test_a_hint_helps_and_makes_good_hard(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        review = await start_at(pilot, "rule")
        await pilot.press("h")
        assert "Hint: a···" in screen_text(pilot)
        await pilot.press("space")
        assert turn_of(review).proposal == 2
        await next_card(pilot, review, "space")
        assert card_of(review) == "half"
        await pilot.press("ctrl+t")
        assert "between 0 and 1" in screen_text(pilot)
        await pilot.press(*"0.5", "enter")
        assert turn_of(review).proposal == 2


@SIZES
async def test_a_cards_info_says_where_it_is_written(folder: Folder, size: tuple[int, int]) -> None:
    with opened(folder) as study:
        answer(study, "sum", 4)
    app = StudyApp(folder)
    async with app.run_test(size=size) as pilot:
        await wait_home(pilot)
        await pilot.press("u")
        await wait(pilot, lambda: isinstance(app.screen, Review) and app.screen.presented is not None)
        review = app.screen
        assert isinstance(review, Review)
        await next_card(pilot, review, "space", "4")
        await pilot.press("u")
        await wait(pilot, lambda: card_of(review) == "sum")
        await pilot.press("i")
        assert isinstance(app.screen, CardInfoScreen)
        assert "What is two and two?" in screen_text(pilot)
        assert "cards/small.md:6" in screen_text(pilot)
        await pilot.press("escape")
        await wait(pilot, lambda: app.screen is review)


async def test_a_cards_figures_stand_on_one_line_or_on_two_of_three(folder: Folder) -> None:
    with opened(folder, -60) as study:
        answer(study, "sum", 4)
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await start(pilot)
        await pilot.press("i")
        await wait(pilot, lambda: bool(app.screen.query(Standing)))
        standing = app.screen.query_one(Standing)
        wide, *_ = [line.plain for line in standing.lines(100)]
        first, second, *_ = [line.plain for line in standing.lines(74)]
        assert wide == f"{first}   {second}"
        assert second == "difficulty 1.0 of 10   reviews 1   lapses 0"


async def test_after_the_last_card_is_buried_no_grade_is_offered_to_be_undone(folder: Folder) -> None:
    app = StudyApp(folder, Wanted("card:sum"))
    async with app.run_test(size=(80, 24)) as pilot:
        await wait(pilot, lambda: isinstance(app.screen, Review) and app.screen.presented is not None)
        await pilot.press("minus")
        await wait(pilot, lambda: isinstance(app.screen, Summary))
        bar = screen_text(pilot).splitlines()[-1]
        assert "u undo" in bar
        assert "grade" not in bar
        await pilot.press("u")
        await wait(pilot, lambda: isinstance(app.screen, Review) and app.screen.presented is not None)


async def test_a_dispute_is_a_file_ready_to_send(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await start(pilot)
        await pilot.press("space", "d")
        (path,) = (folder.root / "data" / "disputes").glob("sum-*.md")
        text = path.read_text()
        assert "# Dispute: sum" in text
        assert "cards/small.md:6" in text
        assert "torch" in text


async def test_a_gap_can_be_typed_for_this_card_alone(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        review = await start_at(pilot, "rule")
        await pilot.press("w", *"multiplies", "enter")
        assert "You answered multiplies; the answer is adds." in screen_text(pilot)
        assert turn_of(review).proposal == 1
        await next_card(pilot, review, "space")


async def test_gaps_are_typed_where_the_learner_wants_so(folder: Folder) -> None:
    folder.settings.write_text("[study]\ntype_gaps = true\n[proofs]\nwarm = false\n")
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        review = await start_at(pilot, "rule")
        await pilot.press(*"adds", "enter")
        assert turn_of(review).proposal == 3


async def test_a_window_may_change_its_size_at_any_time(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(200, 60)) as pilot:
        review = await start(pilot)
        for size in ((80, 24), (40, 10), (200, 60), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert "What is two and two?" in screen_text(pilot)
            await pilot.press("space" if not turn_of(review).revealed else "g")
        await next_card(pilot, review, "4")


async def test_burying_takes_along_the_siblings_that_would_give_it_away(folder: Folder) -> None:
    deck = folder.root / "cards" / "small.md"
    deck.write_text(deck.read_text().replace("==adds== into", "==a:adds== ==b:into=="))
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        review = await start_at(pilot, "rule~a")
        assert app.study is not None
        gaps = [name for name in app.study.reading.library.cards if name.startswith("rule")]
        assert len(gaps) == 2
        await next_card(pilot, review, "minus")
        assert card_of(review) not in gaps
        assert all(mark_of(app.study, name).hidden_until for name in gaps)
        await next_card(pilot, review, "ctrl+z")  # an answer is being typed
        assert not any(mark_of(app.study, name).hidden_until for name in gaps)
        assert card_of(review) == "rule~a"


async def test_a_hint_is_offered_where_there_is_one(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(120, 40)) as pilot:
        review = await start_at(pilot, "even")
        assert "h hint" not in screen_text(pilot)
        await next_card(pilot, review, "minus")
        assert card_of(review) == "rule"
        assert "h hint" in screen_text(pilot)
