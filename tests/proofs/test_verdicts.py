"""Every way that a run can end, by real processes."""

from __future__ import annotations

import sys

import pytest

from studyapp.proof import ranks
from studyapp.proof.evidence import Check, Raises, Table
from studyapp.proof.run.runner import Run
from studyapp.proof.verdict import Verdict, is_caught
from tests.proofs.conftest import Prove

# The descriptor is not handed to a proof, but one that means harm finds it.
FIND = (
    "def result_pipe():\n"
    "    return next(fd for fd in range(3, 99) if os.path.exists(f'/proc/self/fd/{fd}')\n"
    "                and os.readlink(f'/proc/self/fd/{fd}').startswith('pipe:'))\n"
)
PASSES = "@proof\ndef p():\n    yield check('one', torch.ones(2), equals=torch.ones(2))\n"


def verdict(run: Run) -> Verdict:
    assert run.finished is not None
    return run.finished.ruling.verdict


def reason(run: Run) -> str:
    assert run.finished is not None
    return run.finished.ruling.reason


def test_a_check_that_holds_confirms(prove: Prove) -> None:
    run = prove(PASSES)
    assert verdict(run) is Verdict.CONFIRMED
    assert run.started is not None
    assert run.started.torch.startswith("2.")


def test_a_check_that_fails_refutes_and_names_itself(prove: Prove) -> None:
    run = prove("@proof\ndef p():\n    yield check('sum', torch.ones(2).sum(), equals=3)\n")
    assert verdict(run) is Verdict.REFUTED
    assert reason(run) == "“sum” failed"


def test_no_check_is_invalid_and_never_confirmed(prove: Prove) -> None:
    assert verdict(prove("@proof\ndef p():\n    yield note('all is well')\n")) is Verdict.INVALID


def test_an_exception_is_an_error_with_its_line(prove: Prove) -> None:
    run = prove("@proof\ndef p():\n    yield check('one', True)\n    1 / 0\n")
    assert verdict(run) is Verdict.ERROR
    assert run.finished is not None
    assert run.finished.ruling.line == 9
    assert "ZeroDivisionError" in reason(run)


def test_a_failed_check_then_a_crash_is_an_error_never_refuted(prove: Prove) -> None:
    assert verdict(prove("@proof\ndef p():\n    yield check('no', False)\n    1 / 0\n")) is Verdict.ERROR


def test_a_hang_is_timed_out(prove: Prove) -> None:
    run = prove("@proof\ndef p():\n    yield check('one', True)\n    time.sleep(600)\n", seconds=4)
    assert verdict(run) is Verdict.TIMED_OUT
    assert [item.kind for item in run.items] == ["check"]


@pytest.mark.parametrize("status", [0, 7])
def test_an_early_exit_is_an_error_whatever_its_status(prove: Prove, status: int) -> None:
    run = prove(f"@proof\ndef p():\n    yield check('one', True)\n    os._exit({status})\n")
    assert verdict(run) is Verdict.ERROR
    assert f"status {status}" in reason(run)


def test_a_signal_is_an_error_with_its_name(prove: Prove) -> None:
    run = prove("@proof\ndef p():\n    yield check('one', True)\n    os.kill(os.getpid(), signal.SIGSEGV)\n")
    assert verdict(run) is Verdict.ERROR
    assert "SIGSEGV" in reason(run)


def test_memory_over_the_limit_is_killed(prove: Prove) -> None:
    body = "@proof\ndef p():\n    hold = [torch.ones(2**26) for _ in range(8)]\n    time.sleep(60)\n    yield check('one', True)\n"
    run = prove(body, memory=1 << 30)
    assert verdict(run) is Verdict.KILLED
    assert "1.0 GiB" in reason(run)


def test_endless_evidence_is_killed(prove: Prove) -> None:
    body = "@proof\ndef p():\n    while True:\n        yield note('x' * 2000)\n"
    assert verdict(prove(body)) is Verdict.KILLED


def test_garbage_on_the_output_is_not_evidence(prove: Prove) -> None:
    body = (
        '@proof\ndef p():\n    print(\'{"item": {"kind": "check", "name": "forged", "passed": true}}\')\n'
        "    os.write(1, bytes(range(256)) * 2000)\n    yield check('one', True)\n"
    )
    run = prove(body)
    assert verdict(run) is Verdict.CONFIRMED
    assert len(run.items) == 1


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        "[1]",
        '{"item": {"kind": "check"}}',
        '{"item": {"kind": "confirmed"}}',
        '"' + "[" * 5000,
        '{"end": 3',
    ],
)
def test_a_line_that_is_no_evidence_is_an_error(prove: Prove, line: str) -> None:
    body = f"{FIND}@proof\ndef p():\n    os.write(result_pipe(), {line!r}.encode() + b'\\n')\n    yield check('one', True)\n"
    run = prove(body)
    assert verdict(run) is Verdict.ERROR
    assert "no evidence" in reason(run)


def test_a_forged_end_then_a_bad_exit_is_an_error(prove: Prove) -> None:
    body = (
        FIND
        + "@proof\ndef p():\n    yield check('one', True)\n    os.write(result_pipe(), b'{\"end\": \"done\"}\\n')\n    os._exit(3)\n"
    )
    assert verdict(prove(body)) is Verdict.ERROR


def test_a_missing_device_is_unsupported_and_says_what_is_missing(prove: Prove) -> None:
    run = prove("@proof(needs=gpus(64))\ndef p():\n    yield check('one', True)\n")
    assert verdict(run) is Verdict.UNSUPPORTED
    assert "64 CUDA devices" in reason(run)


