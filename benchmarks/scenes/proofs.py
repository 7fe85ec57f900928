"""Runs of shipped proofs: under way, ended early, broken, turned, read."""

from __future__ import annotations

from textual.pilot import Pilot

from benchmarks.scenes import folders
from benchmarks.scenes.stage import Scene, answered, open_card, press, shows, study_of, wait
from studyapp.tui.screens.proof.comparison import Comparison
from studyapp.tui.screens.review.screen import Review


async def running(pilot: Pilot[None]) -> None:
    """A run that imports torch first, as where nothing waits for it yet."""
    study_of(pilot).engine.server = None
    await open_card(pilot, "k-backwards")
    await press(pilot, "3", "enter")
    await pilot.pause(1)


async def cancelled(pilot: Pilot[None]) -> None:
    await running(pilot)
    await press(pilot, "c")


async def timed_out(pilot: Pilot[None]) -> None:
    await answered(pilot, "fsdp-peak-bytes", "1", "enter")


async def broken(pilot: Pilot[None]) -> None:
    await answered(pilot, "k-backwards", "3", "enter")
    await press(pilot, "b")


async def caught(pilot: Pilot[None]) -> None:
    await broken(pilot)
    await pilot.press("enter")
    await compared(pilot)


async def compared(pilot: Pilot[None]) -> None:
    """Until both sides of a comparison have ended."""
    await shows(pilot, Comparison)
    screen = pilot.app.screen
    await wait(pilot, lambda: isinstance(screen, Comparison) and bool(screen.changed and screen.changed.id))
    await pilot.pause(0.4)


async def turned(pilot: Pilot[None]) -> None:
    await broken(pilot)
    asked = next(screen for screen in pilot.app.screen_stack if isinstance(screen, Review)).presented
    assert asked is not None
    await pilot.press("G", "left" if asked.values["passes"] == 5 else "right", "enter")
    await compared(pilot)


async def marked(pilot: Pilot[None]) -> None:
    await caught(pilot)
    await press(pilot, "s", "n")


async def source(pilot: Pilot[None]) -> None:
    await answered(pilot, "k-backwards", "3", "enter")
    await press(pilot, "s")


SCENES = {
    "running": Scene(running),
    "cancelled": Scene(cancelled),
    "timed-out": Scene(timed_out, folders.limit_runs),
    "broken": Scene(broken),
    "caught": Scene(caught),
    "turned": Scene(turned),
    "marked": Scene(marked),
    "source": Scene(source),
}
