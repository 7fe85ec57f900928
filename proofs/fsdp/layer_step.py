"""FSDP gathers a layer for the forward, and frees it; for the backward once more, then reduce-scatters."""

import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard
from torch.distributed.tensor import DTensor

from studyapp.proof import check, integers, proof, table


class Gather:
    """The all-gather that FSDP does anyway, with a line in the layer's log."""

    allocate = staticmethod(torch.empty)

    def __init__(self, layer):
        self.layer = layer

    def __call__(self, output_tensor, input_tensor, group, async_op=False):
        self.layer.log.append("gather")
        return dist.all_gather(list(output_tensor.chunk(2)), input_tensor, group=group, async_op=async_op)


class Scatter(Gather):
    def __call__(self, output_tensor, input_tensor, group, op, async_op=False):
        self.layer.look()
        self.layer.log.append("reduce-scatter")
        parts = list(input_tensor.chunk(2))
        return dist.reduce_scatter(output_tensor, parts, op=op, group=group, async_op=async_op)


class Layer(nn.Linear):
    def forward(self, x):
        self.log.append("compute")
        y = super().forward(x)
        # In the backward, once FSDP has seen to the weight and before its gradient is computed.
        y.register_hook(lambda _: self.log.append("compute"))
        return torch.tanh(y)

    def look(self, *_):
        """Is the weight this rank's shard again?"""
        if isinstance(self.weight, DTensor):
            self.log.append("free")


def by_default(model):
    """Gradients are reduce-scattered in every backward."""


def unsynced(model):
    model.set_requires_gradient_sync(False)


@proof(ranks=2)
def layer_step(rank, layers=integers(2, 5), rows=integers(2, 5), reshard=True, prepare=by_default):
    model = nn.Sequential(*(Layer(6, 6) for _ in range(layers)))
    mesh = init_device_mesh(torch.get_default_device().type, (2,))
    for layer in model:
        layer.log = []
        fully_shard(layer, mesh=mesh, reshard_after_forward=reshard)
        layer.set_custom_all_gather(Gather(layer))
        layer.set_custom_reduce_scatter(Scatter(layer))
        layer.register_forward_hook(layer.look)  # runs after FSDP's own
    prepare(fully_shard(model, mesh=mesh))
    model(torch.randn(rows, 6)).square().mean().backward()
    logs = sorted({", ".join(layer.log) for layer in model})

    order = "gather, compute, free, gather, compute, free, reduce-scatter"
    yield check("every layer's step, in order", logs, equals=[order])
    yield table(
        {f"layer {n}": layer.log for n, layer in enumerate(model, start=1)}, title="forward and backward"
    )


layer_step.must_fail("never freed", reshard=False, at="every layer's step, in order")
layer_step.must_fail("no sync", prepare=unsynced, at="every layer's step, in order")

if __name__ == "__main__":
    layer_step.main()
