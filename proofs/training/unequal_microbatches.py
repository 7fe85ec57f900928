"""Accumulated gradients equal the full batch's only if each mean loss is scaled by its share of examples."""

import torch

from studyapp.proof import check, integers, plot, predict, proof


def by_examples(loss, n, total):
    """The mean loss of a microbatch of n examples, scaled to its part in the mean loss of all `total`."""
    return loss * n / total


def by_microbatches(loss, n, total):
    """What is often written: divide by the number of microbatches."""
    return loss / 2


def not_at_all(loss, n, total):
    return loss


def influence(scale, sizes):
    """How much each example's own loss counts in what is accumulated."""
    losses = torch.ones(sum(sizes), dtype=torch.float64, requires_grad=True)
    for part in losses.split(sizes):
        scale(part.mean(), len(part), sum(sizes)).backward()
    return losses.grad


@proof
def unequal_microbatches(large=integers(6, 12), small=integers(2, 5), scale=by_examples):
    total, sizes = large + small, [large, small]
    inputs, targets = torch.randn(total, 4, dtype=torch.float64), torch.randn(total, dtype=torch.float64)
    weight = torch.randn(4, dtype=torch.float64, requires_grad=True)

    def loss(x, y):
        return ((x @ weight - y) ** 2).mean()

    (full,) = torch.autograd.grad(loss(inputs, targets), weight)
    for x, y in zip(inputs.split(sizes), targets.split(sizes), strict=True):
        scale(loss(x, y), len(x), total).backward()

    common, right = influence(by_microbatches, sizes), influence(scale, sizes)
    yield predict(common[-1] / common[0], within=0.01)
    # Sums in another order: float64 then differs by less than 1e-13.
    yield check("each times n / N: accumulated = full batch", weight.grad, equals=full, within=1e-12)
    yield check("every example counts alike", right, equals=torch.full_like(right, 1 / total), within=1e-15)
    counts = {"loss · n / total": right, "loss / 2": common}
    yield plot(
        counts, x=range(1, total + 1), title="how much each example counts, from the first to the last"
    )


unequal_microbatches.must_fail(
    "one half each", scale=by_microbatches, at="each times n / N: accumulated = full batch"
)
unequal_microbatches.must_fail("not scaled", scale=not_at_all, at="every example counts alike")

if __name__ == "__main__":
    unequal_microbatches.main()
