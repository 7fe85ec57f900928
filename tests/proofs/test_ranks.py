"""Several ranks over gloo: merging, blame, and ending together."""

from __future__ import annotations

from pathlib import Path

from studyapp.proof.evidence import Bars, Check, Table
from studyapp.proof.run.engine import Engine
from studyapp.proof.verdict import Verdict
from tests.proofs.conftest import Prove, left_over
from tests.proofs.test_verdicts import reason, verdict

DIST = "import torch.distributed as dist\n"


def test_ranks_share_a_seed_and_have_their_own_data(prove: Prove) -> None:
    body = DIST + (
        "@proof(ranks=2)\ndef p(rank):\n    weight, own = torch.randn(1), torch.randn(1, generator=per_rank(rank))\n"
        "    total = own.clone(); dist.all_reduce(total)\n"
        "    yield check('reduced', total, differs=2 * own)\n"
        "    yield table({'weight': weight, 'own': own})\n    yield bars('own', {'now': float(rank)})\n"
    )
    run = prove(body, world=2)
    assert verdict(run) is Verdict.CONFIRMED
    table = next(item for item in run.items if isinstance(item, Table))
    assert [(row.label, row.rank) for row in table.rows] == [("weight", None), ("own", 0), ("own", 1)]
    assert next(item for item in run.items if isinstance(item, Bars)).values == [[0.0], [1.0]]


def test_a_check_passes_only_where_every_rank_passes(prove: Prove) -> None:
    run = prove("@proof(ranks=2)\ndef p(rank):\n    yield check('first', rank, equals=0)\n", world=2)
    assert verdict(run) is Verdict.REFUTED
    assert next(item for item in run.items if isinstance(item, Check)).failed_ranks == (1,)
    assert "rank 1" in reason(run)


def test_one_rank_that_raises_ends_all_and_says_which(prove: Prove) -> None:
    body = DIST + (
        "@proof(ranks=2)\ndef p(rank):\n    yield check('one', True)\n    if rank == 1:\n        1 / 0\n    dist.barrier()\n"
    )
    run = prove(body, world=2)
    assert verdict(run) is Verdict.ERROR
    assert "rank 1: ZeroDivisionError" in reason(run)


def test_a_skipped_collective_is_ended_by_the_limit(prove: Prove) -> None:
    body = DIST + (
        "@proof(ranks=2)\ndef p(rank):\n    yield check('one', True)\n    if rank == 1:\n        time.sleep(600)\n    dist.barrier()\n"
    )
    assert verdict(prove(body, world=2, seconds=6)) is Verdict.TIMED_OUT


def test_ranks_that_yield_different_things_are_an_error(prove: Prove) -> None:
    run = prove("@proof(ranks=2)\ndef p(rank):\n    yield check(f'rank {rank}', True)\n", world=2)
    assert verdict(run) is Verdict.ERROR
    assert "different evidence" in reason(run)


def test_a_rank_that_yields_less_is_an_error(prove: Prove) -> None:
    body = "@proof(ranks=2)\ndef p(rank):\n    yield check('one', True)\n    if rank == 0:\n        yield check('two', True)\n"
    run = prove(body, world=2)
    assert verdict(run) is Verdict.ERROR
    assert "rank 1 yielded less" in reason(run)


def test_ranks_that_measure_different_predictions_are_an_error(prove: Prove) -> None:
    run = prove(
        "@proof(ranks=2)\ndef p(rank):\n    yield predict(rank)\n    yield check('one', True)\n", world=2
    )
    assert verdict(run) is Verdict.ERROR
    assert "different values to predict" in reason(run)


def test_a_supervisor_that_dies_confirms_nothing_and_leaves_nothing(prove: Prove, runs_in: Path) -> None:
    body = "@proof(ranks=2)\ndef p(rank):\n    yield check('one', True)\n    if rank == 1:\n        time.sleep(2)\n        os.kill(os.getppid(), signal.SIGKILL)\n        time.sleep(60)\n"
    run = prove(body, world=2, engine=Engine(frozenset({"limits"})))  # else nobody can reach it
    assert verdict(run) is Verdict.ERROR
    assert "broke off" in reason(run)
    assert left_over(runs_in) == 0
    assert list(runs_in.iterdir()) == []
