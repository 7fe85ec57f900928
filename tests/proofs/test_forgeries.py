"""Strangers' proofs that lie or talk without end, each run through the whole engine."""

from __future__ import annotations

import asyncio
import json
from functools import partial

import pytest

from studyapp.proof.confinement import ALL
from studyapp.proof.evidence import Check
from studyapp.proof.run.engine import Engine
from studyapp.proof.run.events import Printed, Request
from studyapp.proof.run.telling import Text
from studyapp.proof.verdict import Verdict
from tests.proofs import attacked
from tests.proofs.attacked import Attack, reason, verdict
from tests.proofs.conftest import write_proof
from tests.proofs.test_confinement_attacks import can_confine

pytestmark = pytest.mark.skipif(not can_confine(), reason="takes Linux with Landlock and user namespaces")


@pytest.fixture
def attack(warm_engine: Engine) -> Attack:
    return partial(attacked.attack, warm_engine)


# What talks too much.

FLOOD = """
@proof
def p():
    descriptor = {descriptor}
    for _ in range(4):
        if os.fork() == 0:
            while True:
                try:
                    os.write(descriptor, {data})
                except OSError:
                    pass
    {after}
    yield check('one', True)
"""


@pytest.mark.parametrize("after", ["time.sleep(60)", "pass"], ids=["the rank stays", "the rank ends"])
def test_endless_output_is_cut_and_holds_up_no_end(after: str, warm_engine: Engine) -> None:
    entry = write_proof(FLOOD.format(descriptor=1, data="b'x' * 100", after=after))
    run = warm_engine.run(Request(entry, 1, {}, seconds=5))

    async def listen() -> int:
        return sum([len(event.text) async for event in run.events() if isinstance(event, Printed)])

    assert asyncio.run(listen()) <= 64 * 1024
    assert verdict(run) is (Verdict.CONFIRMED if after == "pass" else Verdict.TIMED_OUT)


AGAIN = """b'{"item": {"kind": "note", "text": "again"}}\\n' * 50"""


def test_endless_evidence_ends_the_run(attack: Attack) -> None:
    run = attack(FLOOD.format(descriptor="said()", data=AGAIN, after="time.sleep(60)"))
    assert (verdict(run), reason(run)) == (Verdict.KILLED, "used more than 4 MiB of evidence")


def test_endless_evidence_after_a_rank_has_ended_holds_up_no_end(attack: Attack) -> None:
    run = attack(FLOOD.format(descriptor="said()", data=AGAIN, after="pass"))
    assert verdict(run) in {Verdict.KILLED, Verdict.CONFIRMED}  # by how much of it came before its end


def test_a_line_without_an_end_ends_the_run(attack: Attack) -> None:
    run = attack(
        "@proof\ndef p():\n    say(b'x' * 300_000)\n    time.sleep(60)\n    yield check('one', True)\n"
    )
    assert (verdict(run), reason(run)) == (Verdict.KILLED, "used more than 4 MiB of evidence")


# What lies.

ONE = '{"item": {"kind": "check", "name": "one", "passed": true, "got": 1, "expected": 1}}'
DONE = '{"end": "done"}'


def lie(*lines: str, status: int = 0) -> str:
    text = "".join(line + "\n" for line in lines).encode("utf-8", "surrogateescape")
    return f"@proof\ndef p():\n    say({text!r})\n    os._exit({status})\n    yield check('never', True)\n"


def test_a_forged_confirmation_falls_by_the_exit_status(attack: Attack) -> None:
    assert verdict(attack(lie(ONE, DONE, status=3))) is Verdict.ERROR


def test_an_end_without_a_check_confirms_nothing(attack: Attack) -> None:
    assert verdict(attack(lie(DONE))) is Verdict.INVALID


def test_evidence_without_an_end_confirms_nothing(attack: Attack) -> None:
    assert verdict(attack(lie(ONE))) is Verdict.ERROR


def test_one_rank_cannot_speak_for_another(attack: Attack) -> None:
    body = lie(ONE, DONE).replace("@proof", "@proof(ranks=2)").replace("p()", "p(rank)")
    run = attack(body.replace("    say(", "    rank and time.sleep(60)\n    say("), world=2, seconds=2)
    assert verdict(run) is Verdict.TIMED_OUT
    assert run.items == []


