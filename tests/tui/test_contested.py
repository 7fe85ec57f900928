"""A proof that is refuted here: said in the review, tried again, warned of, and laid open on a screen."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot

from studyapp.clock import Clock
from studyapp.folder import Folder
from studyapp.store import contests, runs
from studyapp.study import system
from studyapp.study.opening import open_study
from studyapp.tui.app import StudyApp
from studyapp.tui.screens.home.screen import Home
from studyapp.tui.screens.proof.contested import Contested
from studyapp.tui.screens.review.screen import Review
from studyapp.tui.widgets.side import SideView
from tests.tui.conftest import NOW, card_of, screen_text, start_cold, wait, wait_home

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
GOT = {"confirmed": 8, "refuted": 7}
TABLE = {
    "kind": "table",
    "title": "what came out",
    "columns": ["x"],
    "rows": [{"label": "all", "cells": [7]}],
}


def evidence(verdict: str) -> str:
    """Two checks, the second of which fails where it is refuted; and a table."""
    same = {"kind": "check", "expected": 8, "delta": 0.0}
    passed = verdict == "confirmed"
    checks = [
        {**same, "name": "it is positive", "passed": True, "got": 8},
        {**same, "name": "it is 2 to the n", "passed": passed, "got": GOT[verdict]},
    ]
    return json.dumps([*checks, TABLE])


def store_run(folder: Folder, verdict: str, seed: int, torch: str = "", days: float = 0) -> None:
    study = open_study(folder, Clock())
    entry = study.reading.catalogue["small.doubling"]
    row = runs.Run(
        id=f"{verdict} {seed}",
        proof=entry.id,
        source_hash=entry.hash,
        seed=seed,
        arguments={"times": 3},
        variant="",
        verdict=verdict,
        seconds=0.5,
        first_evidence_seconds=0.2,
        torch=torch or system.find_torch(),
        python="3.11.7",
        device="cpu",
        protections=(),
        at=datetime.fromisoformat(NOW) - timedelta(days=days),
        evidence=evidence(verdict),
        plain=True,
    )
    runs.add(study.store, row)
    study.close()


def contest(folder: Folder, *, confirmed: bool = True) -> None:
    """Keep what makes the card `passes` contested."""
    if confirmed:
        store_run(folder, "confirmed", 1, "2.12.0", days=3)
    for seed in range(contests.NEEDED):
        store_run(folder, "refuted", seed)


def hand_out_card(folder: Folder) -> None:
    """Let the card with the proof depend on no other, so that a session can begin with it."""
    deck = folder.root / "cards" / "small.md"
    deck.write_text(deck.read_text().replace(" after=sum", ""))


def column(text: str, place: int) -> str:
    """One side of the screen, on one line."""
    rows = [row.split("▌")[1:] for row in text.splitlines() if row.count("▌") == 2]
    return " ".join(" ".join(row[place] for row in rows).split())


async def open_contested(pilot: Pilot[None]) -> Contested:
    await wait_home(pilot)
    await pilot.press("c")
    await wait(pilot, lambda: isinstance(pilot.app.screen, Contested))
    await pilot.pause(0.1)
    assert isinstance(pilot.app.screen, Contested)
    return pilot.app.screen


@SIZES
async def test_home_says_what_is_contested_and_introduces_nothing_of_it(
    folder: Folder, size: tuple[int, int]
) -> None:
    hand_out_card(folder)
    contest(folder)
    app = StudyApp(folder)
    async with app.run_test(size=size) as pilot:
        await wait_home(pilot)
        version = system.find_torch().partition("+")[0]
        text = " ".join(screen_text(pilot).split())
        assert f"⚠ 1 card contested: its proof is refuted here (torch {version})" in text
        assert "c contested" in screen_text(pilot)
        assert "4 new" in screen_text(pilot)


async def test_without_a_contest_there_is_neither_line_nor_key(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        home = await wait_home(pilot)
        assert "contested" not in screen_text(pilot)
        await pilot.press("c")
        await pilot.pause(0.1)
        assert app.screen is home


@SIZES
async def test_both_sides_stand_next_to_each_other_the_failed_check_first(
    folder: Folder, size: tuple[int, int]
) -> None:
    contest(folder)
    app = StudyApp(folder)
    async with app.run_test(size=size) as pilot:
        await open_contested(pilot)
        rows = screen_text(pilot).splitlines()
        text = "\n".join(rows)
        head = next(row for row in rows if "BEFORE" in row)
        assert "✓ confirmed" in head
        assert "NOW" in head
        assert "✗ refuted" in head
        got = next(row for row in rows if "got" in row)
        assert [word for word in got.split() if word in {"7", "8"}] == ["8", "7"]
        assert text.index("it is 2 to the n") < text.index("it is positive")
        assert "1 card: Passes" in text
        assert "torch 2.12.0 · cpu · 3 days ago" in column(text, 0)
        assert "expected = 8" in column(text, 1)
        assert "r runs it again" in " ".join(text.split())
        assert "enter study" in rows[-1]


@SIZES
async def test_the_contested_screen(
    folder: Folder, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    monkeypatch.setattr(system, "find_torch", lambda: "2.14.0+cpu")
    contest(folder)
    app = StudyApp(folder)
    async with app.run_test(size=size) as pilot:
        await open_contested(pilot)
        assert screen_text(pilot) == snapshot


async def test_siblings_share_a_title_which_is_named_once(folder: Folder) -> None:
    deck = folder.root / "cards" / "small.md"
    rule = "## The rule {#rule proof=small.doubling}\n`backward()` ==a:adds== into ==b:`.grad`==."
    deck.write_text(
        deck.read_text().replace("## The rule {#rule}\n`backward()` ==adds== into `.grad`.", rule)
    )
    contest(folder)
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_contested(pilot)
        assert "3 cards: The rule · Passes" in screen_text(pilot)


async def test_each_side_scrolls_by_itself(folder: Folder) -> None:
    contest(folder)
    app = StudyApp(folder)
    async with app.run_test(size=(80, 18)) as pilot:
        screen = await open_contested(pilot)
        before, now = screen.query(SideView)
        assert "▸ NOW" in screen_text(pilot)
        await pilot.press("j")
        await pilot.pause(0.1)
        assert (before.scroll_y, now.scroll_y) == (0, 2)
        await pilot.press("g", "right", "G")
        await pilot.pause(0.1)
        assert before.scroll_y > 2
        assert now.scroll_y == 0
        assert "▸" in screen_text(pilot) or before.has_focus


async def test_enter_studies_them_by_choice_with_a_warning(folder: Folder) -> None:
    contest(folder)
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_contested(pilot)
        await pilot.press("enter")
        await wait(pilot, lambda: isinstance(app.screen, Review) and app.screen.presented is not None)
        review = app.screen
        assert isinstance(review, Review)
        assert card_of(review) == "passes"
        assert "⚠ contested" in screen_text(pilot)
        assert "1 new" in screen_text(pilot) or "0/1" in screen_text(pilot)
        await pilot.press("escape", "escape")
        await wait(pilot, lambda: isinstance(app.screen, Home))


async def test_a_confirmed_run_closes_the_case(folder: Folder) -> None:
    contest(folder)
    app = StudyApp(folder)
    async with app.run_test(size=(100, 30)) as pilot:
        await open_contested(pilot)
        start_cold(pilot)
        await pilot.press("r")
        await wait(pilot, lambda: ", for 60 s at most; esc stops it" in screen_text(pilot))
        await wait(pilot, lambda: "Nothing is contested here." in screen_text(pilot))
        await pilot.press("enter", "escape")
        await wait(pilot, lambda: isinstance(app.screen, Home))
        await wait(pilot, lambda: "contested:" not in screen_text(pilot))


async def test_where_nothing_confirmed_it_the_record_speaks(folder: Folder) -> None:
    contest(folder, confirmed=False)
    study = open_study(folder, Clock())
    entry = study.reading.catalogue["small.doubling"]
    study.close()
    write_record(folder, entry.hash)
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_contested(pilot)
        text = column(screen_text(pilot), 0)
        assert "torch 2.13.0 · cpu · 26 Nov 2026" in text
        assert "got 8" in text


async def test_where_nothing_at_all_confirmed_it_that_is_said(folder: Folder) -> None:
    contest(folder, confirmed=False)
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_contested(pilot)
        assert "No run here confirmed it" in screen_text(pilot)


def write_record(folder: Folder, content: str) -> None:
    place = folder.root / "data" / "verified"
    place.mkdir(parents=True, exist_ok=True)
    checks = [{"name": "it is 2 to the n", "got": "8", "expected": "= 8"}]
    told = {"when": "2026-11-26", "seeds": 20}
    proof = {**told, "hash": content, "ranks": [1], "variants": 2, "checks": checks}
    record = {**told, "torch": "2.13.0", "device": "cpu", "python": "3.11.7"}
    text = json.dumps({**record, "proofs": {"small.doubling": proof}})
    (place / "torch-2.13.0-cpu.json").write_text(text)
