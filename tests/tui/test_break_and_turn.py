"""A proof broken and turned after the reveal, beside itself as it is; and its source with marks."""

from __future__ import annotations

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from studyapp.folder import Folder
from studyapp.tui.app import StudyApp
from studyapp.tui.screens.proof.source import Source
from studyapp.tui.screens.proof.variants import Variants
from studyapp.tui.widgets.listing import Listing
from tests.tui.breaking import PROOF, answer, choose, compared, rows_with, stored, told
from tests.tui.conftest import next_card, screen_text, turn_of, wait, write_proof

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])

pytestmark = pytest.mark.usefixtures("same_seed")


@pytest.fixture
def changeable(folder: Folder, library: Path) -> Folder:
    write_proof(library, PROOF)
    return folder


@SIZES
async def test_a_broken_run_stands_beside_the_true_one_check_against_check(
    changeable: Folder, size: tuple[int, int]
) -> None:
    app = StudyApp(changeable)
    async with app.run_test(size=size) as pilot:
        await answer(pilot)
        await pilot.press("enter")
        await compared(pilot, "Caught at “it is 2 to the n”: 1 check fell, 1 stands.")
        (fallen,) = (row for row in rows_with(pilot, "it is 2 to the n") if "▌" in row)
        assert (fallen.count("✓"), fallen.count("✗")) == (1, 1)
        got = next(row for row in rows_with(pilot, "got") if "8" in row)
        assert [word for word in got.split() if word.isdigit()] == ["8", "7"]
        text = screen_text(pilot)
        assert "return x + 2" in text
        assert "in place of double" in text
        assert "✓ it is positive" in text


async def test_on_a_narrow_screen_one_side_stands_under_the_other(changeable: Folder) -> None:
    app = StudyApp(changeable)
    async with app.run_test(size=(60, 50)) as pilot:
        await answer(pilot)
        await pilot.press("enter")
        await compared(pilot, "1 check fell")
        assert len([row for row in rows_with(pilot, "it is 2 to the n") if row.count("▌") == 1]) == 2
        text = screen_text(pilot)
        assert text.index("✓ it is 2 to the n") < text.index("✗ it is 2 to the n")


async def test_neither_the_prediction_nor_the_run_of_the_review_changes(changeable: Folder) -> None:
    app = StudyApp(changeable)
    async with app.run_test(size=(100, 40)) as pilot:
        review = await answer(pilot)
        judgement, run = turn_of(review).judgement, turn_of(review).run
        assert judgement is not None
        await pilot.press("j", "j", "left", "enter")
        await compared(pilot, "times 3 → 2")
        await choose(pilot, "g")
        await pilot.press("escape", "escape")
        await wait(pilot, lambda: app.screen is review)
        assert (turn_of(review).judgement, turn_of(review).run, turn_of(review).proposal) == (
            judgement,
            run,
            3,
        )
        assert "✓ you said 8" in screen_text(pilot)
        await next_card(pilot, review, "space")


async def test_a_turned_run_is_no_confirmation_of_the_proof_as_it_is(changeable: Folder) -> None:
    app = StudyApp(changeable)
    async with app.run_test(size=(100, 40)) as pilot:
        review = await answer(pilot)
        await pilot.press("j", "j", "right", "enter")
        await compared(pilot, "✓ Both checks hold.")
        turned, true = stored(pilot)
        assert (turned.plain, turned.seed, turned.arguments["times"]) == (False, 7, 4)
        assert (turned.verdict, turned.variant) == ("confirmed", "your own times 4")
        assert (true.plain, true.variant) == (True, "")
        await pilot.press("escape", "r")
        await wait(pilot, lambda: app.screen is review and "1 earlier run here" in screen_text(pilot))


async def test_a_knob_is_turned_again_from_where_it_stands(changeable: Folder) -> None:
    app = StudyApp(changeable)
    async with app.run_test(size=(100, 40)) as pilot:
        await answer(pilot)
        await pilot.press("j", "j", "right", "enter")
        await compared(pilot, "times 3 → 4")
        (measured,) = rows_with(pilot, "measured")
        assert [word for word in measured.split() if word.isdigit()] == ["8", "16"]
        await choose(pilot, "right", "enter")  # the knob that was turned last is at hand
        await compared(pilot, "times 4 → 5")
        (measured,) = rows_with(pilot, "measured")
        assert [word for word in measured.split() if word.isdigit()] == ["16", "32"]
        await choose(pilot, "g", "enter")
        screen = await compared(pilot, "Caught at")
        assert screen.standing is not None
        assert screen.standing.request.arguments["times"] == 5
        assert len(stored(pilot)) == 4


