"""Whole sessions, key by key, at the smallest and a large size."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import pytest

from studyapp.clock import read_clock
from studyapp.folder import Folder
from studyapp.store import memory
from studyapp.study.opening import open_study
from studyapp.study.review.session import Session
from studyapp.study.review.wanted import Pace, Wanted
from studyapp.tui.app import StudyApp
from studyapp.tui.screens.home.screen import Home
from studyapp.tui.screens.review.screen import Review
from studyapp.tui.screens.summary import Summary
from tests.reviews import standing_reviews
from tests.tui.conftest import (
    NOW,
    PROOF,
    card_of,
    next_card,
    screen_text,
    start,
    start_at,
    turn_of,
    wait,
    wait_home,
    write_proof,
)

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])


def reviews(app: StudyApp) -> list[tuple[str, int]]:
    """Card and grade of every review that stands, oldest first."""
    assert app.study is not None
    with app.study.store.read() as connection:
        return [(row.card, row.rating) for row in standing_reviews(connection)]


@SIZES
async def test_a_session_over_every_kind_of_card_ends_with_a_summary(
    folder: Folder, size: tuple[int, int]
) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=size) as pilot:
        review = await start(pilot)
        assert card_of(review) == "sum"
        assert "What is two and two?" in screen_text(pilot)
        assert "Four." not in screen_text(pilot)
        await pilot.press("space")
        assert "Four." in screen_text(pilot)
        await next_card(pilot, review, "4")

        assert card_of(review) == "even"
        assert review.presented is not None
        right = next(place for place, (_, is_right) in enumerate(review.presented.choices) if is_right)
        await pilot.press(str(right + 1), "space")
        assert turn_of(review).proposal == 3
        await next_card(pilot, review, "4")

        assert card_of(review) == "rule"
        assert "adds" not in screen_text(pilot)
        await pilot.press("space")
        assert "adds" in screen_text(pilot)
        await next_card(pilot, review, "4")

        assert card_of(review) == "half"
        await pilot.press(*"1/2", "enter")
        assert turn_of(review).proposal == 3
        await next_card(pilot, review, "4")

        assert card_of(review) == "passes"
        assert review.presented is not None
        times = int(str(review.presented.values["times"]))
        assert f"doubled {times} times" in screen_text(pilot)
        await pilot.press(*str(2**times), "enter")
        await wait(pilot, lambda: turn_of(review).judgement is not None)
        assert turn_of(review).proposal == 3
        await wait(pilot, lambda: "confirmed" in screen_text(pilot))
        await next_card(pilot, review, "4")

        await wait(pilot, lambda: isinstance(app.screen, Summary))
        assert "5 reviews" in screen_text(pilot)
        assert [card for card, _ in reviews(app)] == ["sum", "even", "rule", "half", "passes"]
        await pilot.press("enter")
        await wait_home(pilot)
        assert "Nothing to review now" in screen_text(pilot)


async def test_a_wrong_answer_proposes_again_and_space_accepts_it(folder: Folder) -> None:
    app = StudyApp(folder, Wanted("small"))
    async with app.run_test(size=(80, 24)) as pilot:
        await wait(pilot, lambda: isinstance(app.screen, Review) and app.screen.presented is not None)
        review = app.screen
        assert isinstance(review, Review)
        await pilot.press("space")
        await next_card(pilot, review, "4")
        assert review.presented is not None
        wrong = next(place for place, (_, is_right) in enumerate(review.presented.choices) if not is_right)
        await pilot.press("abcdefghi"[wrong], "space")
        assert turn_of(review).proposal == 1
        await next_card(pilot, review, "space")
        assert reviews(app)[-1] == ("even", 1)


async def test_a_wrong_prediction_is_held_against_the_measurement(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        review = await start_at(pilot, "passes")
        await pilot.press("7", "enter")
        await wait(pilot, lambda: turn_of(review).judgement is not None)
        assert turn_of(review).proposal == 1
        await wait(pilot, lambda: "✗ you said 7" in screen_text(pilot))


async def test_what_was_measured_by_a_run_that_failed_grades_nothing(folder: Folder, library: Path) -> None:
    write_proof(library, PROOF.replace("equals=2**times", "equals=2**time"))
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        review = await start_at(pilot, "passes")
        await pilot.press("7", "enter")
        await wait(pilot, lambda: "! error: NameError" in screen_text(pilot))
        assert turn_of(review).judgement is None
        assert "What was measured is not confirmed, so grade yourself" in screen_text(pilot)


async def test_undo_brings_the_question_back_and_takes_the_review_away(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        review = await start(pilot)
        assert review.presented is not None
        seed = review.presented.seed
        await pilot.press("space")
        await next_card(pilot, review, "1")
        await next_card(pilot, review, "u")
        assert card_of(review) == "sum"
        assert review.presented.seed == seed
        assert not turn_of(review).revealed
        assert reviews(app) == []
        assert app.study is not None
        with app.study.store.read() as connection:
            assert memory.get(connection, "sum") is None


async def test_leaving_and_starting_again_goes_on_where_it_was(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        review = await start(pilot)
        await pilot.press("space")
        await next_card(pilot, review, "3")
        await pilot.press("q")
        await wait(pilot, lambda: isinstance(app.screen, Home))
    again = StudyApp(folder)
    async with again.run_test(size=(80, 24)) as pilot:
        review = await start(pilot)
        assert card_of(review) == "even"
        assert reviews(again) == [("sum", 3)]
        await pilot.press("q")
        await wait_home(pilot)
        await pilot.press("u")
        await wait(pilot, lambda: isinstance(again.screen, Review) and again.screen.presented is not None)
        assert reviews(again) == []


async def test_a_second_key_press_never_grades_the_card_after(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await start(pilot)
        await pilot.press("space", "4", "4", "4", "4")
        await pilot.pause(0.2)
        assert reviews(app) == [("sum", 4)]


async def test_a_broken_variant_is_chosen_run_and_caught(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(100, 30)) as pilot:
        review = await start_at(pilot, "passes")
        await pilot.press("7", "enter")
        await wait(pilot, lambda: "confirmed" in screen_text(pilot))
        await pilot.press("b")
        await wait(pilot, lambda: "adds two" in screen_text(pilot))
        await pilot.press("enter")
        await wait(pilot, lambda: "refuted" in screen_text(pilot))
        assert "✗ it is 2 to the n" in screen_text(pilot)
        assert turn_of(review).judgement is not None


async def test_the_source_of_a_proof_is_one_key_away(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(100, 30)) as pilot:
        review = await start_at(pilot, "passes")
        await pilot.press("enter", "s")
        await wait(pilot, lambda: "def doubling" in screen_text(pilot))
        await pilot.press("q")
        await wait(pilot, lambda: app.screen is review)


async def test_after_practice_and_at_the_end_of_ones_minutes_the_summary_says_so(folder: Folder) -> None:
    app = StudyApp(folder, Wanted("deck:small", minutes=10, pace=Pace.CRAM))
    async with app.run_test(size=(80, 24)) as pilot:
        await wait(pilot, lambda: isinstance(app.screen, Review) and app.screen.presented is not None)
        assert isinstance(app.screen, Review)
        app.screen.session.minutes = 0.0
        await pilot.press("space", "3")
        await wait(pilot, lambda: isinstance(app.screen, Summary))
        said = " ".join(screen_text(pilot).split())
        assert re.search(r"Practised: 1 answer in (1 second|\d+ seconds); no due date moved\.", said)
        assert re.search(r"The time that you set is over; \d+ more cards wait now\.", said)
        assert reviews(app) == []


async def test_when_ones_minutes_are_over_what_still_waits_is_said(
    folder: Folder,
) -> None:
    app = StudyApp(folder, Wanted("note:sum or note:even", minutes=10))
    async with app.run_test(size=(80, 24)) as pilot:
        await wait(pilot, lambda: isinstance(app.screen, Review) and app.screen.presented is not None)
        assert isinstance(app.screen, Review)
        app.screen.session.minutes = 0.0
        await pilot.press("space", "4")
        await wait(pilot, lambda: isinstance(app.screen, Summary))
        said = " ".join(screen_text(pilot).split())
        assert "The time that you set is over; one more card waits now." in said
        assert "next card comes" not in said


async def test_a_review_that_another_window_took_back_is_not_in_the_summary(folder: Folder) -> None:
    app = StudyApp(folder, Wanted("note:sum or note:even"))
    async with app.run_test(size=(80, 24)) as pilot:
        await wait(pilot, lambda: isinstance(app.screen, Review) and app.screen.presented is not None)
        review = app.screen
        assert isinstance(review, Review)
        await next_card(pilot, review, "space", "1")
        with closing(open_study(folder, read_clock(NOW))) as other:
            Session(other).undo()
        for _ in range(2):
            await next_card(pilot, review, "space", "4")
        assert isinstance(app.screen, Summary)
        assert "Done: 2 reviews" in screen_text(pilot)
        assert "Again" not in screen_text(pilot)


async def test_a_card_of_several_checks_shows_its_own_and_a_shows_all(folder: Folder, library: Path) -> None:
    more = '    yield check("it is even", x % 2, equals=0)\n    yield table('
    write_proof(library, PROOF.replace("    yield table(", more))
    deck = folder.root / "cards" / "small.md"
    deck.write_text(
        deck.read_text() + '\n## Even? {#evenness proof=small.doubling check="it is even"}\nWhy?\n> So.\n'
    )
    app = StudyApp(folder)
    async with app.run_test(size=(100, 40)) as pilot:
        await start_at(pilot, "evenness")
        await pilot.press("space")
        await wait(pilot, lambda: "1 other check of the proof holds: a shows them" in screen_text(pilot))
        assert "it is 2 to the n" not in screen_text(pilot)
        assert "measured" not in screen_text(pilot)
        await pilot.press("a")
        await wait(pilot, lambda: "it is 2 to the n" in screen_text(pilot))


async def test_a_prediction_is_judged_right_under_what_was_typed(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(100, 40)) as pilot:
        review = await start_at(pilot, "passes")
        await pilot.press("7", "7", "enter")
        await wait(pilot, lambda: turn_of(review).judgement is not None)
        assert review.presented is not None
        await wait(pilot, lambda: "You answered 77; measured: " in screen_text(pilot))
        lines = screen_text(pilot).splitlines()
        said = next(place for place, line in enumerate(lines) if "You answered 77" in line)
        assert "77" in lines[said - 2]


async def test_where_nothing_is_measured_no_grade_is_proposed(folder: Folder, library: Path) -> None:
    write_proof(library, PROOF.replace("    yield predict(x)\n", ""))
    app = StudyApp(folder)
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        review = await start_at(pilot, "passes")
        await pilot.press("8", "enter")
        await wait(pilot, lambda: "Nothing was measured, so grade yourself" in screen_text(pilot))
        assert "▸" not in screen_text(pilot)
        await pilot.press("space")
        await wait(pilot, lambda: "Nothing is proposed here: 1–4 grade it." in screen_text(pilot))
        await next_card(pilot, review, "3")
