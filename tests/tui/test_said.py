"""What the app says in passing: one thing at a time, so that the card stays legible."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets._toast import Toast

from studyapp.folder import Folder
from studyapp.study.review.lapses import Known, Lapse
from studyapp.tui.app import StudyApp
from studyapp.tui.screens.review.screen import Review
from studyapp.tui.widgets.grade_bar import GradeBar
from tests.tui.conftest import next_card, screen_text, start, turn_of, wait, wait_home


def toasts(pilot: Pilot[None]) -> list[str]:
    return [str(toast.render()) for toast in pilot.app.screen.query(Toast)]


async def test_what_is_said_last_takes_the_place_of_what_was_said_before(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        review = await start(pilot)
        await next_card(pilot, review, "minus")
        await next_card(pilot, review, "at")
        await next_card(pilot, review, "u")
        await next_card(pilot, review, "u")
        await wait(pilot, lambda: toasts(pilot) == ["Undone: burying “What is two and two?”."])


async def test_a_warning_stays_beside_what_is_said_later_and_is_there_once(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await wait_home(pilot)
        for _ in range(2):
            app.notify("The disk is full.", severity="error")
        app.notify("Copied.")
        app.notify("Copied again.")
        await wait(pilot, lambda: toasts(pilot) == ["The disk is full.", "Copied again."])


async def test_what_was_said_goes_when_the_next_thing_is_done(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        review = await start(pilot)
        await next_card(pilot, review, "minus")
        await next_card(pilot, review, "space", "3")
        assert toasts(pilot) == []
        await next_card(pilot, review, "u")  # a review: its question says so
        assert toasts(pilot) == []
        await pilot.press("u")
        await wait(pilot, lambda: toasts(pilot) == ["Undone: burying “What is two and two?”."])
        await pilot.press("x")  # which does nothing
        assert toasts(pilot) == ["Undone: burying “What is two and two?”."]
        bar = review.query_one(GradeBar)
        await pilot.click(bar, offset=(bar.size.width // 2, 0))
        await pilot.pause()
        assert turn_of(review).revealed
        assert toasts(pilot) == []


async def test_what_home_has_undone_is_said_until_the_answer_is_asked_for(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        review = await start(pilot)
        await next_card(pilot, review, "space", "3")
        await pilot.press("q")
        home = await wait_home(pilot)
        await wait(pilot, lambda: bool(home.overview and home.overview.undoable))
        await pilot.press("u")
        await wait(pilot, lambda: toasts(pilot) == ["Undone: the review of “What is two and two?”."])
        assert isinstance(pilot.app.screen, Review)
        await next_card(pilot, pilot.app.screen, "space", "1")
        assert toasts(pilot) == []


async def test_a_warning_or_a_file_written_stays_whatever_is_done_next(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        review = await start(pilot)
        app.notify("The disk is full.", severity="warning")
        app.notify("/tmp/page.html", title="Written")
        await next_card(pilot, review, "space", "3")
        assert toasts(pilot) == ["The disk is full.", "Written\n/tmp/page.html"]


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("there is nothing to undo.", "There is nothing to undo."),
        ("cards/small.md:6: a heading is missing", "cards/small.md:6: a heading is missing"),
        ("torch.optim is not there", "torch.optim is not there"),
        ("", ""),
    ],
)
async def test_what_is_said_begins_with_a_capital_unless_with_a_name(
    folder: Folder, what: str, said: str
) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await wait_home(pilot)
        app.notify(what, severity="error")
        await wait(pilot, lambda: toasts(pilot) == [said])


LONG = "The database is locked by another program; nothing is saved. Try again, or close the other one."


@pytest.mark.parametrize("width", [40, 51, 60, 70, 80, 81, 120])
async def test_what_is_said_is_whole_and_hides_neither_the_grades_nor_their_key(
    folder: Folder, width: int
) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(width, 24), notifications=True) as pilot:
        await start(pilot)
        await pilot.pause()
        before = screen_text(pilot).splitlines()
        app.notify("Copied.")
        await wait(pilot, lambda: "Copied." in screen_text(pilot))
        hidden = [old for old, new in zip(before, screen_text(pilot).splitlines(), strict=True) if old != new]
        assert hidden == [""]
        app.notify(LONG, title="Not saved")
        await wait(pilot, lambda: "Not saved" in screen_text(pilot))
        assert screen_text(pilot).splitlines()[-3:] == before[-3:]
        assert "space  show the answer" in before[-3]
        assert (
            LONG.split()
            == " ".join(
                line.split("▌")[1] for line in screen_text(pilot).splitlines()[4:-1] if "▌" in line
            ).split()[2:]
        )


async def test_a_lapse_is_told_in_one_line_where_no_key_stands(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        review = await start(pilot)
        before = screen_text(pilot).splitlines()
        assert review.presented is not None
        card = review.presented.card  # “What is two and two?”
        lapse = Lapse(card, 1, False, Known(card, 0.4))
        app.notify(lapse.spell())
        await wait(pilot, lambda: lapse.spell() in screen_text(pilot))
        assert screen_text(pilot).splitlines()[-3:] == before[-3:]
