"""Of a GPipe schedule with p stages and m microbatches, (p − 1)/(m + p − 1) is idle: the bubble."""

import torch
import torch.distributed as dist
from torch import nn

from studyapp.proof import check, integers, predict, proof, timeline


def in_order(rank, last):
    """The stage that a rank runs."""
    return rank


def in_reverse(rank, last):
    return last - rank


def at_once(slot, last):
    """The next microbatch follows on the heels of this one."""
    return slot


def one_at_a_time(slot, last):
    """Naive model parallelism: the next one enters when the last stage is done."""
    done = torch.tensor(slot)
    dist.broadcast(done, src=last)
    return done.item()


def send(tensor, slot, to):
    """Send a tensor, and the slot from which on it is there."""
    dist.send(torch.cat([tensor.flatten(), torch.tensor([float(slot)])]), to)


def receive(like, sender):
    message = torch.empty(like.numel() + 1)
    dist.recv(message, sender)
    return message[:-1].view_as(like), int(message[-1])


def run_stage(stage, pieces, rank, last, advance):
    """All forwards, then all backwards; each takes a slot, and starts once its input is there."""
    slot, ran, kept = 0, [], []
    for number, piece in enumerate(pieces):
        x, ready = (piece.clone(), 0) if rank == 0 else receive(piece, rank - 1)
        y = stage(x.requires_grad_())
        start = max(slot, ready)
        ran.append((f"F{number}", start, slot := start + 1))
        if rank < last:
            send(y.detach(), slot, rank + 1)
        slot = advance(slot, last)
        kept.append((number, x, y))
    for number, x, y in reversed(kept):
        gradient, ready = (None, 0) if rank == last else receive(y, rank + 1)
        (y.square().mean() / len(pieces) if rank == last else y).backward(gradient)
        start = max(slot, ready)
        ran.append((f"B{number}", start, slot := start + 1))
        if rank > 0:
            send(x.grad, slot, rank - 1)
    return ran, torch.cat([y.detach() for _, _, y in kept])


@proof(ranks=(4, 2))
def pipeline_bubble(rank, microbatches=integers(2, 8), advance=at_once, place=in_order, pieces=0):
    stages = dist.get_world_size()
    model = nn.Sequential(*(nn.Sequential(nn.Linear(3, 3), nn.Tanh()) for _ in range(stages)))
    batch = torch.randn(2 * microbatches, 3)
    expected = model(batch)
    wanted = torch.autograd.grad(expected.square().mean(), model[rank][0].weight)[0]

    last, stage = stages - 1, model[place(rank, stages - 1)]
    ran, output = run_stage(stage, batch.chunk(pieces or microbatches), rank, last, advance)
    dist.broadcast(output, src=last)
    slots = torch.tensor(ran[-1][2])
    dist.all_reduce(slots, op=dist.ReduceOp.MAX)  # the slots that the whole step takes
    idle = 1 - len(ran) / slots.item()

    yield predict(idle, within=0.01)
    bubble = (stages - 1) / (microbatches + stages - 1)
    yield check("idle: (p − 1)/(m + p − 1) of the slots", idle, equals=bubble, within=1e-9)
    # The same sums in another order: they differ in their last bits, 1e-7 of values about 1.
    yield check("the outputs are one process's", output, equals=expected, within=1e-6)
    yield check("so are a stage's gradients", stage[0].weight.grad, equals=wanted, within=1e-6)
    yield timeline(f"{microbatches} microbatches, {stages} stages", ran, unit="slots")


pipeline_bubble.must_fail("one at a time", advance=one_at_a_time, at="idle: (p − 1)/(m + p − 1) of the slots")
pipeline_bubble.must_fail("not cut up", pieces=1, at="idle: (p − 1)/(m + p − 1) of the slots")
pipeline_bubble.must_fail("stages in reverse", place=in_reverse, at="the outputs are one process's")

if __name__ == "__main__":
    pipeline_bubble.main()
