"""Autocast on CUDA refuses BCELoss: its gradient, up to 1/p, may be inf in float16; with logits it is ±1."""

from contextlib import nullcontext
from unittest.mock import patch

import torch
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.nn.functional import binary_cross_entropy, binary_cross_entropy_with_logits

from studyapp.proof import check, integers, plot, proof, raises


def on_cuda():
    with patch.object(torch.cuda, "is_available", lambda: True):
        return torch.autocast("cuda", dtype=torch.float16)


def run(loss, region):
    # Fake tensors have a dtype and a device, but no numbers: this takes no GPU.
    with FakeTensorMode(), region():
        inputs = torch.empty(4, device="cuda")
        return loss(inputs, inputs)


def at_p(p):
    """The gradient that BCELoss sends to p, the label being 1."""
    p = p.clone().requires_grad_()
    binary_cross_entropy(p, torch.ones_like(p), reduction="sum").backward()
    return p.grad


def at_logit(p):
    """The gradient that BCEWithLogitsLoss sends to the logit of p."""
    z = p.logit().requires_grad_()
    binary_cross_entropy_with_logits(z, torch.ones_like(z), reduction="sum").backward()
    return z.grad


@proof
def unsafe_bce(
    power=integers(18, 24),
    smallest=0.0,
    region=on_cuda,
    probability=at_p,
    logit=at_logit,
    stable=binary_cross_entropy_with_logits,
):
    p = (2.0 ** -torch.arange(1.0, power + 1)).clamp(min=smallest)
    steep, gentle = probability(p), logit(p)

    refused = "unsafe to autocast"
    yield raises("BCELoss is refused", lambda: run(binary_cross_entropy, region), RuntimeError, refused)
    yield raises("BCEWithLogitsLoss is accepted", lambda: run(stable, region), None)
    # float32 rounds p − 1 and p · (1 − p), each by less than 1e-7 of it.
    yield check("BCELoss's gradient at p is −1/p", steep * p, equals=-torch.ones_like(p), within=1e-6)
    yield check("BCELoss's gradient, cast to float16, is inf", steep.half().isinf().any())
    yield check("with logits it is within ±1", gentle.abs().max(), at_most=1)
    curves = {"at p": steep.abs().log10(), "at the logit": gentle.abs().log10()}
    yield plot(curves, x=p.log10(), title="size of the gradient over p, both as log10; float16 ends at 4.8")


unsafe_bce.must_fail("outside autocast", region=nullcontext, at="BCELoss is refused")
unsafe_bce.must_fail("BCELoss again", stable=binary_cross_entropy, at="BCEWithLogitsLoss is accepted")
unsafe_bce.must_fail("by the logit", probability=at_logit, at="BCELoss's gradient at p is −1/p")
unsafe_bce.must_fail("p not below 1e-4", smallest=1e-4, at="BCELoss's gradient, cast to float16, is inf")
unsafe_bce.must_fail("by p", logit=at_p, at="with logits it is within ±1")

if __name__ == "__main__":
    unsafe_bce.main()
