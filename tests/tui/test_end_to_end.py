"""The real program in a real terminal, by its keys alone; then the database is read from outside."""

from __future__ import annotations

import json
import shlex
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from tests.proofs.conftest import left_over, processes_in
from tests.terminal import STUDYAPP, Terminal

STACKED = """---
title: First
source: here
---

## Layers gathered {#gathered proof=fsdp.shards}
What does a rank hold of a layer after `unshard()`?
> All of it, until `reshard()`.

## Second {#second}
> Another card.
"""


def stored_reviews(folder: Path) -> list[tuple[str, int]]:
    """What another program finds: the reviews of the journal that were not undone."""
    with closing(sqlite3.connect(folder / "data" / "study.db")) as database:
        events = [
            (key, json.loads(body))
            for key, body in database.execute("SELECT id, body FROM event ORDER BY hlc")
        ]
    undone = {body["event"] for _, body in events if body["kind"] == "void"}
    return [
        (body["card"], body["rating"])
        for key, body in events
        if body["kind"] == "review" and key not in undone
    ]


def test_start_reveal_prove_grade_undo_quit_and_start_again(tmp_path: Path) -> None:
    (tmp_path / "cards").mkdir()
    (tmp_path / "cards" / "aaa.md").write_text(STACKED)
    runs = tmp_path / "runs"
    runs.mkdir()
    env = {"STUDYAPP_FOLDER": str(tmp_path), "STUDYAPP_NOW": "2026-03-02T09:00:00+00:00", "TMPDIR": str(runs)}
    with Terminal(STUDYAPP, env=env) as terminal:
        terminal.wait_for("to review")
        terminal.send("j")  # from "everything" to the first deck
        terminal.send("\r")
        terminal.wait_for("What does a rank hold")
        terminal.send(" ")
        terminal.wait_for("All of it")
        terminal.wait_for("✓ confirmed", seconds=90)
        terminal.wait_for("2 ranks")
        terminal.send("3")
        terminal.wait_for("Second")
        assert stored_reviews(tmp_path) == [("gathered", 3)]
        terminal.send("u")
        terminal.wait_for("What does a rank hold")
        assert stored_reviews(tmp_path) == []
        terminal.send(" ")
        terminal.wait_for("Again")
        terminal.send("4")
        terminal.wait_for("Second")
        terminal.send("q")
        terminal.wait_for("everything")
        terminal.send("q")
        assert terminal.wait_for_exit() == 0
    assert stored_reviews(tmp_path) == [("gathered", 4)]
    kept = [path.relative_to(tmp_path / "data").as_posix() for path in (tmp_path / "data").rglob("*.db*")]
    assert sorted(kept) == ["backups/study-2026-03-02.db", "study.db"]
    with Terminal([*STUDYAPP, "review", "aaa"], env=env) as terminal:
        terminal.wait_for("Second")
        terminal.send("\x11")
        assert terminal.wait_for_exit() == 0
    assert stored_reviews(tmp_path) == [("gathered", 4)]
    assert left_over(runs) == 0
    assert list(runs.iterdir()) == []


def test_a_killed_terminal_takes_the_server_and_its_crews_with_it(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    runs.mkdir()
    (tmp_path / "cards").mkdir()
    (tmp_path / "cards" / "aaa.md").write_text(STACKED)
    env = {"STUDYAPP_FOLDER": str(tmp_path), "TMPDIR": str(runs)}
    with Terminal([*STUDYAPP, "review", "aaa"], env=env) as terminal:
        terminal.wait_for("What does a rank hold")
        while not processes_in(runs):
            terminal.pump(0.1)
    assert left_over(runs) == 0
    for _ in range(100):
        if not list(runs.iterdir()):
            break
        time.sleep(0.05)
    assert list(runs.iterdir()) == []


def test_where_stderr_is_no_terminal_it_says_so_there_and_draws_nothing(tmp_path: Path) -> None:
    told = tmp_path / "told"
    with Terminal(["sh", "-c", f"{shlex.join(STUDYAPP)} --folder {tmp_path} 2>{told}"]) as terminal:
        assert terminal.wait_for_exit() == 2
    assert told.read_text().startswith("studyapp: the app draws on stderr")
    assert "Start it without" in told.read_text()
