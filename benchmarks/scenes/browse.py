"""Browse, and what opens from it."""

from __future__ import annotations

from textual.pilot import Pilot

from benchmarks.scenes.stage import Scene, press, shows, study_of
from studyapp.study.cards.saved_queries import save_query
from studyapp.tui.screens.browse.card import BrowsedCard

SAVED = {
    "often forgotten": "prop:lapses>3",
    "to interview": "tag:interview -is:suspended",
    "weak in attention": "deck:attention prop:s<10",
}


async def find(pilot: Pilot[None], *query: str) -> None:
    await press(pilot, "slash", *query)
    await press(pilot, "enter")
    await pilot.pause(0.3)


async def browse(pilot: Pilot[None]) -> None:
    await find(pilot, *"zero_grad")
    await press(pilot, "j", "space", "j", "space")


async def wrong_query(pilot: Pilot[None]) -> None:
    await find(pilot, *"kind", "colon", *"clze")


async def nothing(pilot: Pilot[None]) -> None:
    await find(pilot, *"tensorflow")


async def card(pilot: Pilot[None]) -> None:
    await find(pilot, *"zero_grad")
    await press(pilot, "enter")
    await shows(pilot, BrowsedCard)


async def move(pilot: Pilot[None]) -> None:
    await browse(pilot)
    await press(pilot, "m")


async def saved(pilot: Pilot[None]) -> None:
    for name, query in SAVED.items():
        save_query(study_of(pilot), name, query)
    await press(pilot, "b")
    await press(pilot, "tab")


async def naming(pilot: Pilot[None]) -> None:
    await find(pilot, *"zero_grad")
    await press(pilot, "ctrl+s")
    await press(pilot, *"clearing")


SCENES = {
    "browse": Scene(browse),
    "wrong-query": Scene(wrong_query),
    "browse-nothing": Scene(nothing),
    "card": Scene(card),
    "move": Scene(move),
    "saved": Scene(saved),
    "naming": Scene(naming),
}
