"""Statistics: the overview, one figure large, and whose figures."""

from __future__ import annotations

from textual.pilot import Pilot

from benchmarks.scenes import folders
from benchmarks.scenes.stage import Scene, press, shows, text_of, wait
from studyapp.tui.screens.stats.figure import StatsFigure


async def stats(pilot: Pilot[None]) -> None:
    await press(pilot, "t")
    await wait(pilot, lambda: "reading" not in text_of(pilot))


async def weak(pilot: Pilot[None]) -> None:
    await stats(pilot)
    await pilot.press("j", "j", "j")
    await wait(pilot, lambda: "drill these" in text_of(pilot))
    await pilot.press("enter")
    await wait(pilot, lambda: "builds on" in text_of(pilot))
    await press(pilot, "j", "j")


async def weeks(pilot: Pilot[None]) -> None:
    await stats(pilot)
    await press(pilot, "enter")
    await shows(pilot, StatsFigure)


async def meaning(pilot: Pilot[None]) -> None:
    await weeks(pilot)
    await press(pilot, "i")


async def due(pilot: Pilot[None]) -> None:
    await weeks(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, StatsFigure)
    while screen.figure_name != "due":
        await press(pilot, "tab")


async def deck(pilot: Pilot[None]) -> None:
    await stats(pilot)
    await press(pilot, "d")


async def query(pilot: Pilot[None]) -> None:
    await stats(pilot)
    await press(pilot, "slash", *"prop", "colon", *"lapses", "greater_than_sign", "3")


async def fit(pilot: Pilot[None]) -> None:
    await stats(pilot)
    await press(pilot, "f")
    await wait(pilot, lambda: "foreseen from" in text_of(pilot))


SCENES = {
    "stats": Scene(stats),
    "stats-first": Scene(stats, folders.forget),
    "stats-weak": Scene(weak),
    "weeks": Scene(weeks),
    "weeks-meaning": Scene(meaning),
    "due": Scene(due),
    "stats-deck": Scene(deck),
    "stats-query": Scene(query),
    "fit": Scene(fit),
}
