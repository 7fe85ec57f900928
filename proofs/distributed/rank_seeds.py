"""Seeded alike, all ranks draw the same Dropout mask; with seed + rank their noise averages out."""

import torch
import torch.distributed as dist
from torch import nn

from studyapp.proof import among, check, integers, predict, proof, table


def alike(seed, rank):
    return seed


def by_rank(seed, rank):
    return seed + rank


def after(build, reseed):
    model = build()
    reseed()
    return model


def before(build, reseed):
    reseed()
    return build()


def on_all_ranks(tensor):
    copies = [torch.empty_like(tensor) for _ in range(dist.get_world_size())]
    dist.all_gather(copies, tensor.detach())
    return torch.stack(copies)


@proof(ranks=(2, 4))
def rank_seeds(
    rank,
    seed=integers(100, 999),
    seeding=among("seed", "seed + rank"),
    same=alike,
    own=by_rank,
    when=after,
):
    world = dist.get_world_size()

    def run(number):
        """Every rank's weights, and its Dropout mask of zeros and twos."""
        torch.manual_seed(seed)
        model = when(lambda: nn.Linear(3, 2), lambda: torch.manual_seed(number(seed, rank)))
        mask = nn.functional.dropout(torch.ones(20_000), p=0.5)
        return on_all_ranks(model.weight), on_all_ranks(mask)

    _, masks = run(same)
    weights, own_masks = run(own)
    # One mask's variance is 1, a mean of N independent ones has 1/N.
    noise, less = masks.mean(0).var(), own_masks.mean(0).var()

    yield predict(noise if seeding == "seed" else less, within=0.05)
    yield check("seeded alike: one mask for all ranks", masks, equals=masks[:1].expand_as(masks))
    # Over 20,000 elements the variance strays by 0.004.
    yield check("its mean over ranks has its variance, 1", noise, equals=1, within=0.05)
    yield check("seed + rank: the mean's variance is 1/N", less, equals=1 / world, within=0.05)
    yield check(
        "built before seed + rank: the same weights on all", weights, equals=weights[:1].expand_as(weights)
    )
    rows = {"seed": masks[rank, :8], "seed + rank": own_masks[rank, :8]}
    yield table(rows, title="the first elements of the masks")


rank_seeds.must_fail(
    "seed + rank from the start", when=before, at="built before seed + rank: the same weights on all"
)
rank_seeds.must_fail("a seed for each", same=by_rank, at="seeded alike: one mask for all ranks")
rank_seeds.must_fail("one seed for all", own=alike, at="seed + rank: the mean's variance is 1/N")

if __name__ == "__main__":
    rank_seeds.main()
