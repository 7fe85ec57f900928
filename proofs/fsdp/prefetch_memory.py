"""Each further layer that FSDP fetches ahead is one more held whole at the peak of the forward."""

import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard
from torch.distributed.tensor import DTensor

from studyapp.proof import among, bars, check, integers, proof


class Gather:
    """The all-gather that FSDP does anyway, which tells the layer how many bytes it fills."""

    allocate = staticmethod(torch.empty)

    def __init__(self, layer):
        self.layer = layer

    def __call__(self, output_tensor, input_tensor, group, async_op=False):
        self.layer.gathered = output_tensor.nbytes
        return dist.all_gather(list(output_tensor.chunk(2)), input_tensor, group=group, async_op=async_op)


class Layer(nn.Linear):
    gathered = 0

    def forward(self, x):
        self.look()
        return super().forward(x)

    def freed(self, *_):
        """After FSDP's own hook: is the weight this rank's shard again?"""
        if isinstance(self.weight, DTensor):
            self.gathered = 0


def ask(model, depth):
    for number, layer in enumerate(model, start=1):
        layer.set_modules_to_forward_prefetch(list(model[number : number + depth]))


def leave(model, depth):
    """Leave FSDP's default: on CPU, nothing ahead."""


def peak(layers, width, depth, told, reshard):
    """The most bytes that are gathered, or on their way, while a layer computes."""
    model, course = nn.Sequential(*(Layer(width, width, bias=False) for _ in range(layers))), []
    mesh = init_device_mesh(torch.get_default_device().type, (2,))
    for layer in model:
        layer.look = lambda: course.append(sum(layer.gathered for layer in model))
        fully_shard(layer, mesh=mesh, reshard_after_forward=reshard).set_custom_all_gather(Gather(layer))
        layer.register_forward_hook(layer.freed)
    told(fully_shard(model, mesh=mesh), depth)
    model(torch.randn(3, width))
    return max(course)


@proof(ranks=2)
def prefetch_memory(rank, layers=integers(5, 8), width=among(8, 16, 24), told=ask, reshard=True):
    peaks = [peak(layers, width, depth, told, reshard) for depth in (0, 1, 2)]
    layer = width * width * 4
    yield check("none, one, two ahead: 1, 2, 3 layers whole", peaks, equals=[layer, 2 * layer, 3 * layer])
    names = ["none ahead", "one ahead", "two ahead", "all layers"]
    yield bars("gathered at the peak", dict(zip(names, [*peaks, layers * layer], strict=True)), unit="B")


prefetch_memory.must_fail("not told to", told=leave, at="none, one, two ahead: 1, 2, 3 layers whole")
prefetch_memory.must_fail("never freed", reshard=False, at="none, one, two ahead: 1, 2, 3 layers whole")

if __name__ == "__main__":
    prefetch_memory.main()
