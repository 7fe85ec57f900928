"""On noise Adam's first step is a whole lr for each weight, later ones a quarter; warm-up shortens it."""

import torch
from torch.optim import SGD, Adam
from torch.optim.lr_scheduler import LambdaLR

from studyapp.proof import among, check, integers, plot, proof


def rising(step, warm_up):
    """The share of lr in a step, counted from 0: it is whole from step number `warm_up` − 1 on."""
    return min(1.0, (step + 1) / warm_up)


def from_nothing(step, warm_up):
    """The first step has an lr of 0, and is lost."""
    return min(1.0, step / warm_up)


def at_once(step, warm_up):
    return 1.0


def walk(make, lr, noise, factor):
    """The typical length of each step, in lr: the root of its mean square over the weights."""
    weights = torch.zeros(noise.shape[1], requires_grad=True)
    optimizer, lengths = make([weights], lr=lr), []
    scheduler = LambdaLR(optimizer, factor)
    for gradients in noise:
        before, weights.grad = weights.detach().clone(), gradients
        optimizer.step()
        scheduler.step()
        lengths.append((weights.detach() - before).square().mean().sqrt() / lr)
    return torch.stack(lengths)


@proof
def warm_up(
    warm=integers(30, 60), lr=among(0.1, 0.01, 0.001), size=among(0.001, 1.0, 100.0), factor=rising, make=Adam
):
    noise = size * torch.randn(150, 2000)  # gradients of mean 0: there is nowhere to go
    cold = walk(make, lr, noise, lambda step: 1.0)
    slow = walk(make, lr, noise, lambda step: factor(step, warm))

    # The first gradient is divided by its own size; eps, 1e-8, matters where that is tiny.
    yield check("on noise, the first step: a whole lr", cold[0], equals=1, within=1e-2)
    # An average of noise over β₁ = 0.9: √((1 − 0.9) / (1 + 0.9)) = 0.23 of a gradient's typical size.
    yield check("later ones: a quarter of it", cold[-50:].mean(), equals=0.23, within=0.02)
    yield check("warmed up: none is longer than later ones", slow.max(), at_most=0.3)
    yield check("the first is 1/warm-up of lr", slow[0], equals=1 / warm, within=1e-2 / warm)
    yield plot({"lr at once": cold, "warmed up": slow}, x=range(1, 151), title="length of each step, in lr")


warm_up.must_fail("no warm-up", factor=at_once, at="warmed up: none is longer than later ones")
warm_up.must_fail("from 0 on", factor=from_nothing, at="the first is 1/warm-up of lr")
warm_up.must_fail("SGD", make=SGD, at="later ones: a quarter of it")
warm_up.must_fail("SGD on noise of any size", make=SGD, size=100.0, at="on noise, the first step: a whole lr")

if __name__ == "__main__":
    warm_up.main()
