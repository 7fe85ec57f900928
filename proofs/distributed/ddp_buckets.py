"""DDP reduces gradients in buckets of about bucket_cap_mb, the last layers' first: one all-reduce each."""

import math

import torch
from torch import nn
from torch.distributed.algorithms.ddp_comm_hooks.default_hooks import allreduce_hook
from torch.distributed.tensor.debug import CommDebugMode
from torch.nn.parallel import DistributedDataParallel

from studyapp.proof import check, integers, predict, proof, table


class Layers(nn.ModuleList):
    def __init__(self, count, order):
        super().__init__(nn.Linear(32, 32, bias=False) for _ in range(count))
        self.order = order

    def forward(self, x):
        for layer in self.order(list(self)):
            x = layer(x)
        return x


def cap(each):
    """In MiB: what the gradients of so many layers take."""
    return each * 32 * 32 * 4 / 2**20


def default_cap(each):
    return 25


def one_byte(each):
    return 1 / 2**20


def as_listed(layers):
    return layers


def from_the_back(layers):
    return layers[::-1]


@proof(ranks=2)
def ddp_buckets(
    rank, layers=integers(5, 9), each=integers(2, 4), limit=cap, order=as_listed, find_unused=False
):
    model = Layers(layers, order)
    ddp = DistributedDataParallel(model, bucket_cap_mb=limit(each), find_unused_parameters=find_unused)
    buckets, backwards = [], []

    def note_and_reduce(group, bucket):
        places = [
            place for p in bucket.parameters() for place, own in enumerate(model.parameters()) if p is own
        ]
        buckets.append(sorted(places, reverse=True))
        return allreduce_hook(group, bucket)

    ddp.register_comm_hook(None, note_and_reduce)
    for _ in range(3):
        buckets.clear()
        with CommDebugMode() as mode:
            ddp(torch.randn(3, 32, requires_grad=True)).square().mean().backward()
        calls = {str(name): times for name, times in mode.get_comm_counts().items()}
        backwards.append((calls["c10d.allreduce_"], list(buckets)))
    counts = [count for count, _ in backwards]

    yield predict(counts[-1])
    yield check("the first backward: a single bucket", counts[0], equals=1)
    # By then DDP knows in which order gradients come, and fills its buckets so.
    yield check("after it: one for each bucket", counts[1:], equals=[math.ceil(layers / each)] * 2)
    first = list(range(layers))[::-1][:each]
    yield check("bucket 0 holds the last layers", backwards[-1][1][0], equals=first)
    rows = {f"bucket {number}": places for number, places in enumerate(backwards[-1][1])}
    yield table(rows, title="which layers, from the second backward on")


ddp_buckets.must_fail("unused ones looked for", find_unused=True, at="the first backward: a single bucket")
ddp_buckets.must_fail("the default cap", limit=default_cap, at="after it: one for each bucket")
ddp_buckets.must_fail("a bucket a layer", limit=one_byte, at="after it: one for each bucket")
ddp_buckets.must_fail("run from the back", order=from_the_back, at="bucket 0 holds the last layers")

if __name__ == "__main__":
    ddp_buckets.main()
