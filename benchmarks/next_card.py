"""From the key press that grades a card to the next card on the screen, saved durably in between."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks.timing import percentile, seconds_until, spell
from tests.terminal import STUDYAPP, Terminal

CARDS = 120


def write_deck(folder: Path) -> None:
    """Cards whose questions are told apart on the screen."""
    (folder / "cards").mkdir()
    (folder / "studyapp.toml").write_text("[study]\nnew_per_day = 9999\n")
    cards = [
        f"## Question {n:03} {{#card-{n}}}\nWhich number has this card, mark{n:03}?\n> It is {n}.\n"
        for n in range(CARDS)
    ]
    (folder / "cards" / "aaa.md").write_text("---\ntitle: Numbers\n---\n\n" + "\n".join(cards))


def main() -> None:
    times = []
    with tempfile.TemporaryDirectory() as folder:
        write_deck(Path(folder))
        with Terminal([*STUDYAPP, "review", "aaa"], env={"STUDYAPP_FOLDER": folder}) as terminal:
            terminal.wait_for("mark000")
            for n in range(1, CARDS):
                terminal.send(" ")
                terminal.wait_for("Again")
                while terminal.pump(0.05):  # until the screen is still
                    pass
                begin = time.monotonic()
                terminal.send("4")
                times += seconds_until(terminal, f"mark{n:03}", since=begin)
    print("key press to the next card painted")
    print(f"  median                          {spell(times)}")
    print(f"  p99                             {1000 * percentile(times, 0.99):8.1f} ms   (bar: 50)")