async def test_turning_further_than_a_claim_holds_shows_which_check_falls(changeable: Folder) -> None:
    app = StudyApp(changeable)
    async with app.run_test(size=(100, 40)) as pilot:
        await answer(pilot)
        await pilot.press("G", "right", "enter")
        await compared(pilot, "✗ 1 check fell, 1 stands.")
        assert stored(pilot)[0].arguments == {"times": 3, "unit": "cm", "ahead": 1}


async def test_a_typed_value_out_of_range_is_refused_with_the_range(changeable: Folder) -> None:
    app = StudyApp(changeable)
    async with app.run_test(size=(80, 24)) as pilot:
        await answer(pilot)
        await pilot.press("j", "j", "9", "enter")
        assert isinstance(app.screen, Variants)
        await wait(pilot, lambda: "times cannot be '9': times is a whole number from 2 to 5" in told(pilot))
        await pilot.press("backspace", "4", "enter")
        await compared(pilot, "times 3 → 4")


async def test_while_a_value_is_typed_its_letters_are_no_commands(changeable: Folder) -> None:
    app = StudyApp(changeable)
    async with app.run_test(size=(80, 24)) as pilot:
        await answer(pilot)
        await pilot.press("j", "j", "j", "=", "c", "k", "b", "q")
        assert isinstance(app.screen, Variants)
        assert "ckbq▏" in screen_text(pilot)
        await pilot.press("escape")
        assert isinstance(app.screen, Variants)
        assert "‹ cm ›" in screen_text(pilot)
        await pilot.press("=", "m", "enter")
        await compared(pilot, "unit cm → m")


async def test_nothing_turned_runs_nothing(changeable: Folder) -> None:
    app = StudyApp(changeable)
    async with app.run_test(size=(80, 24)) as pilot:
        await answer(pilot)
        await pilot.press("j", "j", "right", "left", "enter")
        await wait(pilot, lambda: "Nothing is turned yet" in screen_text(pilot))
        assert len(stored(pilot)) == 1


@SIZES
async def test_the_source_says_beside_each_check_how_it_ended(
    changeable: Folder, size: tuple[int, int]
) -> None:
    app = StudyApp(changeable)
    async with app.run_test(size=size) as pilot:
        await answer(pilot)
        await pilot.press("escape", "s")
        await wait(pilot, lambda: isinstance(app.screen, Source))
        assert "checks: confirmed, seed 7   ✓ held" in screen_text(pilot)
        await pilot.press("n")
        await wait(pilot, lambda: bool(rows_with(pilot, '✓     yield check("it is positive"')))
        listing = app.screen.query_one(Listing)
        positive, power = (
            PROOF[: PROOF.index(text)].count("\n") + 1 for text in ('check("it is p', 'check("it is 2')
        )
        assert listing.current == positive
        await pilot.press("n")
        assert listing.current == power
        await pilot.press("n")
        assert listing.current == positive
        await pilot.press("N")
        assert listing.current == power


async def test_after_a_break_the_source_marks_what_fell_and_what_was_put_in_place(changeable: Folder) -> None:
    app = StudyApp(changeable)
    async with app.run_test(size=(100, 50)) as pilot:
        await answer(pilot)
        await pilot.press("enter")
        await compared(pilot, "Caught at")
        await pilot.press("s")
        await wait(pilot, lambda: isinstance(app.screen, Source))
        assert "checks: refuted, seed 7, broken: adds two ✓ held ✗ failed ┃ put in place" in told(pilot)
        assert len(rows_with(pilot, " ┃ ")) == 4  # the first says what it means
        assert rows_with(pilot, '✗     yield check("it is 2 to the n"')
        await pilot.press("escape", "escape", "s")  # and once more from the review
        await wait(pilot, lambda: isinstance(app.screen, Source) and "broken: adds two" in told(pilot))


async def test_the_screen_of_a_break(changeable: Folder, snapshot: SnapshotAssertion) -> None:
    app = StudyApp(changeable)
    async with app.run_test(size=(80, 24)) as pilot:
        await answer(pilot)
        await pilot.press("enter")
        await compared(pilot, "Caught at")
        assert screen_text(pilot) == snapshot
