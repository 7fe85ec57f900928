"""Adam's averages start at 0: after t steps only 1 − βᵗ of a steady gradient is in them, so it divides."""

import torch
from torch.optim import Adam

from studyapp.proof import among, check, integers, plot, proof, reals


def from_zero(optimizer, weight):
    """As Adam begins."""


def from_the_gradient(optimizer, weight):
    """As if the first gradient had been there always."""
    gradient = weight.grad
    optimizer.state[weight] = {
        "step": torch.tensor(0.0),
        "exp_avg": gradient.clone(),
        "exp_avg_sq": gradient**2,
    }


def divided(averages, betas, t):
    return [average / (1 - beta**t) for average, beta in zip(averages, betas, strict=True)]


def as_they_are(averages, betas, t):
    return averages


def averages(gradient, betas, steps, begin):
    """Adam's running averages, of the gradient and of its square, after each step."""
    weight = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    weight.grad = torch.full_like(weight, gradient)
    optimizer, course = Adam([weight], lr=0.1, betas=betas), []
    begin(optimizer, weight)
    for _ in range(steps):
        optimizer.step()
        state = optimizer.state[weight]
        course.append([state["exp_avg"].item(), state["exp_avg_sq"].item()])
    return course


@proof
def bias_correction(
    gradient=reals(-3, -1),
    fast=among(0.5, 0.8, 0.9),
    slow=among(0.95, 0.98, 0.999),
    t=integers(1, 6),
    begin=from_zero,
    correct=divided,
):
    betas = (fast, slow)
    course = averages(gradient, betas, 40, begin)
    share = [course[t - 1][0] / gradient, course[t - 1][1] / gradient**2]
    corrected = [correct(pair, betas, n) for n, pair in enumerate(course, start=1)]

    # float64: forty sums and products.
    yield check(
        "after t steps: 1 − βᵗ of the gradient, and of its square",
        share,
        equals=[1 - fast**t, 1 - slow**t],
        within=1e-12,
    )
    steady = torch.tensor([[gradient, gradient**2]] * 40, dtype=torch.float64)
    yield check("divided by 1 − βᵗ: the gradient and its square", corrected, equals=steady, within=1e-9)
    curves = {
        f"β = {beta}": [pair[n] / gradient ** (n + 1) for pair in course] for n, beta in enumerate(betas)
    }
    yield plot(curves, x=range(1, 41), title="how much of a steady gradient, and of its square, is in them")


bias_correction.must_fail(
    "from the gradient",
    begin=from_the_gradient,
    at="after t steps: 1 − βᵗ of the gradient, and of its square",
)
bias_correction.must_fail(
    "not divided", correct=as_they_are, at="divided by 1 − βᵗ: the gradient and its square"
)

if __name__ == "__main__":
    bias_correction.main()
