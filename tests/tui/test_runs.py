"""What earlier runs found: in one line below the checks, and in a list of them all."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from textual.pilot import Pilot

from studyapp.clock import Clock
from studyapp.folder import Folder
from studyapp.store import runs
from studyapp.study.opening import open_study
from studyapp.tui.app import StudyApp
from studyapp.tui.screens.proof.run import StoredRun
from studyapp.tui.screens.proof.runs import Runs
from studyapp.tui.screens.review.screen import Review
from studyapp.tui.widgets.proof_panel import ProofPanel
from studyapp.tui.widgets.record import Record, tell_past
from tests.tui.conftest import NOW, screen_text, start_at, wait
from tests.tui.widget_host import NARROW, Host, lines

THEN = datetime.fromisoformat(NOW) - timedelta(days=3)
CHECK = '{"kind":"check","name":"it is 2 to the n","passed":true,"got":8,"expected":8,"delta":0.0}'
PROTECTIONS = ("files: confined", "⚠ network: NOT cut off here", "memory 4 GB", "kill: complete")


def outline(verdict: str = "confirmed", days: int = 3, **fields: Any) -> runs.Outline:
    values: dict[str, Any] = {
        "id": f"{verdict} {days}",
        "proof": "small.doubling",
        "source_hash": "abc",
        "seed": 123,
        "arguments": {"times": 3},
        "variant": "",
        "verdict": verdict,
        "seconds": 0.5,
        "first_evidence_seconds": 0.2,
        "torch": "2.13.0",
        "python": "3.11.7",
        "device": "cpu",
        "protections": PROTECTIONS,
        "at": datetime.fromisoformat(NOW) - timedelta(days=days),
    }
    return runs.Outline(**values | fields)


def told(past: runs.Past) -> str:
    return tell_past(past, datetime.fromisoformat(NOW)).plain


def test_earlier_runs_are_counted_and_the_last_confirmation_is_named() -> None:
    last = outline()
    past = runs.Past({"confirmed": 12}, last, last)
    assert told(past) == "confirmed 12 of 12 earlier runs here · last 3 days ago, torch 2.13.0, cpu"


def test_another_verdict_of_the_newest_run_is_said_first() -> None:
    past = runs.Past({"confirmed": 1, "refuted": 1}, outline("refuted", 2), outline())
    said = "✗ refuted 2 days ago (seed 123) · confirmed 1 of 2 earlier runs here · last 3 days ago,"
    assert told(past).startswith(said)
    never = runs.Past({"error": 1}, outline("error", 2), None)
    assert told(never) == "! error 2 days ago (seed 123) · confirmed 0 of 1 earlier run here"


def test_a_first_run_is_said_and_that_the_proof_was_another_one_before() -> None:
    assert told(runs.Past({}, None, None)) == "first run here"
    assert told(runs.Past({}, None, None, others=4)) == "first run here since it changed"


def test_until_it_has_run_here_a_record_of_elsewhere_is_named() -> None:
    recorded = "confirmed on torch 2.13.0, cuda, 26 Nov 2026"
    now = datetime.fromisoformat(NOW)
    assert tell_past(runs.Past({}, None, None), now, recorded).plain == f"first run here · {recorded}"
    could_not = runs.Past({"unsupported": 2}, outline("unsupported", 2), None)
    assert tell_past(could_not, now, recorded).plain == f"unsupported here · {recorded}"
    last = outline()
    assert "cuda" not in tell_past(runs.Past({"confirmed": 1}, last, last), now, recorded).plain


async def test_what_is_missing_of_the_protections_is_in_another_colour() -> None:
    record = Record()
    async with Host(record).run_test(size=NARROW) as pilot:
        assert not record.display
        record.protect(PROTECTIONS)
        await pilot.pause()
        assert lines(record) == [" · ".join(PROTECTIONS)]
        styles = {segment.text: segment.style for segment in record.render_line(0) if segment.text.strip()}
        missing, held = (styles[PROTECTIONS[place]] for place in (1, 0))
        assert missing is not None
        assert held is not None
        assert missing.color != held.color


def store_runs(folder: Folder, *outlines: runs.Outline, evidence: str = f"[{CHECK}]") -> str:
    """Keep runs of the proof as it is now; return the hash of its content."""
    study = open_study(folder, Clock())
    try:
        content = study.reading.catalogue["small.doubling"].hash
        for number, each in enumerate(outlines):
            fields = {name: getattr(each, name) for name in runs.Outline.__dataclass_fields__}
            same = content if each.source_hash == "abc" else each.source_hash
            fields |= {"id": f"{number}", "source_hash": same, "evidence": evidence}
            runs.add(study.store, runs.Run(**fields))
        return content
    finally:
        study.close()


async def open_runs(pilot: Pilot[None]) -> Review:
    """Reveal the card with the proof, wait for its run, and list them all."""
    review = await start_at(pilot, "passes")
    await pilot.press("8", "enter")
    await wait(pilot, lambda: review.turn is not None and bool(review.turn.run))
    await pilot.press("h")
    await wait(pilot, lambda: isinstance(pilot.app.screen, Runs))
    return review


async def test_the_card_says_what_its_proof_found_before(folder: Folder) -> None:
    store_runs(folder, outline(days=4), outline(), outline("refuted", 1, variant="adds two"))
    app = StudyApp(folder)
    async with app.run_test(size=(100, 40)) as pilot:
        await start_at(pilot, "passes")
        await pilot.press("8", "enter")
        text = "confirmed 2 of 2 earlier runs here · last 3 days ago, torch 2.13.0, cpu"
        await wait(pilot, lambda: text in screen_text(pilot) and "✓ confirmed" in screen_text(pilot))
        await pilot.press("b", "enter")
        await wait(pilot, lambda: "refuted" in screen_text(pilot))
        assert "earlier runs" not in screen_text(pilot)


async def test_at_the_smallest_size_verdict_and_checks_stand_above_it(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await start_at(pilot, "passes")
        await pilot.press("8", "enter")
        await wait(pilot, lambda: "memory 4 GB" in screen_text(pilot))
        await wait(pilot, lambda: "✓ confirmed" in screen_text(pilot))
        rows = screen_text(pilot).splitlines()
        places = [
            next(place for place, row in enumerate(rows) if text in row)
            for text in ("✓ confirmed", "✓ it is 2 to the n", "first run here", "memory 4 GB", "Again")
        ]
        assert places == sorted(places)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
async def test_every_run_is_listed_newest_first(folder: Folder, size: tuple[int, int]) -> None:
    store_runs(
        folder,
        outline(days=9, source_hash="older"),
        outline("refuted", 2, variant="adds two"),
        outline("killed by a limit", 1, first_evidence_seconds=None),
    )
    app = StudyApp(folder)
    async with app.run_test(size=size) as pilot:
        await open_runs(pilot)
        rows = [row.strip() for row in screen_text(pilot).splitlines() if row.strip()]
        assert rows[0].endswith("runs: 4")
        assert rows[1].startswith("✓ confirmed   just now")
        assert rows[3] == "⊘ killed by a limit   1 day ago   torch 2.13 · cpu"
        assert rows[4] == "seed 123 · times 3 · in all 500 ms"
        assert rows[5:7] == ["✗ refuted   2 days ago   torch 2.13 · cpu", "broken: adds two"]
        assert rows[7] == "seed 123 · times 3 · first evidence 200 ms · in all 500 ms"
        assert rows[8].endswith("an earlier content")
        assert "enter evidence" in rows[-1]


async def test_one_run_is_shown_as_it_was(folder: Folder) -> None:
    content = store_runs(folder, outline())
    app = StudyApp(folder)
    async with app.run_test(size=(100, 40)) as pilot:
        await open_runs(pilot)
        await pilot.press("G", "enter")
        await wait(pilot, lambda: "✓ confirmed · 1 check passed" in screen_text(pilot))
        text = screen_text(pilot)
        assert "3 days ago, 2026-02-27 09:00" in text
        assert "✓ it is 2 to the n" in text
        assert "⚠ network: NOT cut off here" in text
        assert "python 3.11.7" in text
        assert f"content {content}, as it is now" in text
        await pilot.press("escape")
        assert [type(screen) for screen in app.screen_stack[-2:]] == [Review, Runs]
        await pilot.press("escape")
        assert "1  Again" in screen_text(pilot)


async def test_evidence_of_another_version_is_said_to_be_unreadable(folder: Folder) -> None:
    store_runs(folder, outline(), evidence='[{"kind":"hologram"}]')
    app = StudyApp(folder)
    async with app.run_test(size=(100, 40)) as pilot:
        await open_runs(pilot)
        await pilot.press("G", "enter")
        await wait(pilot, lambda: isinstance(app.screen, StoredRun))
        await wait(pilot, lambda: "another version of studyapp" in screen_text(pilot))
        assert not app.screen.query_one(ProofPanel).display


async def test_runs_are_no_hint_before_the_reveal(folder: Folder) -> None:
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        review = await start_at(pilot, "even")
        await pilot.press("h")
        await pilot.pause(0.1)
        assert app.screen is review
