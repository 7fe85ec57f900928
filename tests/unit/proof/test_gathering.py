"""Rank 0 hears every rank to its end, or ends a run that does not."""

from __future__ import annotations

import json
from collections import deque
from typing import Any

from studyapp.proof.evidence import Check
from studyapp.proof.launch.gathering import Gathering
from studyapp.proof.launch.part import Prints
from studyapp.proof.process.supervisor import OUTPUT_LIMIT
from studyapp.proof.run.events import Event, Printed, Request, Shown
from studyapp.proof.run.hearing import Hearing
from studyapp.proof.source.catalogue import ProofFile, read_entry
from studyapp.proof.verdict import Ruling, Verdict

SOURCE = b'"""A claim."""\nfrom studyapp.proof import proof\n\n\n@proof(ranks=2)\ndef p(rank):\n    yield\n'
START = {"start": {"torch": "2.13", "python": "3.11", "device": "cpu", "applied": [], "missing": {}}}
DONE = {"end": "done"}


class Sent:
    """Messages that are all there, and then none in time."""

    def __init__(self, *messages: dict[str, Any]) -> None:
        self.messages = deque(messages)

    def next(self, seconds: float) -> dict[str, Any] | None:
        return self.messages.popleft() if self.messages else None


def says(rank: int, line: dict[str, Any]) -> dict[str, Any]:
    return {"rank": rank, "line": json.dumps(line)}


def item(name: str, *, passed: bool = True) -> dict[str, Any]:
    return {"item": Check(name=name, passed=passed, got=1, expected=1).as_json()}


def error(kind: str) -> dict[str, Any]:
    return {"end": "error", "type": kind, "message": "no", "line": "6", "trace": "", "file": ""}


def ended(rank: int) -> dict[str, Any]:
    return {"rank": rank, "exit": 0}


def gather(*messages: dict[str, Any], seconds: float = 5) -> tuple[list[Event], Ruling]:
    entry = read_entry(ProofFile("a.b", "proofs/a/b.py", SOURCE))
    heard = Hearing(Request(entry, 1, {}, world=2, seconds=seconds))
    place = 'File "proofs/a/b.py", line 7, in p\n'
    events = list(Gathering(heard, Sent(*messages), lambda: place).events())
    return events, heard.judge()


def test_a_piece_is_shown_once_when_the_last_rank_has_it() -> None:
    messages = [
        *(says(rank, line) for line in (START, item("one")) for rank in (1, 0)),
        *(message for rank in (0, 1) for message in (says(rank, DONE), ended(rank))),
    ]
    events, ruling = gather(*messages)
    assert sum(isinstance(event, Shown) for event in events) == 1
    assert ruling.verdict is Verdict.CONFIRMED


def test_a_check_that_fails_on_one_rank_refutes_and_names_it() -> None:
    pieces = [says(0, item("one")), says(1, item("one", passed=False))]
    _, ruling = gather(*pieces, says(0, DONE), ended(0), says(1, DONE), ended(1))
    assert ruling == Ruling(Verdict.REFUTED, "“one” failed (rank 1)")


def test_the_rank_that_fails_is_named_and_the_one_that_waits_for_it_is_not_waited_for() -> None:
    _, ruling = gather(says(0, item("one")), says(1, error("ValueError")), ended(1))
    assert ruling.verdict is Verdict.ERROR
    assert ruling.reason == "rank 1: ValueError: no"


def test_a_rank_that_yields_less_is_an_error() -> None:
    _, ruling = gather(says(0, item("one")), says(0, DONE), ended(0), says(1, DONE), ended(1))
    assert ruling.verdict is Verdict.ERROR
    assert "rank 1 yielded less" in ruling.reason


def test_silence_is_timed_out_and_says_where_each_rank_is() -> None:
    place = {"rank": 1, "stuck": 'File "proofs/a/b.py", line 6, in p\n'}
    late = Sent(says(0, item("one")))
    late.messages += [place]
    entry = read_entry(ProofFile("a.b", "proofs/a/b.py", SOURCE))
    heard = Hearing(Request(entry, 1, {}, world=2, seconds=5))
    gathering = Gathering(heard, late, lambda: 'File "proofs/a/b.py", line 7, in p\n')
    list(gathering.events())
    assert heard.judge().verdict is Verdict.TIMED_OUT
    assert "rank 1 at line 6" in heard.judge().reason
    assert "rank 0 at line 7" in heard.judge().reason


def test_a_run_that_always_has_more_to_say_is_timed_out() -> None:
    _, ruling = gather(*({"rank": 1, "output": "x\n"} for _ in range(9)), ended(0), ended(1), seconds=0)
    assert ruling.verdict is Verdict.TIMED_OUT


def test_a_proof_passes_on_no_more_prints_than_the_limit() -> None:
    posted: list[str] = []
    prints = Prints(posted.append)
    for _ in range(3):
        print("x" * 50_000, file=prints)
    prints.flush()
    assert [len(text) for text in posted] == [50_001, OUTPUT_LIMIT - 50_001]


def test_endless_evidence_is_killed() -> None:
    many = [
        says(rank, {"item": {"kind": "note", "text": "x" * 2000}}) for _ in range(2000) for rank in (0, 1)
    ]
    _, ruling = gather(*many)
    assert ruling.verdict is Verdict.KILLED


def test_endless_prints_are_cut_and_are_no_evidence() -> None:
    prints = [{"rank": 1, "output": "x" * 50_000} for _ in range(3)]
    done = [says(0, item("one")), says(1, item("one")), says(0, DONE), ended(0), says(1, DONE), ended(1)]
    events, ruling = gather(*prints, *done)
    assert [len(event.text) for event in events if isinstance(event, Printed)] == [50_000, 15_536]
    assert ruling.verdict is Verdict.CONFIRMED
