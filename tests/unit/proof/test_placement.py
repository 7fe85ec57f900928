"""A rank's place, from the variables of a launcher."""

from __future__ import annotations

import pytest

from studyapp.errors import UsageError
from studyapp.proof.launch.placement import Placement, choose_port, first_host, read_placement

TORCHRUN = {"RANK": "3", "WORLD_SIZE": "4", "LOCAL_RANK": "1", "MASTER_ADDR": "a", "MASTER_PORT": "29500"}
SLURM = {
    "SLURM_PROCID": "5",
    "SLURM_NTASKS": "8",
    "SLURM_LOCALID": "1",
    "SLURM_JOB_ID": "4711",
    "SLURM_STEP_ID": "0",
    "SLURM_STEP_NODELIST": "gpu[07-08]",
    "SLURM_LAUNCH_NODE_IPADDR": "10.0.0.1",
}


def test_without_a_launcher_a_rank_is_alone() -> None:
    assert read_placement({"HOME": "/"}) == Placement()
    assert read_placement({"HOME": "/"}).alone


def test_torchruns_variables_are_taken() -> None:
    assert read_placement(TORCHRUN) == Placement(3, 4, 1, "a", 29500)


def test_slurms_variables_are_taken_where_torchruns_are_not_there() -> None:
    place = read_placement(SLURM)
    assert (place.rank, place.world, place.local_rank, place.address) == (5, 8, 1, "gpu07")


def test_torchrun_below_srun_wins() -> None:
    assert read_placement({**SLURM, **TORCHRUN}) == Placement(3, 4, 1, "a", 29500)


def test_an_address_that_is_set_is_kept_under_slurm() -> None:
    assert read_placement({**SLURM, "MASTER_ADDR": "head", "MASTER_PORT": "7"}).port == 7


def test_without_a_list_of_nodes_the_ranks_meet_where_srun_was_called() -> None:
    without = {name: value for name, value in SLURM.items() if not name.endswith("NODELIST")}
    assert read_placement(without).address == "10.0.0.1"


@pytest.mark.parametrize("also", [{"SLURM_STEP_NUM_TASKS": "1"}, {"SLURM_NTASKS": "1"}])
def test_a_step_of_one_task_is_alone(also: dict[str, str]) -> None:
    assert read_placement({**SLURM, **also}).alone


def test_a_batch_script_that_is_no_task_is_alone() -> None:
    assert read_placement({"SLURM_NTASKS": "8", "SLURM_JOB_ID": "1", "SLURM_PROCID": "0"}).alone


def test_the_environment_of_a_place_leads_back_to_it() -> None:
    assert read_placement(read_placement(SLURM).as_environment()) == read_placement(SLURM)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"MASTER_ADDR": ""}, "MASTER_ADDR"),
        ({"RANK": "4"}, "rank 4 of 4"),
        ({"WORLD_SIZE": "four"}, "WORLD_SIZE=four"),
        ({"MASTER_PORT": "-1"}, "MASTER_PORT=-1"),
    ],
)
def test_half_of_a_place_is_refused(change: dict[str, str], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        read_placement({**TORCHRUN, **change})


@pytest.mark.parametrize(
    ("nodes", "first"),
    [
        ("node1", "node1"),
        ("node1,node2", "node1"),
        ("gpu[07-12,20],big1", "gpu07"),
        ("a[3,5-6]-b[1-2]", "a3-b1"),
        ("r[1-2].example.org", "r1.example.org"),
        ("", ""),
    ],
)
def test_the_first_of_a_node_list_is_found(nodes: str, first: str) -> None:
    assert first_host(nodes) == first


def test_jobs_and_steps_side_by_side_meet_at_ports_of_their_own() -> None:
    ports = {choose_port(job, step) for job in ("4711", "4712") for step in ("0", "1")}
    assert len(ports) == 4
    assert all(1024 < port < 32768 for port in ports)
