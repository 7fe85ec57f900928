"""A proof file run by itself, and as ranks of torchrun and Slurm."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.proofs.launching import REDUCES, TORCHRUN, quiet, read_request, run, write_file, write_srun

ADDS = (
    "@proof\ndef p(start=integers(1, 9), step=1):\n    print('loading')\n"
    "    yield check('sum', start + step, equals=start + 1)\n"
    "p.must_fail('two', step=2, at='sum')\np.must_fail('crash', step=None, at='sum')\n"
)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_a_file_prints_its_draws_its_evidence_and_the_verdict(tmp_path: Path) -> None:
    done = run(sys.executable, write_file(tmp_path, ADDS), "--seed", 3, "--set", "start=4")
    assert done.returncode == 0
    first, printed, check, verdict = done.stdout.splitlines()
    assert (first, printed, check) == ("seed 3 · start 4", "loading", "✓ sum: 5 (exact)")
    assert verdict.startswith("confirmed: 1 check passed")


@pytest.mark.parametrize(
    ("options", "status", "told"),
    [
        (["--broken", "two"], 1, "✓ caught at “sum”"),
        (["--broken", "crash"], 1, "p.py:10)"),
        (["--set", "step=2"], 1, "refuted: “sum” failed"),
        (["--set", "start=40"], 2, "start is a whole number from 1 to 9"),
        (["--broken", "three"], 2, "no broken variant 'three'"),
        (["--expect-hash", "0" * 64], 1, "differs from the one asked for"),
    ],
)
def test_a_file_says_what_it_found_by_its_status(
    tmp_path: Path, options: list[str], status: int, told: str
) -> None:
    done = run(sys.executable, write_file(tmp_path, ADDS), *options)
    assert done.returncode == status
    assert told in done.stdout + done.stderr


def test_a_file_for_two_ranks_says_how_to_start_them(tmp_path: Path) -> None:
    done = run(sys.executable, write_file(tmp_path, REDUCES))
    assert done.returncode == 3
    assert "unsupported: needs 2 ranks: torchrun --standalone --nproc-per-node 2" in done.stdout


def test_a_file_keeps_its_time_limit_though_it_hangs(tmp_path: Path) -> None:
    body = "@proof(seconds=1)\ndef p():\n    yield check('one', True)\n    time.sleep(600)\n"
    done = run(sys.executable, write_file(tmp_path, body))
    assert done.returncode == 1
    assert "timed out: still running after 1 s" in done.stdout
    assert "line 10" in done.stdout


def test_json_lines_carry_their_mark_and_prints_are_lines_too(tmp_path: Path) -> None:
    done = run(sys.executable, write_file(tmp_path, ADDS), "--json", "--mark", "@@")
    lines = [json.loads(line.removeprefix("@@")) for line in done.stdout.splitlines()]
    assert [line.get("kind") for line in lines] == ["started", "printed", "check", None]
    assert lines[1] == {"kind": "printed", "rank": 0, "text": "loading\n"}
    assert lines[-1]["verdict"] == "confirmed"


def test_torchrun_on_one_machine_merges_all_ranks(tmp_path: Path) -> None:
    path = write_file(tmp_path, REDUCES)
    done = run(*TORCHRUN, "--standalone", "--nproc-per-node", 2, path, "--seed", 3)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("✓ reduced") == 1
    assert "rank, rank 1  1" in done.stdout
    assert "confirmed: 2 checks passed" in done.stdout


def test_torchrun_over_two_nodes_prints_once_and_both_agents_succeed(tmp_path: Path) -> None:
    path, port = write_file(tmp_path, REDUCES), free_port()
    meeting = ["--rdzv-backend", "c10d", "--rdzv-endpoint", f"127.0.0.1:{port}"]
    command = [*TORCHRUN, "--nnodes", "2", "--nproc-per-node", "1", *meeting, "--local-addr", "127.0.0.1"]
    agents = [
        subprocess.Popen(
            [*command, str(path)], env=quiet(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    said = [agent.communicate(timeout=110) for agent in agents]
    assert [agent.returncode for agent in agents] == [0, 0], said
    out = "".join(printed for printed, _ in said)
    assert out.count("✓ reduced") == 1
    assert out.count("confirmed: 2 checks passed") == 1


def test_slurms_tasks_find_each_other_and_blame_the_rank_that_fails(tmp_path: Path) -> None:
    path = write_file(tmp_path, REDUCES)
    done = run(write_srun(tmp_path), 2, sys.executable, path, "--broken", "off by one on rank 1")
    assert done.returncode == 1
    assert "✓ reduced" in done.stdout
    assert "refuted: “own” failed (rank 1)" in done.stdout
    assert "✓ caught at “own”" in done.stdout


def test_a_rank_that_never_comes_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    place = {"RANK": "0", "WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(free_port())}
    done = run(sys.executable, write_file(tmp_path, REDUCES), "--wait", 1, **place)
    assert done.returncode == 1
    assert "error: the ranks did not meet at 127.0.0.1" in done.stdout


@pytest.mark.cluster
@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("1 / 0", "error: rank 1: ZeroDivisionError: division by zero"),
        ("time.sleep(600)", "rank 1 at line 11"),
        ("os._exit(9)", "error: rank 0: "),
        ("yield check('another', True)", "different evidence"),
    ],
)
def test_a_rank_that_fails_ends_the_others(tmp_path: Path, what: str, told: str) -> None:
    body = (
        "@proof(ranks=2, seconds=8)\ndef p(rank):\n    yield check('one', True)\n"
        f"    if rank == 1:\n        {what}\n    dist.barrier()\n    yield check('two', True)\n"
    )
    done = run(write_srun(tmp_path), 2, sys.executable, write_file(tmp_path, body))
    assert done.returncode != 0
    assert done.stdout.count("✓ one") == 1
    assert told in done.stdout


@pytest.mark.cluster
def test_ranks_with_different_texts_are_refused(tmp_path: Path) -> None:
    path = write_file(tmp_path, REDUCES)
    other = tmp_path / "other"
    other.mkdir()
    write_file(other, REDUCES + "# newer\n")
    script = tmp_path / "pick"
    chosen = f'if [ "$SLURM_PROCID" = 1 ]; then cd {other}; else cd {tmp_path}; fi'
    script.write_text(f'#!/bin/sh\n{chosen}\nexec {sys.executable} p.py "$@"\n')
    script.chmod(0o755)
    done = run(write_srun(tmp_path), 2, script, "--expect-hash", read_request(path).entry.hash)
    assert done.returncode == 1
    assert "the proof's file differs from the one asked for (rank 1 on " in done.stdout
