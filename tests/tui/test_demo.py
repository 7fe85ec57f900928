"""`studyapp demo` in a real terminal: a year to look at, and nothing of it left."""

from __future__ import annotations

from pathlib import Path

from tests.terminal import STUDYAPP, Terminal


def test_a_demo_opens_with_history_and_is_gone_afterwards(tmp_path: Path) -> None:
    env = {"TMPDIR": str(tmp_path), "HOME": str(tmp_path), "STUDYAPP_NOW": "2026-03-02T09:00:00+00:00"}
    with Terminal([*STUDYAPP, "demo"], env=env, size=(100, 40)) as terminal:
        terminal.wait_for("recalled this week", seconds=60)
        assert list(tmp_path.glob("studyapp-demo-*/data/study.db"))
        terminal.send("q")
        terminal.wait_for("The demo and its history are gone")
        assert terminal.wait_for_exit() == 0
    assert not list(tmp_path.glob("studyapp-demo-*"))


def test_a_demo_that_is_kept_is_made_in_a_new_folder(tmp_path: Path) -> None:
    with Terminal([*STUDYAPP, "demo", "--keep", str(tmp_path)]) as terminal:
        terminal.wait_for("Name another one")
        assert terminal.wait_for_exit() == 2
