"""A part that is written: line by line, and handed over in a file; each command a process of its own."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Command, approve, read

DECK = """---
title: Small
source: none
---

## One step {#step write=small.doubling:step}
Write `step(x)` so that it doubles.
> `return 2 * x` is enough.
"""


@pytest.fixture(autouse=True)
def written(root: Path) -> None:
    (root / "cards" / "aaa.md").write_text(DECK)


def test_a_body_is_read_until_a_dot_run_mended_and_graded(studyapp: Command) -> None:
    answers = "return x * y\n.\nreturn x + 2\n.\nif x:\n    return 2 * x\nreturn 0\n.\n\n"
    result = studyapp("review", "aaa", "--plain", stdin=answers)
    assert result.returncode == 0, result.stderr
    shown = result.stdout
    assert "def step(x):" in shown
    assert "error: line 2 of your step: NameError: name 'y' is not defined\n" in shown
    assert "line 2: return x * y" in shown
    assert "refuted: “it is 2 to the n” failed" in shown
    order = [
        shown.index(text) for text in ("refuted", "confirmed: ", "is enough", "right: Right, after 3 runs.")
    ]
    assert order == sorted(order)
    assert "[2]: " in shown
    assert read(studyapp("stats", "--json"))["reviews"] == 1


def test_giving_up_says_the_answer_and_runs_the_proof_as_it_is(studyapp: Command) -> None:
    result = studyapp("review", "aaa", "--plain", stdin="g\n\n")
    shown = result.stdout
    assert "is enough" in shown
    assert "proof small.doubling, seed" in shown
    assert "wrong: Given up." in shown
    assert "[1]: " in shown


def test_e_opens_the_editor_and_its_text_is_run(studyapp: Command, tmp_path: Path) -> None:
    script = tmp_path / "editor.py"
    script.write_text("import sys\nopen(sys.argv[2], 'a').write('return 2 * x\\n')\n")
    env = {"VISUAL": f"{sys.executable} {script}"}
    result = studyapp("review", "aaa", "--plain", stdin="e\n3\n", env=env)
    assert "right: Right, at the first run." in result.stdout, result.stdout


def test_what_was_written_the_last_time_is_said_after_the_answer(studyapp: Command) -> None:
    studyapp("review", "aaa", "--plain", stdin="return x + 3\n.\ng\n1\n")
    later = {"STUDYAPP_NOW": "2026-03-05T09:00:00+00:00"}
    shown = studyapp("review", "aaa", "--plain", stdin="return 2 * x\n.\n3\n", env=later).stdout
    before, _, after = shown.partition("is enough.")
    assert "What you wrote on 2 March:\ndef step(x):\n    return x + 3" in after
    assert "What you wrote" not in before


def test_a_draft_is_left_and_undone_with_a_colon(studyapp: Command) -> None:
    result = studyapp("review", "aaa", "--plain", stdin=":u\n:q\n")
    assert "there is nothing to undo" in result.stdout
    assert "0 reviews done and saved." in result.stdout


def test_without_trust_the_answer_is_there_to_compare_with(studyapp: Command) -> None:
    result = studyapp("review", "aaa", "--plain", stdin="\n3\n", trusted=False)
    assert "No run grades what you write: you have not decided on its proof yet." in result.stdout
    assert "is enough" in result.stdout


def test_next_names_the_part_and_grade_runs_what_is_in_a_file(studyapp: Command, root: Path) -> None:
    approve(root)
    card = read(studyapp("next", "aaa", "--json"))
    assert (card["kind"], card["proof"], card["part"]) == ("write", "small.doubling", "step")
    assert card["signature"] == "def step(x):"
    file = root / "mine.py"
    file.write_text("def step(x):\n    return 2 * x\n")
    graded = read(studyapp("grade", card["id"], "good", "--answer-file", str(file), "--json"))
    assert (graded["proposed"], graded["judgement"]) == (3, "Right, at the first run.")


def test_grade_counts_the_runs_before_it_on_the_same_seed(studyapp: Command, root: Path) -> None:
    approve(root)
    card = read(studyapp("next", "aaa", "--json"))
    file = root / "mine.py"
    file.write_text("def step(x):\n    return x\n")
    tried = studyapp("prove", "small.doubling", "--seed", str(card["seed"]), "--part", f"step={file}")
    assert tried.returncode == 1
    arguments = ("grade", card["id"], "2", "--answer-file", "-", "--json")
    graded = read(studyapp(*arguments, stdin="return 2 * x\n"))
    assert (graded["proposed"], graded["judgement"]) == (2, "Right, after 2 runs.")


def test_grade_proposes_again_for_what_the_proof_refutes(studyapp: Command, root: Path) -> None:
    approve(root)
    graded = read(studyapp("grade", "step", "1", "--answer", "return x", "--json"))
    assert graded["proposed"] == 1
    assert graded["judgement"] == "refuted: “it is 2 to the n” failed."


def test_grade_without_trust_leaves_the_judgement_to_the_learner(studyapp: Command) -> None:
    graded = read(studyapp("grade", "step", "3", "--answer", "return x", "--json"))
    assert graded["proposed"] is None
    assert "you have not decided" in graded["judgement"]


def test_an_answer_is_given_once_and_its_file_has_to_be_there(studyapp: Command, root: Path) -> None:
    for options in (("--answer", "x", "--answer-file", "-"), ("--answer-file", str(root / "none.py"))):
        result = studyapp("grade", "step", "3", *options)
        assert result.returncode == 2
        assert "--answer-file" in result.stderr
