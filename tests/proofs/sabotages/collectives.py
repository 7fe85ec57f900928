"""Sabotages of collectives, and of what ranks draw."""

from __future__ import annotations

from tests.proofs.sabotages.sabotage import Sabotage

SABOTAGES: dict[str, Sabotage] = {}

SABOTAGES["all_reduce() gives the mean"] = Sabotage(
    (
        "distributed.all_gather_reduce_scatter",
        "distributed.batch_norm_split",
        "distributed.mean_not_sum",
        "distributed.partial_sums",
        "distributed.skipped_collective",
        "distributed.skipped_together",
        "distributed.tensor_and_data",
    ),
    """
dist, reduce = torch.distributed, torch.distributed.all_reduce

def mean(tensor, op=dist.ReduceOp.SUM, group=None, async_op=False):
    work = reduce(tensor, op, group, async_op)
    if op == dist.ReduceOp.SUM and not async_op:
        tensor.copy_(tensor / dist.get_world_size(group))
    return work

dist.all_reduce = mean
""",
)
SABOTAGES["all_reduce() gives rank 0's values"] = Sabotage(
    (
        "distributed.all_gather_reduce_scatter",
        "distributed.batch_norm_split",
        "distributed.mean_not_sum",
        "distributed.partial_sums",
        "distributed.skipped_collective",
        "distributed.skipped_together",
        "distributed.tensor_and_data",
    ),
    """
dist, reduce = torch.distributed, torch.distributed.all_reduce

def first(tensor, op=dist.ReduceOp.SUM, *rest, **options):
    if op == dist.ReduceOp.SUM and dist.get_rank() > 0:
        tensor.zero_()
    return reduce(tensor, op, *rest, **options)

dist.all_reduce = first
""",
)
SABOTAGES["all_gather() repeats rank 0's"] = Sabotage(
    ("distributed.all_gather_reduce_scatter", "distributed.rank_seeds", "distributed.tensor_and_data"),
    """
def repeat(tensors, tensor, *rest, **options):
    first = tensor.clone()
    torch.distributed.broadcast(first, src=0)
    for gathered in tensors:
        gathered.copy_(first)

torch.distributed.all_gather = repeat
""",
)
SABOTAGES["reduce_scatter() adds nothing up"] = Sabotage(
    ("distributed.all_gather_reduce_scatter", "fsdp.sync_last_microbatch"),
    """
dist = torch.distributed
dist.reduce_scatter = lambda piece, tensors, **options: piece.copy_(tensors[dist.get_rank()])
""",
)
SABOTAGES["wait() does not wait for a broadcast"] = Sabotage(
    ("distributed.wait_before_use",),
    """
broadcast = torch.distributed.broadcast

class Careless:
    def __init__(self, work):
        self.work = work

    def wait(self, timeout=None):
        return True

def hasty(*arguments, async_op=False, **options):
    work = broadcast(*arguments, async_op=async_op, **options)
    return Careless(work) if async_op else work

torch.distributed.broadcast = hasty
""",
)
SABOTAGES["manual_seed() is ignored"] = Sabotage(
    ("distributed.rank_seeds", "memory.checkpointing"),
    "torch.manual_seed = lambda seed: torch.default_generator",
)
SABOTAGES["DistributedSampler does not pad"] = Sabotage(
    ("distributed.sampler_padding",),
    """
from torch.utils.data import DistributedSampler
draw = DistributedSampler.__iter__

def unpadded(self):
    own = len(range(self.rank, len(self.dataset), self.num_replicas))
    return iter(list(draw(self))[:own])

DistributedSampler.__iter__ = unpadded
""",
)
SABOTAGES["set_epoch() is ignored"] = Sabotage(
    ("distributed.sampler_padding",),
    "torch.utils.data.DistributedSampler.set_epoch = lambda self, epoch: None",
)
