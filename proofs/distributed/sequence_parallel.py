"""Sequence parallel: a reduce-scatter and an all-gather for each all-reduce, 1/N of the tokens in between."""

import copy

import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.tensor import Shard
from torch.distributed.tensor.debug import CommDebugMode
from torch.distributed.tensor.parallel import (
    ColwiseParallel,
    RowwiseParallel,
    SequenceParallel,
    parallelize_module,
)

from studyapp.proof import check, integers, proof, table

KINDS = "all_reduce", "reduce_scatter_tensor", "all_gather_into_tensor"


class Block(nn.Module):
    """The LayerNorm and MLP of a transformer layer; x: (1, tokens, width)."""

    def __init__(self, width):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.up, self.down = nn.Linear(width, 8), nn.Linear(8, width)

    def forward(self, x):
        return x + self.down(nn.functional.gelu(self.up(self.norm(x))))


def along_tokens():
    """LayerNorm and the sum with x see a part of the tokens, the two matrices all of them."""
    up, down = ColwiseParallel(input_layouts=Shard(1)), RowwiseParallel(output_layouts=Shard(1))
    return {"norm": SequenceParallel(sequence_dim=1), "up": up, "down": down}


def tensor_parallel_alone():
    return {"up": ColwiseParallel(), "down": RowwiseParallel()}


def own_tokens(x, rank, world):
    return x.chunk(world, dim=1)[rank]


def all_tokens(x, rank, world):
    return x


def first_tokens(x, rank, world):
    return x.chunk(world, dim=1)[0]


@proof(ranks=(2, 4))
def sequence_parallel(rank, blocks=integers(2, 4), each=integers(2, 5), plan=along_tokens, deal=own_tokens):
    world, held = dist.get_world_size(), []
    one = nn.Sequential(*(Block(6) for _ in range(blocks)))
    parallel = copy.deepcopy(one)
    for block in parallel:
        parallelize_module(block, init_device_mesh(torch.get_default_device().type, (world,)), plan())
        block.register_forward_hook(lambda block, given, output: held.append(output.shape[1]))

    x = torch.randn(1, each * world, 6)
    with CommDebugMode() as mode:
        output = parallel(deal(x, rank, world))
    counts = {str(name).rpartition(".")[2]: times for name, times in mode.get_comm_counts().items()}
    calls = [counts.get(kind, 0) for kind in KINDS]

    yield check("no all-reduce, but its two steps in each block", calls, equals=[0, blocks, blocks])
    yield check("between blocks a rank has 1/N of the tokens", held, equals=[each] * blocks)
    # The same sums in another order: they differ in their last bits, 1e-7 of values about 1.
    wanted = own_tokens(one(x), rank, world)
    yield check("the output is one process's, for its tokens", output, equals=wanted, within=1e-5)
    rows = dict(zip(["all-reduces", "reduce-scatters", "all-gathers"], calls, strict=True))
    yield table(
        rows | {"tokens that a rank has": output.shape[1]}, title=f"{blocks} blocks, {each * world} tokens"
    )


sequence_parallel.must_fail(
    "tensor parallel alone",
    plan=tensor_parallel_alone,
    deal=all_tokens,
    at="no all-reduce, but its two steps in each block",
)
sequence_parallel.must_fail(
    "the same tokens for all", deal=first_tokens, at="the output is one process's, for its tokens"
)

if __name__ == "__main__":
    sequence_parallel.main()