@pytest.mark.parametrize("cold", [False, True], ids=["warm", "cold"])
def test_what_a_rank_said_of_its_layers_cannot_be_said_again(cold: bool, attack: Attack) -> None:
    lies = {"torch": "9", "python": "9", "device": "9", "applied": [], "missing": {"files": "forged"}}
    run = attack(lie(json.dumps({"start": lies}), ONE, DONE), cold=cold)
    assert verdict(run) is Verdict.CONFIRMED
    assert run.started is not None
    assert run.started.torch != "9"
    assert run.heard.layers.applied == ALL
    assert run.heard.layers.missing == {}


def test_a_valid_result_and_then_a_hang_is_no_result(attack: Attack) -> None:
    ignoring = "[signal.signal(n, signal.SIG_IGN) for n in range(1, 32) if n not in (9, 19)]"
    run = attack(
        f"@proof\ndef p():\n    {ignoring}\n    yield check('one', True)\n    time.sleep(60)\n", seconds=1
    )
    assert verdict(run) is Verdict.TIMED_OUT
    assert len(run.items) == 1


NO_EVIDENCE = {
    "nested": '{"item": ' + "[" * 60_000 + "]" * 60_000 + "}",
    "nested alone": "[" * 100_000,
    "a number without end": ONE.replace("1,", "9" * 40_000 + ","),
    "a large number": ONE.replace("1,", "9" * 4_000 + ","),
    "text for a flag": ONE.replace("true", '"perhaps"'),
    "no UTF-8": "\udcff\udcfe{}",
    "a pickle": "\udc80\x04\udc95cos\x0csystem(Vtouch pickled\x0ctR.",
    "no line that is known": '{"verdict": "CONFIRMED"}',
    "a start of another type": '{"end": "error", "line": "²", "type": "", "message": "", "trace": ""}',
    "nothing": "",
}


@pytest.mark.parametrize("text", NO_EVIDENCE.values(), ids=NO_EVIDENCE)
def test_what_is_no_evidence_is_an_error(text: str, attack: Attack) -> None:
    run = attack(lie(ONE, text, DONE))
    assert verdict(run) is Verdict.ERROR
    assert "sent something that is no evidence" in reason(run)


def test_numbers_that_json_lacks_are_kept_as_words(attack: Attack) -> None:
    run = attack(lie(ONE.replace('"got": 1', '"got": NaN'), DONE))
    assert [item.as_json()["got"] for item in run.items if isinstance(item, Check)] == ["NaN"]


ACTING = "\x1b]52;c;QQ==\x07 \u202e \x9b31m"
SHOWING = """
@proof
def p():
    print(ACTING, flush=True)
    yield check(ACTING, ACTING, equals=ACTING)
    yield note(ACTING)
    raise ValueError(ACTING)
"""


def test_what_acts_on_a_terminal_is_shown_as_signs(
    warm_engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    run = warm_engine.run(Request(write_proof(f"ACTING = {ACTING!r}\n{SHOWING}"), 1, {}))
    text = Text(run.request)

    async def tell() -> None:
        async for event in run.events():
            text.tell(event)

    asyncio.run(tell())
    shown = capsys.readouterr().out
    assert shown.count("␛]52;c;QQ==␇ ‹U+202E› ‹U+009B›31m") >= 4
    assert not set(shown) & set("\x1b\x07\u202e\x9b")


def test_a_forged_file_name_reaches_no_terminal(attack: Attack, capsys: pytest.CaptureFixture[str]) -> None:
    end = {
        "end": "error",
        "file": "\x1b]52;c;QQ==\x07",
        "line": "1",
        "type": "E",
        "message": "m",
        "trace": "",
    }
    run = attack(
        f"@proof\ndef p():\n    say({json.dumps(end).encode()!r} + b'\\n')\n    os._exit(1)\n    yield check('never', True)\n"
    )
    assert run.finished is not None
    assert run.finished.ruling.file == ""
    Text(run.request).tell(run.finished)
    assert "\x1b" not in capsys.readouterr().out
