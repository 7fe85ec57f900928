"""From a statistic to a session on what goes wrong."""

from __future__ import annotations

from contextlib import closing
from random import Random

import pytest
from textual.pilot import Pilot

from studyapp.clock import read_clock
from studyapp.folder import Folder
from studyapp.study.cards import marking
from studyapp.study.opening import open_study
from studyapp.study.progress.progress import Progress
from studyapp.study.review.choosing import ChosenSession
from studyapp.study.sampling import Sample
from studyapp.tui.app import StudyApp
from studyapp.tui.screens.keys import Keys
from studyapp.tui.screens.review.screen import Review
from studyapp.tui.screens.stats.figure import StatsFigure
from tests.tui.conftest import NOW, card_of, screen_text, wait
from tests.tui.stats_opened import open_figure, open_stats, settle, show_figure
from tests.tui.widget_host import NARROW, WIDE


@pytest.fixture
def forgetful(folder: Folder) -> Folder:
    """A past in which several cards were forgotten."""
    with closing(open_study(folder, read_clock(NOW))) as study:
        Sample(study, Random(4)).write(200)
        assert len(Progress(study).figure("weak").rows) > 1
    return folder


async def start_review(pilot: Pilot[None], key: str) -> Review:
    await pilot.press(key)
    await wait(pilot, lambda: isinstance(pilot.app.screen, Review) and bool(pilot.app.screen.presented))
    assert isinstance(pilot.app.screen, Review)
    return pilot.app.screen


async def test_a_weak_card_is_a_key_away_from_its_question(studied: Folder) -> None:
    async with StudyApp(studied).run_test(size=NARROW) as pilot:
        stats = await open_stats(pilot)
        weakest = str(stats.found["weak"].column("card")[0])
        await pilot.press("j", "j", "j", "j")
        line = next(line for line in screen_text(pilot).splitlines() if weakest in line)
        assert "▌" in line
        assert "lapse" in line
        await pilot.press("enter")
        await wait(pilot, lambda: isinstance(pilot.app.screen, Review) and bool(pilot.app.screen.presented))
        review = pilot.app.screen
        assert isinstance(review, Review)
        assert review.presented
        assert review.presented.card.id == weakest
        before = stats.found["reviews"].facts["reviews"]
        review.action_reveal()
        await pilot.press("4")
        await pilot.press("escape")
        await wait(pilot, lambda: pilot.app.screen is not review)
        while pilot.app.screen is not stats:
            await pilot.press("escape")
        await wait(pilot, lambda: stats.found["reviews"].facts["reviews"] != before)


async def test_a_reviews_every_weak_card_that_is_listed(forgetful: Folder) -> None:
    async with StudyApp(forgetful).run_test(size=NARROW) as pilot:
        stats = await open_stats(pilot)
        weak = [str(name) for name in stats.found["weak"].column("card")]
        number = {2: "two", 3: "three"}.get(len(weak), "four")
        assert f"a  drill these {number}" in screen_text(pilot)
        review = await start_review(pilot, "a")
        assert isinstance(review.session, ChosenSession)
        assert set(review.session.chosen) == set(weak[:4])


async def test_a_row_of_the_large_table_is_reviewed_and_all_are(forgetful: Folder) -> None:
    async with StudyApp(forgetful).run_test(size=NARROW) as pilot:
        stats = await open_stats(pilot)
        weak = [str(name) for name in stats.found["weak"].column("card")]
        large = await show_figure(pilot, "weak")
        assert f"▌ {weak[0]}" in screen_text(pilot)
        await pilot.press("j")
        assert f"▌ {weak[1]}" in screen_text(pilot)
        await pilot.press("G", "j", "k", "g", "down")
        assert f"▌ {weak[1]}" in screen_text(pilot)
        review = await start_review(pilot, "enter")
        assert card_of(review) == weak[1]
        await pilot.press("escape")
        await settle(pilot, large)
        review = await start_review(pilot, "a")
        assert isinstance(review.session, ChosenSession)
        assert set(review.session.chosen) == set(weak)


async def test_a_deck_is_reviewed_where_something_of_it_is_due(studied: Folder) -> None:
    (studied.root / "cards" / "other.md").write_text(
        "---\ntitle: Other\nsource: none\n---\n\n## One {#one}\n> Yes.\n"
    )
    async with StudyApp(studied).run_test(size=NARROW) as pilot:
        await open_stats(pilot)
        large = await show_figure(pilot, "decks")
        assert large.found["decks"].column("deck") == ["other", "small"]
        review = await start_review(pilot, "enter")
        assert card_of(review) == "one"
        assert review.session.counts().total == 1


async def test_a_figure_of_days_offers_no_session(studied: Folder) -> None:
    async with StudyApp(studied).run_test(size=WIDE) as pilot:
        await open_stats(pilot)
        large = await open_figure(pilot, "enter")
        assert "review" not in screen_text(pilot).splitlines()[-1]
        await pilot.press("enter", "a")
        assert pilot.app.screen is large
        await show_next(pilot, large, "weak")
        assert "enter review   a all" in screen_text(pilot).splitlines()[-1]


async def show_next(pilot: Pilot[None], large: StatsFigure, name: str) -> None:
    while large.figure_name != name:
        await pilot.press("tab")
    await settle(pilot, large)


async def test_cards_that_are_put_off_start_no_session(forgetful: Folder) -> None:
    app = StudyApp(forgetful)
    async with app.run_test(size=NARROW) as pilot:
        stats = await open_stats(pilot)
        assert app.study is not None
        marking.bury(app.study, list(app.study.reading.library.cards))
        await pilot.press("a")
        assert pilot.app.screen is stats
        assert [note.message for note in app._notifications] == ["These cards are suspended or buried."]


async def test_the_panel_and_the_help_name_the_key_that_is_the_learners_own(forgetful: Folder) -> None:
    with forgetful.settings.open("a") as settings:
        settings.write('[keys.own]\n"stats.drill_all" = "x"\n')
    async with StudyApp(forgetful).run_test(size=WIDE) as pilot:
        await open_stats(pilot)
        assert "x  drill these" in screen_text(pilot)
        await pilot.press("question_mark")
        await wait(pilot, lambda: isinstance(pilot.app.screen, Keys))
        (line,) = [line for line in screen_text(pilot).splitlines() if "review all that are listed" in line]
        assert "x" in line.split()
        await pilot.press("escape")
        await start_review(pilot, "x")
