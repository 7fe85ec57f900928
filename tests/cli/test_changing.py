"""A proof broken and turned in a plain session: lists, runs, and what came before and after."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Command, read

DECK = """---
title: Small
source: none
---

## Passes {#passes predict=small.doubling}
It is doubled {times} times, from 1. What comes out?
> 2 to that power.
"""


@pytest.fixture(autouse=True)
def only(root: Path) -> None:
    (root / "cards" / "aaa.md").write_text(DECK)
    path = root / "proofs" / "small" / "doubling.py"
    path.write_text(
        path.read_text()
        .replace("integers(2, 5)", "integers(3, 3)")
        .replace("step=double", "extra=0, step=double")
        .replace("range(times)", "range(times + extra)")
    )


def review(studyapp: Command, *lines: str) -> str:
    result = studyapp("review", "aaa", "--plain", stdin="\n".join(["8", *lines, "3", ""]))
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_b_lists_what_can_be_broken_and_turned(studyapp: Command) -> None:
    shown = review(studyapp, "b")
    assert "b 1: adds two, falls at “it is 2 to the n”\n" in shown
    assert "b 2: never steps, falls at “it is 2 to the n”\n" in shown
    assert "set times=3: a whole number from 3 to 3\n" in shown
    assert "set extra=0: a whole number (0 unless set)\n" in shown
    assert "1 review done and saved." in shown


def test_a_number_breaks_it_and_says_before_and_after(studyapp: Command) -> None:
    shown = review(studyapp, "b 2")
    _, _, after = shown.partition("running small.doubling, broken: never steps; control-C ends it")
    assert "step, in place of double:\n    lambda x: x\n" in shown
    assert "it is 2 to the n\n    before: ✓ got 8, expected = 8\n    now: ✗ got 1, expected = 8\n" in after
    assert "before: → measured: 8\nnow: → measured: 1\n" in after
    assert "✓ Caught at “it is 2 to the n”: 1 check fell, none stands." in after
    assert "3 good" in after  # and asks for the grade again


def test_set_turns_a_knob_again_and_again_and_leaves_the_prediction_alone(studyapp: Command) -> None:
    shown = review(studyapp, "set step=1", "set times=9", "set extra=1", "set extra=2", "b 2")
    assert "this proof has no draw or knob 'step'" in shown
    assert "times cannot be '9'" in shown
    assert "a whole number from 3 to 3" in shown
    assert "extra 0 → 1\n✗ 1 check fell, none stands." in shown
    assert "extra 1 → 2\n✗ 1 check fell, none stands." in shown
    assert "running small.doubling, broken: never steps, your own extra 2;" in shown
    assert shown.count("right: ") == 1
    runs = read(studyapp("runs", "small.doubling", "--json"))["runs"]
    assert [run["verdict"] for run in runs].count("confirmed") == 1
    assert read(studyapp("stats", "--json"))["proofs"]["confirmed"] == 1


def test_what_cannot_be_done_is_said_and_the_session_goes_on(studyapp: Command) -> None:
    shown = review(studyapp, "b 3", "b x", "set", "set times", "set 'times", "z")
    assert "b 3: no such broken variant" in shown
    assert "There are 2: b lists them." in shown
    assert shown.count("Write set NAME=VALUE.") == 3
    assert "Type 1, 2, 3 or 4" in shown
    assert "1 review done and saved." in shown


def test_without_trust_nothing_is_broken(studyapp: Command) -> None:
    result = studyapp("review", "aaa", "--plain", stdin="8\nb 1\n3\n", trusted=False)
    assert result.stdout.count("you have not said that this proof may run") == 2
    assert "caught" not in result.stdout
