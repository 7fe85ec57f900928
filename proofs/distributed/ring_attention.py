"""Ring attention: queries stay, keys and values go round, and merged partial results are whole attention."""

import torch
import torch.distributed as dist
from torch.nn.functional import scaled_dot_product_attention

from studyapp.proof import check, integers, proof, table


def by_their_sums(outputs, logs):
    """Each part's output weighs as much as its share of the sum of exponentials."""
    return (logs.softmax(0)[..., None] * outputs).sum(0)


def evenly(outputs, logs):
    return outputs.mean(0)


def to_the_next(tensor):
    rank, world = dist.get_rank(), dist.get_world_size()
    sending, incoming = dist.isend(tensor, (rank + 1) % world), torch.empty_like(tensor)
    dist.recv(incoming, (rank - 1) % world)
    sending.wait()
    return incoming


def to_nobody(tensor):
    return tensor


@proof(ranks=(4, 2))
def ring_attention(
    rank, tokens=integers(2, 4), width=integers(5, 8), merge=by_their_sums, pass_on=to_the_next
):
    world = dist.get_world_size()
    # Each rank's block of the sequence; alike on all ranks, so that whole attention can be computed too.
    queries, keys, values = torch.randn(3, world, tokens, width)
    own = torch.full((1, tokens, width), float(rank))  # travels along, to tell whose keys these are
    block = torch.cat([keys[rank][None], values[rank][None], own])

    outputs, logs, met = [], [], []
    for hop in range(world):
        k, v, owner = block
        scores = queries[rank] @ k.T / width**0.5
        outputs.append(scores.softmax(-1) @ v)
        logs.append(scores.logsumexp(-1))
        met.append(int(owner[0, 0]))
        if hop < world - 1:
            block = pass_on(block)
    merged = merge(torch.stack(outputs), torch.stack(logs))
    whole = scaled_dot_product_attention(queries[rank], keys.flatten(0, 1), values.flatten(0, 1))

    # float32 in another order: off in the last bits, 1e-7 of values about 1.
    yield check("each rank meets all keys, one block a time", sorted(met), equals=list(range(world)))
    yield check("merged: its queries' rows of whole attention", merged, equals=whole, within=1e-5)
    hops = [f"hop {hop}" for hop in range(world)]
    yield table({"holds the keys of rank": met}, columns=hops, title="which block each rank works on")


ring_attention.must_fail("averaged", merge=evenly, at="merged: its queries' rows of whole attention")
ring_attention.must_fail("nothing moves", pass_on=to_nobody, at="each rank meets all keys, one block a time")

if __name__ == "__main__":
    ring_attention.main()
