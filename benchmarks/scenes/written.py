"""A part of a proof, written and run."""

from __future__ import annotations

from textual.pilot import Pilot

from benchmarks.scenes.stage import Scene, ended, open_card, press, review

CARD = "microbatch-write"
WRONG = "def scale(loss, n, total):\n    return loss / 2\n"
RIGHT = "def scale(loss, n, total):\n    return loss * n / total\n"


async def write(pilot: Pilot[None]) -> None:
    await open_card(pilot, CARD)


async def run_part(pilot: Pilot[None], text: str) -> None:
    await write(pilot)
    screen = review(pilot)
    assert screen is not None
    assert screen.page.editor is not None
    screen.page.editor.start(text)
    await press(pilot, "ctrl+r")
    await ended(pilot)


async def refuted(pilot: Pilot[None]) -> None:
    await run_part(pilot, WRONG)


async def confirmed(pilot: Pilot[None]) -> None:
    await run_part(pilot, RIGHT)


async def given_up(pilot: Pilot[None]) -> None:
    await write(pilot)
    await press(pilot, "ctrl+g")
    await ended(pilot)


SCENES = {
    "write": Scene(write),
    "write-refuted": Scene(refuted),
    "write-confirmed": Scene(confirmed),
    "write-given-up": Scene(given_up),
}
