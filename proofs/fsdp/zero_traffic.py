"""FSDP sends what ZeRO's stage 3 does, 3Ψ in a step; with weights kept until the backward, 2Ψ as stage 2."""

import torch
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard
from torch.distributed.tensor.debug import CommDebugMode

from studyapp.proof import check, integers, proof, published, table


def synced(layer):
    """Gradients are reduce-scattered after each backward, by default."""


def unsynced(layer):
    layer.set_requires_gradient_sync(False)


def moved(rows, columns, reshard, prepare):
    """How often a step of FSDP moves the whole weight: its all-gathers and its reduce-scatters."""
    layer = nn.Linear(columns, rows, bias=False)
    mesh = init_device_mesh(torch.get_default_device().type, (torch.distributed.get_world_size(),))
    prepare(fully_shard(layer, mesh=mesh, reshard_after_forward=reshard))
    x = torch.randn(3, columns, requires_grad=True)  # so that the backward needs the weight
    with CommDebugMode() as mode:
        layer(x).square().mean().backward()
    counts = {str(operation): times for operation, times in mode.get_comm_counts().items()}
    return [
        sum(times for name, times in counts.items() if kind in name)
        for kind in ("allgather", "reduce_scatter")
    ]


@proof(ranks=(2, 4))
def zero_traffic(rank, quarter=integers(2, 4), columns=integers(5, 9), keep=False, free=True, prepare=synced):
    paper = published("zero")["communication"]
    kept, freed = (moved(4 * quarter, columns, reshard, prepare) for reshard in (keep, free))

    volumes = [sum(kept)] * 3 + [sum(freed)]
    yield check("kept: 2Ψ, as stages 0 to 2; freed: 3Ψ, as stage 3", volumes, equals=paper["volumes"])
    yield check(
        "reshard_after_forward adds an all-gather, no more",
        [freed[0] - kept[0], freed[1] - kept[1]],
        equals=[1, 0],
    )
    rows = {"kept": [*kept, sum(kept)], "freed": [*freed, sum(freed)]}
    title = "how often a step moves the weight, of Ψ parameters"
    yield table(rows, columns=["all-gathers", "reduce-scatters", "times Ψ"], title=title)


zero_traffic.must_fail("never freed", free=False, at="reshard_after_forward adds an all-gather, no more")
zero_traffic.must_fail("freed at once", keep=True, at="kept: 2Ψ, as stages 0 to 2; freed: 3Ψ, as stage 3")
zero_traffic.must_fail("no sync", prepare=unsynced, at="kept: 2Ψ, as stages 0 to 2; freed: 3Ψ, as stage 3")

if __name__ == "__main__":
    zero_traffic.main()
