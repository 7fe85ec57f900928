"""The JUnit report: what a build server reads of a check."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from studyapp.deck.card import Problem
from studyapp.errors import StudyError, UsageError
from studyapp.proof.source.catalogue import Entry, ProofFile, read_entry
from studyapp.proof.verdict import Ruling, Verdict
from studyapp.study.checking.findings import ProofReport, report
from studyapp.study.checking.junit import prepare, write_junit
from studyapp.study.checking.planning import Outcome, Task

TEXT = """\"\"\"Claim.\"\"\"
@proof(ranks=(1, 2){needs})
def p(rank, f=len):
    yield check("one", f(1), equals=2)
p.must_fail("caught", f=min, at="one")
p.must_fail("missed", f=max, at="one")
"""
FINE, REFUTED = Ruling(Verdict.CONFIRMED, "1 check passed"), Ruling(Verdict.REFUTED, "“one” failed")


def entry_of(needs: str = "") -> Entry:
    return read_entry(ProofFile("t.p", "proofs/t/p.py", TEXT.format(needs=needs).encode()))


def report_of(*good: Ruling, needs: str = "", missed: Ruling = FINE) -> ProofReport:
    entry = entry_of(needs)
    outcomes = [Outcome(Task(entry, 1, world), ruling, seconds=1.0) for world, ruling in enumerate(good, 1)]
    caught, survives = entry.variants
    outcomes.append(Outcome(Task(entry, 1, 1, caught), REFUTED, True, seconds=0.25))
    outcomes.append(Outcome(Task(entry, 1, 1, survives), missed, False, seconds=0.25))
    return report(entry, outcomes, 1)


def read(path: Path, *reports: ProofReport, problems: tuple[Problem, ...] = ()) -> ElementTree.Element:
    write_junit(path, reports, problems)
    return ElementTree.parse(path).getroot()


def result_of(case: ElementTree.Element) -> tuple[str, str]:
    (result,) = case
    return result.tag, result.get("type", "")


def test_a_proof_is_a_suite_and_each_run_and_variant_a_case(tmp_path: Path) -> None:
    (suite,) = read(tmp_path / "report.xml", report_of(FINE, FINE))
    assert suite.get("name") == "t.p"
    names = ["seed 1", "seed 1, 2 ranks", "broken: caught", "broken: missed"]
    assert [case.get("name") for case in suite] == names
    assert [case.get("time") for case in suite] == ["1.000", "1.000", "0.250", "0.250"]
    assert {case.get("classname") for case in suite} == {"t.p"}


def test_the_counts_are_those_of_the_cases(tmp_path: Path) -> None:
    crashed = Ruling(Verdict.ERROR, "ZeroDivisionError: division by zero", 4, "Traceback …")
    root = read(tmp_path / "report.xml", report_of(REFUTED, crashed), report_of(FINE, FINE))
    counts = {name: root.get(name) for name in ("tests", "failures", "errors", "skipped", "time")}
    assert counts == {"tests": "8", "failures": "3", "errors": "1", "skipped": "0", "time": "5.000"}
    assert [suite.get("failures") for suite in root] == ["2", "1"]


@pytest.mark.parametrize(
    ("verdict", "needs", "result"),
    [
        (Verdict.REFUTED, "", "failure"),
        (Verdict.INVALID, "", "failure"),
        (Verdict.ERROR, "", "error"),
        (Verdict.TIMED_OUT, "", "error"),
        (Verdict.KILLED, "", "error"),
        (Verdict.UNSUPPORTED, "", "error"),
        (Verdict.UNSUPPORTED, ", needs='cuda'", "skipped"),
    ],
)
def test_each_verdict_has_its_result(tmp_path: Path, verdict: Verdict, needs: str, result: str) -> None:
    (suite,) = read(tmp_path / "report.xml", report_of(FINE, Ruling(verdict, "why"), needs=needs))
    assert result_of(suite[1]) == (result, verdict.value)


def test_a_variant_that_is_not_caught_fails_and_says_why(tmp_path: Path) -> None:
    (suite,) = read(tmp_path / "report.xml", report_of(FINE, FINE))
    assert result_of(suite[3]) == ("failure", "not caught")
    assert "every check passed" in suite[3][0].get("message", "")
    assert len(suite[2]) == 0


def test_the_place_and_the_traceback_of_an_error_are_kept(tmp_path: Path) -> None:
    crashed = Ruling(Verdict.ERROR, "ZeroDivisionError: division by zero", 4, "Traceback …")
    (suite,) = read(tmp_path / "report.xml", report_of(crashed))
    assert (suite[0].get("file"), suite[0].get("line")) == ("proofs/t/p.py", "4")
    text = suite[0][0].text or ""
    assert text.startswith("proofs/t/p.py:4: ZeroDivisionError")
    assert text.endswith("Traceback …")


def test_problems_are_a_suite_of_their_own(tmp_path: Path) -> None:
    problem = Problem("cards/a.md", 7, "stray-text", "words that belong to no card")
    (suite,) = read(tmp_path / "report.xml", problems=(problem,))
    (case,) = suite
    assert (case.get("name"), case.get("file"), case.get("line")) == ("cards/a.md:7", "cards/a.md", "7")
    assert result_of(case) == ("failure", "stray-text")


def test_a_warning_passes_and_says_what_it_says(tmp_path: Path) -> None:
    warning = Problem("cards/a.md", 7, "yes-no", "a yes/no question", "warning")
    (suite,) = read(tmp_path / "report.xml", problems=(warning,))
    assert (suite.get("tests"), suite.get("failures")) == ("1", "0")
    assert suite[0].findtext("system-out") == "cards/a.md:7: warning: a yes/no question [yes-no]"


def test_a_strict_report_fails_on_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "report.xml"
    write_junit(path, [], [Problem("cards/a.md", 7, "yes-no", "a yes/no question", "warning")], strict=True)
    (suite,) = ElementTree.parse(path).getroot()
    assert result_of(suite[0]) == ("failure", "yes-no")


def test_characters_that_xml_or_a_terminal_cannot_take_are_made_visible(tmp_path: Path) -> None:
    nasty = "\x1b]52;c;aGk=\x07 \x00 \ud800 \uffff \u202e <&\"' ]]> é\n2"
    (suite,) = read(tmp_path / "report.xml", report_of(Ruling(Verdict.ERROR, nasty, trace=nasty)))
    message = suite[0][0].get("message", "")
    assert message.startswith("␛]52;c;aGk=␇ ␀ ‹U+D800› � ‹U+202E› <&\"' ]]> é")
    assert "\x1b" not in (tmp_path / "report.xml").read_text()


def test_a_file_that_cannot_be_written_is_named_before_anything_runs(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere" / "report.xml", tmp_path):
        with pytest.raises(UsageError, match="cannot be written") as caught:
            prepare(path)
        assert caught.value.where == str(path)


def test_an_old_report_never_passes_for_a_new_one(tmp_path: Path) -> None:
    path = tmp_path / "report.xml"
    path.write_text("<old/>")
    prepare(path)
    assert path.read_text() == ""


def test_a_full_disk_is_said_plainly() -> None:
    with pytest.raises(StudyError, match="No space left"):
        write_junit(Path("/dev/full"), [report_of(FINE)], [])
