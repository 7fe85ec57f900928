"""A proof that came with the folder: withheld, read, trusted, changed; its errors and its runs."""

from __future__ import annotations

from textual.pilot import Pilot

from benchmarks.scenes import folders
from benchmarks.scenes.proofs import compared
from benchmarks.scenes.stage import Scene, ended, open_card, press, shows, study_of
from studyapp.tui.screens.proof.runs import Runs
from studyapp.tui.screens.proof.trust import Trust


async def withheld(pilot: Pilot[None]) -> None:
    """Beside its question."""
    await open_card(pilot, "added")
    await press(pilot, "3", "enter")
    await pilot.pause(1)


async def trust(pilot: Pilot[None]) -> None:
    await withheld(pilot)
    await pilot.press("t")
    await shows(pilot, Trust)


async def trusted(pilot: Pilot[None]) -> None:
    await trust(pilot)
    await pilot.press("t")
    await ended(pilot)


async def changed(pilot: Pilot[None]) -> None:
    """It was trusted, and is another one since."""
    await trusted(pilot)
    path = study_of(pilot).folder.root / folders.OWN_PROOF
    path.write_text(path.read_text().replace("weight.grad /= 2", "weight.grad *= 0.5"))
    await press(pilot, "r")


async def difference(pilot: Pilot[None]) -> None:
    await changed(pilot)
    await pilot.press("t")
    await shows(pilot, Trust)


async def runs(pilot: Pilot[None]) -> None:
    await trusted(pilot)
    await press(pilot, "r")
    await ended(pilot)
    await press(pilot, "b")
    await pilot.press("enter")
    await compared(pilot)
    await pilot.press("escape", "h")
    await shows(pilot, Runs)


async def run(pilot: Pilot[None]) -> None:
    await runs(pilot)
    await press(pilot, "j", "enter")


SCENES = {
    "withheld": Scene(withheld, folders.bring_own),
    "trust": Scene(trust, folders.bring_own),
    "trusted": Scene(trusted, folders.bring_own),
    "retrust": Scene(changed, folders.bring_own),
    "difference": Scene(difference, folders.bring_own),
    "error": Scene(trusted, folders.bring_faulty),
    "runs": Scene(runs, folders.bring_own),
    "run": Scene(run, folders.bring_own),
}
