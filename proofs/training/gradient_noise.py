"""A gradient over B examples has 1/B of one example's variance, so its noise falls only as 1/√B."""

import torch

from studyapp.proof import among, check, integers, plot, predict, proof

BATCHES = 1500


def independent(errors, size):
    """Which examples each batch has: (batches, size)."""
    return torch.randint(len(errors), (BATCHES, size))


def each_repeated(errors, size):
    """As with copies in the data: a batch of many examples, of which two are different."""
    return torch.randint(len(errors), (BATCHES, 2)).repeat(1, size)[:, :size]


def hardest(errors, size):
    """Half of the data, that with the largest errors."""
    return errors.abs().topk(len(errors) // 2).indices[torch.randint(len(errors) // 2, (BATCHES, size))]


def mean(losses):
    return losses.mean(dim=1)


def total(losses):
    return losses.sum(dim=1)


@proof
def gradient_noise(batch=integers(2, 8), times=among(9, 16, 25), rows=300, pick=independent, reduce=mean):
    x = torch.randn(rows, 6)
    y = x @ torch.randn(6) + torch.randn(rows)

    def gradients(chosen):
        """One for each batch, which has a weight of its own: (batches, 6)."""
        weights = torch.zeros(len(chosen), 6, requires_grad=True)
        outputs = torch.einsum("nbi,ni->nb", x[chosen], weights)
        reduce((outputs - y[chosen]) ** 2).sum().backward()
        return weights.grad

    each = gradients(torch.arange(rows)[:, None])  # batches of one example
    of_one = each.var(dim=0, correction=0).sum()
    sizes = [batch, 4 * batch, batch * times]
    small, between, large = (gradients(pick(y, size)) for size in sizes)
    noise = [sample.var(dim=0).sum().sqrt() for sample in (small, between, large)]

    # Of 1,500 × 6 numbers, a variance strays by 2 %; the bounds are four times as far off, and more.
    yield predict(noise[0] / noise[2], within=0.1 * times**0.5)
    yield check("variance: that of one example, over B", noise[0] ** 2 * batch / of_one, equals=1, within=0.2)
    share = (noise[2] / noise[0]) ** 2
    yield check("k times the batch: 1/k of the variance", share * times, equals=1, within=0.2)
    yield check("four times the batch: half the noise", noise[1] / noise[0], equals=0.5, within=0.06)
    # Even of the smallest batches, whose mean strays by some 6 % of it.
    far = (small.mean(dim=0) - each.mean(dim=0)).norm() / each.mean(dim=0).norm()
    yield check("on average it is the whole data's gradient", far, at_most=0.25)
    curves = {"measured": noise, "1/√B": [(of_one / size).sqrt() for size in sizes]}
    yield plot(curves, x=sizes, title="standard deviation of a batch's gradient, over its size")


gradient_noise.must_fail("losses added up", reduce=total, at="k times the batch: 1/k of the variance")
gradient_noise.must_fail("summed batch", reduce=total, at="variance: that of one example, over B")
gradient_noise.must_fail("copies in a batch", pick=each_repeated, at="four times the batch: half the noise")
gradient_noise.must_fail("hard examples", pick=hardest, at="on average it is the whole data's gradient")

if __name__ == "__main__":
    gradient_noise.main()