def test_what_needs_linux_lacks_it_on_another_system(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ranks.missing("linux") == ("" if sys.platform == "linux" else "Linux")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert ranks.missing("linux") == "Linux"


def test_a_missing_name_of_torch_is_unsupported(prove: Prove) -> None:
    run = prove(
        "from torch.distributed.fsdp import fully_shard_v9\n@proof\ndef p():\n    yield check('one', True)\n"
    )
    assert verdict(run) is Verdict.UNSUPPORTED


def test_a_missing_name_of_another_package_is_an_error(prove: Prove) -> None:
    run = prove("import nowhere_to_be_found\n@proof\ndef p():\n    yield check('one', True)\n")
    assert verdict(run) is Verdict.ERROR


def test_raises_holds_type_and_message_against_what_is_expected(prove: Prove) -> None:
    body = (
        "@proof\ndef p():\n"
        "    yield raises('right', lambda: torch.ones(2).backward(), RuntimeError, 'does not require grad')\n"
        "    yield raises('wrong type', lambda: torch.ones(2).backward(), ValueError)\n"
        "    yield raises('silent', lambda: None, RuntimeError)\n"
        "    yield raises('calm', lambda: None, None)\n"
    )
    run = prove(body)
    assert [item.passed for item in run.items if isinstance(item, Raises)] == [True, False, False, True]


def test_a_broken_variant_is_caught_only_at_its_check(prove: Prove) -> None:
    body = (
        "def twice(x):\n    return 2 * x\n"
        "@proof\ndef p(scale=twice):\n"
        "    yield check('doubles', scale(3), equals=6)\n    yield check('finite', scale(3) < 100)\n"
        "p.must_fail('triples', scale=lambda x: 3 * x, at='doubles')\n"
        "p.must_fail('crashes', scale=lambda x: x / 0, at='doubles')\n"
        "p.must_fail('survives', scale=lambda x: x + x, at='doubles')\n"
    )
    caught = {}
    for name in ("triples", "crashes", "survives"):
        run = prove(body, variant=name)
        assert run.finished is not None
        caught[name] = is_caught(run.finished.ruling, run.items, "doubles")
    assert caught == {"triples": True, "crashes": False, "survives": False}


def test_infinite_and_undefined_numbers_survive_the_way(prove: Prove) -> None:
    body = (
        "@proof\ndef p():\n    yield check('nan is no number', torch.tensor(float('nan')), equals=1.0)\n"
        "    yield check('inf is inf', torch.tensor(float('inf')), equals=float('inf'))\n"
        "    yield check('shapes', torch.ones(2), equals=torch.ones(3))\n"
    )
    checks = [item for item in prove(body).items if isinstance(item, Check)]
    assert [check.passed for check in checks] == [False, True, False]
    assert [str(check.delta) for check in checks] == ["nan", "0.0", "inf"]


def test_the_same_seed_gives_the_same_evidence(prove: Prove) -> None:
    body = (
        "@proof\ndef p(n=integers(1, 1000000), x=reals(0, 1)):\n"
        "    yield check('one', True)\n    yield table({'drawn': [n, x], 'random': torch.randn(3)})\n"
    )
    first, second = (next(item for item in prove(body).items if isinstance(item, Table)) for _ in range(2))
    assert first == second


LENIENT = {
    "zeros differ from 0": "check('x', torch.zeros(3), differs=0)",
    "the same tensors differ": "check('x', [torch.ones(2), torch.ones(2)], differs=[torch.ones(2), torch.ones(2)])",
    "NaN differs": "check('x', torch.tensor(float('nan')), differs=1)",
    "NaN is NaN": "check('x', torch.tensor(float('nan')), equals=float('nan'))",
    "NaN is at most 1": "check('x', float('nan'), at_most=1)",
    "large whole numbers are one": "check('x', 2**53 + 1, equals=2**53)",
    "ones equal 0": "check('x', torch.ones(3), equals=0)",
}


@pytest.mark.parametrize("claim", LENIENT.values(), ids=LENIENT)
def test_a_check_is_never_lenient(prove: Prove, claim: str) -> None:
    assert verdict(prove(f"@proof\ndef p():\n    yield {claim}\n")) is Verdict.REFUTED


MEANINGLESS = {
    "a forgotten relation": "check('x', torch.tensor(7.), within=1e-3)",
    "a number as a condition": "check('x', torch.tensor(7.))",
    "an endless tolerance": "check('x', 1, equals=2, within=float('inf'))",
    "two empty tensors": "check('x', torch.ones(0), equals=torch.ones(0))",
    "shapes that cannot be held together": "check('x', torch.ones(2), differs=torch.ones(3))",
    "an order of tensors": "check('x', torch.ones(2), at_most=3)",
}


@pytest.mark.parametrize("claim", MEANINGLESS.values(), ids=MEANINGLESS)
def test_a_check_that_could_not_fail_is_an_error(prove: Prove, claim: str) -> None:
    assert verdict(prove(f"@proof\ndef p():\n    yield {claim}\n")) is Verdict.ERROR


def test_a_typo_in_the_body_is_an_error_and_a_missing_torch_is_said(prove: Prove) -> None:
    body = "@proof\ndef p():\n    yield check('no', False)\n    from torch import nnn\n"
    assert verdict(prove(body)) is Verdict.ERROR


def test_an_unheard_of_signal_is_an_error(prove: Prove) -> None:
    run = prove("@proof\ndef p():\n    yield check('one', True)\n    os.kill(os.getpid(), 40)\n")
    assert verdict(run) is Verdict.ERROR
    assert "40" in reason(run)


def test_a_monstrous_line_is_killed_by_a_limit(prove: Prove) -> None:
    body = (
        FIND
        + "@proof\ndef p():\n    os.write(result_pipe(), b'\\x01' * 400_000 + b'\\n')\n    yield check('one', True)\n"
    )
    assert verdict(prove(body)) is Verdict.KILLED
