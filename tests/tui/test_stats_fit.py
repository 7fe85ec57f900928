"""The memory model fitted to one's own reviews, from the statistics."""

from __future__ import annotations

from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Static

from studyapp.folder import Folder
from studyapp.schedule.fsrs import DEFAULT_NAME, DEFAULT_WEIGHTS
from studyapp.tui.app import StudyApp
from studyapp.tui.screens.stats.fitting import Fitting
from studyapp.tui.screens.stats.screen import Stats
from tests.learner import FORGETFUL, write_history
from tests.tui.conftest import screen_text, wait
from tests.tui.stats_opened import open_stats
from tests.tui.widget_host import NARROW


async def open_fitting(pilot: Pilot[None]) -> Stats:
    stats = await open_stats(pilot)
    await pilot.press("f")
    await wait(pilot, lambda: isinstance(pilot.app.screen, Fitting))
    return stats


def found(pilot: Pilot[None]) -> str:
    return str(pilot.app.screen.query_one("#found", Static).render())


async def test_what_foresees_better_is_scheduled_by(folder: Folder) -> None:
    write_history(folder.root, FORGETFUL, cards=300)
    async with StudyApp(folder).run_test(size=NARROW) as pilot:
        stats = await open_fitting(pilot)
        await wait(pilot, lambda: "gain" in found(pilot))
        text = screen_text(pilot)
        assert "A new card is recalled with 90%" in text
        assert "schedule by it" in text
        await pilot.press("enter")
        await wait(pilot, lambda: pilot.app.screen is stats)
        assert stats.study.rules.parameters != DEFAULT_NAME
        await pilot.press("f")
        await wait(pilot, lambda: isinstance(pilot.app.screen, Fitting) and "in use already" in found(pilot))
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, Fitting)


async def test_where_nothing_is_gained_nothing_is_offered(folder: Folder) -> None:
    write_history(folder.root, DEFAULT_WEIGHTS, cards=150)
    async with StudyApp(folder).run_test(size=NARROW) as pilot:
        stats = await open_fitting(pilot)
        await wait(pilot, lambda: "no gain beyond chance" in found(pilot))
        assert "schedule by it" not in screen_text(pilot)
        await pilot.press("enter", "escape")
        assert pilot.app.screen is stats
        assert stats.study.rules.parameters == DEFAULT_NAME


async def test_too_few_answers_are_said_with_what_to_do(folder: Folder) -> None:
    async with StudyApp(folder).run_test(size=NARROW) as pilot:
        await open_fitting(pilot)
        await wait(pilot, lambda: "A fit takes 400" in found(pilot))


async def test_who_leaves_ends_what_computes(folder: Folder) -> None:
    write_history(folder.root, FORGETFUL, cards=150)
    async with StudyApp(folder).run_test(size=NARROW) as pilot:
        stats = await open_fitting(pilot)
        await wait(pilot, lambda: bool(fitting_processes()))
        await pilot.press("escape")
        await wait(pilot, lambda: pilot.app.screen is stats and not fitting_processes())


def fitting_processes() -> list[str]:
    """Those that this one started."""
    children = Path("/proc/self/task").glob("*/children")
    ids = [number for file in children for number in file.read_text().split()]
    return [number for number in ids if b"studyapp.fitting" in command_of(number)]


def command_of(number: str) -> bytes:
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:  # it has ended
        return b""
