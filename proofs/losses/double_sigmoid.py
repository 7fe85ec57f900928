"""A sigmoid before BCEWithLogitsLoss floors the loss at 0.3133 for label 1, and at 0.6931 for label 0."""

import math

import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from studyapp.proof import check, integers, plot, predict, proof, table


def sigmoid(logits):
    return torch.sigmoid(logits)


def nothing(logits):
    """As it should be: the loss applies the only sigmoid."""
    return logits


def tanh(logits):
    """Reaches −1, so that a label 0 costs no more than a label 1."""
    return torch.tanh(logits)


@proof
def double_sigmoid(ones=integers(2, 8), activation=sigmoid, proper=nothing):
    # Ever surer, and right: positive logits where the label is 1, negative ones where it is 0.
    size = torch.linspace(0, 40, 81)

    def losses(activate, label):
        logits = size if label else -size
        labels = torch.full_like(logits, label)
        return binary_cross_entropy_with_logits(activate(logits), labels, reduction="none")

    for_one, for_zero = losses(activation, 1), losses(activation, 0)
    once = losses(proper, 1), losses(proper, 0)

    yield predict((ones * for_one[-1] + (10 - ones) * for_zero[-1]) / 10, within=0.005)
    # The loss's own sigmoid gets 1 at most and 0 at least. Below 1e-6 all is float32's rounding.
    lowest = math.log(1 + math.exp(-1))
    yield check(
        "after a sigmoid, label 1: never below ln(1 + 1/e)", for_one.min(), equals=lowest, within=1e-6
    )
    yield check("after a sigmoid, label 0: never below ln 2", for_zero.min(), equals=math.log(2), within=1e-6)
    best = [loss.min() for loss in once]
    yield check("straight from a linear layer, both losses reach 0", best, equals=[0, 0], within=1e-6)
    curves = {"label 1, twice": for_one, "label 0, twice": for_zero, "label 1, once": once[0]}
    yield plot(curves, x=size, title="loss over a right logit's size")
    ends = torch.stack([for_one.min(), best[0], for_zero.min(), best[1]]).round(decimals=4)
    rows = {"label 1": ends[:2], "label 0": ends[2:]}
    yield table(rows, columns=["sigmoid twice", "once"], title="the lowest loss")


double_sigmoid.must_fail(
    "one sigmoid", activation=nothing, at="after a sigmoid, label 1: never below ln(1 + 1/e)"
)
double_sigmoid.must_fail("tanh before it", activation=tanh, at="after a sigmoid, label 0: never below ln 2")
double_sigmoid.must_fail(
    "still there", proper=sigmoid, at="straight from a linear layer, both losses reach 0"
)

if __name__ == "__main__":
    double_sigmoid.main()
