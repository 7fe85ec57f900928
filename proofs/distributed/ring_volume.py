"""Around a ring, ZeRO stage 3 sends three times (N−1)/N of the model in a step, data parallel twice."""

import torch
import torch.distributed as dist

from studyapp.proof import among, check, per_rank, predict, proof, table


def add(own, incoming):
    return own + incoming


def replace(own, incoming):
    return incoming


def own_shard(chunks, rank):
    return chunks[rank]


def shard_before(chunks, rank):
    return chunks[rank - 1]


class Ring:
    """Every rank sends to the next and receives from the one before; `sent` lists its messages' bytes."""

    def __init__(self, hops, combine):
        self.rank, self.world, self.sent = dist.get_rank(), dist.get_world_size(), []
        self.hops, self.combine = hops, combine

    def pass_on(self, chunk):
        incoming = torch.empty_like(chunk)
        sending = dist.isend(chunk, (self.rank + 1) % self.world)
        dist.recv(incoming, (self.rank - 1) % self.world)
        sending.wait()
        self.sent.append(chunk.nbytes)
        return incoming

    def reduce_scatter(self, tensor):
        """This rank's chunk of the sum over all ranks."""
        chunks = list(tensor.chunk(self.world))
        for hop in range(self.hops):
            last = (self.rank - 1 - hop) % self.world
            # At 0, last − 1 means the last chunk: the ring closes.
            chunks[last - 1] = self.combine(chunks[last - 1], self.pass_on(chunks[last]))
        return chunks[self.rank]

    def all_gather(self, shard):
        """Every rank's shard, in order."""
        chunks = [torch.zeros_like(shard) for _ in range(self.world)]
        chunks[self.rank] = shard
        for hop in range(self.hops):
            last = (self.rank - hop) % self.world
            chunks[last - 1] = self.pass_on(chunks[last])
        return torch.cat(chunks)


@proof(ranks=(2, 4))
def ring_volume(rank, parameters=among(8, 16, 24, 32, 40), extra=0, combine=add, hold=own_shard):
    world = dist.get_world_size()
    gradients = [torch.randn(parameters, generator=per_rank(r)) for r in range(world)]
    weights, total = torch.arange(parameters) + 1.0, sum(gradients)
    joined, halved, stage_3 = (Ring(world - 1 + extra, combine) for _ in range(3))

    reduced = joined.all_gather(joined.reduce_scatter(gradients[rank]))
    for half in gradients[rank].chunk(2):
        halved.all_gather(halved.reduce_scatter(half))
    gathered = [stage_3.all_gather(hold(weights.chunk(world), rank)) for _ in ("forward", "backward")]
    shard = stage_3.reduce_scatter(gradients[rank])

    yield predict(sum(stage_3.sent))
    hops, share = world - 1, (world - 1) * weights.nbytes // world
    # Each chunk is summed in an order of its own, so the sums differ in their last bits.
    yield check("all-reduce: every rank has the sum", reduced, equals=total, within=1e-5)
    yield check("all-reduce: each rank sends 2(N−1)/N of the bytes", sum(joined.sent), equals=2 * share)
    yield check("all-reduce: each rank sends 2(N−1) messages", len(joined.sent), equals=2 * hops)
    halves = [sum(halved.sent), len(halved.sent)]
    yield check("in two halves: the same bytes, twice the messages", halves, equals=[2 * share, 4 * hops])
    yield check("stage 3: the weights, twice", gathered[0] + gathered[1], equals=2 * weights)
    yield check("stage 3: its shard of the sum", shard, equals=total.chunk(world)[rank], within=1e-5)
    yield check("stage 3: each rank sends 3(N−1)/N of the model", sum(stage_3.sent), equals=3 * share)
    rings = {"data parallel": joined, "in two halves": halved, "stage 3": stage_3}
    rows = {name: [sum(ring.sent), len(ring.sent)] for name, ring in rings.items()}
    yield table(rows, columns=["bytes", "messages"], title=f"each rank sends, of {weights.nbytes} B")


ring_volume.must_fail("one hop more", extra=1, at="stage 3: each rank sends 3(N−1)/N of the model")
ring_volume.must_fail("replaced, not added", combine=replace, at="stage 3: its shard of the sum")
ring_volume.must_fail("the neighbour's shard is held", hold=shard_before, at="stage 3: the weights, twice")

if __name__ == "__main__":
    ring_volume.main()
