"""A reduce-scatter leaves each rank a piece of the sum; an all-gather after it completes an all-reduce."""

import torch
import torch.distributed as dist
from torch.distributed.tensor.debug import CommDebugMode

from studyapp.proof import among, check, integers, predict, proof, table


def scatter_then_gather(tensor, rank, world):
    """Return the sum of all ranks' tensors, by one reduce-scatter and one all-gather.

    tensor: 1-D, as long on every rank; `world` divides its length.
    """
    piece = tensor.new_empty(len(tensor) // world)
    dist.reduce_scatter(piece, list(tensor.chunk(world)))
    pieces = [torch.empty_like(piece) for _ in range(world)]
    dist.all_gather(pieces, piece)
    return torch.cat(pieces)


def gather_then_add(tensor, rank, world):
    tensors = [torch.empty_like(tensor) for _ in range(world)]
    dist.all_gather(tensors, tensor)
    return sum(tensors)


def gather_own_pieces(tensor, rank, world):
    pieces = list(tensor.clone().chunk(world))
    dist.all_gather(pieces, tensor.chunk(world)[rank])
    return torch.cat(pieces)


def cut_only(piece, tensors):
    """As if nothing were summed: each rank keeps its piece of what it had."""
    piece.copy_(tensors[dist.get_rank()])


def repeat_own(tensors, tensor):
    for gathered in tensors:
        gathered.copy_(tensor)


@proof(ranks=(2, 4))
def all_gather_reduce_scatter(
    rank,
    a=integers(1, 4),
    b=integers(5, 9),
    collective=among("all-reduce", "all-gather", "reduce-scatter"),
    all_reduce=scatter_then_gather,
    scatter=dist.reduce_scatter,
    gather=dist.all_gather,
):
    world = dist.get_world_size()
    # Rank 1 holds ten times rank 0's values, and so on: the digits of a sum tell whose are in it.
    held = [torch.tensor([a, b, a + 1, b - 1])[:world] * 10**r for r in range(world)]
    own, total = held[rank], sum(held)

    reduced, piece = own.clone(), own.new_empty(1)
    gathered = [torch.empty_like(own) for _ in range(world)]
    dist.all_reduce(reduced)
    scatter(piece, list(own.chunk(world)))
    gather(gathered, own)
    with CommDebugMode() as mode:
        composed = all_reduce(own.clone(), rank, world)
    calls = [str(name) for name, times in mode.get_comm_counts().items() for _ in range(times)]

    after = {"all-reduce": reduced, "all-gather": torch.cat(gathered), "reduce-scatter": piece}
    on_rank_1 = after[collective].clone()
    dist.broadcast(on_rank_1, src=1)
    yield predict(on_rank_1)
    yield check("all-gather: all values, by rank", torch.cat(gathered), equals=torch.cat(held))
    yield check("reduce-scatter: its piece of the sum", piece, equals=total[[rank]])
    yield check("reduce-scatter, then all-gather: the all-reduce", composed, equals=reduced)
    steps = [sum(part in name for name in calls) for part in ("reduce_scatter", "allgather", "c10d")]
    yield check("one call of each, no other", steps, equals=[1, 1, 2])
    yield table({"before": own} | {f"after {name}": values for name, values in after.items()})


all_gather_reduce_scatter.must_fail(
    "gathered, then added", all_reduce=gather_then_add, at="one call of each, no other"
)
all_gather_reduce_scatter.must_fail(
    "gathered, never added",
    all_reduce=gather_own_pieces,
    at="reduce-scatter, then all-gather: the all-reduce",
)
all_gather_reduce_scatter.must_fail(
    "nothing is summed", scatter=cut_only, at="reduce-scatter: its piece of the sum"
)
all_gather_reduce_scatter.must_fail(
    "one's own, repeated", gather=repeat_own, at="all-gather: all values, by rank"
)

if __name__ == "__main__":
    all_gather_reduce_scatter.main()
