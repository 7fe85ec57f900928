"""Browse, opened and used, for tests."""

from __future__ import annotations

from textual.pilot import Pilot

from studyapp.store import marks
from studyapp.study.opening import Study
from studyapp.tui.app import StudyApp
from studyapp.tui.screens.browse.screen import Browse
from tests.tui.conftest import type_text, wait, wait_home

SMALL, LARGE = (80, 24), (120, 40)

OTHER = """---
title: Other
source: none
---

## One more {#more}
> Yes.
"""


async def open_browse(pilot: Pilot[None], key: str = "b") -> Browse:
    await wait_home(pilot)
    await pilot.press(key)
    await wait(
        pilot, lambda: isinstance(pilot.app.screen, Browse) and pilot.app.screen.table.total is not None
    )
    assert isinstance(pilot.app.screen, Browse)
    return pilot.app.screen


async def type_query(pilot: Pilot[None], browse: Browse, text: str, *keys: str) -> None:
    """Type at the query's line, and wait until the table shows what is found."""
    await type_text(pilot, text)
    await pilot.press(*keys)
    await wait(pilot, lambda: browse.query_text == text and browse.table.total is not None)
    await settle(pilot, browse)


async def settle(pilot: Pilot[None], browse: Browse) -> None:
    await wait(pilot, lambda: not browse.is_busy and browse.table.total is not None)
    await pilot.pause(0.1)


def shown(browse: Browse) -> list[str]:
    return [row.id for row in browse.table.pages.get(0, ())]


def study_of(pilot: Pilot[None]) -> Study:
    assert isinstance(pilot.app, StudyApp)
    assert pilot.app.study is not None
    return pilot.app.study


def suspended(pilot: Pilot[None]) -> set[str]:
    study = study_of(pilot)
    with study.store.read() as connection:
        return {card for card, mark in marks.all_marks(connection).items() if mark.suspended}
