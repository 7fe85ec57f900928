"""A run that is handed to a launcher, from the parent's side."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from pathlib import Path

import pytest

from studyapp.errors import UsageError
from studyapp.proof.evidence import Check, Table
from studyapp.proof.launch.launched import LaunchedRun, file_and_options, read_launcher
from studyapp.proof.launch.leftovers import find_marked
from studyapp.proof.run.events import Printed, Shown
from studyapp.proof.verdict import Verdict
from tests.proofs.launching import REDUCES, hear, judge, read_request, write_file, write_srun

# A launcher whose rank is in a session of its own, as torchrun's are, and ignores the signal to end.
DEAF = """#!/bin/sh
setsid sh -c 'trap "" TERM; echo up; sleep 300' &
wait
"""
ADDS = "@proof\ndef p():\n    print('loading')\n    yield check('sum', 1 + 1, equals=2)\n"


def write_launcher(folder: Path, text: str, name: str = "launcher") -> str:
    path = folder / name
    path.write_text(text)
    path.chmod(0o755)
    return str(path)


def test_a_launchers_command_gets_python_and_the_file_behind_it(tmp_path: Path) -> None:
    request = read_request(write_file(tmp_path, ADDS))
    assert read_launcher("env -u 'A B'", request)[1:] == ["-u", "A B", sys.executable]
    assert read_launcher("torchrun", request)[1:4] == ["-m", "torch.distributed.run", "--standalone"]
    own = write_launcher(tmp_path, "#!/bin/sh\n", "torchrun")
    assert read_launcher(f"{own} --nnodes 2", request) == [own, "--nnodes", "2"]
    assert read_launcher(f"env {sys.executable}", request)[1:] == [sys.executable]
    assert read_launcher("ray", request)[1:] == ["-m", "studyapp.proof.launch.on_ray", "--ranks", "1"]


@pytest.mark.parametrize("launch", ["no-such-launcher -N2", "", "srun 'half"])
def test_a_command_that_is_none_is_wrong_usage(tmp_path: Path, launch: str) -> None:
    with pytest.raises(UsageError):
        LaunchedRun(read_request(write_file(tmp_path, ADDS)), launch)


def test_the_file_is_told_all_that_was_asked_for(tmp_path: Path) -> None:
    request = read_request(write_file(tmp_path, REDUCES), 2, "off by one on rank 1", 9)
    path, *options = file_and_options(request, "f00d ")
    assert Path(path).is_absolute()
    told = {"--json", "--seed=3", "--seconds=9", "--mark=f00d ", "--broken=off by one on rank 1"}
    assert told < set(options)
    assert f"--set=start={request.arguments['start']}" in options
    assert f"--expect-hash={request.entry.hash}" in options


def test_a_launched_run_is_judged_by_its_evidence(tmp_path: Path) -> None:
    request = read_request(write_file(tmp_path, REDUCES), 2)
    run = LaunchedRun(request, f"{write_srun(tmp_path)} 2")
    events = hear(run)
    assert run.finished is not None
    assert run.finished.ruling.verdict is Verdict.CONFIRMED, run.finished.ruling
    assert run.started is not None
    assert [event.item.kind for event in events if isinstance(event, Shown)] == ["check", "table", "check"]
    assert {event.rank for event in events if isinstance(event, Printed)} == {0, 1}
    (table,) = (item for item in run.items if isinstance(item, Table))
    assert [row.rank for row in table.rows] == [0, 1]


def test_what_a_launcher_complains_of_is_the_reason(tmp_path: Path) -> None:
    launch = write_launcher(tmp_path, "#!/bin/sh\necho 'srun: error: no such partition: gpu' >&2\nexit 4\n")
    ruling = judge(LaunchedRun(read_request(write_file(tmp_path, ADDS)), launch))
    assert ruling.verdict is Verdict.ERROR
    assert ruling.reason.endswith("srun: error: no such partition: gpu")
    assert "status 4" in ruling.reason


def test_a_file_that_changed_since_it_was_read_is_refused(tmp_path: Path) -> None:
    request = read_request(write_file(tmp_path, ADDS))
    write_file(tmp_path, ADDS + "# newer\n")
    ruling = judge(LaunchedRun(request, "env"))
    assert ruling.verdict is Verdict.ERROR
    assert "differs from the one asked for" in ruling.reason


def test_a_check_that_a_proof_prints_is_no_evidence(tmp_path: Path) -> None:
    body = (
        '@proof\ndef p():\n    os.write(1, b\'{"kind": "check", "name": "forged", "passed": true}\\n\')\n'
        '    print(\'{"verdict": "confirmed"}\')\n    yield check("sum", 1 + 1, equals=3)\n'
    )
    run = LaunchedRun(read_request(write_file(tmp_path, body)), "env")
    assert judge(run).verdict is Verdict.REFUTED
    assert [item.name for item in run.items if isinstance(item, Check)] == ["sum"]


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_closing_a_run_leaves_no_process_behind(tmp_path: Path) -> None:
    run = LaunchedRun(read_request(write_file(tmp_path, ADDS)), write_launcher(tmp_path, DEAF))

    async def close_early() -> None:
        async with contextlib.aclosing(run.events()) as events:
            async for event in events:
                assert event == Printed(0, "up\n")
                break

    asyncio.run(close_early())
    assert find_marked(run.report.mark.strip()) == []


@pytest.mark.cluster
@pytest.mark.parametrize(("variant", "verdict"), [("", "confirmed"), ("off by one on rank 1", "refuted")])
def test_torchrun_by_its_name_runs_all_ranks(tmp_path: Path, variant: str, verdict: str) -> None:
    run = LaunchedRun(read_request(write_file(tmp_path, REDUCES), 2, variant), "torchrun")
    assert judge(run).verdict.value == verdict


@pytest.mark.cluster
@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_closing_a_run_of_torchrun_ends_ranks_that_ignore_the_signal(tmp_path: Path) -> None:
    body = (
        "@proof(ranks=2)\ndef p(rank):\n    signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "    yield check('one', True)\n    time.sleep(600)\n"
    )
    run = LaunchedRun(read_request(write_file(tmp_path, body), 2), "torchrun")

    async def close_early() -> None:
        async with contextlib.aclosing(run.events()) as events:
            async for event in events:
                if isinstance(event, Shown):
                    break

    asyncio.run(close_early())
    assert len(run.items) == 1
    assert find_marked(run.report.mark.strip()) == []
