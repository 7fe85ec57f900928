"""What a launched run reports is believed only as far as its evidence goes."""

from __future__ import annotations

import json

import pytest

from studyapp.proof.launch.report import Report
from studyapp.proof.run.events import Printed, Shown, Started
from studyapp.proof.verdict import Ruling, Verdict

MARK = "f00d "
STARTED = {"kind": "started", "torch": "2.13", "python": "3.11", "device": "cpu", "ranks": 4}
CHECK = {"kind": "check", "name": "one", "passed": True, "got": 1, "expected": 1}


def line(said: dict[str, object]) -> str:
    return MARK + json.dumps(said) + "\n"


def end(verdict: str, reason: str = "") -> str:
    said = {"version": 1, "verdict": verdict, "reason": reason, "line": 7, "file": "", "trace": "in p"}
    return line(said)


def judge(*lines: str, status: int | None = 0) -> Ruling:
    report = Report(MARK)
    for text in lines:
        report.take(text)
    return report.judge(status, "RuntimeError: gone", "RuntimeError: gone\nthe end")


def test_evidence_and_verdict_that_agree_confirm() -> None:
    assert judge(line(STARTED), line(CHECK), end("confirmed")).verdict is Verdict.CONFIRMED


def test_a_start_tells_torch_and_how_many_ranks_there_really_are() -> None:
    report = Report(MARK)
    assert isinstance(report.take(line(STARTED)), Started)
    assert report.world == 4


def test_a_line_without_the_mark_is_only_printed() -> None:
    report = Report(MARK)
    assert report.take(json.dumps(CHECK)) == Printed(0, json.dumps(CHECK))
    assert report.items == []


def test_what_a_launcher_puts_before_a_line_is_left_out() -> None:
    assert isinstance(Report(MARK).take("[rank0]: " + line(CHECK)), Shown)


def test_a_print_keeps_its_rank() -> None:
    said: dict[str, object] = {"kind": "printed", "rank": 3, "text": "hello\n"}
    assert Report(MARK).take(line(said)) == Printed(3, "hello\n")


@pytest.mark.parametrize("text", ["nonsense", "[1]", '{"kind": "check"}', '{"verdict": "splendid"}', "3"])
def test_a_marked_line_that_is_no_evidence_is_an_error(text: str) -> None:
    ruling = judge(line(STARTED), line(CHECK), MARK + text, end("confirmed"))
    assert ruling.verdict is Verdict.ERROR
    assert "no evidence" in ruling.reason


def test_a_verdict_without_its_evidence_is_an_error() -> None:
    assert judge(line(STARTED), end("confirmed")).verdict is Verdict.ERROR


def test_a_failed_check_is_never_confirmed() -> None:
    assert judge(line(STARTED), line({**CHECK, "passed": False}), end("confirmed")).verdict is Verdict.ERROR


def test_a_confirmed_run_whose_launcher_fails_is_an_error() -> None:
    ruling = judge(line(STARTED), line(CHECK), end("confirmed"), status=1)
    assert ruling.verdict is Verdict.ERROR
    assert "status 1" in ruling.reason


def test_a_refuted_run_is_refuted_though_the_launcher_fails_with_it() -> None:
    ruling = judge(line(STARTED), line({**CHECK, "passed": False}), end("refuted"), status=1)
    assert ruling == Ruling(Verdict.REFUTED, "“one” failed")


def test_no_verdict_is_an_error_that_says_what_the_launcher_said() -> None:
    ruling = judge(line(STARTED), line(CHECK), status=9)
    assert ruling.verdict is Verdict.ERROR
    assert "status 9" in ruling.reason
    assert "RuntimeError: gone" in ruling.reason
    assert ruling.trace == "RuntimeError: gone\nthe end"


def test_an_error_keeps_its_reason_and_line() -> None:
    ruling = judge(line(STARTED), end("error", "rank 1: ZeroDivisionError"), status=1)
    assert (ruling.verdict, ruling.reason, ruling.line) == (Verdict.ERROR, "rank 1: ZeroDivisionError", 7)


def test_a_run_that_goes_on_for_too_long_is_timed_out() -> None:
    report = Report(MARK)
    report.take(line(CHECK))
    report.time_out(60)
    assert report.judge(-15, "", "").verdict is Verdict.TIMED_OUT
