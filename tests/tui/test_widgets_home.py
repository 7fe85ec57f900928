"""What Home is made of: the list of decks and the days to come."""

from __future__ import annotations

from datetime import date

import pytest
from textual.containers import VerticalScroll

from studyapp.tui.widgets.deck_table import DeckRow, DeckTable
from studyapp.tui.widgets.forecast import Forecast
from tests.tui.widget_host import NARROW, SIZES, WIDE, Host, lines

ROWS = [
    DeckRow("autograd/gradients", "autograd", 3, 2, 9, 0.76, confirmed=14),
    DeckRow("attention", "attention", 0, 2, 1, 0.44, confirmed=11, refuted=1),
    DeckRow("distributed", "distributed", 12, 0, 0, None, confirmed=7, remark="2 need a GPU"),
]
FRIDAY = date(2026, 11, 27)


async def test_decks_show_what_they_hold() -> None:
    table = DeckTable()
    async with Host(table).run_test(size=WIDE) as pilot:
        table.show(ROWS)
        await pilot.pause()
        heading, first, second, third = lines(table)
        assert heading.split() == ["DECK", "NEW", "LEARN", "DUE", "KNOWN", "PROOFS"]
        assert first.split()[:5] == ["▌", "autograd", "3", "2", "9"]
        assert first.endswith("76%   14 ✓")
        assert second.endswith("44%   11 ✓  1 ✗")
        assert third.split()[:4] == ["distributed", "12", "·", "·"]
        assert third.endswith("7 ✓  2 need a GPU")


async def test_numbers_stand_under_their_headings() -> None:
    table = DeckTable()
    async with Host(table).run_test(size=NARROW) as pilot:
        table.show(ROWS)
        await pilot.pause()
        heading, first, *_ = lines(table)
        assert heading.index("NEW") + 2 == first.index("3")
        assert heading.index("DUE") + 2 == first.index("9")
        assert heading.index("KNOWN") == first.index("━")


@pytest.mark.parametrize("width", [30, 44, 60, 80, 120])
async def test_columns_give_way_and_the_name_stays(width: int) -> None:
    table = DeckTable()
    async with Host(table).run_test(size=(width, 24)) as pilot:
        table.show(ROWS)
        await pilot.pause()
        assert all("…" not in line for line in lines(table))
        assert "distributed" in lines(table)[3]
        assert "9" in lines(table)[1]


async def test_a_long_name_comes_before_a_long_bar() -> None:
    table = DeckTable()
    title = "Batch size and learning rate"
    rows = [DeckRow("batches", title, 12, 3, 9, 0.76, confirmed=14, refuted=1, remark="12 need a GPU")]
    async with Host(table).run_test(size=(105, 24)) as pilot:
        table.show(rows)
        await pilot.pause()
        assert title in lines(table)[1]
        assert "━" in lines(table)[1]


async def test_what_is_confirmed_stays_where_a_remark_has_no_room() -> None:
    table = DeckTable()
    remark = "16 not run yet, 2 not possible here"
    rows = [DeckRow("batches", "Batch size and learning rate", 0, 0, 0, None, 14, 1, remark)]
    async with Host(table).run_test(size=NARROW) as pilot:
        table.show(rows)
        await pilot.pause()
        heading, line = lines(table)
        assert heading.endswith("PROOFS")
        assert line.endswith("14 ✓  1 ✗")


async def test_keys_move_the_cursor() -> None:
    table = DeckTable()
    async with Host(table).run_test(size=NARROW) as pilot:
        table.show(ROWS)
        table.focus()
        await pilot.press("j", "down", "down", "k")
        assert lines(table)[2].startswith("▌ attention")
        assert table.current == "attention"


async def test_a_click_selects_a_deck() -> None:
    table = DeckTable()
    host = Host(table)
    async with host.run_test(size=NARROW) as pilot:
        table.show(ROWS)
        await pilot.pause()
        await pilot.click(table, offset=(6, 3))
        assert [message.name for message in host.heard if isinstance(message, DeckTable.Selected)] == [
            "distributed"
        ]


async def test_the_cursor_stays_on_its_deck_when_the_list_changes() -> None:
    table = DeckTable()
    async with Host(table).run_test(size=NARROW):
        table.show(ROWS)
        table.go(2)
        table.show(list(reversed(ROWS)))
        assert table.current == "distributed"


async def test_a_long_list_scrolls_to_the_cursor() -> None:
    table = DeckTable()
    async with Host(table).run_test(size=NARROW) as pilot:
        table.show([DeckRow(f"deck-{number}", f"deck {number}", 0, 0, 0, None) for number in range(60)])
        table.focus()
        await pilot.press("G")
        await pilot.pause()
        page = pilot.app.query_one("#page", VerticalScroll)
        assert page.scroll_offset.y == 61 - 24
        await pilot.press("k", "g")
        await pilot.pause()
        assert page.scroll_offset.y == 0


async def test_no_deck_is_no_error() -> None:
    table = DeckTable()
    host = Host(table)
    async with host.run_test(size=NARROW) as pilot:
        table.show([])
        table.focus()
        await pilot.press("j", "G")
        assert table.current is None
        assert host.heard == []


@pytest.mark.parametrize("size", SIZES)
async def test_fourteen_days_fit(size: tuple[int, int]) -> None:
    forecast = Forecast()
    async with Host(forecast).run_test(size=size) as pilot:
        forecast.show([24, 0, 9, 3, 6, 0, 15, 12, 3, 1, 7, 9, 12, 120], FRIDAY)
        await pilot.pause()
        title, _, _, numbers, days = lines(forecast)
        assert title == "NEXT FOURTEEN DAYS"
        assert " ".join(numbers.split()) == "24 · 9 3 6 · 15 12 3 1 7 9 12 120"
        week = "sat sun mon tue wed thu"
        assert " ".join(days.split()) == f"today {week} fri {week}"
        assert all(
            numbers[place] != " " for place in (days.index("today"), days.index("sat"), days.rindex("thu"))
        )


async def test_the_busiest_day_has_the_tallest_bar_and_an_empty_one_has_none() -> None:
    forecast = Forecast()
    async with Host(forecast).run_test(size=NARROW) as pilot:
        forecast.show([10, 0, 20, 1], FRIDAY)
        await pilot.pause()
        _, top, bottom, *_ = lines(forecast)
        assert top.split() == ["▇▇▇"]
        assert bottom.split() == ["███", "███", "▁▁▁"]


async def test_days_without_cards_are_no_error() -> None:
    forecast = Forecast()
    async with Host(forecast).run_test(size=NARROW) as pilot:
        forecast.show([0] * 14, FRIDAY)
        await pilot.pause()
        assert lines(forecast)[3].split() == ["·"] * 14
