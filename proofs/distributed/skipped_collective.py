"""Collectives meet in the order of their calls: skip one, and the next call is taken for it."""

import time
from datetime import timedelta

import torch
import torch.distributed as dist

from studyapp.proof import check, integers, predict, proof, table


def on_rank_0(rank):
    """All-reduce the loss where it is logged: below `if rank == 0:`."""
    return rank == 0


def on_every_rank(rank):
    return True


def in_one_order(rank, loss, gradient):
    return [loss, gradient]


def in_two_orders(rank, loss, gradient):
    return [loss, gradient] if rank == 0 else [gradient, loss]


def wait_for(work, seconds):
    """Whether the collective was still incomplete after so many seconds, and how many passed."""
    timed_out, start = False, time.monotonic()
    try:
        work.wait(timedelta(seconds=seconds))
    except RuntimeError:
        timed_out = True
    return torch.tensor([timed_out, time.monotonic() - start])


@proof(ranks=2)
def skipped_collective(
    rank,
    loss_0=integers(20, 90),
    gradient_1=integers(1, 9),
    patience=0.1,
    logged=on_rank_0,
    order=in_one_order,
):
    losses, gradients = (loss_0, loss_0 // 2), (gradient_1 + 100, gradient_1)
    loss, gradient = torch.tensor([losses[rank]]), torch.tensor([gradients[rank]])
    if logged(rank):
        dist.all_reduce(loss)
    last = dist.all_reduce(gradient, async_op=True)
    waited, word = wait_for(last, patience if rank == 0 else 60), torch.zeros(1)
    if rank == 0:
        dist.send(word, dst=1)  # its time is over
    else:
        dist.recv(word, src=0)
        if not logged(1):
            dist.all_reduce(torch.zeros_like(loss))  # only so that the run ends: it joins what rank 0 is in
    last.wait()
    dist.broadcast(waited, src=0)
    found = [torch.empty_like(loss) for _ in range(2)]
    dist.all_gather(found, loss if rank == 0 else gradient)

    right = torch.tensor([losses[rank]]), torch.tensor([gradients[rank]])
    for tensor in order(rank, *right):
        dist.all_reduce(tensor)

    yield predict(found[0])
    yield check("rank 0's loss took rank 1's gradient in", found[0], equals=loss_0 + gradient_1)
    yield check("rank 1's gradient took rank 0's loss in", found[1], equals=loss_0 + gradient_1)
    yield check("rank 0's last call waits in vain", bool(waited[0]))
    yield check("for all its time, in seconds", waited[1], at_least=patience - 0.01)  # clocks round
    yield check("called by both: both are sums", right, equals=[[sum(losses)], [sum(gradients)]])
    rows = {"own": [losses[rank], gradients[rank]]}
    rows["rank 0 alone logs"] = [loss, "waits in vain" if waited[0] and rank == 0 else gradient]
    yield table(rows | {"both reduce both": list(right)}, columns=["loss", "gradient"])


skipped_collective.must_fail("both call it", logged=on_every_rank, at="rank 0's last call waits in vain")
skipped_collective.must_fail("in two orders", order=in_two_orders, at="called by both: both are sums")

if __name__ == "__main__":
    skipped_collective.main()
