"""Small questions and other screens over a review."""

from __future__ import annotations

from textual.pilot import Pilot

from benchmarks.scenes import folders
from benchmarks.scenes.stage import Scene, open_card, press, shows, start, study_of
from studyapp.study.cards.browsing import find_cards
from studyapp.tui.screens.leech import Leech

NOTE = "Think of .grad as a running total: nothing empties it on its own."


async def info(pilot: Pilot[None]) -> None:
    await open_card(pilot, "one-filled")
    await press(pilot, "i")


async def info_new(pilot: Pilot[None]) -> None:
    """Of a card that was never learned."""
    study = study_of(pilot)
    await start(pilot, find_cards(study, "is:new kind:recall")[:1])
    await press(pilot, "i")


async def flags(pilot: Pilot[None]) -> None:
    await open_card(pilot, "one-filled")
    await press(pilot, "f")


async def note(pilot: Pilot[None]) -> None:
    await open_card(pilot, "one-filled")
    await press(pilot, "n")
    await press(pilot, *NOTE)


async def leech(pilot: Pilot[None]) -> None:
    study = study_of(pilot)
    cards = study.reading.library.cards
    forgotten = find_cards(study, "prop:lapses>2 is:review kind:recall")
    await start(pilot, [next(name for name in forgotten if cards[name].after), *forgotten])
    await press(pilot, "space", "1")
    await shows(pilot, Leech)


SCENES = {
    "info": Scene(info),
    "info-new": Scene(info_new, folders.forget),
    "flags": Scene(flags),
    "note": Scene(note),
    "leech": Scene(leech, folders.expect_leeches),
}
