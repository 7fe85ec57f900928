"""Under a steady gradient, SGD's steps with momentum μ grow towards 1 / (1 − μ) times their first size."""

import torch

from studyapp.proof import among, check, integers, plot, predict, proof


def walk(lr, gradient, steps, **options):
    """How far each step of SGD goes."""
    weight = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    optimizer, places = torch.optim.SGD([weight], lr=lr, **options), [0.0]
    for _ in range(steps):
        weight.grad = torch.full_like(weight, gradient)
        optimizer.step()
        places.append(weight.item())
    return -torch.tensor(places, dtype=torch.float64).diff()


@proof
def momentum_limit(
    momentum=among(0.5, 0.75, 0.8, 0.9), gradient=integers(2, 9), dampened=False, nesterov=False
):
    # With dampening, the velocity is a running average: the new gradient counts 1 − μ only.
    dampening = momentum if dampened else 0.0
    heavy = walk(0.1, gradient, 150, momentum=momentum, dampening=dampening, nesterov=nesterov)
    plain = walk(0.1, gradient, 150)
    averaged = walk(0.1, gradient, 150, momentum=momentum, dampening=momentum)

    yield predict(heavy[-1] / plain[-1], within=0.01)
    yield check("the first step is that of plain SGD", heavy[0], equals=plain[0], within=1e-12)
    # What is missing from the limit shrinks by μ a step: 0.9¹⁵⁰ is 1e-7.
    yield check(
        "the last is 1 / (1 − μ) of it", heavy[-1] / plain[-1], equals=1 / (1 - momentum), within=1e-5
    )
    curves = {f"momentum {momentum}": heavy[:40], "dampened as much": averaged[:40], "plain SGD": plain[:40]}
    yield plot(curves, x=range(1, 41), title=f"length of each step: lr 0.1, gradient {gradient}")


momentum_limit.must_fail("a running average", dampened=True, at="the last is 1 / (1 − μ) of it")
momentum_limit.must_fail("Nesterov's momentum", nesterov=True, at="the first step is that of plain SGD")

if __name__ == "__main__":
    momentum_limit.main()
