"""BatchNorm on N ranks normalises each rank's rows by themselves; reducing its moments restores the batch."""

import torch
import torch.distributed as dist
from torch import nn

from studyapp.proof import among, check, integers, per_rank, predict, proof, raises, table


def by_rank(rank):
    """The number of the data that a rank has."""
    return rank


def all_alike(rank):
    return 0


def own(rows):
    """Mean and variance of this rank's rows."""
    return rows.mean(0), rows.var(0, unbiased=False)


def reduced(rows):
    """Mean and variance of all ranks' rows, from three sums."""
    sums = torch.stack([torch.ones_like(rows), rows, rows.square()]).sum(1)
    dist.all_reduce(sums)
    count, total, squares = sums
    return total / count, squares / count - (total / count) ** 2


def averaged(rows):
    """The ranks' moments, averaged: how far their means lie apart is lost."""
    moments = torch.stack(own(rows))
    dist.all_reduce(moments)
    return moments / dist.get_world_size()


@proof(ranks=2)
def batch_norm_split(
    rank,
    low=integers(1, 4),
    high=integers(5, 9),
    over=among("its own rows", "the rows of both ranks"),
    deal=by_rank,
    split=own,
    joint=reduced,
    layer=nn.SyncBatchNorm,
):
    # Every feature averages `low` over rank 0's rows and `high` over rank 1's.
    noise = [torch.randn(6, 3, generator=per_rank(deal(r))) for r in (0, 1)]
    data = [n - n.mean(0) + (low, high)[deal(r)] for r, n in enumerate(noise)]
    rows = data[rank]

    def normalise(moments):
        mean, variance = moments(rows)
        return (rows - mean) / (variance + 1e-5).sqrt()

    one = nn.BatchNorm1d(3)(torch.cat(data))[6 * rank :][:6]  # one process, all rows
    output = nn.BatchNorm1d(3)(rows)

    means = torch.stack([split(rows)[0], joint(rows)[0]])
    dist.broadcast(means, src=1)
    lost = joint(rows)[1] - averaged(rows)[1]
    yield predict(means[0 if over == "its own rows" else 1, 0], within=0.01)
    # float32, values up to about 10: their squares lose 1e-5 in the variance.
    yield check("BatchNorm1d takes its rank's moments", output, equals=normalise(split), within=1e-4)
    yield check("so it differs from one process's", output, differs=one, within=0.1)
    yield check("with reduced moments: one process's", normalise(joint), equals=one, within=1e-3)
    # Half of the rows lie (high − low)/2 below the mean of all, half above: their averaged variances lack it.
    yield check(
        "averaged variances lack the variance of the means", lost, equals=((high - low) / 2) ** 2, within=1e-3
    )
    yield raises("SyncBatchNorm refuses CPU tensors", lambda: layer(3)(rows), ValueError, "to be on GPU")
    shown = {"its own rows": split(rows), "averaged over ranks": averaged(rows), "reduced": joint(rows)}
    moments = {name: [mean[0], variance[0]] for name, (mean, variance) in shown.items()}
    yield table(moments, columns=["mean", "variance"], title="one feature")


batch_norm_split.must_fail("as if synchronised", split=reduced, at="BatchNorm1d takes its rank's moments")
batch_norm_split.must_fail("the same rows", deal=all_alike, at="so it differs from one process's")
batch_norm_split.must_fail("variances averaged", joint=averaged, at="with reduced moments: one process's")
batch_norm_split.must_fail("BatchNorm1d", layer=nn.BatchNorm1d, at="SyncBatchNorm refuses CPU tensors")

if __name__ == "__main__":
    batch_norm_split.main()
