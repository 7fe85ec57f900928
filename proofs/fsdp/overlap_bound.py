"""Prefetching hides, of each layer after the first, the shorter of gathering and computing, and no more."""

import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard

from studyapp.proof import among, check, integers, predict, proof, timeline


class Link:
    """Gathers go one at a time. Its clock moves where time is spent: no busy machine disturbs it."""

    allocate = staticmethod(torch.empty)

    def __init__(self, latency, at_once):
        self.latency, self.at_once = latency, at_once
        self.now, self.free, self.spans = 0, 0, []

    def __call__(self, output_tensor, input_tensor, group, async_op=False):
        dist.all_gather(list(output_tensor.chunk(2)), input_tensor, group=group)
        start = max(self.now, self.free)
        self.free = start + self.latency
        self.spans.append(("gather", f"{self.latency} ms", start, self.free))
        arrival = Arrival(self, self.free)
        return arrival.wait() if self.at_once else arrival


class Arrival(dist.Work):
    """What a gather returns, and what FSDP waits for before it uses the weight."""

    def __init__(self, link, moment):
        super().__init__()
        self.link, self.moment = link, moment

    def wait(self, timeout=None):
        self.link.now = max(self.link.now, self.moment)


class Layer(nn.Linear):
    def forward(self, x):
        start = self.link.now
        self.link.now += self.milliseconds
        self.link.spans.append(("compute", f"{self.milliseconds} ms", start, self.link.now))
        return super().forward(x)


def none_ahead(layers):
    """Leave FSDP's default on CPU."""


def one_ahead(layers):
    for number, layer in enumerate(layers, start=1):
        layer.set_modules_to_forward_prefetch(layers[number : number + 1])


def all_ahead(layers):
    layers[0].set_modules_to_forward_prefetch(layers[1:])


def forward(layers, compute, prefetch, link):
    """Run FSDP's forward over this link."""
    model = nn.Sequential(*(Layer(8, 8) for _ in range(layers)))
    mesh = init_device_mesh(torch.get_default_device().type, (2,))
    for layer in model:
        layer.link, layer.milliseconds = link, compute
        fully_shard(layer, mesh=mesh).set_custom_all_gather(link)
    prefetch(list(fully_shard(model, mesh=mesh)))
    model(torch.randn(3, 8))
    return link


@proof(ranks=2)
def overlap_bound(
    rank,
    layers=integers(4, 7),
    gather=among(4, 6, 9, 12),
    compute=among(5, 7, 8, 11),
    plain=none_ahead,
    told=one_ahead,
    at_once=False,
):
    in_turn, overlapped, eager = (
        forward(layers, compute, how, Link(gather, at_once)) for how in (plain, told, all_ahead)
    )
    shorter = (layers - 1) * min(gather, compute)

    yield predict(overlapped.now)
    yield check("none ahead: the sum of both", in_turn.now, equals=layers * (gather + compute))
    yield check(
        "one ahead: hides the shorter, but for one layer", in_turn.now - overlapped.now, equals=shorter
    )
    yield check("all ahead: hides no more", in_turn.now - eager.now, equals=shorter)
    yield timeline("one ahead", [] if rank else overlapped.spans)  # all ranks have the same


overlap_bound.must_fail("ahead by default", plain=one_ahead, at="none ahead: the sum of both")
overlap_bound.must_fail("untold", told=none_ahead, at="one ahead: hides the shorter, but for one layer")
overlap_bound.must_fail("waits where it issues", at_once=True, at="all ahead: hides no more")

if __name__ == "__main__":
    overlap_bound.main()
