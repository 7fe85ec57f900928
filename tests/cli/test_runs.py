"""`runs`: what is listed of a proof's stored runs."""

from __future__ import annotations

from tests.cli.conftest import Command, read

PROVE = ("prove", "autograd.accumulation", "--seed", "7")


def test_runs_are_listed_newest_first_with_what_ran_and_on_what(shipped: Command) -> None:
    assert shipped("runs", "autograd.accumulation").stdout == (
        "No run of autograd.accumulation is stored yet.\n"
    )
    assert shipped(*PROVE, "--set", "passes=4").returncode == 0
    assert shipped(*PROVE, "--broken", "never cleared").returncode == 0
    first, second = shipped("runs", "autograd.accumulation").stdout.splitlines()
    assert first.startswith("refuted            just now · broken: never cleared · seed 7 · passes ")
    assert second.startswith("confirmed          just now · with your own passes 4 · seed 7 · passes 4 · ")
    assert second.endswith(" · cpu")
    told = read(shipped("runs", "autograd.accumulation", "--json"))
    assert (told["version"], told["proof"]) == (1, "autograd.accumulation")
    assert [run["variant"] for run in told["runs"]] == ["never cleared", "your own passes 4"]
    kept = told["runs"][1]
    assert (kept["verdict"], kept["seed"], kept["arguments"]) == ("confirmed", 7, {"passes": 4})
    assert kept["at"].startswith("2026-03-02T09:0")
    assert kept["seconds"] >= kept["first_evidence"] > 0
    assert kept["protections"]
    assert len(kept["hash"]) == 64


def test_a_proof_that_is_not_there_and_never_ran_is_wrong_usage(shipped: Command) -> None:
    result = shipped("runs", "autograd.acumulation")
    assert result.returncode == 2
    assert "Did you mean autograd.accumulation?" in result.stderr
