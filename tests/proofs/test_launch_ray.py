"""Ranks on a Ray of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from studyapp.proof.launch.launched import LaunchedRun
from studyapp.proof.run.events import Printed
from studyapp.proof.verdict import Verdict
from tests.proofs.launching import REDUCES, hear, judge, read_request, write_file

pytest.importorskip("ray")
pytestmark = pytest.mark.cluster


def test_ray_runs_all_ranks_and_passes_on_what_they_print(tmp_path: Path) -> None:
    run = LaunchedRun(read_request(write_file(tmp_path, REDUCES), 2), "ray")
    events = hear(run)
    assert run.finished is not None
    assert run.finished.ruling.verdict is Verdict.CONFIRMED, run.finished.ruling
    assert {event.rank for event in events if isinstance(event, Printed)} == {0, 1}


def test_a_rank_that_fails_on_ray_is_named(tmp_path: Path) -> None:
    run = LaunchedRun(read_request(write_file(tmp_path, REDUCES), 2, "off by one on rank 1"), "ray")
    assert judge(run).reason == "“own” failed (rank 1)"


def test_a_rank_that_dies_on_ray_is_an_error(tmp_path: Path) -> None:
    body = (
        "@proof(ranks=2)\ndef p(rank):\n    yield check('one', True)\n"
        "    if rank == 1:\n        os._exit(9)\n    dist.barrier()\n"
    )
    run = LaunchedRun(read_request(write_file(tmp_path, body), 2), "ray")
    assert judge(run).verdict is Verdict.ERROR
