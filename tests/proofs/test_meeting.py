"""What ranks make of each other's seats."""

from __future__ import annotations

import os

import pytest

from studyapp.proof.launch.meeting import Seat, choose_backend, find_lacking, find_other_text


def seats(*gpus: tuple[str, ...], used: tuple[int, ...] = (), host: str = "a") -> list[Seat]:
    """One for each rank, which sees these GPUs and uses the one at its place in `used` (else the first)."""
    places = used or (0,) * len(gpus)
    return [
        Seat(host, host, "f00d", seen, seen[place] if seen else "")
        for seen, place in zip(gpus, places, strict=True)
    ]


@pytest.fixture(autouse=True)
def torch_with_nccl(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a build for CUDA has it."""
    monkeypatch.setattr("torch.distributed.is_nccl_available", lambda: True)
    monkeypatch.setenv("NCCL_HOSTID", "as it was")


def test_ranks_with_a_gpu_each_talk_over_nccl() -> None:
    own, apart = seats(("x",), ("y",)), seats(("x", "y"), ("x", "y"), used=(0, 1))
    assert choose_backend(own, "cuda", 1) == choose_backend(apart, "cuda", 1) == "cpu:gloo,cuda:nccl"
    assert os.environ["NCCL_HOSTID"] == "as it was"


def test_ranks_that_share_a_gpu_are_hosts_of_their_own_to_nccl() -> None:
    named = set()
    for rank in range(3):
        assert choose_backend(seats(("x",), ("x",), ("y",)), "cuda", rank) == "cpu:gloo,cuda:nccl"
        named.add(os.environ["NCCL_HOSTID"])
    assert len(named) == 3


def test_a_proof_that_needs_no_gpu_talks_over_gloo() -> None:
    assert choose_backend(seats(("x",), ("y",)), "", 1) == "gloo"


def test_a_torch_without_nccl_talks_over_gloo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("torch.distributed.is_nccl_available", lambda: False)
    assert choose_backend(seats(("x",), ("y",)), "cuda", 1) == "gloo"


def test_gpus_are_counted_over_all_ranks() -> None:
    assert find_lacking(seats(("x",), ("y",)), "cuda:2") == ""
    assert find_lacking(seats(("x",), ("x",)), "cuda:2").startswith("2 CUDA devices, and torch")


def test_a_rank_without_a_gpu_is_named() -> None:
    assert find_lacking(seats(("x",), ()), "cuda") == "a CUDA device on every rank, and rank 1 (a) sees none"


def test_a_proof_that_needs_linux_needs_no_gpu() -> None:
    assert find_lacking(seats(()), "linux") == ""


def test_needs_that_nobody_knows_are_lacking() -> None:
    assert "does not know: 'tpu'" in find_lacking(seats(()), "tpu")


def test_the_rank_with_another_text_is_named() -> None:
    both = [*seats(()), Seat("b", "b", "beef")]
    assert "rank 1 on b" in find_other_text(both, "")
    assert "rank 0 on a" in find_other_text(both, "beef")
    assert find_other_text(seats((), ()), "f00d") == ""
