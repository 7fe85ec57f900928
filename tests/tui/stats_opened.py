"""The screens of statistics, opened by their keys."""

from __future__ import annotations

from textual.pilot import Pilot

from studyapp.insight.figures import ORDER
from studyapp.tui.screens.stats.figure import StatsFigure
from studyapp.tui.screens.stats.frame import StatsFrame
from studyapp.tui.screens.stats.screen import Stats
from tests.tui.conftest import wait, wait_home


async def open_stats(pilot: Pilot[None]) -> Stats:
    await wait_home(pilot)
    await pilot.press("t")
    await wait(
        pilot, lambda: isinstance(pilot.app.screen, Stats) and len(pilot.app.screen.found) == len(ORDER)
    )
    assert isinstance(pilot.app.screen, Stats)
    return pilot.app.screen


async def open_figure(pilot: Pilot[None], *keys: str) -> StatsFigure:
    await pilot.press(*keys)
    await wait(pilot, lambda: isinstance(pilot.app.screen, StatsFigure) and bool(pilot.app.screen.found))
    assert isinstance(pilot.app.screen, StatsFigure)
    return pilot.app.screen


async def show_figure(pilot: Pilot[None], name: str) -> StatsFigure:
    """Go from the overview to a figure by tab."""
    large = await open_figure(pilot, "enter")
    while large.figure_name != name:
        await pilot.press("tab")
    await settle(pilot, large)
    return large


async def settle(pilot: Pilot[None], screen: StatsFrame) -> None:
    """Wait until all that a screen shows is of what is asked for now."""
    await wait(
        pilot,
        lambda: (
            pilot.app.screen is screen
            and screen.scope is not None
            and set(screen.wanted()) <= set(screen.found)
        ),
    )
