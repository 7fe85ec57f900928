"""Progress, at its keys: the overview, one figure large, and the way to a weak card."""

from __future__ import annotations

import pytest
from textual.containers import VerticalScroll

from studyapp.folder import Folder
from studyapp.insight.figures import ORDER
from studyapp.tui.app import StudyApp
from studyapp.tui.screens.home.screen import Home
from studyapp.tui.screens.stats.deck import DeckChoice
from tests.tui.conftest import screen_text, type_text, wait
from tests.tui.stats_opened import open_figure, open_stats
from tests.tui.widget_host import NARROW, SIZES, WIDE


@pytest.mark.parametrize("size", SIZES)
async def test_one_look_says_whether_one_is_on_track(studied: Folder, size: tuple[int, int]) -> None:
    async with StudyApp(studied).run_test(size=size) as pilot:
        stats = await open_stats(pilot)
        text = screen_text(pilot)
        for words in ("RECALLED", "aim 90%", "REVIEWS", "MINUTES", "STRONG", "You recall", "EVERY DAY"):
            assert words in text
        for title in ("RECALL, WEEK BY WEEK", "PREDICTED AND ACTUAL", "WHERE IT GOES WRONG", "HOW STRONG"):
            assert title in text
        total = stats.found["reviews"].facts["reviews"]
        assert f"REVIEWS {total:,}" in text
        assert all(len(line) <= size[0] for line in text.splitlines())


@pytest.mark.parametrize("size", [(40, 24), (60, 12), NARROW, WIDE])
async def test_nothing_breaks_at_any_size_nor_without_a_past(folder: Folder, size: tuple[int, int]) -> None:
    async with StudyApp(folder).run_test(size=size) as pilot:
        stats = await open_stats(pilot)
        await pilot.press("right", "right", "left")
        for _ in range(30):
            await pilot.press("j")
        await wait(pilot, lambda: len(stats.found) == len(ORDER))
        assert "Known now" in screen_text(pilot)


async def test_what_a_first_look_would_wait_for_is_read_as_the_app_opens(studied: Folder) -> None:
    async with StudyApp(studied).run_test(size=NARROW) as pilot:
        app = pilot.app
        assert isinstance(app, StudyApp)
        await wait(pilot, lambda: app.study is not None and bool(app.study.standings.cards))
        assert app.study is not None
        assert app.study.standings.cards.keys() == app.study.reading.library.cards.keys()


async def test_without_a_lapse_that_is_said_in_full(folder: Folder) -> None:
    async with StudyApp(folder).run_test(size=NARROW) as pilot:
        await open_stats(pilot)
        said = " ".join(line[40:].strip() for line in screen_text(pilot).splitlines())
        assert "No card was forgotten since it was learned." in said


async def test_tables_stand_a_cell_apart_from_the_scrollbar(studied: Folder) -> None:
    async with StudyApp(studied).run_test(size=(80, 12)) as pilot:
        stats = await open_stats(pilot)
        assert stats.more.content_region.right < stats.query_one(VerticalScroll).vertical_scrollbar.region.x
        large = await open_figure(pilot, "enter")
        await pilot.pause(0.2)
        bar = large.scroll.vertical_scrollbar
        assert large.large.region.right == bar.region.x - 1


async def test_another_period_is_another_count(studied: Folder) -> None:
    async with StudyApp(studied).run_test(size=NARROW) as pilot:
        stats = await open_stats(pilot)
        assert "[90 days]" in screen_text(pilot)
        some = stats.found["reviews"].facts["reviews"]
        await pilot.press("right", "right", "right")
        await wait(pilot, lambda: len(stats.found) == len(ORDER) and "[all]" in screen_text(pilot))
        every = stats.found["reviews"].facts["reviews"]
        assert isinstance(some, int)
        assert isinstance(every, int)
        assert some < every
        assert "all time" in screen_text(pilot)


