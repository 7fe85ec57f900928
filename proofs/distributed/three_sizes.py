"""N ranks with T-way tensor parallelism in P stages hold N / (T · P) copies of a model: its replicas."""

import torch.distributed as dist
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.tensor import DTensor
from torch.distributed.tensor.parallel import ColwiseParallel, parallelize_module
from torch.testing._internal.distributed.fake_pg import FakeStore

from studyapp.proof import among, check, predict, proof, raises, table


def by_stages(layers, mesh):
    """The layers of this rank's stage."""
    each = len(layers) // mesh.size()
    return layers[mesh.get_local_rank() * each :][:each]


def all_layers(layers, mesh):
    return layers


def by_rows(layer, mesh):
    parallelize_module(layer, mesh, ColwiseParallel())


def whole(layer, mesh):
    """Every rank has the whole matrix, as in data parallel."""


def on_rank(rank, world, sizes, work):
    """What work(mesh) returns on this rank. The backend only pretends to communicate: one process will do."""
    dist.init_process_group("fake", rank=rank, world_size=world, store=FakeStore())
    try:
        return work(init_device_mesh("cpu", sizes, mesh_dim_names=("data", "stages", "tensor")))
    finally:
        dist.destroy_process_group()


@proof
def three_sizes(
    gpus=among(16, 32, 64), stages=among(2, 4), tensor=among(2, 4), split=by_stages, cut=by_rows, more=1
):
    def hold(mesh):
        """Which replica this rank belongs to, and how many weights of it the rank holds."""
        layers = split([nn.Linear(5, 8, bias=False, device="cpu") for _ in range(8)], mesh["stages"])
        for layer in layers:
            cut(layer, mesh["tensor"])
        weights = [layer.weight for layer in layers]
        own = sum((w.to_local() if isinstance(w, DTensor) else w).numel() for w in weights)
        return mesh["data"].get_local_rank(), own

    replicas, model = gpus // (stages * tensor), 8 * 5 * 8
    held = [on_rank(rank, gpus, (replicas, stages, tensor), hold) for rank in range(gpus)]
    copies = sum(own for _, own in held) / model
    together = [sum(own for replica, own in held if replica == n) for n in range(replicas)]

    yield predict(copies)
    yield check("all ranks hold N / (T · P) models", copies, equals=gpus / stages / tensor)
    yield check("those of a replica hold one", together, equals=[model] * replicas)
    sizes = (replicas + more, stages, tensor)
    yield raises("a replica more", lambda: on_rank(0, gpus, sizes, hold), RuntimeError, "world size")
    rows = {"tensor parallel": tensor, "pipeline stages": stages, "replicas": copies, "GPUs": gpus}
    yield table(rows | {"of the model on a GPU": f"1/{model // held[0][1]}"})


three_sizes.must_fail("no stages", split=all_layers, at="all ranks hold N / (T · P) models")
three_sizes.must_fail("matrices left whole", cut=whole, at="those of a replica hold one")
three_sizes.must_fail("no replica more", more=0, at="a replica more")

if __name__ == "__main__":
    three_sizes.main()
