"""DistributedSampler repeats examples until all ranks have as many, in one order until set_epoch()."""

import math
from itertools import chain

import torch
from torch.utils.data import DistributedSampler

from studyapp.proof import among, check, integers, predict, proof, table


def padded_length(examples, ranks):
    """Return how many examples all ranks together draw in an epoch, where none is dropped."""
    return math.ceil(examples / ranks) * ranks


def as_many_as_there_are(examples, ranks):
    return examples


def plain_stride(dataset, ranks, rank):
    return dataset[rank::ranks]


def seeded_by_rank(dataset, ranks, rank):
    return DistributedSampler(dataset, ranks, rank, seed=rank)


def tail_dropped(dataset, ranks, rank):
    return DistributedSampler(dataset, ranks, rank, drop_last=True)


def tell(sampler, epoch):
    sampler.set_epoch(epoch)


def forget(sampler, epoch):
    """The sampler is not told of the epoch."""


def deal(make, examples, ranks):
    """What each rank draws in one epoch."""
    return [list(make(range(examples), ranks, rank)) for rank in range(ranks)]


def two_epochs(sampler, announce):
    drawn = []
    for epoch in (0, 1):
        announce(sampler, epoch)
        drawn.append(list(sampler))
    return drawn


@proof
def sampler_padding(
    examples=among(29, 31, 37, 41, 43),  # primes, so that something is left over
    ranks=integers(3, 6),
    padded=padded_length,
    make=DistributedSampler,
    scatter=seeded_by_rank,
    untold=forget,
    told=tell,
):
    drawn = deal(make, examples, ranks)
    times = torch.bincount(torch.tensor([*chain(*drawn)]), minlength=examples).tolist()
    sizes = range(examples, examples + ranks + 1)  # among them a multiple of the ranks
    dealt = [len([*chain(*deal(DistributedSampler, size, ranks))]) for size in sizes]
    never = examples - len({*chain(*deal(scatter, examples, ranks))})
    same = two_epochs(DistributedSampler(range(examples), ranks, rank=0), untold)
    fresh = two_epochs(DistributedSampler(range(examples), ranks, rank=0), told)

    yield predict(len([*chain(*drawn)]))
    yield check("padded to a multiple of the ranks", [padded(n, ranks) for n in sizes], equals=dealt)
    yield check("every rank draws as many", [len(own) for own in drawn], equals=len(drawn[0]))
    extra = -examples % ranks
    counts = [times.count(n) for n in (0, 1, 2)]
    yield check("none is left out, but some come twice", counts, equals=[0, examples - extra, extra])
    yield check("a seed for each rank: so many never come", never, at_least=1)
    yield check("without set_epoch(): the same order again", same[1], equals=same[0])
    yield check("with set_epoch(): another", fresh[1], differs=fresh[0])
    unshuffled = deal(lambda *deck: DistributedSampler(*deck, shuffle=False), examples, ranks)
    yield table({f"rank {rank}": own for rank, own in enumerate(unshuffled)}, title="shuffle=False")


sampler_padding.must_fail("none added", padded=as_many_as_there_are, at="padded to a multiple of the ranks")
sampler_padding.must_fail("a plain stride", make=plain_stride, at="every rank draws as many")
sampler_padding.must_fail("seed = rank", make=seeded_by_rank, at="none is left out, but some come twice")
sampler_padding.must_fail("drop_last", make=tail_dropped, at="none is left out, but some come twice")
sampler_padding.must_fail(
    "one seed for all", scatter=DistributedSampler, at="a seed for each rank: so many never come"
)
sampler_padding.must_fail("epoch told", untold=tell, at="without set_epoch(): the same order again")
sampler_padding.must_fail("epoch not told", told=forget, at="with set_epoch(): another")

if __name__ == "__main__":
    sampler_padding.main()
