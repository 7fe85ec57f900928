"""AdamW takes lr · rate of each weight; L2 in Adam is divided, with the gradient, by the gradient's size."""

import torch
from torch.optim import Adam, AdamW

from studyapp.proof import among, check, integers, plot, predict, proof


def decay(weight, lr, rate):
    """The weight after AdamW's own decay, which comes before Adam's step on the gradient alone."""
    return weight * (1 - lr * rate)


def without_lr(weight, lr, rate):
    return weight * (1 - rate)


def never(weight, lr, rate):
    return weight


def steps(make, weights, gradients, before=lambda weights: weights):
    """The weights after each step, where a step's gradients are a row."""
    weights = weights.clone().requires_grad_()
    optimizer, path = make([weights]), []
    for gradient in gradients:
        with torch.no_grad():
            weights.copy_(before(weights))
        weights.grad = gradient.clone()
        optimizer.step()
        path.append(weights.detach().clone())
    return torch.stack(path)


@proof
def decoupled_decay(
    optimizer=among("Adam", "AdamW"),
    lr=among(0.1, 0.01),
    rate=among(0.3, 0.07),
    weight=integers(2, 9),
    decoupled=AdamW,
    coupled=Adam,
    decay=decay,
):
    start, sizes = torch.full((4,), float(weight)).double(), torch.tensor([0, 0.5, 20, 3000]).double()
    bare = steps(lambda w: Adam(w, lr=lr), start, sizes[None])[0]
    by_adamw = steps(lambda w: decoupled(w, lr=lr, weight_decay=rate), start, sizes[None])[0]
    by_l2 = steps(lambda w: coupled(w, lr=lr, weight_decay=rate), start, sizes[None])[0]

    noise = torch.randn(20, 4).double() * sizes
    by_hand = steps(lambda w: Adam(w, lr=lr), start, noise, before=lambda w: decay(w, lr, rate))
    by_torch = steps(lambda w: AdamW(w, lr=lr, weight_decay=rate), start, noise)

    yield predict(weight - (by_l2 if optimizer == "Adam" else by_adamw)[0], within=0.0005)
    yield check("AdamW: lr · rate of the weight", bare - by_adamw, equals=lr * rate * start, within=1e-12)
    # All that differs is how little eps, 1e-8, weighs beside the gradient.
    yield check("Adam, L2 beside a gradient: as without decay", by_l2[1:], equals=bare[1:], within=1e-7)
    yield check("Adam, L2 alone: a whole step of lr", weight - by_l2[0], equals=lr, within=1e-7)
    yield check("decay(), then Adam's step: AdamW", by_hand, equals=by_torch, within=1e-12)

    ones, noise = torch.ones(2), torch.randn(150, 2) * torch.tensor([0.001, 100])
    small, large = steps(lambda w: Adam(w, lr=0.01, weight_decay=0.3), ones, noise).T
    both = steps(lambda w: AdamW(w, lr=0.01, weight_decay=0.3), ones, noise).T
    curves = {"L2, small": small, "L2, large": large, "AdamW, small": both[0], "AdamW, large": both[1]}
    yield plot(curves, title="a weight over 150 steps: gradients are noise, small (0.001) or large (100)")


decoupled_decay.must_fail("L2 for AdamW", decoupled=Adam, at="AdamW: lr · rate of the weight")
decoupled_decay.must_fail("AdamW for L2", coupled=AdamW, at="Adam, L2 beside a gradient: as without decay")
decoupled_decay.must_fail("not times lr", decay=without_lr, at="decay(), then Adam's step: AdamW")
decoupled_decay.must_fail("no decay at all", decay=never, at="decay(), then Adam's step: AdamW")

if __name__ == "__main__":
    decoupled_decay.main()
