"""Where the label is 1, BCELoss's gradient fades below logit −27.6: it divides by p(1 − p), or by 1e-12."""

import math

import torch
from torch.nn.functional import binary_cross_entropy, binary_cross_entropy_with_logits

from studyapp.proof import among, check, integers, plot, predict, proof, table


def by_formula(p, labels, reduction):
    """−log p left to autograd, which divides by p itself, however small."""
    return -p.log()


def clamped(p, labels, reduction):
    """As is often written to keep log away from 0."""
    return binary_cross_entropy(p.clamp(1e-6, 1 - 1e-6), labels, reduction=reduction)


def sigmoid_first(logits, labels, reduction):
    return binary_cross_entropy(torch.sigmoid(logits), labels, reduction=reduction)


@proof
def half_dead(
    logit=integers(22, 36),
    dtype=among("float32", "float64"),  # more bits change nothing: the floor is the same
    with_probabilities=binary_cross_entropy,
    with_logits=binary_cross_entropy_with_logits,
):
    # Every label is 1: the more negative the logit, the more wrong.
    logits = torch.arange(0, -81, -1, dtype=getattr(torch, dtype)).requires_grad_()
    labels = torch.ones_like(logits)
    losses = with_probabilities(torch.sigmoid(logits), labels, reduction="none")
    (fading,) = torch.autograd.grad(losses.sum(), logits)
    faithful = with_logits(logits, labels, reduction="none")
    (full,) = torch.autograd.grad(faithful.sum(), logits)

    # (p − 1) / max(p(1 − p), 1e-12) from the loss, times p(1 − p) from the sigmoid.
    floor = math.log(1e-12)
    before, after = logits > floor, logits < floor
    yield predict(fading[logit], within=0.02)
    # The fraction cancels only up to rounding.
    yield check("down to −27.6, p − 1", fading[before], equals=logits[before].sigmoid() - 1, within=1e-5)
    # Compared as logarithms: the gradients themselves go down to 1e-23.
    faded = (-fading[after]).log()
    yield check("below, e times smaller with each unit", faded, equals=logits[after] - floor, within=1e-3)
    yield check("yet the loss rises by 1 with each", losses[after], equals=-logits[after], within=1e-4)
    yield check("with logits, p − 1 throughout", full, equals=torch.sigmoid(logits) - 1, within=1e-6)
    yield plot({"BCEWithLogitsLoss": full, "BCELoss": fading}, x=logits, title="gradient, the label being 1")
    shown = {"logit": logits, "loss of BCELoss": losses, "its gradient": fading, "with logits": full}
    yield table({name: values[20:45:8] for name, values in shown.items()})


half_dead.must_fail("no floor", with_probabilities=by_formula, at="below, e times smaller with each unit")
half_dead.must_fail("clamped at 1e-6", with_probabilities=clamped, at="down to −27.6, p − 1")
half_dead.must_fail("sigmoid first", with_logits=sigmoid_first, at="with logits, p − 1 throughout")

if __name__ == "__main__":
    half_dead.main()
