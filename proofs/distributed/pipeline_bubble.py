"""A pipeline idles for (p − 1)/(m + p − 1) of a step, by GPipe and by 1F1B, which keeps fewer activations."""

import torch
import torch.distributed as dist
from torch import nn

from studyapp.proof import check, integers, predict, proof, timeline


def all_forwards_first(ahead, pieces):
    """GPipe's order on a stage: its steps, as (kind, microbatch)."""
    return [("F", n) for n in range(pieces)] + [("B", n) for n in reversed(range(pieces))]


def one_forward_one_backward(ahead, pieces):
    """1F1B: as many forwards ahead as stages are left, then a forward only after each backward."""
    order = [("F", n) for n in range(pieces)][:ahead]
    for n in range(pieces):
        order += [("B", n)] + [("F", m) for m in [ahead + n] if m < pieces]
    return order


def one_at_a_time(ahead, pieces):
    """Naive model parallelism: a microbatch enters when the one before is through."""
    return [(kind, n) for n in range(pieces) for kind in "FB"]


def in_order(stages, rank):
    """The stage that a rank runs."""
    return stages[rank]


def receive(like, sender):
    """A tensor, and the slot from which on it is there."""
    message = torch.empty(like.numel() + 1)
    dist.recv(message, sender)
    return message[:-1].view_as(like), int(message[-1])


def run(stage, pieces, schedule):
    """A step of this rank, a slot for each forward and backward: what ran when, and the most it kept."""
    rank, stages = dist.get_rank(), dist.get_world_size()
    slot, ran, sent, kept, most = 0, [], [], {}, 0
    for kind, n in schedule(stages - rank, len(pieces)):
        source, target = (rank - 1, rank + 1) if kind == "F" else (rank + 1, rank - 1)
        given, ready = receive(pieces[n], source) if 0 <= source < stages else (None, 0)
        if kind == "F":
            x = (pieces[n].clone() if given is None else given).requires_grad_()
            kept[n] = x, stage(x)
            result = kept[n][1].detach()
        else:
            x, y = kept.pop(n)
            (y.square().mean() / len(pieces) if given is None else y).backward(given)
            result = x.grad
        most, start = max(most, len(kept)), max(slot, ready)  # it starts once its input is there
        ran.append((f"{kind}{n}", start, slot := start + 1))
        if 0 <= target < stages:
            sent.append(dist.isend(torch.cat([result.flatten(), torch.tensor([slot])]), target))
    for sending in sent:
        sending.wait()
    return ran, most


def idle_share(ran):
    last = torch.tensor(ran[-1][2])
    dist.all_reduce(last, op=dist.ReduceOp.MAX)  # the slots that the whole step takes
    return 1 - len(ran) / last.item()


@proof(ranks=(4, 2))
def pipeline_bubble(
    rank, microbatches=integers(2, 8), gpipe=all_forwards_first, lean=one_forward_one_backward, place=in_order
):
    stages = dist.get_world_size()
    model = nn.Sequential(*(nn.Sequential(nn.Linear(3, 3), nn.Tanh()) for _ in range(stages)))
    batch = torch.randn(2 * microbatches, 3)
    wanted = torch.autograd.grad(model(batch).square().mean(), model[rank][0].weight)[0]
    stage = place(model, rank)

    ran, most = run(stage, batch.chunk(microbatches), gpipe)
    gradient, stage[0].weight.grad = stage[0].weight.grad, None
    lean_ran, fewer = run(stage, batch.chunk(microbatches), lean)
    idle, lean_idle = idle_share(ran), idle_share(lean_ran)

    yield predict(idle, within=0.01)
    bubble = (stages - 1) / (microbatches + stages - 1)
    yield check("idle: (p − 1)/(m + p − 1) of the slots", idle, equals=bubble, within=1e-9)
    yield check("1F1B idles as long", lean_idle, equals=bubble, within=1e-9)
    yield check("GPipe keeps all m microbatches' activations", most, equals=microbatches)
    yield check("1F1B keeps those of p microbatches at most", fewer, equals=min(microbatches, stages - rank))
    # The same sums in another order: they differ in their last bits, 1e-7 of values about 1.
    yield check("the gradients are one process's", gradient, equals=wanted, within=1e-6)
    yield timeline(f"GPipe, {microbatches} microbatches, {stages} stages", ran, unit="slots")


pipeline_bubble.must_fail("one at a time", gpipe=one_at_a_time, at="idle: (p − 1)/(m + p − 1) of the slots")
pipeline_bubble.must_fail("naive, for 1F1B", lean=one_at_a_time, at="1F1B idles as long")
pipeline_bubble.must_fail(
    "GPipe twice", lean=all_forwards_first, at="1F1B keeps those of p microbatches at most"
)
pipeline_bubble.must_fail("reversed", place=lambda s, r: s[-1 - r], at="the gradients are one process's")

if __name__ == "__main__":
    pipeline_bubble.main()
