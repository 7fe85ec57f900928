"""Two ranks that both receive before they send wait for each other, until a timeout ends it."""

import time
from datetime import timedelta

import torch
import torch.distributed as dist

from studyapp.proof import among, check, integers, predict, proof, table


def receive_first(own, other, group, patience):
    incoming = torch.empty_like(own)
    dist.irecv(incoming, other, group=group).wait(patience)  # what recv() does, but for the timeout
    dist.send(own, other, group=group)
    return incoming


def send_ahead(own, other, group, patience):
    """isend() returns at once, so both can go on to receive."""
    incoming = torch.empty_like(own)
    sending = dist.isend(own, other, group=group)
    dist.irecv(incoming, other, group=group).wait(patience)
    sending.wait()
    return incoming


def into_one_buffer(own, other, group, patience):
    """In turns, but rank 1 sends back what it has just received."""
    own = own.clone()
    first, second = (dist.send, dist.recv) if other == 1 else (dist.recv, dist.send)
    first(own, other, group=group)
    second(own, other, group=group)
    return own


def attempt(exchange, *arguments):
    """What was received; "RuntimeError" where that was raised."""
    try:
        return exchange(*arguments).item()
    except RuntimeError:
        return "RuntimeError"


@proof(ranks=2)
def pairwise_deadlock(
    rank,
    first=integers(2, 9),
    second=integers(11, 19),
    order=among("receive, then send", "isend, then receive"),
    patience=0.1,
    stuck=receive_first,
    ahead=send_ahead,
):
    own, theirs = ((first, second), (second, first))[rank]
    word, other = torch.tensor([own]), 1 - rank
    # What ought to end gets a minute: a busy machine needs more than some tenths of a second.
    sent_ahead = attempt(ahead, word, other, dist.group.WORLD, timedelta(minutes=1))
    group = dist.new_group()  # its connections do not survive a timeout
    dist.barrier()
    start = time.monotonic()
    hung = attempt(stuck, word, other, group, timedelta(seconds=patience))
    waited = torch.tensor(time.monotonic() - start)
    dist.all_reduce(waited, op=dist.ReduceOp.MAX)  # a rank that comes late finds the connection closed

    outcome = {"receive, then send": hung, "isend, then receive": sent_ahead}[order]
    yield predict("RuntimeError" if outcome == "RuntimeError" else "nothing")
    yield check("both receive first: RuntimeError", hung, equals="RuntimeError")
    yield check("not before the timeout, in seconds", waited, at_least=patience - 0.01)  # clocks round
    yield check("isend ahead: the other's value", sent_ahead, equals=theirs)
    yield table({"both receive first": hung, "isend ahead": sent_ahead})


pairwise_deadlock.must_fail(
    "both send ahead", stuck=send_ahead, patience=60, at="both receive first: RuntimeError"
)
pairwise_deadlock.must_fail("one buffer for both", ahead=into_one_buffer, at="isend ahead: the other's value")

if __name__ == "__main__":
    pairwise_deadlock.main()
