"""A study folder of one's own, and the app on it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random, SystemRandom

import pytest
from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot

from studyapp.clock import read_clock
from studyapp.folder import Folder
from studyapp.schedule.fsrs import Rating
from studyapp.study.opening import open_study
from studyapp.study.review.grading import Given
from studyapp.study.review.session import Session
from studyapp.study.review.turn import Turn
from studyapp.study.sampling import Sample
from studyapp.tui.app import StudyApp
from studyapp.tui.screens.home.screen import Home
from studyapp.tui.screens.review.screen import Review

NOW = "2026-03-02T09:00:00+00:00"

DECK = """---
title: Small
source: none
---

## What is two and two? {#sum}
> Four.

## Which is even? {#even}
Pick one.
- [ ] three
- [x] four

## The rule {#rule}
`backward()` ==adds== into `.grad`.

## A half {#half}
What is one half, in decimals?
= 0.5 ± 1e-9

## Passes {#passes predict=small.doubling after=sum}
It is doubled {times} times, from 1. What comes out?
> 2 to that power.
"""

PROOF = '''"""Doubling n times multiplies by 2 to the n."""

from studyapp.proof import check, integers, predict, proof, table


def double(x):
    return 2 * x


@proof
def doubling(times=integers(2, 5), step=double):
    x = 1
    for _ in range(times):
        x = step(x)
    yield predict(x)
    yield check("it is 2 to the n", x, equals=2**times)
    yield table({"after all": x})


doubling.must_fail("adds two", step=lambda x: x + 2, at="it is 2 to the n")
doubling.must_fail("never steps", step=lambda x: x, at="it is 2 to the n")
'''


PROOF_FILE = "proofs/small/doubling.py"


def write_proof(root: Path, text: str = PROOF) -> Path:
    path = root / PROOF_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.fixture
def same_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each showing has seed 7: draws and the order of choices are the same each time."""
    monkeypatch.setattr(SystemRandom, "randrange", lambda self, stop: 7)


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What is shipped: no deck and one proof, which runs unasked."""
    library = tmp_path / "library"
    write_proof(library)
    monkeypatch.setattr("studyapp.folder.find_shipped", lambda: library)
    return library


@pytest.fixture
def folder(tmp_path: Path, library: Path, warm: None, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """One deck, in front of the library; the clock stands at a Monday morning."""
    (tmp_path / "cards").mkdir()
    (tmp_path / "cards" / "small.md").write_text(DECK)
    # They share one server: one of its own for each test would cost more than it saves.
    (tmp_path / "studyapp.toml").write_text("[proofs]\nwarm = false\n")
    monkeypatch.setenv("STUDYAPP_NOW", NOW)
    return Folder(tmp_path)


async def wait(pilot: Pilot[None], ready: Callable[[], bool], seconds: float = 60) -> None:
    """Let the app work until it is ready; fail with what is on the screen where it does not get so."""
    for _ in range(int(seconds / 0.02)):
        if ready():
            await pilot.pause()
            return
        await pilot.pause(0.02)
    raise AssertionError(f"not ready; the screen is {pilot.app.screen}:\n{screen_text(pilot)}")


async def wait_home(pilot: Pilot[None]) -> Home:
    app = pilot.app
    assert isinstance(app, StudyApp)
    await wait(pilot, lambda: isinstance(app.screen, Home) and app.screen.overview is not None)
    assert isinstance(app.screen, Home)
    return app.screen


async def start(pilot: Pilot[None]) -> Review:
    """Open a session over everything."""
    await wait_home(pilot)
    await pilot.press("enter")
    await wait(pilot, lambda: isinstance(pilot.app.screen, Review) and pilot.app.screen.presented is not None)
    assert isinstance(pilot.app.screen, Review)
    return pilot.app.screen


def start_cold(pilot: Pilot[None]) -> None:
    """From here on a run takes seconds, for what is done meanwhile."""
    assert isinstance(pilot.app, StudyApp)
    assert pilot.app.study is not None
    pilot.app.study.engine.server = None


def card_of(review: Review) -> str:
    assert review.presented is not None
    return review.presented.card.id


def turn_of(review: Review) -> Turn:
    assert review.turn is not None
    return review.turn


async def next_card(pilot: Pilot[None], review: Review, *keys: str) -> None:
    """Press keys, the last of which grades, and wait until another question is asked."""
    assert review.presented is not None
    before = review.presented.id
    await pilot.press(*keys)
    await wait(
        pilot,
        lambda: (
            pilot.app.screen is not review or (review.presented is not None and review.presented.id != before)
        ),
    )


async def start_at(pilot: Pilot[None], card: str) -> Review:
    """Open a session at this card; what comes before it was graded Easy, without a screen."""
    await wait_home(pilot)
    assert isinstance(pilot.app, StudyApp)
    assert pilot.app.study is not None
    session = Session(pilot.app.study)
    while (shown := session.next()) is not None and shown.card.id != card:
        session.grade(shown, Rating.EASY, Given())
    review = await start(pilot)
    assert card_of(review) == card
    return review


async def type_text(pilot: Pilot[None], text: str) -> None:
    """Type as fast as keys can come: the pilot waits for the screen after each key that it presses."""
    for letter in text:
        pilot.app.post_message(Key(_character_to_key(letter), letter))
    await pilot.pause()


def screen_text(pilot: Pilot[None]) -> str:
    """What is on the screen, as text."""
    lines = pilot.app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in lines)


@pytest.fixture
def studied(folder: Folder) -> Folder:
    """A hundred days of answers."""
    with closing(open_study(folder, read_clock(NOW))) as study:
        Sample(study, Random(5)).write(100)
    return folder
