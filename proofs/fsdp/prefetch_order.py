"""On CPU FSDP's forward gathers no layer ahead unless told to; its backward gathers one ahead by itself."""

import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard

from studyapp.proof import check, integers, predict, proof, timeline


class Gather:
    """The all-gather that FSDP does anyway, with a line in the log."""

    allocate = staticmethod(torch.empty)

    def __init__(self, number, log):
        self.number, self.log = number, log

    def __call__(self, output_tensor, input_tensor, group, async_op=False):
        self.log.append(("gather", self.number))
        return dist.all_gather(list(output_tensor.chunk(2)), input_tensor, group=group, async_op=async_op)


class Layer(nn.Linear):
    def forward(self, x):
        self.log.append(("compute", self.number))
        y = super().forward(x)
        # In the backward, once FSDP has seen to the weight and before its gradient is computed.
        y.register_hook(lambda _: self.log.append(("compute", self.number)))
        return torch.tanh(y)


def leave(model, depth):
    """Leave FSDP's defaults."""


def ask(model, depth):
    for number, layer in enumerate(model, start=1):
        layer.set_modules_to_forward_prefetch(list(model[number : number + depth]))


def in_vain(model, depth):
    for layer in model:
        layer.set_modules_to_backward_prefetch([layer])  # itself, gathered already


def step(layers, prefetch, depth):
    """What was gathered and computed, in order: in the forward, and in the backward."""
    model, log = nn.Sequential(*(Layer(8, 8) for _ in range(layers))), []
    mesh = init_device_mesh(torch.get_default_device().type, (2,))
    for number, layer in enumerate(model, start=1):
        layer.number, layer.log = number, log
        fully_shard(layer, mesh=mesh).set_custom_all_gather(Gather(number, log))
    prefetch(fully_shard(model, mesh=mesh), depth)
    loss = model(torch.randn(3, 8)).sum()
    forward = log.copy()
    loss.backward()
    return forward, log[len(forward) :]


def ahead(log):
    """Whenever a layer computes: which ones were gathered that have not computed yet."""
    waiting, seen = [], []
    for what, number in log:
        if what == "compute":
            waiting = [other for other in waiting if other != number]
            seen.append(waiting)
        else:
            waiting = [*waiting, number]
    return seen


@proof(ranks=2)
def prefetch_order(
    rank, layers=integers(4, 7), depth=integers(1, 2), at=integers(2, 4), plain=leave, told=ask
):
    forward, backward = step(layers, plain, depth)
    asked, _ = step(layers, told, depth)

    numbers = list(range(1, layers + 1))
    after = [numbers[n : n + depth] for n in numbers]
    before = [numbers[:n][-1:] for n in reversed(range(layers))]
    yield predict([what for what, _ in asked[: asked.index(("compute", at))]].count("gather"))
    yield check("forward, by default: none ahead", ahead(forward), equals=[[]] * layers)
    yield check("forward, told to: the next ones", ahead(asked), equals=after)
    yield check("backward, by default: the one before", ahead(backward), equals=before)
    spans = [(what, f"layer {number}", now, now + 1) for now, (what, number) in enumerate(asked)]
    # One rank's will do: all have the same.
    yield timeline(f"a forward told to gather {depth} ahead", [] if rank else spans, unit="turns")


prefetch_order.must_fail("ahead, unasked", plain=ask, at="forward, by default: none ahead")
prefetch_order.must_fail("nothing asked for", told=leave, at="forward, told to: the next ones")
prefetch_order.must_fail("not in the backward", plain=in_vain, at="backward, by default: the one before")

if __name__ == "__main__":
    prefetch_order.main()
