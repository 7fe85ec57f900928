"""Cut by its inputs, a matrix gives each rank partial sums, which must be added before GeLU, not after it."""

import torch
import torch.distributed as dist
from torch.nn.functional import gelu

from studyapp.proof import among, check, integers, proof, table


def over_ranks(tensor):
    total = tensor.clone()
    dist.all_reduce(total)
    return total


def not_at_all(tensor):
    return tensor


def own_columns(matrix, rank, world):
    return matrix.chunk(world, dim=1)[rank]


def first_columns(matrix, rank, world):
    return matrix.chunk(world, dim=1)[0]


def linear(sums):
    return 3 * sums


@proof(ranks=(2, 4))
def partial_sums(
    rank, tokens=integers(2, 4), hidden=among(8, 12, 16), activate=gelu, add=over_ranks, columns=own_columns
):
    world = dist.get_world_size()
    x, matrix = torch.randn(tokens, 8), torch.randn(8, hidden)  # alike on all ranks
    whole = activate(x @ matrix)  # one process

    # By inputs: each rank multiplies some features of x by their rows of the matrix.
    partial = x.chunk(world, dim=1)[rank] @ matrix.chunk(world, dim=0)[rank]
    before, after = activate(add(partial)), add(activate(partial))
    # By hidden units: each rank multiplies all features of x by some columns.
    finished = activate(x @ columns(matrix, rank, world))

    # The same sums in another order: they differ in their last bits, 1e-6 of values up to about 10.
    yield check("cut by inputs, added before GeLU: one process's", before, equals=whole, within=1e-4)
    yield check("cut by inputs, added after GeLU: another result", after, differs=whole, within=0.1)
    part = whole.chunk(world, dim=1)[rank]
    yield check("cut by hidden units: nothing to add", finished, equals=part, within=1e-4)
    rows = {"one process": whole, "added before GeLU": before, "added after GeLU": after}
    yield table({name: values[0, :6] for name, values in rows.items()}, title="hidden units of a token")


partial_sums.must_fail("never added", add=not_at_all, at="cut by inputs, added before GeLU: one process's")
partial_sums.must_fail("linear", activate=linear, at="cut by inputs, added after GeLU: another result")
partial_sums.must_fail("the same columns", columns=first_columns, at="cut by hidden units: nothing to add")

if __name__ == "__main__":
    partial_sums.main()
