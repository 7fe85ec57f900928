"""On DTensors clip_grad_norm_ takes the norm over all ranks; by its own norm, each rank cuts otherwise."""

import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard
from torch.nn.functional import normalize
from torch.nn.utils import clip_grad_norm_

from studyapp.proof import bars, check, integers, predict, proof


class Tilted(nn.Module):
    """A plane: its weight's gradient is the slope, whatever the weight."""

    def __init__(self, slope):
        super().__init__()
        self.weight, self.slope = nn.Parameter(torch.zeros_like(slope)), slope

    def forward(self):
        return (self.weight * self.slope).sum()


def as_sharded(parameters, limit):
    return clip_grad_norm_(parameters, limit).full_tensor()


def rank_by_rank(parameters, limit):
    """The local shards are plain tensors, which know of no other rank."""
    shards = [parameter.to_local().detach() for parameter in parameters]
    for shard, parameter in zip(shards, parameters, strict=True):
        shard.grad = parameter.grad.to_local()
    return clip_grad_norm_(shards, limit)


def norms_added(parameters, limit):
    """Their squares would have to be added."""
    own = [parameter.grad.to_local() for parameter in parameters]
    total = torch.stack([grad.norm() for grad in own]).norm()
    dist.all_reduce(total)
    for grad in own:
        grad *= (limit / total).clamp(max=1)
    return total


def not_at_all(parameters, limit):
    return as_sharded(parameters, torch.inf)


@proof(ranks=2)
def clip_shards(rank, unit=integers(2, 9), limit=integers(1, 5), columns=integers(2, 5), clip=as_sharded):
    # Rank 0's rows of the gradient have a norm of 3 units, rank 1's one of 4: together that is 5.
    top, bottom = normalize(torch.randn(2, 6 * columns), dim=1).view(2, 6, columns)
    slope = unit * torch.cat([3 * top, 4 * bottom])
    model = Tilted(slope)
    fully_shard(model, mesh=init_device_mesh(torch.get_default_device().type, (2,)))
    model().backward()
    norm = clip(list(model.parameters()), limit)
    gradient = model.weight.grad.to_local()

    whole = nn.Parameter(torch.zeros_like(slope))
    whole.grad = slope.clone()
    clip_grad_norm_(whole, limit)  # as one process does

    length = gradient.norm()
    on_rank_1 = length.clone()
    dist.broadcast(on_rank_1, src=1)
    yield predict(on_rank_1, within=0.02)
    # torch adds 1e-6 to the norm that it divides by; float32 rounds numbers of up to 45.
    yield check("one norm for all ranks: 5 units", norm, equals=5 * unit, within=1e-4)
    cut = limit / (5 * unit)
    yield check("one factor: limit / 5 units", length, equals=cut * (3 + rank) * unit, within=1e-4)
    yield check("its rows of what one process has", gradient, equals=whole.grad.chunk(2)[rank], within=1e-4)
    yield bars("norm of each rank's shard", {"before": (3 + rank) * unit, "clipped": length})


clip_shards.must_fail("rank by rank", clip=rank_by_rank, at="one norm for all ranks: 5 units")
clip_shards.must_fail("each cut alone", clip=rank_by_rank, at="one factor: limit / 5 units")
clip_shards.must_fail("norms added", clip=norms_added, at="its rows of what one process has")
clip_shards.must_fail("not clipped", clip=not_at_all, at="one factor: limit / 5 units")

if __name__ == "__main__":
    clip_shards.main()
