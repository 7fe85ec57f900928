"""A step gathers each layer's weights twice (once if they are kept) and reduce-scatters its gradients."""

import torch
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard
from torch.distributed.tensor.debug import CommDebugMode

from studyapp.proof import among, check, integers, predict, proof, table


class Model(nn.Sequential):
    """Layers, and a loss on what the last one returns."""

    def forward(self, x):
        return super().forward(x).square().mean()


def layer_by_layer(model, reshard, mesh):
    for layer in model:
        fully_shard(layer, mesh=mesh, reshard_after_forward=reshard)
    fully_shard(model, mesh=mesh)  # no parameter is left for the root's own unit


def one_unit(model, reshard, mesh):
    fully_shard(list(model), mesh=mesh, reshard_after_forward=reshard)
    fully_shard(model, mesh=mesh)


def other_flag(model, reshard, mesh):
    layer_by_layer(model, not reshard, mesh)


def no_gradient_sync(model, reshard, mesh):
    layer_by_layer(model, reshard, mesh)
    model.set_requires_gradient_sync(False)


def count(call):
    """What the call returns, its all-gathers and its reduce-scatters."""
    with CommDebugMode() as mode:
        result = call()
    counts = {str(operation): times for operation, times in mode.get_comm_counts().items()}
    gathers = sum(times for name, times in counts.items() if "allgather" in name)
    scatters = sum(times for name, times in counts.items() if "reduce_scatter" in name)
    return result, gathers, scatters


@proof(ranks=2)
def collectives(rank, layers=integers(2, 8), reshard=among(True, False), wrap=layer_by_layer):
    model = Model(*(nn.Linear(7, 7) for _ in range(layers)))
    mesh = init_device_mesh(torch.get_default_device().type, (2,))
    wrap(model, reshard, mesh)
    x = torch.randn(3, 7, requires_grad=True)

    loss, *forward = count(lambda: model(x))
    _, *backward = count(loss.backward)

    yield predict(forward[0] + backward[0])
    yield check("the forward gathers each layer", forward, equals=[layers, 0])
    yield check("the backward gathers what was freed", backward[0], equals=layers if reshard else 0)
    yield check("the backward scatters each layer's gradients", backward[1], equals=layers)
    steps = {"forward": forward, "backward": backward}
    yield table(steps, columns=["all-gathers", "reduce-scatters"], title=f"reshard_after_forward={reshard}")


collectives.must_fail("all layers in one unit", wrap=one_unit, at="the forward gathers each layer")
collectives.must_fail("the other flag", wrap=other_flag, at="the backward gathers what was freed")
collectives.must_fail("no sync", wrap=no_gradient_sync, at="the backward scatters each layer's gradients")

if __name__ == "__main__":
    collectives.main()
