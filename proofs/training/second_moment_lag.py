"""Adam's mean of squares lags behind gradients that jump: steps reach 6.6 lr at β₂ = 0.999, 1.1 at 0.95."""

import torch
from torch.optim import Adam

from studyapp.proof import among, check, plot, predict, proof


def unclipped(gradient):
    return gradient


def clipped(gradient):
    """At a limit of a little more than the norm that gradients used to have."""
    return min(gradient, 1.1)


def after_a_jump(gradient, betas, steps, clip):
    """How long each step is, in lr, once a gradient that was 1 for long is larger."""
    weight = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    optimizer, places = Adam([weight], lr=1.0, betas=betas), []
    weight.grad = torch.ones_like(weight)
    optimizer.step()
    for state in optimizer.state[weight].values():  # as a million such steps would leave them
        state.fill_(1e6 if state.dim() == 0 else 1)
    places.append(weight.item())
    for _ in range(steps):
        weight.grad = torch.full_like(weight, clip(gradient))
        optimizer.step()
        places.append(weight.item())
    return -torch.tensor(places, dtype=torch.float64).diff()


@proof
def second_moment_lag(
    jump=among(5, 10, 50, 100),
    beta2=among(0.95, 0.99, 0.999),
    clip=unclipped,
    slow=0.999,
    fast=0.95,
    momentum=0.0,
):
    first = after_a_jump(jump, (0.9, beta2), 1, clip)[0]
    formula = (0.9 + 0.1 * jump) / (beta2 + (1 - beta2) * jump**2) ** 0.5
    far = {beta: after_a_jump(1e6, (0.9, beta), 60, clip) for beta in (slow, fast)}
    alone = after_a_jump(1e6, (momentum, 0.999), 60, clip)

    yield predict(first, within=0.02 * formula)
    # Beside the root stands eps, 1e-8.
    yield check("the first step: (0.9 + 0.1k) / √(β₂ + (1 − β₂)k²)", first, equals=formula, within=1e-6)
    yield check("β₂ = 0.999: up to 6.6 lr", far[slow].max(), equals=6.6, within=0.1)
    yield check("β₂ = 0.95: up to 1.1 lr", far[fast].max(), equals=1.1, within=0.02)
    yield check("without momentum, β₂ = 0.999: up to 31.6 lr", alone.max(), equals=1000**0.5, within=0.01)
    yield plot(
        {"β₂ = 0.999": far[slow], "β₂ = 0.95": far[fast]}, x=range(1, 61), title="length of a step, in lr"
    )


second_moment_lag.must_fail("clipped", clip=clipped, at="the first step: (0.9 + 0.1k) / √(β₂ + (1 − β₂)k²)")
second_moment_lag.must_fail("a shorter memory", slow=0.99, at="β₂ = 0.999: up to 6.6 lr")
second_moment_lag.must_fail("a longer memory", fast=0.99, at="β₂ = 0.95: up to 1.1 lr")
second_moment_lag.must_fail("with momentum", momentum=0.9, at="without momentum, β₂ = 0.999: up to 31.6 lr")

if __name__ == "__main__":
    second_moment_lag.main()
