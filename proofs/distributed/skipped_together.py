"""Whether to skip a step is asked of all shards together: a rank that skips alone parts from the others."""

import torch
import torch.distributed as dist

from studyapp.proof import among, check, integers, predict, proof, table

SHAPE, LIMIT = (4, 3), 4.5


def skips(shard, limit):
    """Whether the whole gradient, of which each rank has a shard, is not finite or longer than the limit."""
    square = shard.square().sum()
    dist.all_reduce(square)
    return not square.sqrt() <= limit  # nan is not


def by_its_own_shard(shard, limit):
    return not shard.norm() <= limit


def lets_nan_pass(shard, limit):
    square = shard.square().sum()
    dist.all_reduce(square)
    return bool(square.sqrt() > limit)


def norms_added(shard, limit):
    total = shard.norm()
    dist.all_reduce(total)
    return not total <= limit


def average(gradient):
    dist.all_reduce(gradient)
    return gradient / dist.get_world_size()


def not_averaged(gradient):
    return gradient


def count(true):
    """On how many ranks."""
    total = torch.tensor(int(true))
    dist.all_reduce(total)
    return total.item()


@proof(ranks=2)
def skipped_together(
    rank,
    strategy=among("DDP", "FSDP"),
    value=among("nan", "inf"),
    row=integers(0, 3),
    ill=integers(0, 1),  # the rank whose batch does it
    skips=skips,
    alone=by_its_own_shard,
    reduce=average,
):
    local = torch.rand(SHAPE)
    averaged, shards = {}, {}
    for bad in ("nan", "inf"):
        if rank == ill:
            local[row, 1] = float(bad)
        averaged[bad] = reduce(local.clone())
        shards[bad] = averaged[bad].chunk(2)[rank]  # what FSDP's reduce-scatter leaves of it

    mine = averaged if strategy == "DDP" else shards
    yield predict(count(not by_its_own_shard(mine[value], LIMIT)))
    finite = [count(gradient.isfinite().all()) for gradient in averaged.values()]
    yield check("averaged: not finite on any rank", finite, equals=[0, 0])
    stepping = [count(not alone(shard, LIMIT)) for shard in shards.values()]
    yield check("each by its own shard: one steps, one skips", stepping, equals=[1, 1])
    together = [count(not skips(shard, LIMIT)) for shard in shards.values()]
    yield check("asked together: no rank steps", together, equals=[0, 0])
    usual, long = torch.full((3,), 1.5), torch.tensor([3.0, 4.0])[rank]
    yield check("shards of norm 2.6 each: both take the step", count(not skips(usual, LIMIT)), equals=2)
    yield check("shards of norm 3 and 4: together over 4.5", count(skips(long, LIMIT)), equals=2)
    yield table(
        {f"rank {rank}'s rows": [str([round(x, 2) for x in line.tolist()]) for line in shards[value]]},
        title="the gradient, sharded",
    )


skipped_together.must_fail("not averaged", reduce=not_averaged, at="averaged: not finite on any rank")
skipped_together.must_fail("all asked", alone=skips, at="each by its own shard: one steps, one skips")
skipped_together.must_fail("by its own", skips=by_its_own_shard, at="asked together: no rank steps")
skipped_together.must_fail("nan is no more", skips=lets_nan_pass, at="asked together: no rank steps")
skipped_together.must_fail("norms added", skips=norms_added, at="shards of norm 2.6 each: both take the step")
skipped_together.must_fail("own norm", skips=by_its_own_shard, at="shards of norm 3 and 4: together over 4.5")

if __name__ == "__main__":
    skipped_together.main()
