"""With v chunks of layers on each rank, a pipeline's bubble is 1/v as long, but more is sent."""

from collections import deque

import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.pipelining import PipelineStage, ScheduleInterleaved1F1B
from torch.testing._internal.distributed.fake_pg import FakeStore

from studyapp.proof import among, check, predict, proof, timeline


def planned(ranks, chunks, microbatches):
    """For each rank its steps, (F or B, stage, microbatch), in the order that PyTorch plans for it."""
    # The backend only pretends to communicate: no other rank is needed.
    dist.init_process_group("fake", rank=0, world_size=ranks, store=FakeStore())
    own = range(0, ranks * chunks, ranks)  # rank 0's stages: every rank has one between
    stages = [PipelineStage(nn.Identity(), n, ranks * chunks, torch.device("cpu")) for n in own]
    plan = ScheduleInterleaved1F1B(stages, microbatches).pipeline_order
    dist.destroy_process_group()
    return [[(kind.value, stage, n) for stage, kind, n, *_ in filter(None, order)] for order in plan.values()]


def one_at_a_time(ranks, chunks, microbatches):
    """A microbatch enters when the one before is through."""

    def steps(rank, n):
        stages = range(rank, ranks * chunks, ranks)
        return [("F", stage, n) for stage in stages] + [("B", stage, n) for stage in reversed(stages)]

    return [[step for n in range(microbatches) for step in steps(rank, n)] for rank in range(ranks)]


def uncut(ranks, chunks, microbatches):
    """Neighbouring layers on each rank, a single chunk."""
    return planned(ranks, 1, microbatches)


def run(orders, slots):
    """When each step of each rank runs, (rank, name, start, end), and the results that go to another rank.

    A step takes `slots`, and starts as soon as its rank is free and its input there.
    """
    home = {stage: rank for rank, order in enumerate(orders) for _, stage, _ in order}
    queues, free, ends, ran, sends = [deque(order) for order in orders], [0] * len(orders), {}, [], 0
    while any(queues):
        done = len(ends)
        for rank, queue in enumerate(queues):
            kind, stage, n = queue[0] if queue else ("", 0, 0)
            before, after = (stage - 1, stage + 1) if kind == "F" else (stage + 1, stage - 1)
            if not queue or (before in home and (kind, before, n) not in ends):
                continue  # until another rank has come so far
            start = max(free[rank], ends.get((kind, before, n), 0))
            ends[queue.popleft()] = free[rank] = start + slots
            ran.append((f"rank {rank}", f"{kind}{n}", start, start + slots))
            sends += home.get(after, rank) != rank
        if len(ends) == done:
            raise RuntimeError("every rank waits for another one")
    return ran, sends


@proof
def interleaved_pipeline(
    ranks=among(2, 4), chunks=among(2, 3), microbatches=among(4, 8), plain=uncut, cut=planned
):
    # A slot is the forward or the backward of a chunk. Uncut, a rank's layers take as many as it has chunks.
    whole, few = run(plain(ranks, chunks, microbatches), chunks)
    orders = cut(ranks, chunks, microbatches)
    ran, many = run(orders, 2 * chunks * microbatches // len(orders[0]))
    work = 2 * chunks * microbatches
    idle, less_idle = (max(end for *_, end in spans) / work - 1 for spans in (whole, ran))

    yield predict(less_idle, within=0.005)
    bubble = (ranks - 1) / microbatches
    yield check("plain: idle for (p − 1)/m of its work", idle, equals=bubble, within=1e-9)
    yield check("interleaved: for (p − 1)/(v·m)", less_idle, equals=bubble / chunks, within=1e-9)
    crossed = [few / 2 / microbatches, many / 2 / microbatches]
    yield check(
        "a microbatch's sends each way: p − 1, now p·v − 1", crossed, equals=[ranks - 1, ranks * chunks - 1]
    )
    yield timeline(f"{microbatches} microbatches, {chunks} chunks a rank", ran, unit="slots")


interleaved_pipeline.must_fail(
    "plain, one at a time",
    plain=lambda ranks, chunks, m: one_at_a_time(ranks, 1, m),
    at="plain: idle for (p − 1)/m of its work",
)
interleaved_pipeline.must_fail("one at a time", cut=one_at_a_time, at="interleaved: for (p − 1)/(v·m)")
interleaved_pipeline.must_fail("uncut", cut=uncut, at="a microbatch's sends each way: p − 1, now p·v − 1")

if __name__ == "__main__":
    interleaved_pipeline.main()
