"""Statistics of what a query finds."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from studyapp.folder import Folder
from studyapp.study.cards.browsing import find_cards
from studyapp.study.cards.saved_queries import save_query
from studyapp.tui.app import StudyApp
from studyapp.tui.screens.browse.saved import Saved
from studyapp.tui.screens.keys import Keys
from studyapp.tui.screens.stats.query import QueryChoice
from studyapp.tui.widgets.figures.scope_line import ScopeLine
from tests.tui.conftest import screen_text, type_text, wait
from tests.tui.stats_opened import open_stats, settle, show_figure
from tests.tui.widget_host import NARROW, SIZES, WIDE


async def type_query(pilot: Pilot[None], text: str, *then: str) -> QueryChoice:
    """Open the line, empty it, and type."""
    await pilot.press("slash")
    await wait(pilot, lambda: isinstance(pilot.app.screen, QueryChoice))
    choice = pilot.app.screen
    assert isinstance(choice, QueryChoice)
    if choice.line.value:
        await pilot.press("escape")
    await type_text(pilot, text)
    await pilot.press(*then)
    return choice


@pytest.mark.parametrize("size", SIZES)
async def test_every_figure_is_of_the_cards_that_a_query_finds(
    studied: Folder, size: tuple[int, int]
) -> None:
    app = StudyApp(studied)
    async with app.run_test(size=size) as pilot:
        stats = await open_stats(pilot)
        everything = stats.found["reviews"].facts["reviews"]
        await type_query(pilot, "kind:recall", "enter")
        await settle(pilot, stats)
        assert app.study is not None
        found = find_cards(app.study, "kind:recall")
        assert stats.found["cards"].facts["cards"] == len(found)
        assert stats.found["reviews"].facts["reviews"] != everything
        assert (
            screen_text(pilot)
            .splitlines()[1]
            .startswith(f"{' ' * (5 if size == WIDE else 3)}kind:recall · {len(found)} card")
        )
        await pilot.press("c")
        assert app.clipboard.startswith("kind:recall, 90 days\n")
        await type_query(pilot, "", "enter")
        await settle(pilot, stats)
        assert stats.found["reviews"].facts["reviews"] == everything
        assert "Everything › last 90 days" in screen_text(pilot)


async def test_a_figure_of_its_own_asks_as_well_and_the_overview_follows(studied: Folder) -> None:
    async with StudyApp(studied).run_test(size=NARROW) as pilot:
        stats = await open_stats(pilot)
        large = await show_figure(pilot, "cards")
        await type_query(pilot, "kind:choice", "enter")
        await settle(pilot, large)
        assert large.found["cards"].facts["cards"] == 1
        assert "kind:choice · 1 card ›" in screen_text(pilot)
        await pilot.press("escape")
        await settle(pilot, stats)
        assert "kind:choice · 1 card ›" in screen_text(pilot)
        await pilot.press("slash")
        await wait(pilot, lambda: "esc  clear" in screen_text(pilot))
        await pilot.press("escape")
        assert "esc  everything" in screen_text(pilot)
        await pilot.press("escape")
        await settle(pilot, stats)
        assert "Everything ›" in screen_text(pilot)


@pytest.mark.parametrize(
    ("text", "said", "change", "leave"),
    [
        ("kind:clze", ("^ kind: knows no 'clze'", "kind: takes recall"), "escape", ("escape",)),
        ("zzz", ("No card is like that.",), "backspace", ("escape", "escape")),
    ],
    ids=["wrong", "finds nothing"],
)
async def test_a_query_of_no_cards_says_why_until_it_is_changed_and_what_is_shown_stays(
    studied: Folder, text: str, said: tuple[str, ...], change: str, leave: tuple[str, ...]
) -> None:
    async with StudyApp(studied).run_test(size=NARROW) as pilot:
        stats = await open_stats(pilot)
        choice = await type_query(pilot, text, "enter")
        await wait(pilot, lambda: all(words in screen_text(pilot) for words in said))
        assert pilot.app.screen is choice
        await pilot.press(change)
        assert not any(words in screen_text(pilot) for words in said)
        await pilot.press(*leave)
        await settle(pilot, stats)
        assert "Everything ›" in screen_text(pilot)


async def test_letters_are_letters_and_f1_lists_the_keys(studied: Folder) -> None:
    async with StudyApp(studied).run_test(size=WIDE) as pilot:
        await open_stats(pilot)
        choice = await type_query(pilot, "qdtc", "f1")
        assert choice.line.value == "qdtc"
        await wait(pilot, lambda: isinstance(pilot.app.screen, Keys))


async def test_a_saved_query_is_chosen_by_tab_and_the_one_that_is_written_is_saved(studied: Folder) -> None:
    app = StudyApp(studied)
    async with app.run_test(size=NARROW) as pilot:
        stats = await open_stats(pilot)
        choice = await type_query(pilot, "", "tab")
        assert pilot.app.screen is choice
        assert app.study is not None
        save_query(app.study, "gaps", "kind:cloze")
        await pilot.press("tab")
        await wait(pilot, lambda: isinstance(pilot.app.screen, Saved))
        await pilot.press("enter")
        await wait(pilot, lambda: pilot.app.screen is choice)
        assert choice.line.value == "kind:cloze"
        await pilot.press("enter")
        await settle(pilot, stats)
        assert "kind:cloze · 1 card ›" in screen_text(pilot)


async def test_a_deck_is_a_query_to_go_on_from_and_takes_the_place_of_one(studied: Folder) -> None:
    async with StudyApp(studied).run_test(size=NARROW) as pilot:
        stats = await open_stats(pilot)
        await pilot.press("d", "j", "enter")
        await settle(pilot, stats)
        assert "Small ›" in screen_text(pilot)
        await pilot.press("slash", *" kind", "colon", *"cloze", "enter")
        await settle(pilot, stats)
        assert stats.asked.query == "deck:small kind:cloze"
        assert stats.found["cards"].facts["cards"] == 1
        await pilot.press("d", "j", "enter")
        await settle(pilot, stats)
        assert (stats.asked.query, stats.asked.deck) == ("", "small")


@pytest.mark.parametrize("width", [20, 34, 60, 76, 110])
def test_the_line_of_the_scope_fits_and_keeps_the_period_and_the_count(width: int) -> None:
    line = ScopeLine(("30 days", "90 days", "year", "all"))
    line.name_, line.cards, line.period = "prop:lapses>3 or (tag:gpu -is:suspended)", 1204, "90 days"
    (drawn,) = line.lines(width)
    assert drawn.cell_length <= width
    if width >= 60:
        assert drawn.plain.rstrip().endswith("[90 days] year  all")
        assert " · 1,204 cards " in drawn.plain
        assert ("› last 90 days" in drawn.plain) == (width >= 110)
