"""torch.no_grad() stops the recording and nothing else: Dropout still drops, BatchNorm still learns."""

from contextlib import nullcontext

import torch
from torch import nn

from studyapp.proof import check, integers, plot, predict, proof, reals


def leave(model):
    """In training mode, as every new model is."""


def switch(model):
    model.eval()


def evaluate(model, data, batches, guard):
    """Every pass's output, and BatchNorm's running mean after it."""
    outputs, means = [], []
    with guard():
        for _ in range(batches):
            outputs.append(model(data))
            means.append(model[0].running_mean.mean().item())
    return outputs, means


@proof
def no_grad_is_not_eval(
    batches=integers(3, 9), p=reals(0.3, 0.7), guard=torch.no_grad, before=leave, then=switch
):
    model = nn.Sequential(nn.BatchNorm1d(64), nn.Dropout(p))
    data = torch.randn(8, 64) + 3

    before(model)
    noisy, drifting = evaluate(model, data, batches, guard)
    counted = model[0].num_batches_tracked.item()
    then(model)
    alone = model(data).requires_grad
    calm, resting = evaluate(model, data, batches, guard)

    yield predict(counted)
    recorded = [noisy[0].requires_grad, alone]
    yield check("recorded: under no_grad() not, by eval() alone as usual", recorded, equals=[False, True])
    # Two masks over 512 elements agree by luck less than once in 1e100 runs.
    yield check("under no_grad() alone, two passes over one batch differ", noisy[0], differs=noisy[1])
    yield check("under no_grad() alone, BatchNorm counts every batch", counted, equals=batches)
    yield check("after eval() two passes agree", calm[0], equals=calm[1])
    yield check("after eval() BatchNorm's mean rests", resting[-1], equals=drifting[-1])
    curves = {"no_grad()": drifting, "eval() as well": resting}
    yield plot(curves, title="BatchNorm's running mean, pulled towards the test data's 3")


no_grad_is_not_eval.must_fail(
    "eval() from the start", before=switch, at="under no_grad() alone, two passes over one batch differ"
)
no_grad_is_not_eval.must_fail(
    "no Dropout", p=0.0, at="under no_grad() alone, two passes over one batch differ"
)
no_grad_is_not_eval.must_fail("eval() forgotten", then=leave, at="after eval() two passes agree")
no_grad_is_not_eval.must_fail(
    "no_grad() forgotten", guard=nullcontext, at="recorded: under no_grad() not, by eval() alone as usual"
)

if __name__ == "__main__":
    no_grad_is_not_eval.main()
