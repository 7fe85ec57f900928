"""Adam's first step is lr against the gradient's sign, however large the gradient, if far above eps."""

from functools import partial

import torch
from torch.optim import SGD, Adam

from studyapp.proof import among, check, plot, predict, proof, table


def update(gradient, mean, square, t, lr):
    """Adam's step number t = 1, 2, …: returns the weight's change, and the new mean and square.

    `mean` and `square` are the running averages of the gradient and of its square, at first 0; their
    betas are 0.9 and 0.999, and eps is 1e-8.
    """
    mean = 0.9 * mean + 0.1 * gradient
    square = 0.999 * square + 0.001 * gradient**2
    corrected_mean, corrected_square = mean / (1 - 0.9**t), square / (1 - 0.999**t)
    return -lr * corrected_mean / (corrected_square.sqrt() + 1e-8), mean, square


def uncorrected(gradient, mean, square, t, lr):
    mean = 0.9 * mean + 0.1 * gradient
    square = 0.999 * square + 0.001 * gradient**2
    return -lr * mean / (square.sqrt() + 1e-8), mean, square


def by_torch(make, gradients, lr):
    """How much each step changes the weights, where a step's gradients are a row."""
    weights = torch.zeros_like(gradients[0]).requires_grad_()
    optimizer, path = make([weights], lr=lr), [torch.zeros_like(gradients[0])]
    for gradient in gradients:
        weights.grad = gradient
        optimizer.step()
        path.append(weights.detach().clone())
    return torch.stack(path).diff(dim=0)


def by_hand(update, gradients, lr):
    mean = square = torch.zeros_like(gradients[0])
    changes = []
    for t, gradient in enumerate(gradients, start=1):
        change, mean, square = update(gradient, mean, square, t, lr)
        changes.append(change)
    return torch.stack(changes)


@proof
def adams_first_step(
    gradient=among(1e-8, -0.001, 0.05, -2.0, 300.0),
    lr=among(0.01, 0.02, 0.1, 0.3),
    optimizer=Adam,
    update=update,
    bare=uncorrected,
):
    sizes = torch.tensor([1e-8, -0.001, 0.05, -2, 300], dtype=torch.float64)
    first, by_sgd = by_torch(optimizer, sizes[None], lr)[0], by_torch(SGD, sizes[None], lr)[0]
    noisy = torch.randn(20, 5, dtype=torch.float64) * sizes

    yield predict(first[sizes.tolist().index(gradient)], within=0.001)
    # At a gradient of 0.001, eps takes 1e-5 of the step away.
    yield check("lr, against the sign", first[1:], equals=-lr * sizes[1:].sign(), within=2e-5 * lr)
    # Where a first gradient is as small as 1e-6, eps takes 1 % of the step.
    enlarged = by_torch(optimizer, 1000 * noisy[:, 2:], lr)
    usual = by_torch(optimizer, noisy[:, 2:], lr)
    yield check("gradients 1000 times as large: the same steps", enlarged, equals=usual, within=0.01 * lr)
    yield check("half of lr, at a gradient of eps", first[0], equals=-lr / 2, within=1e-9)
    # The same sums and products in another order, in float64.
    followed = by_hand(update, noisy, lr)
    yield check("update() takes torch's steps", followed, equals=by_torch(Adam, noisy, lr), within=1e-12)
    steady = torch.ones(40, 1, dtype=torch.float64)
    uneven = by_hand(bare, steady, 1.0)
    # 0.1 / √0.001, but for eps.
    yield check("uncorrected: √10 times lr at first", -uneven[0], equals=10**0.5, within=1e-5)
    moves = {f"gradient {size:g}": [step, sgd] for size, step, sgd in zip(sizes, first, by_sgd, strict=True)}
    yield table(moves, columns=["Adam", "SGD"], title=f"how a weight changes in the first step, lr {lr}")
    curves = {"Adam": by_torch(Adam, steady, 1.0), "without bias correction": uneven}
    lengths = {name: -changes for name, changes in curves.items()}
    yield plot(lengths, x=range(1, 41), title="length of each step, in lr, where the gradient never changes")


adams_first_step.must_fail("plain SGD", optimizer=SGD, at="lr, against the sign")
adams_first_step.must_fail(
    "eps of 1", optimizer=partial(Adam, eps=1.0), at="gradients 1000 times as large: the same steps"
)
adams_first_step.must_fail(
    "eps far below", optimizer=partial(Adam, eps=1e-12), at="half of lr, at a gradient of eps"
)
adams_first_step.must_fail("corrected", bare=update, at="uncorrected: √10 times lr at first")
adams_first_step.must_fail("no bias correction", update=uncorrected, at="update() takes torch's steps")

if __name__ == "__main__":
    adams_first_step.main()
