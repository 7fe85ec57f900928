"""Sigmoid and BCELoss give a wrong float32 logit above 16.64 no gradient; BCEWithLogitsLoss a full one."""

import math

import torch
from torch.nn.functional import binary_cross_entropy, binary_cross_entropy_with_logits

from studyapp.proof import check, integers, plot, predict, proof, table


def in_float64(logits):
    return torch.sigmoid(logits.double())


def clamped(logits):
    return torch.sigmoid(logits).clamp(max=1 - 1e-6)


def sigmoid_first(logits, labels, reduction):
    return binary_cross_entropy(torch.sigmoid(logits), labels, reduction=reduction)


@proof
def dead_gradient(
    logit=integers(10, 24), sigmoid=torch.sigmoid, with_logits=binary_cross_entropy_with_logits
):
    # Every label is 0: the larger the logit, the more wrong.
    logits = torch.arange(0.0, 27.0, requires_grad=True)
    p = sigmoid(logits)
    clipped = binary_cross_entropy(p, torch.zeros_like(p), reduction="none")
    faithful = with_logits(logits, torch.zeros_like(logits), reduction="none")
    (dying,) = torch.autograd.grad(clipped.sum(), logits)
    (alive,) = torch.autograd.grad(faithful.sum(), logits)

    # Once e⁻ᶻ is half the gap above 1, 1 + e⁻ᶻ rounds to 1; then 1 − p, a factor of the gradient, is 0.
    certain = logits >= -math.log(torch.finfo(torch.float32).eps / 2)
    yield predict(dying[logit], within=0.01)
    ones, silent, wanted = (logits[mask].tolist() for mask in (p == 1, dying == 0, certain))
    yield check("sigmoid is exactly 1 from −ln(eps / 2) on", ones, equals=wanted)
    yield check("there, and only there, the gradient is 0", silent, equals=wanted)
    yield check("with logits it is sigmoid − label", alive, equals=torch.sigmoid(logits), within=1e-6)
    yield plot({"BCEWithLogitsLoss": alive, "BCELoss": dying}, x=logits, title="gradient over a wrong logit")
    losses = {"logit": logits, "BCELoss": clipped, "with logits": faithful}
    yield table({name: values[::5] for name, values in losses.items()}, title="and the loss")


dead_gradient.must_fail("in float64", sigmoid=in_float64, at="sigmoid is exactly 1 from −ln(eps / 2) on")
dead_gradient.must_fail("clamped", sigmoid=clamped, at="there, and only there, the gradient is 0")
dead_gradient.must_fail("sigmoid first", with_logits=sigmoid_first, at="with logits it is sigmoid − label")

if __name__ == "__main__":
    dead_gradient.main()
