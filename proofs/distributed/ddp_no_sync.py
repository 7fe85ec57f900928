"""DDP reduces gradients in the backward, unless that backward's forward ran under no_sync()."""

import copy
from contextlib import nullcontext

import torch
from torch import nn
from torch.distributed.tensor.debug import CommDebugMode
from torch.nn.parallel import DistributedDataParallel

from studyapp.proof import among, check, integers, per_rank, predict, proof, table


def no_sync(ddp):
    return ddp.no_sync()


def nothing(ddp):
    return nullcontext()


def both(ddp, batch, context, share):
    with context:
        (ddp(batch).square().mean() * share).backward()


def backward_only(ddp, batch, context, share):
    loss = ddp(batch).square().mean() * share
    with context:
        loss.backward()


def accumulate(model, batches, step, skip, last=nothing):
    """The all-reduces of each microbatch, and the first weight's .grad after each."""
    ddp = DistributedDataParallel(copy.deepcopy(model))
    counts, gradients = [], []
    for number, batch in enumerate(batches, start=1):
        context = last(ddp) if number == len(batches) else skip(ddp)
        with CommDebugMode() as mode:
            step(ddp, batch, context, 1 / len(batches))
        reduced = {str(name): times for name, times in mode.get_comm_counts().items()}
        counts.append(reduced.get("c10d.allreduce_", 0))
        gradients.append(ddp.module[0].weight.grad.clone())
    return counts, gradients


def gradient(model, rows):
    """One process's, without DDP, of the mean over so many rows."""
    return torch.autograd.grad(model(rows).square().mean(), model[0].weight)[0]


@proof(ranks=2)
def ddp_no_sync(
    rank,
    batches=integers(2, 5),
    forward=among("inside", "outside"),
    step=both,
    late=backward_only,
    skip=no_sync,
    last=nothing,
):
    model = nn.Sequential(nn.Linear(5, 4), nn.Tanh(), nn.Linear(4, 3))
    data = [torch.randn(batches, 6, 5, generator=per_rank(r), requires_grad=True) for r in (0, 1)]

    skipped, gradients = accumulate(model, data[rank], step, skip, last)
    outside, _ = accumulate(model, data[rank], late, skip)

    yield predict(sum(skipped if forward == "inside" else outside))
    yield check("under no_sync(): none until the last", skipped, equals=[0] * (batches - 1) + [1])
    yield check("forward outside of it: one a backward", outside, equals=[1] * batches)
    # The same sums in another order: they differ in their last bits, 1e-7 of values about 1.
    own = gradient(model, data[rank][:-1]) * (batches - 1) / batches
    yield check("before the last: this rank's own sum", gradients[-2], equals=own, within=1e-5)
    everything = gradient(model, torch.cat(data))
    yield check(
        "after the last: the mean over all ranks' batches", gradients[-1], equals=everything, within=1e-5
    )
    rows = {"forward under no_sync()": skipped, "forward outside of it": outside}
    yield table(rows, columns=[f"batch {n + 1}" for n in range(batches)], title="all-reduces")


ddp_no_sync.must_fail("no no_sync()", skip=nothing, at="before the last: this rank's own sum")
ddp_no_sync.must_fail(
    "around the backward only", step=backward_only, at="under no_sync(): none until the last"
)
ddp_no_sync.must_fail("around the forward too", late=both, at="forward outside of it: one a backward")
ddp_no_sync.must_fail("the last one too", last=no_sync, at="after the last: the mean over all ranks' batches")

if __name__ == "__main__":
    ddp_no_sync.main()
