"""Tensor parallel: a column-parallel layer and a row-parallel one share one all-reduce in the forward."""

import copy

import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.tensor import DTensor, Partial, Replicate
from torch.distributed.tensor.debug import CommDebugMode
from torch.distributed.tensor.parallel import ColwiseParallel, RowwiseParallel, parallelize_module

from studyapp.proof import check, integers, predict, proof, table


class Block(nn.Module):
    """A transformer block's MLP: wider, an element-wise function, back again."""

    def __init__(self, width):
        super().__init__()
        self.up, self.down = nn.Linear(width, 8), nn.Linear(8, width)  # 2 and 4 ranks divide 8

    def forward(self, x):
        return x + self.down(nn.functional.gelu(self.up(x)))


def column_then_row():
    return {"up": ColwiseParallel(), "down": RowwiseParallel()}


def gathered_between():
    up = ColwiseParallel(output_layouts=Replicate())
    return {"up": up, "down": RowwiseParallel(input_layouts=Replicate())}


def never_reduced():
    return {"up": ColwiseParallel(), "down": RowwiseParallel(output_layouts=Partial())}


def not_parallel():
    """As in data parallel training: every rank keeps all weights."""
    return {}


def count(call):
    """What the call returns, its all-reduces, and all its collectives."""
    with CommDebugMode() as mode:
        result = call()
    counts = {str(operation): times for operation, times in mode.get_comm_counts().items()}
    return result, [counts.get("c10d_functional.all_reduce", 0), sum(counts.values())]


def flat(tensors):
    """One vector of whole tensors. A DTensor is gathered for it."""
    return torch.cat([(t.full_tensor() if isinstance(t, DTensor) else t).flatten() for t in tensors])


@proof(ranks=(2, 4))
def tensor_parallel(rank, blocks=integers(2, 5), width=integers(3, 7), plan=column_then_row):
    world = dist.get_world_size()
    one = nn.Sequential(*(Block(width) for _ in range(blocks)))
    parallel = copy.deepcopy(one)
    for block in parallel:
        parallelize_module(block, init_device_mesh("cpu", (world,)), plan())
    weights = [layer.weight for block in parallel for layer in (block.up, block.down)]
    held = sum((w.to_local() if isinstance(w, DTensor) else w).numel() for w in weights)

    x = torch.randn(5, width, requires_grad=True)  # the same batch on every rank
    output, forward = count(lambda: parallel(x))
    _, backward = count(output.square().mean().backward)
    expected = one(x)
    expected.square().mean().backward()
    gradients, wanted = (flat(p.grad for p in model.parameters()) for model in (parallel, one))

    yield predict(forward[0])
    # The same sums in another order: they differ in their last bits, 1e-7 of values about 1.
    yield check("the output is one process's", output, equals=expected, within=1e-5)
    yield check("so are the gradients, gathered", gradients, equals=wanted, within=1e-5)
    yield check("forward: one all-reduce a block, no more", forward, equals=[blocks, blocks])
    yield check("backward: one all-reduce a block, no more", backward, equals=[blocks, blocks])
    yield check("a rank holds 1/N of the weights", held, equals=sum(w.numel() for w in weights) // world)
    steps = {"forward": forward, "backward": backward}
    yield table(steps, columns=["all-reduces", "all collectives"], title=f"{blocks} blocks")


tensor_parallel.must_fail(
    "gathered between the two", plan=gathered_between, at="forward: one all-reduce a block, no more"
)
tensor_parallel.must_fail("never reduced", plan=never_reduced, at="the output is one process's")
tensor_parallel.must_fail("not parallel", plan=not_parallel, at="a rank holds 1/N of the weights")

if __name__ == "__main__":
    tensor_parallel.main()
