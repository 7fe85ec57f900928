"""A run that is handed to a launcher, from the parent's side."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from pathlib import Path

import pytest

from studyapp.errors import UsageError
from studyapp.proof.evidence import Check, Table
from studyapp.proof.launch.launched import HOSTED, LaunchedRun, file_and_options, read_launcher
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
USES = "from _steps import STEP\n\n@proof\ndef p():\n    yield check('step', STEP, equals=1)\n"


def write_launcher(folder: Path, text: str, name: str = "launcher") -> str:
    path = folder / name
    path.write_text(text)
    path.chmod(0o755)
    return str(path)


def test_a_launchers_command_gets_what_reads_the_file_behind_it(tmp_path: Path) -> None:
    request = read_request(write_file(tmp_path, ADDS))
    assert read_launcher("env -u 'A B'", request)[1:] == ["-u", "A B", sys.executable, "-P", *HOSTED]
    *_, count = (named := read_launcher("torchrun", request))[: -len(HOSTED)]
    assert named[1:5] == ["-P", "-m", "torch.distributed.run", "--standalone"]
    assert (count, named[-len(HOSTED) :]) == ("1", HOSTED)
    own = write_launcher(tmp_path, "#!/bin/sh\n", "torchrun")
    assert read_launcher(f"{own} --nnodes 2", request) == [own, "--nnodes", "2", *HOSTED]
    assert read_launcher(f"env {sys.executable}", request)[1:] == [sys.executable, "-P", *HOSTED]


def test_ray_where_it_is_installed_is_started_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = read_request(write_file(tmp_path, ADDS))
    (tmp_path / "site" / "ray").mkdir(parents=True)
    (tmp_path / "site" / "ray" / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path / "site")
    started = ["-P", "-m", "studyapp.proof.launch.on_ray", "--ranks", "1", "--hosted"]
    assert read_launcher("ray", request)[1:] == started


def test_ray_where_it_is_missing_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(UsageError) as raised:
        LaunchedRun(read_request(write_file(tmp_path, ADDS)), "ray")
    assert raised.value.todo == 'pip install "studyapp[ray]"'


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
    write_file(tmp_path, f"open({str(tmp_path / 'ran')!r}, 'x')\n{ADDS}")
    ruling = judge(LaunchedRun(request, "env"))
    assert ruling.verdict is Verdict.ERROR
    assert "differs from the one asked for" in ruling.reason
    assert not (tmp_path / "ran").exists()


def test_a_module_that_changed_since_it_was_read_is_refused(tmp_path: Path) -> None:
    module = tmp_path / "_steps.py"
    module.write_text("STEP = 1\n")
    request = read_request(write_file(tmp_path, USES))
    module.write_text(f"open({str(tmp_path / 'ran')!r}, 'x')\nSTEP = 1\n")
    assert "differs from the one asked for" in judge(LaunchedRun(request, "env")).reason
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("launch", ["env", pytest.param("torchrun", marks=pytest.mark.cluster)])
def test_files_beside_a_proof_that_nobody_read_do_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, launch: str
) -> None:
    (tmp_path / "_steps.py").write_text("STEP = 1\n")
    request = read_request(write_file(tmp_path, USES))
    for name in ("argparse", "torch", "studyapp"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'x')\n")
    monkeypatch.chdir(tmp_path)
    ruling = judge(LaunchedRun(request, launch))
    assert ruling.verdict is Verdict.CONFIRMED, ruling
    assert not (tmp_path / "ran").exists()


def test_an_error_in_a_module_beside_a_launched_proof_names_its_line(tmp_path: Path) -> None:
    module = tmp_path / "_steps.py"
    module.write_text("STEP = 1\nSTEP = STEP / 0\n")
    ruling = judge(LaunchedRun(read_request(write_file(tmp_path, USES)), "env"))
    assert ruling.reason == "ZeroDivisionError: division by zero"
    assert (ruling.file, ruling.line) == (str(module), 2)


def test_a_file_that_a_machine_lacks_is_the_reason(tmp_path: Path) -> None:
    path = write_file(tmp_path, ADDS)
    request = read_request(path)
    path.unlink()
    ruling = judge(LaunchedRun(request, "env"))
    assert ruling.reason.endswith(f"error: {path}: No such file or directory")


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
