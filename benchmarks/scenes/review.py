"""A review from the question to the end of the session."""

from __future__ import annotations

from itertools import cycle

from textual.pilot import Pilot

from benchmarks.scenes.stage import Scene, answered, open_card, press, review, shows, start, study_of
from studyapp.study.cards.browsing import find_cards
from studyapp.tui.screens.summary import Summary


async def question(pilot: Pilot[None]) -> None:
    await open_card(pilot, "k-backwards")


async def choice(pilot: Pilot[None]) -> None:
    await open_card(pilot, "one-filled")
    await press(pilot, "b")


async def predicted(pilot: Pilot[None]) -> None:
    screen = await open_card(pilot, "k-backwards")
    assert screen.presented
    await pilot.pause(1)  # what ran while one thought has ended
    await pilot.press(str(screen.presented.values["passes"]), "enter")
    await pilot.pause(1)


async def chosen(pilot: Pilot[None]) -> None:
    await answered(pilot, "one-filled", "b", "space")


async def cloze(pilot: Pilot[None]) -> None:
    await open_card(pilot, "grad-rule~in")


async def cloze_typed(pilot: Pilot[None]) -> None:
    await answered(pilot, "grad-rule~in", "w", *"writes to", "enter")


async def typed(pilot: Pilot[None]) -> None:
    await open_card(pilot, "scalar-loss")
    await press(pilot, *"Runtimeerror")


async def slipped(pilot: Pilot[None]) -> None:
    """A slip of form only."""
    await answered(pilot, "scalar-loss", *"Runtimeerror", "enter")


async def sharded(pilot: Pilot[None]) -> None:
    await answered(pilot, "fsdp-peak-bytes", "1", "enter")
    await press(pilot, "G")


async def sure(pilot: Pilot[None]) -> None:
    await open_card(pilot, "one-filled")
    await press(pilot, "b", "left", "left")


async def calibrated(pilot: Pilot[None]) -> None:
    """How answers that one was so sure of have turned out."""
    await answered(pilot, "one-filled", "b", "left", "left", "space")


async def noted(pilot: Pilot[None]) -> None:
    """Marked, flagged, hinted at, and somewhat sure."""
    await open_card(pilot, "one-filled")
    await press(pilot, "asterisk", "f")
    await press(pilot, "3")
    await press(pilot, "left", "left", "h")


async def summary(pilot: Pilot[None]) -> None:
    cards = find_cards(study_of(pilot), "kind:recall is:review")[:6]
    await start(pilot, cards)
    for grade in cycle("333142"):
        if review(pilot) is None:
            break
        await press(pilot, "space", grade)
    await shows(pilot, Summary)


SCENES = {
    "question": Scene(question),
    "choice": Scene(choice),
    "review": Scene(predicted),
    "review-choice": Scene(chosen),
    "cloze": Scene(cloze),
    "cloze-typed": Scene(cloze_typed),
    "typed": Scene(typed),
    "slipped": Scene(slipped),
    "sharded": Scene(sharded),
    "sure": Scene(sure),
    "calibrated": Scene(calibrated),
    "noted": Scene(noted),
    "summary": Scene(summary),
}
