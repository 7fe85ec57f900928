"""DDP reduces gradients in buckets of bucket_cap_mb, and starts before the backward has come to the rest."""

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
def ddp_buckets(rank, layers=integers(5, 9), each=integers(2, 4), limit=cap, order=as_listed):
    model = Layers(layers, order)
    ddp = DistributedDataParallel(model, bucket_cap_mb=limit(each))
    buckets = []

    def note_and_reduce(group, bucket):
        """Called where a bucket is full: note its layers, and those that have no gradient yet."""
        ready = {id(p) for p in bucket.parameters()}
        held = [n for n, layer in enumerate(model) if id(layer.weight) in ready]
        missing = sum(layer.weight.grad is None for layer in model)
        buckets.append((held[::-1], missing))
        return allreduce_hook(group, bucket)

    ddp.register_comm_hook(None, note_and_reduce)
    counts = []
    for _ in range(2):
        buckets.clear()
        ddp.zero_grad()
        with CommDebugMode() as mode:
            ddp(torch.randn(3, 32, requires_grad=True)).square().mean().backward()
        counts += [times for name, times in mode.get_comm_counts().items() if str(name) == "c10d.allreduce_"]

    yield predict(counts[1])
    # From the first backward DDP learns in which order gradients come, and fills its buckets so.
    yield check("from the second backward on: one a bucket", counts[1], equals=math.ceil(layers / each))
    held, missing = buckets[0]
    yield check("bucket 0 holds the last layers", held, equals=list(range(layers))[::-1][:each])
    yield check("bucket 0 leaves before the other layers have gradients", missing, equals=layers - each)
    rows = {f"bucket {n}": [str(held), missing] for n, (held, missing) in enumerate(buckets)}
    yield table(rows, columns=["its layers", "layers to come"], title="as each all-reduce starts")


ddp_buckets.must_fail("default cap", limit=default_cap, at="from the second backward on: one a bucket")
ddp_buckets.must_fail("one byte", limit=one_byte, at="bucket 0 leaves before the other layers have gradients")
ddp_buckets.must_fail("run from the back", order=from_the_back, at="bucket 0 holds the last layers")

if __name__ == "__main__":
    ddp_buckets.main()
