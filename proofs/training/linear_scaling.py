"""While steps are short, k steps of SGD at lr are one step on k batches at k · lr, but for order lr²."""

import torch
from torch.nn.functional import binary_cross_entropy_with_logits
from torch.optim import SGD

from studyapp.proof import among, check, integers, plot, predict, proof


def linearly(lr, k):
    return k * lr


def by_root(lr, k):
    """What keeps the noise of a single step as large."""
    return k**0.5 * lr


def not_at_all(lr, k):
    return lr


def union(batches):
    """(k, B, …) to (k · B, …): all examples of the k batches."""
    return batches.flatten(0, 1)


def first_only(batches):
    return batches[0]


def train(x, y, lr):
    """The weight's way from 0, a step of SGD for each batch."""
    weight = torch.zeros(x.shape[-1], dtype=x.dtype, requires_grad=True)
    optimizer = SGD([weight], lr=lr)
    for inputs, labels in zip(x, y, strict=True):
        optimizer.zero_grad()
        binary_cross_entropy_with_logits(inputs @ weight, labels).backward()
        optimizer.step()
    return weight.detach()


@proof
def linear_scaling(k=integers(2, 8), shorter=among(2, 3, 5, 10), scale=linearly, merge=union, long=20.0):
    x = torch.randn(k, 50, 4, dtype=torch.float64)
    y = (x[..., 0] + torch.randn(k, 50) > 0).double()

    def gap(lr):
        """How far apart both end, and how far k steps lead."""
        many, one = train(x, y, lr), train(merge(x)[None], merge(y)[None], scale(lr, k))
        return (one - many).norm().item(), many.norm().item()

    tiny = 1e-3 / k
    (apart, way), (closer, _) = gap(tiny), gap(tiny / shorter)
    yield predict(apart / closer, within=0.05 * shorter**2)
    yield check("one step leads as far", apart / way, at_most=1e-3)
    # What is left is of third order: a thousandth of it at this lr.
    yield check("lr / n: the difference is 1/n² of it", apart / closer / shorter**2, equals=1, within=0.01)
    long, whole = gap(long / k)
    yield check("long steps end far apart", long / whole, at_least=0.1)
    rates = [0.01, 0.1, 0.5, 1, 2, 5]
    curves = {"difference, of the way": [gap(rate)[0] / gap(rate)[1] for rate in rates]}
    yield plot(curves, x=rates, title=f"{k} steps at lr against one at {k} lr, over lr")


linear_scaling.must_fail("lr as before", scale=not_at_all, at="one step leads as far")
linear_scaling.must_fail("√k times lr", scale=by_root, at="lr / n: the difference is 1/n² of it")
linear_scaling.must_fail("one of the batches", merge=first_only, at="lr / n: the difference is 1/n² of it")
linear_scaling.must_fail("short steps all along", long=0.01, at="long steps end far apart")

if __name__ == "__main__":
    linear_scaling.main()
