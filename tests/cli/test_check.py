"""`check`: what it names, where, and with which exit status. Nothing here needs torch."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.cli.conftest import Command

MODULE = "from _model import rate\n"


def edit(root: Path, old: str, new: str) -> None:
    path = root / "proofs" / "small" / "doubling.py"
    path.write_text(path.read_text().replace(old, new))


def test_a_module_that_is_missing_is_named_with_its_line(studyapp: Command, root: Path) -> None:
    edit(root, "def double", "import nowhere_to_be_found\n\n\ndef double")
    result = studyapp("check", "small.doubling", "--json")
    assert result.returncode == 1
    (problem,) = json.loads(result.stdout)["problems"]
    assert (problem["file"], problem["rule"]) == ("proofs/small/doubling.py", "missing-module")
    lines = (root / "proofs" / "small" / "doubling.py").read_text().splitlines()
    assert lines[problem["line"] - 1] == "import nowhere_to_be_found"


def test_a_module_beside_a_proof_is_checked_with_it(studyapp: Command, root: Path) -> None:
    edit(root, "def double", f"{MODULE}\n\ndef double")
    assert "no _model.py beside it" in studyapp("check").stdout
    module = root / "proofs" / "small" / "_model.py"
    module.write_text("rate = 2\n")
    assert studyapp("check").returncode == 0
    module.write_text("\nrate = (\n")
    result = studyapp("check", str(module))
    assert result.returncode == 1
    assert result.stdout.startswith("proofs/small/_model.py:2: not Python")
    of_proof = studyapp("check", str(root / "proofs" / "small" / "doubling.py"))
    assert "doubling.py:6: imports _model, which cannot be used" in of_proof.stdout


def test_a_broken_variant_at_no_check_is_a_problem(studyapp: Command, root: Path) -> None:
    edit(root, 'step=lambda x: x, at="it is 2 to the n"', 'step=lambda x: x, at="it is 2 to the m"')
    result = studyapp("check", "small.doubling")
    assert result.returncode == 1
    assert "did you mean 'it is 2 to the n'?" in result.stdout


def test_a_check_that_no_broken_variant_fails_is_a_problem(studyapp: Command, root: Path) -> None:
    edit(root, "    yield check(", '    yield check("one is positive", 1 > 0)\n    yield check(')
    result = studyapp("check", "--proofs", "--once", "--insist", "small.doubling")
    assert result.returncode == 1
    assert "2/2 caught" in result.stdout
    assert "no broken variant fails the check “one is positive”" in result.stdout
    assert result.stdout.endswith("1 problem\n1 proof run: 1 confirmed\n")


def test_a_report_that_cannot_be_written_is_refused_at_once(studyapp: Command, root: Path) -> None:
    path = root / "nowhere" / "report.xml"
    result = studyapp("check", "--proofs", "--junit", str(path))
    assert result.returncode == 2
    assert f"{path}: cannot be written" in result.stderr
    assert "confirmed" not in result.stdout


def test_the_report_holds_the_problems_too(studyapp: Command, root: Path) -> None:
    path = root / "report.xml"
    edit(root, "@proof", "@proof(colour=3)")
    assert studyapp("check", "--junit", str(path)).returncode == 1
    (suite,) = ElementTree.parse(path).getroot()
    assert any("no option colour" in (failure.text or "") for failure in suite.iter("failure"))


def test_a_knob_of_another_type_is_refused_before_anything_runs(studyapp: Command, root: Path) -> None:
    edit(root, "step=double):", "step=double, depth=3):")
    result = studyapp("prove", "small.doubling", "--set", "depth=deep")
    assert result.returncode == 2
    assert "depth is a whole number (3 unless set)" in result.stderr
    unknown = studyapp("prove", "small.doubling", "--set", "width=1").stderr
    assert "times: a whole number from 2 to 5" in unknown
    assert "depth: a whole number (3 unless set)" in unknown


def test_a_proof_that_cannot_be_read_is_found_by_its_id(studyapp: Command, root: Path) -> None:
    edit(root, "integers(2, 5)", "integers(5, 2)")
    result = studyapp("check", "small.doubling")
    assert result.returncode == 1
    assert result.stdout.startswith("proofs/small/doubling.py:")


TWO_FAULTS = """---
title: Odd
source: none
---

## Sharing {#sharing}
Does `as_tensor` copy?
> Sometimes.

