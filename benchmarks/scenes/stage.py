"""What a scene is, and how it brings the app to its screen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from textual.pilot import Pilot

from studyapp.study.opening import Study
from studyapp.study.review.choosing import ChosenSession
from studyapp.tui.app import StudyApp
from studyapp.tui.screens.review.screen import Review
from studyapp.tui.screens.trouble import Trouble

Play = Callable[[Pilot[None]], Awaitable[None]]

NOW = "2026-03-02T09:00:00+00:00"
REST = 0.3  # seconds for what a key did to be painted


def leave(root: Path) -> None:
    """The folder as it is: a year of reviews, and no file of its own."""


@dataclass(frozen=True, slots=True)
class Scene:
    play: Play  # brings the app there, by its keys
    prepare: Callable[[Path], None] = leave  # changes the study folder before the app opens it
    now: str = NOW
    apart: bool = False  # Textual's own screens keep the colours that they were opened in


async def wait(pilot: Pilot[None], ready: Callable[[], bool], seconds: float = 60) -> None:
    for _ in range(int(seconds / 0.05)):
        await pilot.pause(0.05)
        if ready():
            return
    raise TimeoutError(f"the screen did not get ready:\n{text_of(pilot)}")


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause(REST)


def text_of(pilot: Pilot[None]) -> str:
    return "\n".join(strip.text for strip in pilot.app.screen._compositor.render_strips())


async def opened(pilot: Pilot[None]) -> None:
    """Until Home has counted, or the folder could not be opened."""
    app = pilot.app
    assert isinstance(app, StudyApp)
    await wait(pilot, lambda: isinstance(app.screen, Trouble) or app.home.overview is not None)
    await pilot.pause(REST)


def study_of(pilot: Pilot[None]) -> Study:
    app = pilot.app
    assert isinstance(app, StudyApp)
    assert app.study is not None
    return app.study


def review(pilot: Pilot[None]) -> Review | None:
    screen = pilot.app.screen
    return screen if isinstance(screen, Review) else None


async def start(pilot: Pilot[None], cards: Sequence[str]) -> Review:
    """Start a session over these cards."""
    pilot.app.push_screen(Review(ChosenSession(study_of(pilot), chosen=tuple(cards))))
    await wait(pilot, lambda: bool((screen := review(pilot)) and screen.presented))
    await pilot.pause(REST)
    screen = review(pilot)
    assert screen is not None
    return screen


async def open_card(pilot: Pilot[None], card: str) -> Review:
    """Start a session over this card and those that follow it in the library."""
    cards = list(study_of(pilot).reading.library.cards)
    place = cards.index(card)
    return await start(pilot, cards[place : place + 12])


async def answered(pilot: Pilot[None], card: str, *keys: str) -> None:
    """Open a card, answer it by these keys, and let its proof end."""
    await open_card(pilot, card)
    await pilot.press(*keys)
    await ended(pilot)


async def ended(pilot: Pilot[None]) -> None:
    """Until the run under way is over."""
    await wait(
        pilot,
        lambda: bool(
            (screen := review(pilot))
            and screen.proof
            and screen.proof.proving
            and not screen.proof.is_running
            and screen.proof.proving.id
        ),
    )
    await pilot.pause(REST)


async def shows(pilot: Pilot[None], kind: type[object]) -> None:
    """Until a screen of this kind is on top."""
    await wait(pilot, lambda: isinstance(pilot.app.screen, kind))
    await pilot.pause(REST)
