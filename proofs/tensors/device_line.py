"""The usual line asks for CUDA alone: on an Apple GPU it chooses the CPU. torch.accelerator finds either."""

from unittest.mock import patch

import torch

from studyapp.proof import among, check, predict, proof, table

GPUS = {"an NVIDIA GPU": "cuda", "an Apple GPU": "mps", "no GPU": None}


def cuda_alone():
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def any_accelerator():
    return torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")


def unasked():
    return torch.device("cuda")


def built_for():
    """The accelerator that torch was built for, there or not."""
    return torch.accelerator.current_accelerator() or torch.device("cpu")


def chosen(choose, machine, present=True):
    """What choose() gives on a machine with this GPU: torch's own answers to what it asks are replaced."""
    kind = GPUS[machine]
    with (
        patch.object(torch.cuda, "is_available", lambda: present and kind == "cuda"),
        patch.object(torch.mps, "is_available", lambda: present and kind == "mps"),
        patch.object(torch._C, "_accelerator_getAccelerator", lambda: torch.device(kind) if kind else None),
    ):
        return choose().type


@proof
def device_line(
    machine=among("an NVIDIA GPU", "an Apple GPU", "no GPU"), line=cuda_alone, finder=any_accelerator
):
    usual = {name: chosen(line, name) for name in GPUS}
    found = {name: chosen(finder, name) for name in GPUS}
    # A torch built for a GPU that this machine lacks.
    absent = [chosen(finder, name, present=False) for name in GPUS]

    yield predict(chosen(cuda_alone, machine))
    yield check("NVIDIA: cuda", usual["an NVIDIA GPU"], equals="cuda")
    yield check("no GPU: cpu", usual["no GPU"], equals="cpu")
    yield check("Apple: cpu, though there is a GPU", usual["an Apple GPU"], equals="cpu")
    yield check("torch.accelerator: each one's own", list(found.values()), equals=["cuda", "mps", "cpu"])
    yield check("and where none is present, nothing", absent, equals=["cpu"] * 3)
    rows = {name: [usual[name], found[name]] for name in GPUS}
    yield table(rows, columns=["the usual line", "torch.accelerator"])


device_line.must_fail("asks for any", line=any_accelerator, at="Apple: cpu, though there is a GPU")
device_line.must_fail("asks for none", line=unasked, at="no GPU: cpu")
device_line.must_fail("asks for CUDA", finder=cuda_alone, at="torch.accelerator: each one's own")
device_line.must_fail("not whether it is there", finder=built_for, at="and where none is present, nothing")
device_line.must_fail("the CPU always", line=lambda: torch.device("cpu"), at="NVIDIA: cuda")

if __name__ == "__main__":
    device_line.main()
