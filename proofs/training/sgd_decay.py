"""SGD adds weight_decay · w to the gradient: by itself that is decoupled decay; momentum carries it on."""

import torch
from torch.optim import SGD, Adam, AdamW

from studyapp.proof import among, check, integers, plot, predict, proof, reals


def path(optimizer_of, start, gradients, extra=lambda w: 0, shrink=1.0):
    """The weights after each step, a row of gradients each; extra(w) is added to them."""
    weights = start.clone().requires_grad_()
    optimizer, passed = optimizer_of([weights]), []
    for gradient in gradients:
        weights.grad = gradient + extra(weights.detach())
        with torch.no_grad():
            weights *= shrink
        optimizer.step()
        passed.append(weights.detach().clone())
    return torch.stack(passed)


@proof
def sgd_decay(
    weight=integers(2, 9),
    lr=among(0.1, 0.2),
    rate=among(0.3, 0.5),
    momentum=reals(0.5, 0.9, digits=1),
    penalty=1.0,
    decoupled_lr=True,
    mu=0.0,
    heavy=True,
    adaptive=Adam,
):
    start, noise = torch.randn(5).double(), torch.randn(12, 5).double()
    by_sgd = path(lambda w: SGD(w, lr, momentum=mu, weight_decay=rate), start, noise)
    # The gradient of rate · w² / 2, which L2 regularisation adds to the loss.
    by_loss = path(lambda w: SGD(w, lr), start, noise, extra=lambda w: penalty * rate * w)
    by_hand = path(lambda w: SGD(w, lr), start, noise, shrink=1 - (lr if decoupled_lr else 1) * rate)

    still, alone = torch.zeros(12, 1).double(), torch.full((1,), float(weight)).double()
    carried = path(lambda w: SGD(w, lr, momentum=momentum * heavy, weight_decay=rate), alone, still)
    plain = path(lambda w: SGD(w, lr, weight_decay=rate), alone, still)
    first = weight * (1 - lr * rate)
    second = first - lr * (rate * first + momentum * rate * weight)
    by_l2, by_adamw = (
        path(lambda w, k=kind: k(w, lr, weight_decay=rate), start, noise) for kind in (adaptive, AdamW)
    )

    yield predict(carried[1], within=0.005)
    # float64: a dozen steps differ by some 1e-15.
    yield check("weight_decay is L2 in the loss", by_sgd, equals=by_loss, within=1e-12)
    yield check("SGD's L2 is decay by lr · rate of the weight", by_sgd, equals=by_hand, within=1e-12)
    yield check("with momentum, the first decay counts again", carried[1], equals=second, within=1e-12)
    yield check("Adam's L2 is no such decay", by_l2, differs=by_adamw, within=1e-3)
    curves = {"momentum": carried.flatten(), "none": plain.flatten()}
    yield plot(curves, x=range(1, 13), title="a weight that only decays, after each step")


sgd_decay.must_fail("the square, not halved", penalty=2.0, at="weight_decay is L2 in the loss")
sgd_decay.must_fail("not times lr", decoupled_lr=False, at="SGD's L2 is decay by lr · rate of the weight")
sgd_decay.must_fail("with momentum", mu=0.5, at="SGD's L2 is decay by lr · rate of the weight")
sgd_decay.must_fail("no momentum", heavy=False, at="with momentum, the first decay counts again")
sgd_decay.must_fail("AdamW", adaptive=AdamW, at="Adam's L2 is no such decay")

if __name__ == "__main__":
    sgd_decay.main()
