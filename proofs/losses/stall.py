"""A bias that starts surely wrong never moves under BCELoss; BCEWithLogitsLoss brings it back."""

import torch
from torch.nn.functional import binary_cross_entropy, binary_cross_entropy_with_logits

from studyapp.proof import among, check, integers, plot, predict, proof


def with_sigmoid(logits, labels):
    return binary_cross_entropy(torch.sigmoid(logits), labels)


def with_float64_sigmoid(logits, labels):
    return binary_cross_entropy(torch.sigmoid(logits.double()), labels.double())


def train(loss, start, steps):
    """The bias before each step of SGD with lr 1 and at the end, and the losses; every label is 0."""
    bias, labels = torch.tensor(float(start), requires_grad=True), torch.zeros(8)
    path, losses = [bias.item()], []
    for _ in range(steps):
        value = loss(bias.expand(8), labels)
        (gradient,) = torch.autograd.grad(value, bias)
        with torch.no_grad():
            bias -= gradient
        path.append(bias.item())
        losses.append(value.item())
    return path, losses


@proof
def stall(
    start=integers(18, 34),
    steps=integers(4, 9),
    criterion=among("BCELoss", "BCEWithLogitsLoss"),
    probabilities=with_sigmoid,
    logits=binary_cross_entropy_with_logits,
):
    stuck, reported = train(probabilities, start, 200)
    freed, _ = train(logits, start, 200)
    paths = {"BCELoss": stuck, "BCEWithLogitsLoss": freed}

    yield predict(paths[criterion][steps], within=0.01)
    yield check(
        "BCELoss, surely wrong: 200 steps move the bias nowhere",
        [min(stuck), max(stuck)],
        equals=[start, start],
    )
    # Its logarithm is cut off at −100, whatever the logit was.
    yield check(
        "BCELoss at p = 1, label 0: 100 all the time", [min(reported), max(reported)], equals=[100, 100]
    )
    # Surely wrong, the gradient is 1, and so is lr.
    strides = [start - step for step in range(steps + 1)]
    yield check(
        "BCEWithLogitsLoss: the bias moves one unit a step", freed[: steps + 1], equals=strides, within=0.01
    )
    yield check("BCEWithLogitsLoss: it ends on the right side", freed[-1], at_most=-4)
    yield plot(paths, title="the bias over 200 steps; every label is 0")


stall.must_fail(
    "in float64",
    probabilities=with_float64_sigmoid,
    at="BCELoss, surely wrong: 200 steps move the bias nowhere",
)
stall.must_fail("a right start", start=-20, at="BCELoss at p = 1, label 0: 100 all the time")
stall.must_fail(
    "the sigmoid apart", logits=with_sigmoid, at="BCEWithLogitsLoss: the bias moves one unit a step"
)

if __name__ == "__main__":
    stall.main()
