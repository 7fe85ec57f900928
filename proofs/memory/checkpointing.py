"""Checkpointing keeps only the ends of segments, and runs each segment's forward again in the backward."""

import math

import torch
from torch import nn
from torch.multiprocessing.reductions import StorageWeakRef
from torch.utils.checkpoint import checkpoint, checkpoint_sequential

from studyapp.proof import among, bars, check, predict, proof


class Log:
    """How often layers ran, and the most of their outputs that were alive at once; it keeps none alive."""

    def __init__(self):
        self.calls, self.peak, self.outputs = 0, 0, []

    def note(self, output):
        self.outputs.append(StorageWeakRef(output.untyped_storage()))
        self.peak = max(self.peak, sum(not one.expired() for one in self.outputs))


class Layer(nn.Module):
    def __init__(self, log):
        super().__init__()
        self.linear, self.dropout, self.log = nn.Linear(6, 6), nn.Dropout(0.3), log

    def forward(self, x):
        self.log.calls += 1
        output = self.dropout(self.linear(x)).tanh()
        self.log.note(output)
        return output


def checkpointed(model, segments, x, **options):
    size = len(model) // segments
    for start in range(0, len(model), size):
        x = checkpoint(model[start : start + size], x, use_reentrant=False, **options)
    return x


def with_new_masks(model, segments, x):
    return checkpointed(model, segments, x, preserve_rng_state=False)


def all_but_the_last(model, segments, x):
    """As checkpoint_sequential() does it."""
    return checkpoint_sequential(model, segments, x, use_reentrant=False)


def not_at_all(model, segments, x):
    return model(x)


def train(layers, segments, run):
    """All gradients in a row, and the log, of one forward and backward."""
    torch.manual_seed(layers)  # the same weights, data and dropout masks every time
    log = Log()
    model = nn.Sequential(*(Layer(log) for _ in range(layers)))
    run(model, segments, torch.randn(5, 6)).sum().backward()
    return torch.cat([weight.grad.flatten() for weight in model.parameters()]), log


@proof
def checkpointing(layers=among(16, 36), segments=among(2, 4), run=checkpointed, sparing=all_but_the_last):
    plain, _ = train(layers, segments, not_at_all)
    gradients, log = train(layers, segments, run)
    spared = train(layers, segments, sparing)[1].calls
    divisors = [number for number in range(1, layers + 1) if layers % number == 0]
    peaks = {number: train(layers, number, run)[1].peak for number in divisors}

    yield predict(log.calls)
    yield check("every layer runs twice", log.calls, equals=2 * layers)
    # Each segment's random state is put back, so that even the dropout masks are the same again.
    yield check("the same dropout masks, so the same gradients", gradients, equals=plain)
    last = layers // segments
    yield check("alive: the segments' ends and one segment", log.peak, at_most=segments + last)
    yield check("checkpoint_sequential() spares the last segment", spared, equals=2 * layers - last)
    yield check("fewest are alive with √n segments", min(peaks, key=peaks.get), equals=math.isqrt(layers))
    title = f"outputs alive at the peak, of {layers} layers, by the number of segments"
    yield bars(title, {str(number): peak for number, peak in peaks.items()})


checkpointing.must_fail("the last segment is left out", run=all_but_the_last, at="every layer runs twice")
checkpointing.must_fail(
    "no segment is spared", sparing=checkpointed, at="checkpoint_sequential() spares the last segment"
)
checkpointing.must_fail(
    "new dropout masks", run=with_new_masks, at="the same dropout masks, so the same gradients"
)
checkpointing.must_fail("not at all", run=not_at_all, at="fewest are alive with √n segments")

if __name__ == "__main__":
    checkpointing.main()