async def test_a_deck_is_chosen_and_its_figures_follow(studied: Folder) -> None:
    (studied.root / "cards" / "other.md").write_text(
        "---\ntitle: Other\nsource: none\n---\n\n## One {#one}\n> Yes.\n"
    )
    async with StudyApp(studied).run_test(size=NARROW) as pilot:
        stats = await open_stats(pilot)
        await pilot.press("d")
        await wait(pilot, lambda: isinstance(pilot.app.screen, DeckChoice))
        await pilot.press("j", "enter")
        await wait(pilot, lambda: pilot.app.screen is stats and len(stats.found) == len(ORDER))
        await wait(pilot, lambda: "Other › last 90 days" in screen_text(pilot))
        assert stats.found["cards"].facts == {"cards": 1, "new": 1}
        assert "No memory was tested" in screen_text(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_enter_shows_a_figure_large_and_i_what_it_means(studied: Folder, size: tuple[int, int]) -> None:
    async with StudyApp(studied).run_test(size=size) as pilot:
        stats = await open_stats(pilot)
        large = await open_figure(pilot, "enter")
        assert large.figure_name == "weeks"
        await wait(pilot, lambda: "recalled  low" in screen_text(pilot))
        assert "Wilson" not in screen_text(pilot)
        await pilot.press("i")
        await wait(pilot, lambda: "Wilson" in screen_text(pilot))
        await pilot.press("tab")
        await wait(pilot, lambda: "TRUE RETENTION" in screen_text(pilot) and "retention" in large.found)
        await pilot.press("left", "escape")
        await wait(pilot, lambda: pilot.app.screen is stats and len(stats.found) == len(ORDER))
        assert "[30 days]" in screen_text(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_every_figure_can_be_walked_through(studied: Folder, size: tuple[int, int]) -> None:
    async with StudyApp(studied).run_test(size=size) as pilot:
        await open_stats(pilot)
        large = await open_figure(pilot, "i")
        seen = [large.figure_name]
        for _ in ORDER[1:]:
            await pilot.press("tab")
            await wait(pilot, lambda: large.figure_name in large.found)
            seen.append(large.figure_name)
            assert all(len(line) <= size[0] for line in screen_text(pilot).splitlines())
            await type_text(pilot, "Gj")
            await type_text(pilot, "kg")
        assert sorted(seen) == sorted(ORDER)


@pytest.mark.parametrize("size", SIZES)
async def test_the_numbers_are_copied_as_text(studied: Folder, size: tuple[int, int]) -> None:
    async with StudyApp(studied).run_test(size=size) as pilot:
        await open_stats(pilot)
        await pilot.press("c")
        assert "RECALL, WEEK BY WEEK   recalled" in pilot.app.clipboard
        assert pilot.app.clipboard.startswith("everything, 90 days\n")
        await open_figure(pilot, "enter")
        await pilot.press("c")
        assert "week        recalled" in pilot.app.clipboard
        assert "TRUE RETENTION" not in pilot.app.clipboard


async def test_w_writes_the_page_and_says_where(studied: Folder) -> None:
    async with StudyApp(studied).run_test(size=WIDE) as pilot:
        await open_stats(pilot)
        await pilot.press("right", "w", "escape")
        path = studied.root / "data" / "exports" / "studyapp-stats.html"
        await wait(pilot, lambda: any(str(path) == each.message for each in pilot.app._notifications))
        assert "<title>Everything, last year</title>" in path.read_text("utf-8")


async def test_a_page_that_cannot_be_written_is_said(studied: Folder) -> None:
    (studied.root / "data" / "exports").write_text("a file in the folder's place")
    async with StudyApp(studied).run_test(size=WIDE) as pilot:
        await open_stats(pilot)
        await pilot.press("w")
        await wait(pilot, lambda: any(each.severity == "error" for each in pilot.app._notifications))
        assert any("cannot be written" in each.message for each in pilot.app._notifications)


async def test_g_and_k_lead_back_to_the_first_figure_and_escape_home(studied: Folder) -> None:
    async with StudyApp(studied).run_test(size=NARROW) as pilot:
        stats = await open_stats(pilot)
        await pilot.press("G")
        panel, row = stats.current
        assert (panel.id, stats.more.name_of(row)) == ("more", "retrievability")
        assert "▌ Known now" in screen_text(pilot)
        await pilot.press("g")
        assert stats.current[0].id == "weeks"
        assert "▌ RECALL" in screen_text(pilot)
        await pilot.press("escape")
        await wait(pilot, lambda: isinstance(pilot.app.screen, Home))


async def test_an_older_request_is_never_shown_over_a_newer_one(studied: Folder) -> None:
    async with StudyApp(studied).run_test(size=NARROW) as pilot:
        stats = await open_stats(pilot)
        figure = stats.found["weeks"]
        stats.receive(stats.newest - 1, figure)
        await pilot.press("right", "right")
        late = stats.newest - 1
        await wait(pilot, lambda: len(stats.found) == len(ORDER))
        newest = stats.found["weeks"]
        stats.receive(late, figure)
        assert stats.found["weeks"] is newest
