"""Cards that are forgotten again and again: what is offered, and where one is then."""

from __future__ import annotations

import pytest

from studyapp.clock import read_clock
from studyapp.folder import Folder
from studyapp.study.cards.marking import mark_of
from studyapp.study.review.wanted import Wanted
from studyapp.tui.app import StudyApp
from studyapp.tui.screens.leech import Leech
from studyapp.tui.screens.review.screen import Review
from studyapp.tui.screens.summary import Summary
from tests.tui.conftest import card_of, next_card, screen_text, start, wait
from tests.unit.study.scene import answer, opened

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])


async def test_a_leech_offers_what_may_help(folder: Folder) -> None:
    folder.settings.write_text("[study]\nleech_lapses = 1\n[proofs]\nwarm = false\n")
    with opened(folder, -60) as study:
        answer(study, "sum", 4)
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        review = await start(pilot)
        assert card_of(review) == "sum"
        await next_card(pilot, review, "space", "1")
        await wait(pilot, lambda: isinstance(app.screen, Leech) and app.screen.listens)
        assert "forgotten once" in screen_text(pilot)
        await pilot.press("at")
        await wait(pilot, lambda: app.screen is review)
        assert app.study is not None
        assert mark_of(app.study, "sum").suspended


async def test_a_leech_that_came_again_already_is_gone_once_it_is_suspended(folder: Folder) -> None:
    folder.settings.write_text("[study]\nleech_lapses = 1\n[proofs]\nwarm = false\n")
    with opened(folder) as study:
        answer(study, "sum")
    app = StudyApp(folder, Wanted("card:sum"))
    app.clock = read_clock("2027-02-20T12:00:00+00:00")
    async with app.run_test(size=(80, 24)) as pilot:
        await wait(pilot, lambda: isinstance(app.screen, Review) and app.screen.presented is not None)
        await pilot.press("space", "1")
        await wait(pilot, lambda: isinstance(app.screen, Leech) and app.screen.listens)
        await pilot.press("at")
        await wait(pilot, lambda: isinstance(app.screen, Summary))


@pytest.mark.parametrize("key", ["at", "0", "escape"])
async def test_a_leech_at_the_end_of_a_session_leaves_the_summary(folder: Folder, key: str) -> None:
    folder.settings.write_text('[study]\nleech_lapses = 1\nlearn_ahead = "1s"\n[proofs]\nwarm = false\n')
    with opened(folder) as study:
        answer(study, "sum")
    app = StudyApp(folder, Wanted("card:sum"))
    app.clock = read_clock("2027-02-20T12:00:00+00:00")
    async with app.run_test(size=(80, 24)) as pilot:
        await wait(pilot, lambda: isinstance(app.screen, Review) and app.screen.presented is not None)
        await pilot.press("space", "1")
        await wait(pilot, lambda: isinstance(app.screen, Leech) and app.screen.listens)
        await pilot.press(key)
        await wait(pilot, lambda: isinstance(app.screen, Summary))