## Chain rule {#chain claims=1.4}
Explain the chain rule.
> Derivatives multiply along a path.
"""


def write_deck(root: Path, text: str = TWO_FAULTS) -> Path:
    path = root / "cards" / "odd.md"
    path.write_text(text)
    return path


def test_a_warning_is_counted_apart_and_fails_nothing(studyapp: Command, root: Path) -> None:
    result = studyapp("check", str(write_deck(root)))
    assert result.returncode == 0
    assert "cards/odd.md:6: warning: a yes/no question" in result.stdout
    assert "[vague-question]" in result.stdout
    assert result.stdout.endswith("2 cards, 2 warnings\n")


def test_strict_fails_on_warnings(studyapp: Command, root: Path) -> None:
    deck = write_deck(root)
    result = studyapp("check", "--strict", str(deck))
    assert result.returncode == 1
    assert result.stdout.endswith("2 cards, 2 warnings\n")
    write_deck(root, "---\nsource: none\n---\n\n## What is two and two? {#two}\n> Four.\n")
    assert studyapp("check", "--strict", str(deck)).returncode == 0


def test_problems_and_warnings_are_told_apart(studyapp: Command, root: Path) -> None:
    deck = write_deck(root, TWO_FAULTS + "\n## Nothing {#nothing}\nWhat is missing?\n")
    result = studyapp("check", str(deck))
    assert result.returncode == 1
    assert result.stdout.endswith("2 cards, 1 problem, 2 warnings\n")
    problems = json.loads(studyapp("check", str(deck), "--json").stdout)["problems"]
    assert [(problem["rule"], problem["severity"]) for problem in problems] == [
        ("no-answer", "error"),
        ("yes-no", "warning"),
        ("vague-question", "warning"),
    ]


def test_a_warning_keeps_no_card_out_of_study(studyapp: Command, root: Path) -> None:
    write_deck(root)
    ids = {card["id"] for card in json.loads(studyapp("list", "--json").stdout)["cards"]}
    assert {"sharing", "chain"} <= ids


def test_limits_are_settings_and_a_rule_can_be_left_out(studyapp: Command, root: Path) -> None:
    deck = write_deck(root)
    (root / "studyapp.toml").write_text('[cards]\nanswer_words = 4\noff = ["yes-no", "vague-question"]\n')
    result = studyapp("check", str(deck), "--json")
    assert [problem["rule"] for problem in json.loads(result.stdout)["problems"]] == ["long-answer"]


def test_a_rule_that_there_is_not_is_refused_with_those_that_there_are(studyapp: Command, root: Path) -> None:
    (root / "studyapp.toml").write_text('[cards]\noff = ["long-title"]\n')
    result = studyapp("check")
    assert result.returncode == 1
    assert "cards.off: there is no rule 'long-title'" in result.stderr
    assert "no-source" in result.stderr


def test_the_shipped_cards_are_not_the_folders_to_mend(studyapp: Command, root: Path) -> None:
    (root / "studyapp.toml").write_text("[cards]\nquestion_words = 1\n")
    problems = json.loads(studyapp("check", "--json").stdout)["problems"]
    assert {problem["file"] for problem in problems if problem["rule"] == "long-question"} == {"cards/aaa.md"}


def test_a_warning_passes_in_the_report_unless_strict(studyapp: Command, root: Path) -> None:
    deck, path = write_deck(root), root / "report.xml"
    studyapp("check", str(deck), "--junit", str(path))
    (suite,) = ElementTree.parse(path).getroot()
    assert (suite.get("tests"), suite.get("failures")) == ("2", "0")
    assert "yes/no" in (suite[0].findtext("system-out") or "")
    studyapp("check", "--strict", str(deck), "--junit", str(path))
    (suite,) = ElementTree.parse(path).getroot()
    assert suite.get("failures") == "2"


@pytest.mark.skipif(sys.platform == "darwin", reason="its file systems refuse such a name")
def test_a_deck_whose_name_is_no_text_is_left_out_and_said(studyapp: Command, root: Path) -> None:
    named = os.fsencode(root / "cards") + b"/\xfcbung.md"
    Path(os.fsdecode(named)).write_text("---\nsource: s\n---\n\n## A {#lost}\nWhat is it?\n> This.\n")
    checked = studyapp("check")
    assert checked.returncode == 1
    assert r"cards/\xfcbung.md:1: the name of this file is not UTF-8: rename it" in checked.stdout
    listed = studyapp("list")
    assert listed.returncode == 0
    assert "lost" not in listed.stdout
