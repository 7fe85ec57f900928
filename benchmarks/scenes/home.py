"""Home in all its states, and what opens from it."""

from __future__ import annotations

from pathlib import Path

from textual.pilot import Pilot

from benchmarks.scenes import folders
from benchmarks.scenes.stage import Scene, open_card, opened, press, shows
from studyapp.tui.palette import Palette
from studyapp.tui.screens.changed import Changed
from studyapp.tui.screens.proof.contested import Contested

LATE = "2026-03-01T22:00:00+00:00"  # the reviews of that day are done
BACK = "2026-04-20T09:00:00+00:00"


async def home(pilot: Pilot[None]) -> None:
    await opened(pilot)


async def paused(pilot: Pilot[None]) -> None:
    await press(pilot, "p")


async def sittings(pilot: Pilot[None]) -> None:
    await press(pilot, "o")


async def new(pilot: Pilot[None]) -> None:
    await press(pilot, "j", "n")


async def keys(pilot: Pilot[None]) -> None:
    await open_card(pilot, "k-backwards")
    await press(pilot, "escape", "question_mark")


async def palette(pilot: Pilot[None]) -> None:
    await press(pilot, "ctrl+p")
    await shows(pilot, Palette)
    await pilot.pause(1)


async def themes(pilot: Pilot[None]) -> None:
    await palette(pilot)
    await press(pilot, *"theme", "enter")
    await pilot.pause(1)


async def changed(pilot: Pilot[None]) -> None:
    await shows(pilot, Changed)


async def problems(pilot: Pilot[None]) -> None:
    await press(pilot, "x")


async def contested(pilot: Pilot[None]) -> None:
    await press(pilot, "c")
    await shows(pilot, Contested)


def warn(root: Path) -> None:
    folders.break_deck(root)
    folders.contest(root)


SCENES = {
    "home": Scene(home),
    "home-first": Scene(home, folders.forget),
    "home-done": Scene(home, folders.finish, LATE),
    "home-back": Scene(home, now=BACK),
    "home-paused": Scene(paused),
    "home-warns": Scene(home, warn),
    "sittings": Scene(sittings),
    "new": Scene(new),
    "keys": Scene(keys),
    "palette": Scene(palette, apart=True),
    "themes": Scene(themes, apart=True),
    "changed": Scene(changed, folders.change_answer),
    "problems": Scene(problems, folders.break_deck),
    "contested": Scene(contested, folders.contest),
    "trouble": Scene(home, folders.spoil),
}
