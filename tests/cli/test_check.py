"""`check`: what it names, where, and with which exit status. Nothing here needs torch."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

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
    assert result.stdout.endswith("1 problem\n")


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
