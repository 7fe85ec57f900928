"""The gradient noise scale is the batch size at which noise and true gradient have equal squared norms."""

import torch

from studyapp.proof import among, check, plot, predict, proof

BATCHES, WIDTH = 2000, 20


def estimate(small, large, b, B):
    """The noise scale, from the mean squared norms of the gradients of batches of b and of B examples."""
    signal = (B * large - b * small) / (B - b)
    noise = (small - large) / (1 / b - 1 / B)
    return noise / signal


def from_one_size(small, large, b, B):
    """The larger batch's gradient is taken for the true one."""
    return (small / large - 1) * b


def share_of_noise(small, large, b, B):
    """What of the small batch's squared norm the large one no longer has."""
    return (small - large) / small


def fresh(size):
    """The noise of a batch's examples: (batches, size, width)."""
    return torch.randn(BATCHES, size, WIDTH)


def alike(size):
    """All examples of a batch come from one document, so to speak."""
    return torch.randn(BATCHES, 1, WIDTH).expand(-1, size, -1)


@proof
def noise_scale(scale=among(10, 20, 40), batch=among(5, 10, 20), more=10, draw=fresh, estimate=estimate):
    true = torch.randn(WIDTH)
    # The variances of an example's gradient add up to scale × the squared norm of the true one.
    spread = true.norm() * (scale / WIDTH) ** 0.5

    def squared_norm(size):
        """Of a batch's gradient, in squared norms of the true one: the mean over many batches."""
        weights = torch.zeros(BATCHES, 1, WIDTH, requires_grad=True)
        losses = (weights * (true + spread * draw(size))).sum(dim=2)  # planes: each slope is a gradient
        losses.mean(dim=1).sum().backward()
        return (weights.grad.square().sum(dim=2).mean() / true.square().sum()).item()

    small, large = squared_norm(batch), squared_norm(more * batch)
    # Of 2,000 batches: a mean strays by 3 % at most, the estimate by 4 %.
    yield predict(small, within=0.08 * small)
    yield check("squared norm: 1 + scale / B", small / (1 + scale / batch), equals=1, within=0.15)
    noise = 1 - 1 / squared_norm(scale)
    yield check("B = the noise scale: half the squared norm is noise", noise, equals=0.5, within=0.06)
    found = estimate(small, large, batch, more * batch)
    yield check("two batch sizes tell the noise scale", found / scale, equals=1, within=0.25)
    means = [1 + scale / size for size in (batch, more * batch)]
    exact = estimate(*means, batch, more * batch)
    yield check("from the exact means: the noise scale itself", exact, equals=scale, within=1e-6)
    sizes = [2, 5, 10, 20, 50, 100]
    curves = {"measured": [squared_norm(size) for size in sizes], "true gradient": [1.0] * len(sizes)}
    yield plot(curves, x=sizes, title="mean squared norm of a batch's gradient, over its size")


noise_scale.must_fail("one document each", draw=alike, at="squared norm: 1 + scale / B")
noise_scale.must_fail("copies", draw=alike, at="B = the noise scale: half the squared norm is noise")
noise_scale.must_fail(
    "a large batch is the truth", estimate=from_one_size, at="from the exact means: the noise scale itself"
)
noise_scale.must_fail("share of noise", estimate=share_of_noise, at="two batch sizes tell the noise scale")

if __name__ == "__main__":
    noise_scale.main()
